"""The owner's hand on one stream's window: appends, tells, trims, and takes it up again when Redis has lost it."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from apps.streams.bus.lease import Ownership
from apps.streams.bus.window import LostOwnership, Row, Vanished, Window, mark
from apps.streams.core import event
from apps.streams.core.event import Event
from apps.streams.core.keeping import Entries, Rows
from apps.streams.core.message import Batch
from apps.streams.definition import Window as Bounds

logger = logging.getLogger(__name__)

Reclaim = Callable[[], Awaitable[Ownership | None]]


class Keeper:
    """Every method may be called again with the same arguments until it succeeds: nothing is written twice.

    All raise LostOwnership when the stream is another hub's, redis.RedisError when Redis doesn't answer. When Redis has
    lost the stream, `reclaim` makes it anew with the same numbering; Vanished is raised if it is lost again meanwhile.
    """

    def __init__(
        self, window: Window, stream: str, owned: Ownership, bounds: Bounds, reclaim: Reclaim | None = None
    ) -> None:
        self.fence = owned.fence
        self.epoch = owned.epoch
        self.written = owned.top  # the last offset that Redis has
        self._window = window
        self._stream = stream
        self._bounds = bounds
        self._reclaim = reclaim
        self._entries = Entries(bounds)
        self._rows = Rows(bounds) if bounds.key else None
        self._known = owned.top == 0 and not bounds.key and not bounds.max_age_seconds  # nothing to take over
        self._vanished = False
        self._planned: Batch | None = None
        self._keep_from = 0
        self._changes: Sequence[Row] = ()
        self._owed: list[bytes] = []  # names of rows that are to go and may still be there
        self._lost_to = 0  # the last offset that Redis lost with the stream
        self._told = 0
        self._telling: Event | None = None
        self._status: tuple[bytes, bytes, int] | None = None  # the last one told: event, status, connection

    @property
    def window_bytes(self) -> int:
        """How much is in the window."""
        return self._kept.bytes

    @property
    def due_at(self) -> int | None:
        """When the oldest of the window will be too old (ms)."""
        oldest = self._kept.oldest_at if self._bounds.max_age_seconds else None
        return None if oldest is None else oldest + self._bounds.max_age_seconds * 1000

    @property
    def _kept(self) -> Entries | Rows:
        return self._entries if self._rows is None else self._rows

    async def open(self) -> None:
        """Look what the owner before has left."""
        await self._safely(self._nothing)

    async def append(self, batch: Batch, at: int, rows: Sequence[Row] = ()) -> None:
        """Write and publish a batch whose last message was received `at` (ms).

        `rows`: of a keyed window, the newest of each key in it, in the order of their offsets.
        """
        await self._safely(self._append, batch, at, rows)
        self.written, self._planned = batch.last, None

    async def tell(self, happened: Event, status: bytes = b"", connection: int = 0) -> None:
        """Publish an event, and keep its status."""
        if happened is not self._telling:
            self._telling = happened
            self._told += 1
        text = event.encode(happened)
        await self._safely(self._tell, text, status, connection, self._told)
        if status:
            self._status = (text, status, connection)

    async def trim(self) -> None:
        """Drop what is too old."""
        await self._safely(self._trim)

    async def _nothing(self) -> None:
        pass

    async def _append(self, batch: Batch, at: int, rows: Sequence[Row]) -> None:
        if self._rows is None:
            if self._planned is not batch:
                self._planned = batch
                self._entries.add(batch.last, len(batch.text), at)
                self._keep_from = self._entries.lowest(_now_ms())
            await self._window.append(self._stream, self.fence, batch, self._keep_from)
            return
        if self._planned is not batch:
            self._planned = batch
            self._plan(self._rows, batch, at, rows)
        lost = await self._window.upsert(self._stream, self.fence, batch, self.written, self._changes, self._owed)
        if lost is not None:
            self._rows.add(lost.name, len(lost.name) + len(lost.value), at)
        self._owed, self._lost_to = [], 0

    def _plan(self, kept: Rows, batch: Batch, at: int, rows: Sequence[Row]) -> None:
        """Decide which rows are written and which go."""
        if batch.first > self.written + 1:
            rows = [mark(self.written + 1, batch.first - 1, at), *rows]
        if self._lost_to:
            rows = [mark(1, self._lost_to, at), *rows]
        for row in rows:
            kept.add(row.name, len(row.name) + len(row.value), row.at)
        if self._owed:
            again = {row.name for row in rows}
            self._owed = [name for name in self._owed if name not in again]
        gone = kept.removed(_now_ms())
        self._owed += gone
        self._changes = rows
        if gone:
            not_kept = set(gone)
            self._changes = [row for row in rows if row.name not in not_kept] or rows[-1:]

    async def _tell(self, text: bytes, status: bytes, connection: int, number: int) -> None:
        await self._window.tell(self._stream, self.fence, self.epoch, text, status, connection, number)

    async def _trim(self) -> None:
        if self._rows is not None:
            self._owed += self._rows.removed(_now_ms())
        await self._window.trim(self._stream, self.fence, self.epoch, self._entries.lowest(_now_ms()), self._owed)
        self._owed = []

    # --- taking the window, and taking it up again

    async def _safely(self, work: Callable[..., Awaitable[None]], *args: object) -> None:
        """Do the work on a window that is known; once more when Redis turns out to have lost it."""
        for last_time in (False, True):
            try:
                if self._vanished:
                    await self._come_back()
                if not self._known:
                    await self._take()
                await work(*args)
            except (Vanished, LostOwnership) as error:
                # Who has lost it to Redis may find it made anew already, with another fence: reclaiming tells.
                if self._vanished and isinstance(error, LostOwnership):
                    raise
                self._vanished = True
                if last_time:
                    raise
            else:
                return

    async def _take(self) -> None:
        keyed = self._rows is not None
        age = self._bounds.max_age_seconds * 1000
        found = await self._window.take(self._stream, self.fence, self.epoch, keyed=keyed, max_age_ms=age)
        for name, size, at in found:
            if self._rows is None:
                self._entries.add(int(name), size, at)
            else:
                self._rows.add(name, size, at)
        self._known = True

    async def _come_back(self) -> None:
        """Own the stream again, with the numbering it had; all that was in the window is lost."""
        owned = None if self._reclaim is None else await self._reclaim()
        if owned is None or owned.epoch != self.epoch:
            raise LostOwnership(self._stream)
        logger.warning("stream %s: Redis had lost it; it goes on after offset %d", self._stream, self.written)
        self.fence = owned.fence
        self._entries = Entries(self._bounds)
        if self._rows is not None:
            self._rows = Rows(self._bounds)
            self._lost_to = self.written  # a reader can't tell from sparse batches that it missed them
        self._planned, self._known, self._owed = None, False, []
        if self._status is not None:
            text, status, connection = self._status
            await self._window.tell(self._stream, self.fence, self.epoch, text, status, connection)
        self._vanished = False


def _now_ms() -> int:
    return int(time.time() * 1000)
