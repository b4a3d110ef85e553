"""Gathers a stream's messages into batches and writes each to the window with one Redis call."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from redis.exceptions import OutOfMemoryError, RedisError

from apps.common.turns import Share
from apps.streams.bus.lease import Ownership
from apps.streams.bus.window import Row, Vanished, Window
from apps.streams.core import message
from apps.streams.core.event import Event
from apps.streams.core.message import Batch
from apps.streams.definition import Window as Bounds

from .backlog import BACKLOG, Backlog
from .figures import figures
from .keeper import Keeper, Reclaim
from .work import cost_of

logger = logging.getLogger(__name__)

GATHER_SECONDS: Final = 0.005  # what a batch waits for more
BATCH_MESSAGES: Final = 256
BATCH_BYTES: Final = 64 * 1024
PENDING_BYTES: Final = 2 * 1024 * 1024  # then the upstream is read no further until Redis has taken some
MESSAGE_BYTES: Final = 100  # that a waiting message takes in Python beside its payload
DROPPED_AT_ONCE: Final = 1 / 16  # of the share while Redis fails, so that dropping is rare
EVENTS_MAX: Final = 1_000  # while Redis is away for long; then new errors are dropped, and old statuses
URGENT_MAX: Final = 8  # statuses while Redis is full; the newest count
HOLD_SECONDS: Final = 1.0  # a viewer that doesn't catch up by then is told a gap instead
TRIM_SECONDS: Final = 1.0  # between two looks for what is too old while the stream is quiet

STORE_DOWN: Final = "store_down"
STORE_FULL: Final = "store_full"
_TROUBLES: Final = {
    STORE_DOWN: "The server's message store does not answer; what comes meanwhile follows later, or as a gap.",
    STORE_FULL: "The server's message store is full; what comes meanwhile follows later, or as a gap.",
}

OnTrouble = Callable[[str | None, str], None]


class Writer:
    """The way of one stream's messages into Redis, in order. `run` is the task; its owner cancels it.

    Overflow policy: backpressure while Redis is slow (`put` returns True when the caller should await `room` before
    reading on); drop oldest while it fails, and their offsets stay counted, so that viewers are told the exact gap.
    `on_trouble(code, message)` is called when Redis begins to fail, or fails otherwise, and with (None, "") when it is
    over. While it is full, statuses that are told go out before the messages that wait. `share`: of the hub.
    """

    def __init__(
        self,
        window: Window,
        stream: str,
        owned: Ownership,
        bounds: Bounds,
        share: Share,
        reclaim: Reclaim | None = None,
        on_trouble: OnTrouble | None = None,
        backlog: Backlog = BACKLOG,
    ) -> None:
        self._stream = stream
        self._size = bounds.size
        self._keeper = Keeper(window, stream, owned, bounds, reclaim)
        self._share = share
        self._cost = 0.0  # of the last batch, which the next one pays for
        self._on_trouble = on_trouble
        self._backlog = backlog
        self.top = owned.top  # the last offset given to a message, written or not
        self.dropped = 0
        self._times: list[int] = []
        self._payloads: list[bytes] = []
        self._keys: list[str] | None = [] if bounds.key else None
        self._bytes = 0
        self._events: deque[tuple[Event, bytes, int]] = deque()  # at most EVENTS_MAX
        self._urgent: deque[tuple[Event, bytes, int]] = deque(maxlen=URGENT_MAX)
        self._trouble: str | None = None
        self._wake = asyncio.Event()
        self._full = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._limit: float = math.inf  # the offset at which the upstream is read no further for a while
        self._held: asyncio.TimerHandle | None = None  # what ends that
        self._idle = asyncio.Event()
        self._idle.set()

    # --- what is true now

    @property
    def fence(self) -> int:
        """What goes into every write; another one after Redis had lost the stream."""
        return self._keeper.fence

    @property
    def epoch(self) -> str:
        """The numbering."""
        return self._keeper.epoch

    @property
    def written(self) -> int:
        """The last offset that Redis has."""
        return self._keeper.written

    @property
    def window_bytes(self) -> int:
        """How much is in the window."""
        return self._keeper.window_bytes

    @property
    def pending_bytes(self) -> int:
        """Payloads that wait to be written."""
        return self._bytes

    # --- what the supervisor calls

    def put(self, payload: bytes, at_ms: int, key: str | None = None) -> bool:
        """Take one message. True: wait for `room` first. `key`: of a keyed window."""
        payloads = self._payloads
        payloads.append(payload)
        self._times.append(at_ms)
        if self._keys is not None:
            self._keys.append(key or "")
        self.top += 1
        self._bytes += len(payload)
        count = len(payloads)
        if count == 1:
            self._idle.clear()
            self._wake.set()
        if count >= BATCH_MESSAGES or self._bytes >= BATCH_BYTES:
            self._full.set()
            if self._trouble is not None:
                self.shrink()
            elif self._bytes >= PENDING_BYTES:
                self._room.clear()
                return True
        return self.top >= self._limit and self._hold()

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
        self._limit = math.inf
        self._release()

    def _release(self) -> None:
        if self._held is not None:
            self._held.cancel()
            self._held = None
        self._make_room()

    def tell(self, happened: Event, status: bytes = b"", connection: int = 0) -> None:
        """Take an event; it goes out after all messages put before it."""
        entry = (happened, status, connection)
        if self._trouble == STORE_FULL and happened.kind == "status":
            self._urgent.append(entry)
            return
        if len(self._events) >= EVENTS_MAX:
            if happened.kind == "error":
                return
            del self._events[1]  # the first may be on its way
        self._events.append(entry)
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
        try:
            await self._surely(self._keeper.open)
            while True:
                await self._wait()
                if not self._full.is_set():
                    try:
                        async with asyncio.timeout(GATHER_SECONDS):
                            await self._full.wait()
                    except TimeoutError:
                        pass
                self._full.clear()
                self._wake.clear()
                while self._payloads or self._events:
                    await self._share.turn(self._cost)
                    await self._write_next()
                self._idle.set()
        finally:
            self._backlog.leave(self)

    # --- writing

    async def _wait(self) -> None:
        """Wait for something to write, and meanwhile drop what becomes too old."""
        while not self._wake.is_set():
            due = self._keeper.due_at
            if due is None:
                await self._wake.wait()
                return
            try:
                async with asyncio.timeout(max(TRIM_SECONDS, due / 1000 - time.time())):
                    await self._wake.wait()
            except TimeoutError:
                await self._surely(self._keeper.trim)

    async def _write_next(self) -> None:
        """Write the next batch, or the next event once all messages before it are written (or dropped)."""
        first = self.top - len(self._payloads) + 1
        if self._events and self._events[0][0].after < first:
            happened, status, connection = self._events[0]
            await self._surely(lambda: self._keeper.tell(happened, status, connection))
            self._events.popleft()
            return
        batch, at, rows = self._cut(first, self._events[0][0].after if self._events else self.top)
        count = batch.last - batch.first + 1
        await self._surely(lambda: self._append(batch, at, rows))
        self._cost = cost_of(count, len(batch.text))
        figures.messages += count
        figures.bytes += len(batch.text)
        figures.batches += 1
        self._make_room()

    async def _append(self, batch: Batch, at: int, rows: list[Row]) -> None:
        began = time.perf_counter()
        await self._keeper.append(batch, at, rows)
        figures.append.observe(time.perf_counter() - began)

    def _make_room(self) -> None:
        if self._held is None and (self._trouble is not None or self._bytes < PENDING_BYTES):
            self._room.set()

    def _cut(self, first: int, until: int) -> tuple[Batch, int, list[Row]]:
        """Take the next batch out of what waits, up to offset `until`; when its last message came; and its rows."""
        limit = min(BATCH_MESSAGES, until - first + 1)
        if len(self._payloads) <= limit and self._bytes <= BATCH_BYTES:
            count, size = len(self._payloads), self._bytes
        else:
            count, size = 0, 0
            for payload in self._payloads:
                if count == limit or (count and size + len(payload) > BATCH_BYTES):
                    break
                count += 1
                size += len(payload)
        times, payloads = self._times[:count], self._payloads[:count]
        keys = None if self._keys is None else self._keys[:count]
        self._forget(count, size)
        batch = Batch(self.epoch, first, first + count - 1, message.encode(self.epoch, first, times, payloads, keys))
        rows: dict[str, Row] = {}
        for i, key in enumerate(keys or ()):
            rows.pop(key, None)  # the newest of a key goes to the end
            rows[key] = Row(message.name_of(key), first + i, times[i], payloads[i])
        return batch, times[-1], list(rows.values())

    def _forget(self, count: int, size: int) -> None:
        del self._times[:count], self._payloads[:count]
        if self._keys is not None:
            del self._keys[:count]
        self._bytes -= size

    # --- while Redis fails

    async def _surely(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do it, again and again while Redis fails."""
        while True:
            try:
                await work()
            except OutOfMemoryError as error:
                self._fail(STORE_FULL, error)
            except (RedisError, OSError, Vanished) as error:  # Vanished: lost twice in a moment
                self._fail(STORE_DOWN, error)
            else:
                if self._trouble is not None:
                    self._recover()
                return
            await self._tell_urgent()
            await self._backlog.pause()

    def _fail(self, code: str, error: Exception) -> None:
        if self._trouble == code:
            return
        logger.warning("stream %s: Redis takes nothing (%s: %s); holding its messages", self._stream, code, error)
        self._trouble = code
        self._backlog.join(self)
        self._make_room()  # the upstream is read on
        if self._on_trouble is not None:
            self._on_trouble(code, _TROUBLES[code])

    def _recover(self) -> None:
        logger.warning("stream %s: Redis takes messages again", self._stream)
        self._trouble = None
        self._backlog.leave(self)
        self._events.extendleft(reversed(self._urgent))
        self._urgent.clear()
        if self._on_trouble is not None:
            self._on_trouble(None, "")

    async def _tell_urgent(self) -> None:
        """Tell a full Redis what the stream's status is; it publishes, though it keeps nothing."""
        while self._urgent:
            happened, status, connection = self._urgent[0]
            now = Event(happened.kind, self.written, happened.body)
            try:
                await self._keeper.tell(now, status, connection)
            except (RedisError, OSError, Vanished):
                return
            if self._urgent and self._urgent[0][0] is happened:
                self._urgent.popleft()

    def shrink(self) -> None:
        """Drop the oldest messages that wait, if they are more than the share of this stream."""
        share, count, size = self._backlog.share, 0, 0
        held = self._bytes + MESSAGE_BYTES * len(self._payloads)
        if held <= share:
            return
        for payload in self._payloads[:-1]:
            if held <= share * (1 - DROPPED_AT_ONCE):
                break
            held -= len(payload) + MESSAGE_BYTES
            size += len(payload)
            count += 1
        self._forget(count, size)
        self.dropped += count
        figures.dropped[self._trouble or STORE_DOWN] += count
