"""Rows come out by their own time, within the delay and the bounds; nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.streams.core import order
from apps.streams.core.order import Due, Orderer
from apps.streams.core.pipeline import Row


def row(time: int | None, name: str = "") -> Row:
    return Row(f'"{name}"'.encode(), time_ms=time)


def times(given_out: list[Due]) -> list[int | None]:
    return [due.row.time_ms for due in given_out]


def test_a_row_waits_for_those_before_it() -> None:
    orderer = Orderer(1)
    assert orderer.due_at is None
    assert orderer.put(row(30), 1, now=0) == []
    assert orderer.put(row(10), 2, now=0.5) == []
    assert orderer.due_at == 1
    assert orderer.due(0.99) == []
    assert orderer.due(1) == [Due(row(10), 2), Due(row(30), 1)]
    assert orderer.due_at is None
    assert orderer.flush() == []


def test_what_is_after_a_due_row_waits_on() -> None:
    orderer = Orderer(1)
    orderer.put(row(10), 0, now=0)
    orderer.put(row(20), 0, now=0.9)
    assert times(orderer.put(row(15), 0, now=1)) == [10]
    assert orderer.due_at == 1.9
    assert times(orderer.due(1.9)) == [15, 20]


def test_a_late_row_comes_as_it_comes_and_is_not_held() -> None:
    orderer = Orderer(1)
    orderer.put(row(10), 0, now=0)
    orderer.put(row(20), 0, now=0.5)
    assert times(orderer.put(row(5), 0, now=1)) == [10, 5]
    assert times(orderer.put(row(10), 0, now=1.1)) == []  # equal is not late
    assert times(orderer.due(5)) == [10, 20]


def test_equal_times_come_as_they_came() -> None:
    orderer = Orderer(1)
    for name in "abc":
        orderer.put(row(7, name), 0, now=0)
    assert [due.row.payload for due in orderer.flush()] == [b'"a"', b'"b"', b'"c"']


def test_a_row_without_a_time_stands_where_it_was_received() -> None:
    orderer = Orderer(1)
    orderer.put(row(30), 99, now=0)
    orderer.put(row(None), 20, now=0)
    assert [due.at_ms for due in orderer.flush()] == [20, 99]


def test_a_row_from_the_far_future_does_not_end_the_ordering() -> None:
    orderer = Orderer(1)
    orderer.put(row(10**15), 0, now=0)
    assert times(orderer.put(row(1), 0, now=1)) == [10**15, 1]  # late
    assert times(orderer.put(row(3), 0, now=2)) == []
    assert times(orderer.put(row(2), 0, now=2.1)) == []
    assert times(orderer.due(3)) == [2, 3]


def test_after_a_flush_ordering_starts_over() -> None:
    orderer = Orderer(1)
    orderer.put(row(10), 0, now=0)
    assert times(orderer.flush()) == [10]
    orderer.put(row(5), 0, now=0.1)
    assert times(orderer.put(row(4), 0, now=0.2)) == []
    assert times(orderer.due(1.1)) == [4, 5]


@pytest.mark.parametrize("bound", ["ROWS_MAX", "BYTES_MAX"])
def test_over_a_bound_the_earliest_goes_before_it_is_due(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(order, bound, 3 if bound == "ROWS_MAX" else 3 * len(row(1).payload))
    orderer = Orderer(10)
    out = [times(orderer.put(row(time), 0, now=0)) for time in (40, 20, 30, 10, 50)]
    assert out == [[], [], [], [10], [20]]
    assert times(orderer.put(row(5), 0, now=0)) == [5]
    assert times(orderer.flush()) == [30, 40, 50]


def test_a_row_that_stays_does_not_make_the_list_of_deadlines_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "ROWS_MAX", 10)
    orderer = Orderer(10)
    orderer.put(row(10**9), 0, now=0)
    for number in range(10_000):
        orderer.put(row(number), 0, now=0)
        assert len(orderer._deadlines) <= 2 * 10 + 1
    assert len(orderer.flush()) == 10


PAUSE_MAX = 0.4
steps = st.lists(
    st.tuples(st.sampled_from(["put", "put", "put", "due"]), st.floats(0, PAUSE_MAX), st.integers(0, 30)), max_size=80
)


@settings(deadline=None)  # a busy machine is no fault
@given(steps, st.sampled_from([2, 5, 10_000]))
def test_all_comes_out_once_in_time_and_sorted_unless_it_came_late(
    steps: list[tuple[str, float, int]], most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "ROWS_MAX", most)
        orderer, now = Orderer(1.0), 0.0
        came: dict[bytes, tuple[int, float]] = {}  # each row: in which step, and when
        went: list[tuple[Row, int]] = []  # and what went, in which step
        for number, (what, pause, time) in enumerate(steps):
            now += pause
            if what == "put":
                name = row(time, str(number))
                came[name.payload] = (number, now)
                out = orderer.put(name, 0, now)
            else:
                out = orderer.due(now)
            went += [(due.row, number) for due in out]
            assert len(came) - len(went) <= most
            assert all(now - came[due.row.payload][1] < 1.0 + PAUSE_MAX for due in out)
            assert orderer.due_at is None or now < orderer.due_at <= now + 1.0
        went += [(due.row, len(steps)) for due in orderer.flush()]
        assert sorted(each.payload for each, _ in went) == sorted(came)
        for place, (each, _) in enumerate(went):
            for earlier, step in went[:place]:
                assert (each.time_ms or 0) >= (earlier.time_ms or 0) or came[each.payload][0] >= step
