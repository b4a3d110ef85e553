"""When to dial again, with the draw in our hands."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from apps.streams.core.backoff import LEAST_SECONDS, MOST_SECONDS, SOON_SECONDS, STABLE_SECONDS, Backoff, is_final


def longest(_: float, most: float) -> float:
    return most


def shortest(least: float, _: float) -> float:
    return least


def test_delays_double_up_to_a_minute() -> None:
    backoff = Backoff(longest)
    assert [backoff.failed() for _ in range(8)] == [2, 4, 8, 16, 32, 60, 60, 60]
    assert backoff.attempt == 8


def test_the_whole_span_above_a_second_is_drawn_from() -> None:
    asked: list[tuple[float, float]] = []

    def middle(least: float, most: float) -> float:
        asked.append((least, most))
        return (least + most) / 2

    backoff = Backoff(middle)
    assert [backoff.failed() for _ in range(3)] == [1.5, 2.5, 4.5]
    assert asked == [(1.0, 2.0), (1.0, 4.0), (1.0, 8.0)]


def test_only_a_connection_that_lasted_earns_a_fresh_start_and_a_redial_almost_at_once() -> None:
    backoff = Backoff(longest)
    for _ in range(4):
        backoff.failed()
    assert backoff.failed(STABLE_SECONDS - 0.001) == 32
    assert backoff.failed(STABLE_SECONDS) == SOON_SECONDS[1]
    assert backoff.attempt == 1
    assert backoff.failed() == 4
    backoff.draw = shortest
    assert backoff.failed(STABLE_SECONDS) == SOON_SECONDS[0]
    assert backoff.failed() == LEAST_SECONDS


def test_an_upstream_that_accepts_and_closes_is_dialled_less_and_less_and_never_twice_a_second() -> None:
    rng = random.Random(3)
    for _ in range(200):
        backoff, now, dials = Backoff(rng.uniform), 0.0, [0.0]
        while now < 600:
            now += 0.01 + backoff.failed(0.01)
            dials.append(now)
        assert all(after - before >= 1.0 for before, after in pairwise(dials))
        assert sum(dial < 10 for dial in dials) <= 8
        assert 10 <= len(dials) <= 60


def test_no_draw_goes_below_the_least_or_above_the_most() -> None:
    rng = random.Random(3)
    backoff = Backoff(rng.uniform)
    delays = [backoff.failed() for _ in range(2_000)]
    assert min(delays) >= LEAST_SECONDS
    assert max(delays) <= MOST_SECONDS
    assert Backoff(lambda *_: 0.0).failed() == LEAST_SECONDS


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 404, 410, 426, 451])
def test_a_clear_no_is_final(status: int) -> None:
    assert is_final(status)


@pytest.mark.parametrize("status", [200, 408, 425, 429, 500, 502, 503, 504])
def test_not_now_is_not_final(status: int) -> None:
    assert not is_final(status)
