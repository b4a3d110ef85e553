"""Messages in batches: the one text that Redis keeps and every browser receives.

A batch's text is `{"epoch":"…","from":1,"to":3,"at":1763682061322,"dt":[0,3,9],"data":[…,\\n…,\\n…]}`. A payload never
holds a line feed, so `,\\n` parts the payloads without parsing them.

Of a keyed stream, `"keys":["a","b","a"]` stands before `data`. A sparse batch, in which newer messages have replaced
some of `from`..`to`, names those that are left: `"offsets":[1,3]` stands after `dt`; `dt`, `keys` and `data` are as
long, and may be empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import orjson

SEPARATOR: Final = b",\n"
_FROM: Final = b'"from":'
_DATA: Final = b'"data":['  # can't stand inside a key: a quote in one is escaped
_KEYS: Final = b'"keys":'
_OFFSETS: Final = b'"offsets":['


class Item(NamedTuple):
    """One message of a batch: received `at` (ms), `payload` as JSON; `key` only of a keyed stream."""

    offset: int
    at: int
    payload: bytes
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages `first`..`last` of one epoch, as published; of a sparse one, those that are left of them."""

    epoch: str
    first: int
    last: int
    text: bytes

    @property
    def sparse(self) -> bool:
        """Whether offsets in it may be missing because newer messages have replaced them."""
        deltas_end = self.text.index(b"]")
        return self.text.startswith(_OFFSETS, deltas_end + 2)

    @property
    def count(self) -> int:
        """How many messages."""
        if not self.sparse:
            return self.last - self.first + 1
        start = self.text.index(_OFFSETS) + len(_OFFSETS)
        end = self.text.index(b"]", start)
        return self.text.count(b",", start, end) + 1 if end > start else 0

    def after(self, offset: int) -> Batch:
        """The part that follows `offset`, perhaps an empty one; the batch itself when all of it does."""
        if offset < self.first:
            return self
        parts = _split(self.text)
        offsets = parts.offsets
        skipped = offset + 1 - self.first if offsets is None else sum(each <= offset for each in offsets)
        return self._from(offset + 1, parts, skipped)

    def since(self, at: int) -> Batch | None:
        """The batch without its leading messages that were received before `at` (ms); None when nothing is left.

        Of a sparse batch, the offsets it reaches over stay the same, and an empty one may be left.
        """
        parts = _split(self.text)
        skipped = next((i for i, delta in enumerate(parts.deltas) if parts.at + delta >= at), len(parts.deltas))
        if skipped == 0:
            return self
        if parts.offsets is not None:
            return self._from(self.first, parts, skipped)
        return self._from(self.first + skipped, parts, skipped) if skipped < len(parts.deltas) else None

    def messages(self) -> Iterator[Item]:
        """Yield the messages, oldest first."""
        parts = _split(self.text)
        offsets: Sequence[int] = range(self.first, self.last + 1) if parts.offsets is None else parts.offsets
        keys: Sequence[str | None] = [None] * len(parts.deltas) if parts.keys is None else parts.keys
        for offset, delta, payload, key in zip(offsets, parts.deltas, parts.payloads, keys, strict=True):
            yield Item(offset, parts.at + delta, payload, key)

    def _from(self, first: int, parts: _Parts, skipped: int) -> Batch:
        """What is left of `first`..`last` without the first `skipped` messages."""
        times = [parts.at + delta for delta in parts.deltas[skipped:]]
        keys = None if parts.keys is None else parts.keys[skipped:]
        offsets = None if parts.offsets is None else parts.offsets[skipped:]
        text = _write(self.epoch, first, self.last, times, offsets, keys, parts.payloads[skipped:])
        return Batch(self.epoch, first, self.last, text)


def encode(
    epoch: str, first: int, times_ms: Sequence[int], payloads: Sequence[bytes], keys: Sequence[str] | None = None
) -> bytes:
    """Write a batch's text. Payloads are JSON without line feeds, in order; `times_ms` since the Unix epoch."""
    return _write(epoch, first, first + len(payloads) - 1, times_ms, None, keys, payloads)


def encode_sparse(epoch: str, first: int, last: int, items: Sequence[Item]) -> Batch:
    """Make a batch of what is left of `first`..`last`, perhaps nothing. All items have a key, or none has."""
    keys = [item.key for item in items if item.key is not None] or None
    offsets, times = [item.offset for item in items], [item.at for item in items]
    text = _write(epoch, first, last, times, offsets, keys, [item.payload for item in items])
    return Batch(epoch, first, last, text)


def read(text: bytes) -> Batch:
    """Read the head of a batch's text; the payloads stay as they are."""
    # {"epoch":"<epoch>","from":<n>,"to":<n>,… : fixed by `_write`, so splitting beats a JSON parser.
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


def name_of(key: str) -> bytes:
    """A key as it stands in a batch: JSON, so it begins with a quote."""
    return orjson.dumps(key)


def key_of(name: bytes) -> str:
    """The key that `name_of` wrote."""
    key: str = orjson.loads(name)
    return key


class _Parts(NamedTuple):
    at: int
    deltas: list[int]
    offsets: list[int] | None
    keys: list[str] | None
    payloads: list[bytes]


def _write(
    epoch: str,
    first: int,
    last: int,
    times_ms: Sequence[int],
    offsets: Sequence[int] | None,
    keys: Sequence[str] | None,
    payloads: Sequence[bytes],
) -> bytes:
    start = times_ms[0] if times_ms else 0
    deltas = ",".join([str(at - start) for at in times_ms])
    head = f'{{"epoch":"{epoch}","from":{first},"to":{last},"at":{start},"dt":[{deltas}],'
    if offsets is not None:
        head += f'"offsets":[{",".join(map(str, offsets))}],'
    if keys is not None:
        head += f'"keys":{orjson.dumps(keys).decode()},'
    return b'%b"data":[%b]}' % (head.encode(), SEPARATOR.join(payloads))


def _split(text: bytes) -> _Parts:
    at_start = text.index(b'"at":') + 5
    at_end = text.index(b",", at_start)
    deltas_end = text.index(b"]", at_end)
    offsets = keys = None
    rest = deltas_end + 2
    if text.startswith(_OFFSETS, rest):
        end = text.index(b"]", rest)
        offsets = _numbers(text[rest + len(_OFFSETS) : end])
        rest = end + 2
    data = text.index(_DATA, rest)
    if text.startswith(_KEYS, rest):
        keys = orjson.loads(text[rest + len(_KEYS) : data - 1])
    payloads = text[data + len(_DATA) : -2].split(SEPARATOR)
    deltas = _numbers(text[at_end + 7 : deltas_end])
    return _Parts(int(text[at_start:at_end]), deltas, offsets, keys, payloads if deltas else [])


def _numbers(text: bytes) -> list[int]:
    return [int(number) for number in text.split(b",")] if text else []
