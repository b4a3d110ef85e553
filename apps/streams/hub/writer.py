"""Gathers a stream's messages into batches and writes each to the window with one Redis call."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import Final

from redis.exceptions import RedisError

from apps.streams.bus.lease import Ownership
from apps.streams.bus.window import WINDOW_MAX_BYTES, Window
from apps.streams.core import event, message
from apps.streams.core.event import Event
from apps.streams.core.message import Batch

logger = logging.getLogger(__name__)

GATHER_SECONDS: Final = 0.005  # what a batch waits for more
BATCH_MESSAGES: Final = 256
BATCH_BYTES: Final = 64 * 1024
PENDING_BYTES: Final = 2 * 1024 * 1024  # then the upstream is read no further until Redis has taken some
EVENTS_MAX: Final = 1_000  # while Redis is away for long; then new errors are dropped, and old statuses
HOLD_SECONDS: Final = 1.0  # a viewer that doesn't catch up by then is told a gap instead
RETRY_SECONDS: Final = 0.2


class Writer:
    """The way of one stream's messages into Redis, in order. `run` is the task; its owner cancels it.

    Overflow policy: backpressure. `put` returns True when the caller should await `room` before reading on.
    """

    def __init__(self, window: Window, stream: str, owned: Ownership, size: int) -> None:
        self._window = window
        self._stream = stream
        self._fence = owned.fence
        self._epoch = owned.epoch
        self._size = size
        self.top = owned.top  # the last offset given to a message, written or not
        self._written = owned.top
        self._times: list[int] = []
        self._payloads: list[bytes] = []
        self._bytes = 0
        self._events: deque[tuple[Event, bytes, int]] = deque()  # at most EVENTS_MAX
        self._kept: deque[tuple[int, int]] = deque()  # (last offset, bytes) of the window's entries that we wrote
        self._kept_bytes = 0
        self._wake = asyncio.Event()
        self._full = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._limit: int | None = None  # the offset at which the upstream is read no further for a while
        self._held: asyncio.TimerHandle | None = None  # what ends that
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, payload: bytes, at_ms: int) -> bool:
        """Take one message. True: wait for `room` first."""
        self.top += 1
        self._times.append(at_ms)
        self._payloads.append(payload)
        self._bytes += len(payload)
        if len(self._payloads) == 1:
            self._idle.clear()
            self._wake.set()
        if len(self._payloads) >= BATCH_MESSAGES or self._bytes >= BATCH_BYTES:
            self._full.set()
            if self._bytes >= PENDING_BYTES:
                self._room.clear()
                return True
        return self._limit is not None and self.top >= self._limit and self._hold()

    def reached(self, offset: int) -> None:
        """Let the stream run on to half a window beyond `offset`, so that its own viewer misses nothing."""
        self._limit = offset + max(1, self._size // 2)
        if self.top < self._limit:
            self._release()

    def _hold(self) -> bool:
        if self._held is None:
            self._held = asyncio.get_running_loop().call_later(HOLD_SECONDS, self._run_free)
            self._room.clear()
        return True

    def _run_free(self) -> None:
        """Wait for the viewer no longer: it is told a gap, and counts again once it says how far it is."""
        self._limit = None
        self._release()

    def _release(self) -> None:
        if self._held is not None:
            self._held.cancel()
            self._held = None
        self._make_room()

    def tell(self, happened: Event, status: bytes = b"", connection: int = 0) -> None:
        """Take an event; it goes out after all messages put before it."""
        if len(self._events) >= EVENTS_MAX:
            if happened.kind == "error":
                return
            del self._events[1]  # the first may be on its way
        self._events.append((happened, status, connection))
        self._idle.clear()
        self._wake.set()
        self._full.set()

    async def room(self) -> None:
        """Wait until the pending messages are below their bound and nobody holds the stream."""
        await self._room.wait()

    async def drained(self) -> None:
        """Wait until everything taken so far has been written."""
        await self._idle.wait()

    async def run(self) -> None:
        """Write until cancelled. Raises LostOwnership when the stream is another hub's."""
        while True:
            await self._wake.wait()
            if not self._full.is_set():
                try:
                    async with asyncio.timeout(GATHER_SECONDS):
                        await self._full.wait()
                except TimeoutError:
                    pass
            self._full.clear()
            self._wake.clear()
            while self._payloads or self._events:
                await self._write_next()
            self._idle.set()

    async def _write_next(self) -> None:
        """Write the next batch, or the next event once all messages before it are written."""
        if self._events and self._events[0][0].after <= self._written:
            happened, status, connection = self._events[0]
            await self._persist_event(happened, status, connection)
            self._events.popleft()
            return
        until = self._events[0][0].after if self._events else self.top
        batch = self._cut(until)
        await self._persist(batch)
        self._written = batch.last
        self._make_room()

    def _make_room(self) -> None:
        if self._bytes < PENDING_BYTES and self._held is None:
            self._room.set()

    def _cut(self, until: int) -> Batch:
        """Take the next batch out of what is pending, up to offset `until`."""
        count, size = 0, 0
        limit = min(BATCH_MESSAGES, until - self._written)
        for payload in self._payloads:
            if count == limit or (count and size + len(payload) > BATCH_BYTES):
                break
            count += 1
            size += len(payload)
        first = self._written + 1
        text = message.encode(self._epoch, first, self._times[:count], self._payloads[:count])
        del self._times[:count], self._payloads[:count]
        self._bytes -= size
        return Batch(self._epoch, first, first + count - 1, text)

    def _keep_from(self, batch: Batch) -> int:
        """The lowest entry to keep, so that the window has `size` messages and at most WINDOW_MAX_BYTES."""
        self._kept.append((batch.last, len(batch.text)))
        self._kept_bytes += len(batch.text)
        lowest = max(0, batch.last - self._size + 1)
        while len(self._kept) > 1 and (self._kept_bytes > WINDOW_MAX_BYTES or self._kept[0][0] < lowest):
            last, size = self._kept.popleft()
            self._kept_bytes -= size
            lowest = max(lowest, last + 1)
        return lowest

    async def _persist(self, batch: Batch) -> None:
        keep_from = self._keep_from(batch)
        while True:
            try:
                await self._window.append(self._stream, self._fence, batch, keep_from)
            except (RedisError, OSError) as error:
                logger.warning("stream %s: Redis took no batch (%s); trying again", self._stream, error)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    async def _persist_event(self, happened: Event, status: bytes, connection: int) -> None:
        text = event.encode(happened)
        while True:
            try:
                await self._window.tell(self._stream, self._fence, self._epoch, text, status, connection)
            except (RedisError, OSError) as error:
                logger.warning("stream %s: Redis took no event (%s); trying again", self._stream, error)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return
