"""One workspace's flood beside another in the web process: by the order of what is heard and sent, not by a clock."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

import pytest
from django.conf import settings

from apps.common.turns import Share, Turns
from apps.live import ears as hearing
from apps.live.ears import Ears
from apps.live.feed import Feed
from apps.live.pace import Ticker
from apps.live.subscription import FRAME_BYTES, Subscription, Terms
from apps.live.viewer import TURN_BYTES, Viewer
from apps.streams.bus import keys
from apps.streams.bus.client import connect_sync
from apps.streams.bus.window import Window
from apps.streams.core import message
from tests.streams.conftest import house as house  # noqa: PLC0414 - the fixture
from tests.streams.house import House, until

LOUD, QUIET = 1, 2
FLOODED = 40


class Tasks:
    """Owns what `Ears` starts."""

    def __init__(self) -> None:
        self.all: list[asyncio.Task[None]] = []

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.all.append(asyncio.create_task(work))
        return self.all[-1]

    async def end(self) -> None:
        for task in self.all:
            task.cancel()
        await asyncio.gather(*self.all, return_exceptions=True)


async def test_what_a_flood_has_published_is_not_before_anothers_message(house: House) -> None:
    tasks, heard, stand = Tasks(), list[str](), set[str]()
    ears = Ears(house.redis, tasks.start, lambda _: None)
    for workspace, stream in ((LOUD, "loud"), (QUIET, "quiet")):
        await ears.add(
            workspace,
            stream,
            lambda _, stream=stream: heard.append(stream),  # type: ignore[misc]  # mypy: its type is unknown
            lambda stream=stream: stand.add(stream),  # type: ignore[misc]
        )
    await until(lambda: len(stand) == 2, "both channels")
    with connect_sync(settings.REDIS_URL) as redis:  # which holds the loop: nothing is heard before all is published
        for _ in range(120):
            redis.spublish(keys.feed("loud"), b"x" * 100_000)
        redis.spublish(keys.feed("quiet"), b"x")
    await until(lambda: "quiet" in heard, "the quiet one")
    assert heard.index("quiet") < 30
    await until(lambda: len(heard) == 121, "all")
    await tasks.end()


async def test_ears_come_and_go_with_workspaces_and_are_shared_beyond_their_bound(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "EARS_MAX", 2)
    tasks, heard = Tasks(), list[int]()
    ears = Ears(house.redis, tasks.start, lambda _: None)
    for workspace in range(5):
        stand = asyncio.Event()
        await ears.add(workspace, f"s{workspace}", lambda _, number=workspace: heard.append(number), stand.set)  # type: ignore[misc]
        async with asyncio.timeout(10):
            await stand.wait()
    assert len(tasks.all) == 2
    for workspace in range(5):
        await house.redis.spublish(keys.feed(f"s{workspace}"), b"x")
    await until(lambda: sorted(heard) == list(range(5)), "each")
    assert ears.hears(4)
    for workspace in range(5):
        await ears.remove(workspace, f"s{workspace}")
    assert not ears.hears(4)
    await until(lambda: all(task.done() for task in tasks.all), "their ends")


async def test_flooded_viewers_of_one_workspace_hold_another_up_for_a_turn_at_most() -> None:
    turns, ticker = Turns(), Ticker()
    order: list[tuple[int, int]] = []  # workspace, and how much it was sent
    running: list[asyncio.Task[None]] = []

    def follow(workspace: int) -> Feed:
        async def send(text: str) -> None:
            order.append((workspace, len(text)))

        feed = Feed(f"stream{workspace}")
        viewer = Viewer(cast(Window, None), send, ticker, turns.share(workspace))
        viewer.follow(Subscription(Terms("q"), feed, None))
        running.append(asyncio.create_task(viewer.run()))
        return feed

    feeds = [follow(LOUD) for _ in range(FLOODED)]
    quiet = follow(QUIET)
    await until(lambda: len(order) == FLOODED + 1, "the streams")
    await asyncio.sleep(0.1)  # so that every viewer's next frame may go at once
    order.clear()
    batch = [b'"%b"' % (b"x" * 1_000)] * 250
    for feed in feeds:
        for number in range(3):
            feed.receive(message.encode("e", number * 250 + 1, [1] * 250, batch))
    quiet.receive(message.encode("e", 1, [1], [b"1"]))  # last of all
    await until(lambda: any(workspace == QUIET for workspace, _ in order), "the quiet one's")
    before = sum(size for workspace, size in order[: [each for each, _ in order].index(QUIET)] if workspace == LOUD)
    assert before <= 2 * (TURN_BYTES + FRAME_BYTES)
    await until(lambda: sum(size for workspace, size in order if workspace == LOUD) > FLOODED * 750_000, "all")
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    ticker.close()


async def test_a_viewers_first_frame_is_not_free() -> None:
    """A thousand that come back at once would else all be served in one round."""
    asked: list[float] = []

    class Asked(Share):
        def take(self, cost: float) -> bool:
            asked.append(cost)
            return super().take(cost)

    async def send(_: str) -> None:
        pass

    ticker = Ticker()
    viewer = Viewer(cast(Window, None), send, ticker, Asked(Turns()))
    viewer.follow(Subscription(Terms("q"), Feed("s"), None))
    running = asyncio.create_task(viewer.run())
    await until(lambda: asked, "its first frame")
    assert asked[0] == FRAME_BYTES / TURN_BYTES
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    ticker.close()
