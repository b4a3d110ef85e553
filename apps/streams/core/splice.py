"""Where a new owner's rows begin that the old owner of a stream has not written yet.

While a hub hands a stream over, both are connected, and the upstream sends each row to both. The new owner holds what
it has received; the window's tail is what the old one has written. The two are laid over each other so that they fit:

    written:  … 41 42 43 44 45
    held:     welcome 43 44 45 46 47      3 of them, and what stands before, are written already

    written:  … 41 42 43 44 45
    held:           42 43                 all of them are, and 44 and 45 are still to come
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

Row = tuple[int, bytes]  # received at (ms, the hub's own clock), payload

DUE_MS: Final = 2_000  # what the other connection brought this one brings within that, or never
LEAST_MATCH: Final = 2  # rows in a row, for a fit with others before it; one alone may be a heartbeat
TIMES_COMPARED: Final = 32  # rows; enough to tell one fit from another
SAME_TIME_MS: Final = 100  # fits that differ by less in time are equally good


@dataclass(slots=True)
class Seam:
    """`known`: so many of the held rows are written already. `due`: rows that are, too, and are still to come."""

    known: int
    due: deque[bytes] = field(default_factory=deque)
    until_ms: int = 0

    def is_written(self, payload: bytes, now_ms: int) -> bool:
        """Whether a row that comes after the held ones is written already; to be asked of each, in order."""
        if not self.due:
            return False
        if now_ms > self.until_ms or payload not in self.due:
            self.due.clear()  # this connection is not sent the same
            return False
        while self.due.popleft() != payload:
            pass
        return True


@dataclass(frozen=True, slots=True)
class _Fit:
    """The last `length` rows of written[:written_to] are those of held[:held_to]. `whole`: nothing contradicts it."""

    held_to: int
    written_to: int
    length: int
    whole: bool


def seam(written: Sequence[Row], held: Sequence[Row], since_ms: int, now_ms: int) -> Seam:
    """Lay the rows over each other, oldest first in both; `since_ms`: when the new connection stood.

    The longest fit counts; of several without a contradiction, which only rows that repeat can have, the one nearest in
    time. If nothing fits, rows count as written that came before the last one written.
    """
    if not written:
        return Seam(0)
    if not held:
        first_due = next((i for i, (at, _) in enumerate(written) if at >= since_ms), len(written))
        return _seam(0, written[first_due:], now_ms)
    fits = _fits([row for _, row in written], [row for _, row in held])
    best = min(
        (fit for fit in fits if fit.whole), key=lambda fit: (_apart(fit, written, held), -fit.length), default=None
    )
    if best is None:
        long = [fit for fit in fits if fit.length >= LEAST_MATCH]
        best = max(long, key=lambda fit: (fit.length, -_apart(fit, written, held)), default=None)
    if best is None:
        last = written[-1][0]
        return Seam(sum(1 for at, _ in held if at <= last))
    return _seam(best.held_to, written[best.written_to :], now_ms)


def _seam(known: int, due: Iterable[Row], now_ms: int) -> Seam:
    return Seam(known, deque(payload for _, payload in due), now_ms + DUE_MS)


def _fits(written: Sequence[bytes], held: Sequence[bytes]) -> list[_Fit]:
    """All ways to lay the one's end somewhere over the other."""
    written_back, held_back = written[::-1], held[::-1]
    fits = []
    for skipped, length in enumerate(_common(written_back, held_back)):
        held_to = len(held) - skipped
        if length:
            fits.append(_Fit(held_to, len(written), length, length == min(held_to, len(written))))
    for skipped, length in enumerate(_common(held_back, written_back)):
        written_to = len(written) - skipped
        if length and skipped:
            fits.append(_Fit(len(held), written_to, length, length == min(len(held), written_to)))
    return fits


def _common(pattern: Sequence[bytes], text: Sequence[bytes]) -> list[int]:
    """For each place in `text`, how far `pattern` agrees with it from its beginning (the Z algorithm)."""
    rows: list[bytes | None] = [*pattern, None, *text]
    agree = [0] * len(rows)
    left = right = 0
    for i in range(1, len(rows)):
        length = min(right - i, agree[i - left]) if i < right else 0
        while i + length < len(rows) and rows[length] == rows[i + length]:
            length += 1
        if i + length > right:
            left, right = i, i + length
        agree[i] = length
    return agree[len(pattern) + 1 :]


def _apart(fit: _Fit, written: Sequence[Row], held: Sequence[Row]) -> int:
    """How far the times of rows that would be the same differ, in steps of SAME_TIME_MS."""
    count = min(fit.length, TIMES_COMPARED)
    pairs = zip(written[fit.written_to - count : fit.written_to], held[fit.held_to - count : fit.held_to], strict=True)
    return sum(abs(one[0] - other[0]) for one, other in pairs) // (count * SAME_TIME_MS)
