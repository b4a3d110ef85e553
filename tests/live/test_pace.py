"""When viewers are called to look for news, on a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from apps.live.pace import FRAMES_PER_SECOND, INTERVAL_SECONDS, SLOT_SECONDS, SLOTS, Ticker


class Timer:
    """What `call_at` of a loop gives."""

    def __init__(self, when: float, call: Callable[[], None]) -> None:
        self.when = when
        self.call = call
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class Clock:
    """As much of a loop as the ticker uses; `advance` is the only thing that takes time."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.timers: list[Timer] = []
        self.rung = 0

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[[], None]) -> Timer:
        self.timers.append(Timer(when, call))
        return self.timers[-1]

    @property
    def waiting(self) -> list[Timer]:
        return [timer for timer in self.timers if not timer.is_cancelled]

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [timer for timer in self.waiting if timer.when <= end]:
            timer = min(due, key=lambda each: each.when)
            self.timers.remove(timer)
            self.now = max(self.now, timer.when)
            self.rung += 1
            timer.call()
        self.now = end


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


class Watcher:
    """Takes its turn again and again, as a viewer does that always has news."""

    def __init__(self, clock: Clock, ticker: Ticker) -> None:
        self.place = ticker.place()
        self.called: list[float] = []
        self._clock = clock
        self._ticker = ticker

    def take_turn(self) -> None:
        self._ticker.call_in_turn(self._clock.now, self.place, self._on_turn)

    def _on_turn(self) -> None:
        self.called.append(self._clock.now)
        self.take_turn()


def test_places_are_given_one_after_the_other_so_that_each_slot_holds_as_many(clock: Clock) -> None:
    ticker = Ticker()
    places = [ticker.place() for _ in range(3 * SLOTS)]
    assert all(places.count(slot) == 3 for slot in range(SLOTS))


def test_each_viewer_is_called_once_an_interval_in_its_own_slot_and_none_starves(clock: Clock) -> None:
    ticker = Ticker()
    watchers = [Watcher(clock, ticker) for _ in range(25)]
    for watcher in watchers:
        watcher.take_turn()
    clock.advance(1 + INTERVAL_SECONDS)
    for watcher in watchers:
        assert len(watcher.called) in (FRAMES_PER_SECOND, FRAMES_PER_SECOND + 1)
        assert {round(at / SLOT_SECONDS) % SLOTS for at in watcher.called} == {watcher.place}
        pauses = [two - one for one, two in zip(watcher.called, watcher.called[1:], strict=False)]
        assert pauses == pytest.approx([INTERVAL_SECONDS] * len(pauses))


def test_who_was_just_sent_something_waits_half_an_interval_at_least_and_less_than_two(clock: Clock) -> None:
    ticker = Ticker()
    for place in range(SLOTS):
        for step in range(20):
            called: list[float] = []
            began = clock.now = 1_000 + step * SLOT_SECONDS / 7
            ticker.call_in_turn(began, place, lambda called=called: called.append(clock.now))  # type: ignore[misc]
            clock.advance(2 * INTERVAL_SECONDS)
            assert INTERVAL_SECONDS / 2 <= called[0] - began < 2 * INTERVAL_SECONDS


def test_what_is_due_later_is_called_at_the_next_slot_never_before_and_after_what_is_due_sooner(clock: Clock) -> None:
    ticker = Ticker()
    called: list[tuple[str, float]] = []

    def note(name: str) -> None:
        called.append((name, clock.now))

    due = {"last": clock.now + 10, "first": clock.now + 0.0333, "second": clock.now + 0.5}
    for name, when in due.items():
        ticker.call_at(when, partial(note, name))
    clock.advance(20)
    assert [name for name, _ in called] == ["first", "second", "last"]
    for name, at in called:
        assert due[name] < at <= due[name] + SLOT_SECONDS * 1.001


def test_many_in_a_slot_share_one_timer_and_nothing_is_called_while_nobody_asks(clock: Clock) -> None:
    ticker = Ticker()
    called: list[int] = []
    for number in range(100):
        ticker.call_at(clock.now + 0.02, partial(called.append, number))
    assert len(clock.waiting) == 1
    clock.advance(1)
    assert called == list(range(100))  # in the order in which they asked
    assert clock.rung == 1
    clock.advance(3_600)
    assert clock.rung == 1
    assert clock.waiting == []


def test_who_asks_again_for_a_time_it_waits_for_is_called_once_and_kept_once(clock: Clock) -> None:
    ticker = Ticker()
    called: list[float] = []

    def look() -> None:
        called.append(clock.now)

    for _ in range(1_000):
        ticker.call_at(clock.now + 10, look)
    assert [len(waiting) for waiting in ticker._due.values()] == [1]
    clock.advance(11)
    assert len(called) == 1


def test_one_that_leaves_is_called_once_more_at_most_and_takes_no_one_elses_turn(clock: Clock) -> None:
    ticker = Ticker()
    stays, leaves = Watcher(clock, ticker), Watcher(clock, ticker)
    leaves.place = stays.place
    stays.take_turn()
    ticker.call_in_turn(clock.now, leaves.place, lambda: leaves.called.append(clock.now))
    clock.advance(1)
    assert len(leaves.called) == 1
    assert len(stays.called) >= FRAMES_PER_SECOND - 1


def test_once_closed_it_calls_nobody(clock: Clock) -> None:
    ticker = Ticker()
    called: list[None] = []
    ticker.call_at(clock.now + 0.02, lambda: called.append(None))
    ticker.close()
    clock.advance(1)
    assert called == []
    assert clock.waiting == []
