"""A stream as Redis holds it, made of what `read.lua` answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from apps.streams.core import message
from apps.streams.core.cursor import follow
from apps.streams.core.message import Batch, Item

from . import keys

MARK: Final = b"#"  # begins the name of a row that says what was never written


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`batches` follow `after`, oldest first, as far as the byte limit let them; nothing in them is too old.

    Of a `keyed` window they are sparse, and reach to `top` when nothing more remains; an empty one may be among them.
    """

    epoch: str
    top: int
    status: bytes
    after: int
    owned: bool
    batches: list[Batch]
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class WindowSlice:
    """Messages of a window, oldest first."""

    epoch: str
    top: int
    entries: list[Item] = field(default_factory=list)
    gap: tuple[int, int] | None = None  # first and last offset that `after` asked for and nobody has any more


def read_keys(stream: str) -> list[str]:
    """The keys that `read.lua` wants."""
    return [keys.meta(stream), keys.window(stream), keys.lease(stream), keys.rows(stream), keys.order(stream)]


def snapshot_of(reply: Sequence[Any]) -> Snapshot:  # Any: what a script returns is only known to the script
    """Make sense of what `read.lua` answered."""
    epoch, top, after, keyed = reply[0].decode(), int(reply[1]), int(reply[3]), bool(reply[5])
    oldest, whole, found = int(reply[6]), bool(reply[7]), reply[8:]
    if keyed:
        batches = _sparse(epoch, after, top if whole else None, oldest, found)
    else:
        batches = [message.read(text) for text in found]
        if oldest:
            batches = [left for batch in batches if (left := batch.since(oldest)) is not None]
    return Snapshot(epoch, top, reply[2], after, bool(reply[4]), batches, keyed)


def slice_of(snapshot: Snapshot, *, whole: bool) -> WindowSlice:
    """The messages of a snapshot, and what is missing before them unless `whole` (then nothing was asked for)."""
    entries: list[Item] = []
    gap: tuple[int, int] | None = None
    parts = follow(snapshot.after, snapshot.batches)
    for part in parts:
        if isinstance(part, Batch):
            entries.extend(part.messages())
        elif not entries and not whole:
            gap = (part.first, part.last)
    if not parts and not whole and snapshot.after < snapshot.top:
        gap = (snapshot.after + 1, snapshot.top)  # nothing of it is left
    return WindowSlice(snapshot.epoch, snapshot.top, entries, gap)


def _sparse(epoch: str, after: int, top: int | None, oldest: int, found: Sequence[Any]) -> list[Batch]:
    """Rows as sparse batches from `after` on: to `top`, or to the last row. Between two of them lies what is marked."""
    batches: list[Batch] = []
    items: list[Item] = []
    first, last = after + 1, after
    for name, offset, value in zip(found[::3], found[1::3], found[2::3], strict=True):
        last = int(offset)
        if name.startswith(MARK):
            missing = int(name[1:])
            if missing > first:
                batches.append(message.encode_sparse(epoch, first, missing - 1, items))
            first, items = last + 1, []
            continue
        at, _, payload = value.partition(b":")
        if int(at) >= oldest:
            items.append(Item(last, int(at), payload, message.key_of(name)))
    last = last if top is None else top
    if last >= first:
        batches.append(message.encode_sparse(epoch, first, last, items))
    return batches
