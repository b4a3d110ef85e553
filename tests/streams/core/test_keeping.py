"""Which of a window's entries or rows go: the tightest bound decides, oldest first."""

from __future__ import annotations

import random

import pytest

from apps.streams.core.keeping import Entries, Rows
from apps.streams.definition import Window as Bounds

KIB = 1024


def test_by_count_an_entry_goes_when_all_of_it_is_beyond() -> None:
    entries = Entries(Bounds(size=10))
    for last in range(4, 41, 4):
        entries.add(last, 1, 0)
    assert entries.lowest(0) == 31
    assert entries.bytes == 3  # 29..32, 33..36 and 37..40


def test_by_bytes_the_newest_is_kept_however_large() -> None:
    entries = Entries(Bounds(max_bytes=64 * KIB))
    entries.add(1, 40 * KIB, 0)
    entries.add(2, 40 * KIB, 0)
    assert (entries.lowest(0), entries.bytes) == (2, 40 * KIB)
    entries.add(3, 500 * KIB, 0)
    assert (entries.lowest(0), entries.bytes) == (3, 500 * KIB)


def test_by_age_everything_may_go_and_the_lowest_never_falls() -> None:
    entries = Entries(Bounds(max_age_seconds=1))
    for last, at in ((1, 1000), (2, 1500), (3, 2600)):
        entries.add(last, 1, at)
    assert entries.oldest_at == 1000
    assert entries.lowest(2000) == 0
    assert entries.lowest(2001) == 2
    assert entries.lowest(3000) == 3
    assert (entries.lowest(9000), entries.bytes) == (4, 0)
    assert entries.oldest_at is None
    entries.add(4, 1, 9000)
    assert entries.lowest(9000) == 4


def test_rows_go_in_the_order_of_their_newest_message() -> None:
    rows = Rows(Bounds(size=2, key="$.k"))
    for name in (b"a", b"b", b"a", b"c"):
        rows.add(name, 5, 0)
    assert rows.removed(0) == [b"b"]
    assert rows.removed(0) == []
    assert rows.bytes == 10


@pytest.mark.parametrize("seed", range(5))
def test_of_many_rows_the_newest_that_fit_are_left(seed: int) -> None:
    rng = random.Random(seed)
    bounds = Bounds(size=20, max_bytes=64 * KIB, max_age_seconds=60, key="$.k")
    rows = Rows(bounds)
    model: dict[bytes, tuple[int, int]] = {}
    for now in range(0, 500_000, 1000):
        name, size = b"%d" % rng.randint(0, 40), rng.choice([10, 5000, 20_000])
        rows.add(name, size, now)
        model.pop(name, None)
        model[name] = (size, now)
        for gone in rows.removed(now):
            del model[gone]
        assert len(model) <= 20
        assert rows.bytes == sum(size for size, _ in model.values()) <= 64 * KIB
        assert all(at >= now - 60_000 for _, at in model.values())
        assert rows.oldest_at == min(at for _, at in model.values())
