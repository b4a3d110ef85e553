"""Laying what a new owner holds over what the old one has written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from apps.streams.core.splice import DUE_MS, Row, seam


def rows(*values: object, at: int = 1000, every: int = 10) -> list[Row]:
    return [(at + n * every, str(value).encode()) for n, value in enumerate(values)]


def passed(written: list[Row], held: list[Row], later: list[Row], since_ms: int = 0, now_ms: int = 2000) -> list[str]:
    """What the new owner writes."""
    found = seam(written, held, since_ms, now_ms)
    fresh = held[found.known :] + [row for row in later if not found.is_written(row[1], now_ms)]
    return [payload.decode() for _, payload in fresh]


def test_held_rows_that_are_written_are_left_out() -> None:
    assert passed(rows(41, 42, 43, 44, 45), rows(43, 44, 45, 46, 47), rows(48)) == ["46", "47", "48"]


def test_rows_still_to_come_are_left_out_when_they_come() -> None:
    assert passed(rows(41, 42, 43, 44, 45), rows(42, 43), rows(44, 45, 46)) == ["46"]


def test_what_a_connection_is_greeted_with_is_no_hindrance() -> None:
    assert passed(rows(41, 42, 43), rows("hello", 42, 43, 44), rows(45)) == ["44", "45"]
    assert passed(rows(41, 42, 43, 44), rows("hello", 42, 43), rows(44, 45)) == ["45"]


def test_nothing_is_left_out_when_nothing_is_written() -> None:
    assert passed([], rows(1, 2), rows(3)) == ["1", "2", "3"]


def test_a_connection_that_has_brought_nothing_yet_brings_what_was_written_since_it_stood() -> None:
    assert passed(rows(1, 2, 3, at=1000), [], rows(2, 3, 4), since_ms=1005) == ["4"]
    assert passed(rows(1, 2, 3, at=1000), [], rows(4, 5), since_ms=1005) == ["4", "5"]
    assert passed(rows(1, 2, 3, at=1000), [], rows(1, 2), since_ms=5000) == ["1", "2"]


def test_rows_are_awaited_for_a_while_only() -> None:
    found = seam(rows(1, 2, 3), rows(1, 2), 0, 1000)
    assert not found.is_written(b"3", 1000 + DUE_MS + 1)


def test_each_connection_with_rows_of_its_own_is_parted_by_time() -> None:
    written = rows("a1", "a2", "a3", at=1000)
    held = rows("b2", "b3", "b4", "b5", at=1009)
    assert passed(written, held, []) == ["b4", "b5"]


def test_equal_rows_are_parted_by_time() -> None:
    written = [(1000 + n * 1000, b"tick") for n in range(5)]  # the last at 5000
    held = [(3005 + n * 1000, b"tick") for n in range(4)]  # 3005, 4005, 5005, 6005
    assert len(passed(written, held, [])) == 1


def test_one_equal_heartbeat_drops_no_rows() -> None:
    written = [(1000, b"1"), (1010, b"ping")]
    held = [(2000, b"2"), (2010, b"ping"), (2020, b"3")]
    assert passed(written, held, [], now_ms=3000) == ["2", "ping", "3"]


@given(
    start=st.integers(0, 40),
    stop=st.integers(1, 60),
    opened=st.integers(0, 60),
    taken=st.integers(0, 60),
    greeting=st.booleans(),
)
def test_every_number_is_written_once(start: int, stop: int, opened: int, taken: int, greeting: bool) -> None:
    """The old one wrote `start`..`stop`; the new one has been sent all from `opened` on, and holds those to `taken`."""
    start, opened = min(start, stop - 1), min(opened, stop)  # the two overlap, or one follows upon the other
    live = [(1000 + 10 * n, b"%d" % n) for n in range(100)]
    written, held, later = live[start:stop], live[opened : max(opened, taken)], live[max(opened, taken) :]
    if greeting and len(held) > 1:
        held = [(held[0][0], b"hello"), *held]
    if opened < start:
        return  # a window shorter than what is held: see below
    got = passed(written, held, later, since_ms=1000 + 10 * opened, now_ms=1500)
    missing = [b"hello".decode()] if greeting and len(held) > 1 and opened >= stop else []
    assert got == missing + [str(n) for n in range(stop, 100)]


def test_a_window_shorter_than_what_is_held_is_enough() -> None:
    assert passed(rows(50), rows(*range(40, 53)), rows(53)) == ["51", "52", "53"]


def test_thousands_of_equal_rows_are_laid_over_each_other_quickly() -> None:
    written, held = rows(*["x"] * 5000), rows(*["x"] * 5000)
    assert seam(written, held, 0, 0).known == 5000
