"""A workspace's streams share its part of the hub: by the order of what is taken in, so that no clock matters."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from apps.common.turns import Turns
from apps.streams.core.pipeline import Pipeline
from apps.streams.core.plan import Message, plan
from apps.streams.definition import StreamDefinition
from apps.streams.hub.receiving import Receiver
from apps.streams.hub.revealing import NO_VEIL
from apps.streams.hub.telling import Telling
from apps.streams.hub.wire import Connection
from apps.streams.hub.work import PIECE, cost_of

LOUD, QUIET = 1, 2
STREAMS = 20


class Flood:
    """A connection that always has another message."""

    def __init__(self, message: bytes) -> None:
        self._message = message

    async def recv(self, *, decode: bool) -> bytes:
        assert not decode
        return self._message


class Taken:
    """Where the rows go: of which workspace each was, with what it cost."""

    top = 0

    def __init__(self, workspace: int, order: list[tuple[int, float]]) -> None:
        self._workspace = workspace
        self._order = order

    def put(self, payload: bytes, at_ms: int, key: str | None = None) -> bool:
        self._order.append((self._workspace, cost_of(1, len(payload))))
        return False

    async def room(self) -> None:
        raise AssertionError("there is always room")


async def nothing(_: Message) -> None:
    pass


@pytest.mark.parametrize("size", [100, 5_000, 400_000])
async def test_twenty_streams_of_one_workspace_take_as_much_as_one_of_another(size: int) -> None:
    definition = StreamDefinition.model_validate({"url": "ws://h.example"})
    turns, order = Turns(), list[tuple[int, float]]()

    def start(workspace: int) -> asyncio.Task[None]:
        receiver = Receiver(
            cast(Connection, Flood(b'"%b"' % (b"x" * size))),
            plan(definition),
            Pipeline(definition, lambda _: None),
            None,
            Taken(workspace, order),
            Telling("test"),
            nothing,
            NO_VEIL,
        )
        return asyncio.create_task(receiver.run(turns.share(workspace)))

    shares = turns.share(LOUD), turns.share(QUIET)
    tasks = [start(LOUD) for _ in range(STREAMS)] + [start(QUIET)]
    while min(share.had for share in shares) < 40:
        await asyncio.sleep(0)
        had = {each: sum(cost for workspace, cost in order if workspace == each) for each in (LOUD, QUIET)}
        piece = max(PIECE, cost_of(1, size)) + cost_of(1, size)
        # Each stream begins with a piece of its own; a share is a turn ahead of the other at most.
        assert abs(had[LOUD] - had[QUIET]) <= STREAMS * piece + 2 * (1 + piece)
        order[:] = [(each, had[each]) for each in had]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
