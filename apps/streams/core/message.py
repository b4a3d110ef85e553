"""Messages in batches: the one text that Redis keeps and every browser receives.

A batch's text is `{"epoch":"…","from":1,"to":3,"at":1763682061322,"dt":[0,3,9],"data":[…,\\n…,\\n…]}`. A payload never
holds a line feed, so `,\\n` parts the payloads without parsing them.

Of a keyed stream, `"keys":["a","b","a"]` stands before `data`. A sparse batch, in which newer messages have replaced
some of `from`..`to`, names those that are left: `"offsets":[1,3]` stands after `dt`; `dt`, `keys` and `data` are as
long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

SEPARATOR: Final = b",\n"
_FROM: Final = b'"from":'


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages `first`..`last` of one epoch, as published."""

    epoch: str
    first: int
    last: int
    text: bytes

    @property
    def count(self) -> int:
        """How many messages."""
        return self.last - self.first + 1

    def after(self, offset: int) -> Batch:
        """The part that follows `offset`; the batch itself when all of it does."""
        skipped = offset + 1 - self.first
        if skipped <= 0:
            return self
        at, deltas, payloads = _split(self.text)
        text = encode(self.epoch, self.first + skipped, [at + d for d in deltas[skipped:]], payloads[skipped:])
        return Batch(self.epoch, self.first + skipped, self.last, text)

    def messages(self) -> Iterator[tuple[int, int, bytes]]:
        """Yield (offset, received at in ms, payload as JSON)."""
        at, deltas, payloads = _split(self.text)
        for offset, delta, payload in zip(range(self.first, self.last + 1), deltas, payloads, strict=True):
            yield offset, at + delta, payload


def encode(epoch: str, first: int, times_ms: Sequence[int], payloads: Sequence[bytes]) -> bytes:
    """Write a batch's text. Payloads are JSON without line feeds, in order; `times_ms` since the Unix epoch."""
    start = times_ms[0]
    deltas = ",".join([str(at - start) for at in times_ms])
    head = f'{{"epoch":"{epoch}","from":{first},"to":{first + len(payloads) - 1},"at":{start},"dt":[{deltas}],"data":['
    return b"%b%b]}" % (head.encode(), SEPARATOR.join(payloads))


def read(text: bytes) -> Batch:
    """Read the head of a batch's text; the payloads stay as they are."""
    # {"epoch":"<epoch>","from":<n>,"to":<n>,… : fixed by `encode`, so splitting beats a JSON parser.
    end_of_epoch = text.index(b'"', 10)
    start = end_of_epoch + 2 + len(_FROM)
    end_of_first = text.index(b",", start)
    end_of_last = text.index(b",", end_of_first + 6)
    return Batch(
        text[10:end_of_epoch].decode(),
        int(text[start:end_of_first]),
        int(text[end_of_first + 6 : end_of_last]),
        text,
    )


def _split(text: bytes) -> tuple[int, list[int], list[bytes]]:
    at_start = text.index(b'"at":') + 5
    at_end = text.index(b",", at_start)
    deltas_end = text.index(b"]", at_end)
    deltas = [int(delta) for delta in text[at_end + 7 : deltas_end].split(b",")]
    return int(text[at_start:at_end]), deltas, text[deltas_end + 10 : -2].split(SEPARATOR)
