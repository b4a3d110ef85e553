"""Rows in the order of a time of their own: each waits a little for those that are before it but come after it."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from typing import Final, NamedTuple

from .pipeline import Row

ROWS_MAX: Final = 10_000  # waiting in one stream; then the earliest goes before it is due
BYTES_MAX: Final = 2 * 1024 * 1024

Place = tuple[int, int]  # a row's time, and its number among all that came
_FIRST: Final[Place] = (-(2**63), 0)


class Due(NamedTuple):
    """A row whose turn it is, and when its message was received, in ms."""

    row: Row
    at_ms: int


class Orderer:
    """Holds each row for `delay_seconds`, and gives out rows by their `time_ms`, equal ones as they came.

    A row before one that was given out is late and isn't held, unless nothing was given out for as long as the delay:
    then ordering starts over, so that one row from the far future doesn't end it. `now`: seconds, never going back.
    """

    def __init__(self, delay_seconds: float) -> None:
        self._delay = delay_seconds
        self._heap: list[tuple[Place, Due]] = []
        self._deadlines: deque[tuple[float, Place]] = deque()  # as they came; some may have been given out early
        self._number = 0
        self._bytes = 0
        self._given = _FIRST  # all that waits is after it
        self._starts_over_at = 0.0

    @property
    def due_at(self) -> float | None:
        """When to call `due` next; None while nothing waits."""
        while self._deadlines and self._deadlines[0][1] <= self._given:
            self._deadlines.popleft()
        return self._deadlines[0][0] if self._deadlines else None

    def put(self, row: Row, at_ms: int, now: float) -> list[Due]:
        """Take a row; return what is to go now, in order."""
        out = self.due(now)
        due = Due(row, at_ms)
        time = at_ms if row.time_ms is None else row.time_ms
        if time < self._given[0]:
            if now < self._starts_over_at:
                return [*out, due]
            self._given = _FIRST  # what was put before it was given out is past its deadline, and so forgotten
        self._number += 1
        place = (time, self._number)
        self._bytes += len(row.payload)
        heappush(self._heap, (place, due))
        self._deadlines.append((now + self._delay, place))
        while len(self._heap) > ROWS_MAX or self._bytes > BYTES_MAX:
            out.append(self._give(now))
        if len(self._deadlines) > 2 * ROWS_MAX:
            self._deadlines = deque(entry for entry in self._deadlines if entry[1] > self._given)
        return out

    def due(self, now: float) -> list[Due]:
        """The rows that have waited long enough, each after all that are before it."""
        out: list[Due] = []
        while self._deadlines and self._deadlines[0][0] <= now:
            _, place = self._deadlines.popleft()
            while self._given < place:
                out.append(self._give(now))
        return out

    def flush(self) -> list[Due]:
        """All that waits, in order; what comes then is ordered anew."""
        out = [heappop(self._heap)[1] for _ in range(len(self._heap))]
        self._deadlines.clear()
        self._bytes, self._given = 0, _FIRST
        return out

    def _give(self, now: float) -> Due:
        self._given, due = heappop(self._heap)
        self._starts_over_at = now + self._delay
        self._bytes -= len(due.row.payload)
        return due
