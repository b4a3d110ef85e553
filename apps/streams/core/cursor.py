"""How far a viewer has got, and what stands between it and the next batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .message import Batch


@dataclass(frozen=True, slots=True)
class Hole:
    """Offsets `first`..`last` that can't be had any more."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many messages are missing."""
        return self.last - self.first + 1


def follow(offset: int, batches: Iterable[Batch]) -> list[Batch | Hole]:
    """What a viewer at `offset` is to be given out of batches in order: no repeat, and each hole told exactly.

    What newer messages have replaced in a sparse batch is no hole: its `first` and `last` say what it stands for.
    """
    out: list[Batch | Hole] = []
    for batch in batches:
        if batch.last <= offset:
            continue
        if batch.first > offset + 1:
            out.append(Hole(offset + 1, batch.first - 1))
        out.append(batch.after(offset))
        offset = batch.last
    return out
