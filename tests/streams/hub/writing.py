"""A writer at work on a real Redis, and what a viewer of its stream is told: messages, gaps, statuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from apps.common.turns import Turns
from apps.streams.bus import keys
from apps.streams.bus.client import AsyncRedis, connect
from apps.streams.bus.lease import Leases, Ownership
from apps.streams.bus.subscriber import Subscriber
from apps.streams.bus.window import Window
from apps.streams.core import event, message
from apps.streams.core.event import Event
from apps.streams.definition import Window as Bounds
from apps.streams.hub.backlog import Backlog
from apps.streams.hub.writer import Writer

STREAM: Final = "writertest"


class Listener:
    """All that is published of the stream, with holes between offsets counted as gaps; a repeat is refused."""

    def __init__(self) -> None:
        self.payloads: dict[int, bytes] = {}
        self.events: list[Event] = []
        self.missing = 0
        self.top = 0

    def take(self, text: bytes) -> None:
        if text.startswith(event.PREFIX):
            self.events.append(event.read(text))
            return
        batch = message.read(text)
        assert batch.first > self.top, f"{batch.first}..{batch.last} after {self.top}"
        self.missing += batch.first - self.top - 1
        for item in batch.messages():
            self.payloads[item.offset] = item.payload
        self.top = batch.last

    @property
    def statuses(self) -> list[object]:
        return [each.body["status"] for each in self.events if each.kind == "status"]


class Desk:
    """One writer that runs, and a listener. `troubles` is what the writer said of Redis."""

    def __init__(
        self, redis: AsyncRedis, owned: Ownership, bounds: Bounds, leases: Leases | None, **options: Any
    ) -> None:
        self.redis = redis
        self.window = Window(redis)
        self.owned = owned
        self.listener = Listener()
        self.troubles: list[str | None] = []
        options.setdefault("backlog", Backlog())
        options.setdefault("share", Turns().share(1))
        self._leases = leases
        if leases is not None:
            options["reclaim"] = self._reclaim
        self.writer = Writer(
            self.window, STREAM, owned, bounds, on_trouble=lambda code, _: self.troubles.append(code), **options
        )
        self.task = asyncio.create_task(self.writer.run())

    async def _reclaim(self) -> Ownership | None:
        assert self._leases is not None
        held = self.writer
        return await self._leases.reclaim(STREAM, held.epoch, held.written, held.fence, self.owned.connection)

    def put(self, *payloads: bytes, at: int = 1, key: str | None = None) -> list[bool]:
        return [self.writer.put(payload, at, key) for payload in payloads]

    async def drained(self, seconds: float = 20) -> None:
        """Wait until all is written; raises what ended the writer."""
        drained = asyncio.create_task(self.writer.drained())
        done, _ = await asyncio.wait({drained, self.task}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        drained.cancel()
        if self.task in done:
            self.task.result()
        assert drained in done, f"not written after {seconds:g} s"

    async def kept(self) -> list[int]:
        """The offsets that Redis holds."""
        snapshot = await self.window.read(STREAM, 0, 10_000, 10**9)
        return [item.offset for batch in snapshot.batches for item in batch.messages()]


@asynccontextmanager
async def desk(
    url: str,
    size: int = 1000,
    *,
    listen_at: str = "",
    hub: str = "a",
    epoch: str = "e1",
    reclaims: bool = False,
    **options: Any,
) -> AsyncIterator[Desk]:
    """Take the stream and start a writer. Its Redis is at `url`; who listens does so at `listen_at`."""
    bounds = Bounds.model_validate(
        {"size": size, **{name: options.pop(name) for name in list(options) if name in Bounds.model_fields}}
    )
    direct, redis = connect(listen_at or url), connect(url)
    owned = await Leases(direct, hub).acquire(STREAM, epoch)
    assert owned is not None
    made = Desk(redis, owned, bounds, Leases(redis, hub) if reclaims else None, **options)
    subscriber, ready = Subscriber(direct), asyncio.Event()
    await subscriber.add(keys.feed(STREAM), made.listener.take, ready.set, sharded=True)
    listening = asyncio.create_task(subscriber.run())
    try:
        await asyncio.wait_for(ready.wait(), 10)
        yield made
    finally:
        for task in (made.task, listening):
            task.cancel()
        await asyncio.gather(made.task, listening, return_exceptions=True)
        await redis.aclose()
        await direct.aclose()
