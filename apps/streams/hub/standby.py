"""Where a stream's rows go while another hub still owns it: a short buffer, from which the new owner goes on."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from apps.streams.core.splice import Row, Seam

from .writer import Writer

ROWS_MAX: Final = 5_000  # of seconds at most: a hand-over takes no longer
BYTES_MAX: Final = 2 * 1024 * 1024

Splice = Callable[[Sequence[Row], Sequence[Row]], Seam]


class Standby:
    """Takes rows as a Writer does; once there is one, all go there. Overflow policy: drop oldest."""

    def __init__(self) -> None:
        self.top = 0  # rows taken
        self.dropped = 0
        self.heard = asyncio.Event()  # there was a row
        self._writer: Writer | None = None
        self._seam: Seam | None = None
        self._rows: deque[tuple[bytes, int, str | None]] = deque()
        self._bytes = 0

    def put(self, payload: bytes, at_ms: int, key: str | None = None) -> bool:
        """Take a row. True: wait for `room` first."""
        self.top += 1
        if self._writer is not None:
            if self._seam is not None and self._is_written(self._seam, payload, at_ms):
                return False
            return self._writer.put(payload, at_ms, key)
        self._rows.append((payload, at_ms, key))
        self.heard.set()
        self._bytes += len(payload)
        while len(self._rows) > ROWS_MAX or self._bytes > BYTES_MAX:
            self._bytes -= len(self._rows.popleft()[0])
            self.dropped += 1
        return False

    async def room(self) -> None:
        """Wait as long as the writer asks to."""
        if self._writer is not None:
            await self._writer.room()

    @property
    def held(self) -> int:
        """How many rows wait here."""
        return len(self._rows)

    def hand_to(self, writer: Writer, tail: Sequence[Row], splice: Splice) -> None:
        """Write what the old owner hasn't written (its newest rows are `tail`), and from now on all."""
        self._seam = splice(tail, [(at_ms, payload) for payload, at_ms, _ in self._rows])
        for row in list(self._rows)[self._seam.known :]:
            writer.put(*row)
        self._rows.clear()
        self._writer = writer

    def _is_written(self, seam: Seam, payload: bytes, at_ms: int) -> bool:
        written = seam.is_written(payload, at_ms)
        if not seam.due:
            self._seam = None
        return written
