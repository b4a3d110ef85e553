"""A stream's newest batches in this process's memory, and the texts made of them: once, however many are sent them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Final

from apps.streams.core import message
from apps.streams.core.message import Batch

KEPT_BYTES: Final = 1024 * 1024  # of a stream, for viewers that keep up; others read on from the window


@dataclass(frozen=True, slots=True)
class Piece:
    """A `messages` item. `last`: how far it brings a viewer. `received_ms`: when its last batch began."""

    item: str
    last: int
    count: int
    bytes: int
    received_ms: int


class Memory:
    """Batches of one numbering without holes, the last of which ends at `top`. Overflow policy: drop oldest."""

    def __init__(self, stream: str) -> None:
        self.top = 0
        self._stream = stream
        self._batches: deque[Batch] = deque()
        self._bytes = 0
        # Viewers that keep up ask for the same one after the other, so the last answers are kept.
        self._between: tuple[tuple[int, int, int], Piece] | None = None
        self._latest: tuple[tuple[int, int], Piece] | None = None

    def start_over(self, top: int) -> None:
        """Forget all; what follows `top` comes next."""
        self._batches.clear()
        self._bytes = 0
        self._between = self._latest = None
        self.top = top

    def add(self, batch: Batch) -> None:
        """Take the next batch; what came before a hole is forgotten: the window has it."""
        if batch.first != self.top + 1:
            self.start_over(batch.first - 1)
        self._batches.append(batch)
        self._bytes += len(batch.text)
        self.top = batch.last
        while self._bytes > KEPT_BYTES and len(self._batches) > 1:
            self._bytes -= len(self._batches.popleft().text)

    def contradicts(self, batch: Batch) -> bool:
        """Whether these offsets were others before: what is kept of them has another text."""
        covered = self._batches and self._batches[0].first <= batch.first and batch.last <= self.top
        return bool(covered) and all(kept.text != batch.text for kept in self._batches)

    def between(self, after: int, until: int, enough: int) -> Piece | None:
        """The messages after `after` up to `until` (a batch's end), or until they have `enough` bytes.

        None when they aren't at hand.
        """
        asked = (after, until, enough)
        if self._between is not None and self._between[0] == asked:
            return self._between[1]
        found = self._since(after, until)
        if not found:
            return None
        batches: list[Batch] = []
        size = 0
        for batch in found:
            if size >= enough:
                break
            batches.append(batch.after(after))
            size += len(batches[-1].text)
        piece = piece_of(self._stream, batches)
        self._between = (asked, piece)
        return piece

    def latest(self, after: int, until: int, *, keyed: bool) -> Piece | None:
        """The newest message, or the newest of each key, after `after` up to `until`. None when it isn't at hand."""
        asked = (after, until)
        if self._latest is not None and self._latest[0] == asked:
            return self._latest[1]
        found = self._since(after, until) if keyed else [b for b in self._batches if b.first <= until][-1:]
        if not found or found[-1].last != until:
            return None
        piece = latest_of(self._stream, found, after, keyed=keyed)
        self._latest = (asked, piece)
        return piece

    def _since(self, after: int, until: int) -> list[Batch]:
        """The batches with messages after `after` up to `until`, oldest first; none if some of them aren't here."""
        wanted: list[Batch] = []
        for batch in reversed(self._batches):
            if batch.last <= after:
                break
            if batch.first <= until:
                wanted.append(batch)
            if batch.first <= after + 1:
                return wanted[::-1]
        return []


def piece_of(stream: str, batches: Sequence[Batch]) -> Piece:
    """One item out of consecutive batches, as they are: nothing is parsed or encoded again."""
    text = b",".join([batch.text for batch in batches])
    last = batches[-1]
    return Piece(
        item=f'{{"type":"messages","stream":"{stream}","batches":[{text.decode()}]}}',
        last=last.last,
        count=sum(batch.count for batch in batches),
        bytes=len(text),
        received_ms=_began_ms(last.text),
    )


def latest_of(stream: str, batches: Sequence[Batch], after: int, *, keyed: bool) -> Piece:
    """A sparse batch with the newest message (of each key) of these batches that comes after `after`."""
    items = [item for batch in batches for item in dropwhile(lambda item: item.offset <= after, batch.messages())]
    newest = {item.key if keyed else "": item for item in items}
    kept = sorted(newest.values(), key=lambda item: item.offset)
    return piece_of(stream, [message.encode_sparse(batches[-1].epoch, after + 1, batches[-1].last, kept)])


def _began_ms(text: bytes) -> int:
    start = text.index(b'"at":') + 5
    return int(text[start : text.index(b",", start)])
