"""A viewer is given every offset at most once, and is told of each hole exactly."""

from __future__ import annotations

import random

from apps.streams.core import message
from apps.streams.core.cursor import Hole, follow
from apps.streams.core.message import Batch, Item


def batch(first: int, last: int) -> Batch:
    payloads = [str(n).encode() for n in range(first, last + 1)]
    return message.read(message.encode("e", first, [1] * len(payloads), payloads))


def told(parts: list[Batch | Hole]) -> list[str]:
    return [f"hole {p.first}-{p.last}" if isinstance(p, Hole) else f"{p.first}-{p.last}" for p in parts]


def test_nothing_new_is_nothing() -> None:
    assert follow(5, [batch(1, 3), batch(4, 5)]) == []


def test_a_batch_that_was_had_in_part_is_cut() -> None:
    assert told(follow(2, [batch(1, 3), batch(4, 5)])) == ["3-3", "4-5"]


def test_a_hole_is_told_where_it_is() -> None:
    assert told(follow(2, [batch(5, 6), batch(9, 9)])) == ["hole 3-4", "5-6", "hole 7-8", "9-9"]
    assert Hole(3, 4).count == 2


def test_a_repeated_batch_is_given_once() -> None:
    assert told(follow(0, [batch(1, 3), batch(1, 3), batch(2, 4)])) == ["1-3", "4-4"]


def test_messages_and_holes_always_cover_what_was_asked_for_without_overlap() -> None:
    rng = random.Random(7)
    for _ in range(300):
        batches, at = [], 0
        for _ in range(rng.randint(1, 8)):
            first = max(1, at + 1 + rng.choice([-3, 0, 0, 0, 2, 5]))
            batches.append(batch(first, first + rng.randint(0, 4)))
            at = max(at, batches[-1].last)
        start = rng.randint(0, at)
        covered: list[int] = []
        for part in follow(start, batches):
            covered += range(part.first, part.last + 1)
            if isinstance(part, Batch):
                assert [item.payload for item in part.messages()] == [
                    str(n).encode() for n in range(part.first, part.last + 1)
                ]
        assert covered == list(range(start + 1, at + 1))


def sparse(first: int, last: int, *offsets: int) -> Batch:
    return message.encode_sparse("e", first, last, [Item(n, 1, b"1", "k") for n in offsets])


def test_what_newer_messages_replaced_is_no_hole() -> None:
    parts = follow(3, [sparse(1, 6, 2, 5), sparse(7, 9), sparse(12, 12, 12)])
    assert told(parts) == ["4-6", "7-9", "hole 10-11", "12-12"]
    assert [item.offset for part in parts if isinstance(part, Batch) for item in part.messages()] == [5, 12]
