"""When to dial again, with the draw in our hands."""

from __future__ import annotations

import random

import pytest

from apps.streams.core.backoff import LEAST_SECONDS, MOST_SECONDS, STABLE_SECONDS, Backoff, is_final


def longest(_: float, most: float) -> float:
    return most


def test_delays_double_up_to_a_minute() -> None:
    backoff = Backoff(longest)
    assert [backoff.failed() for _ in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert backoff.attempt == 9


def test_the_whole_span_is_drawn_from() -> None:
    asked: list[tuple[float, float]] = []

    def half(least: float, most: float) -> float:
        asked.append((least, most))
        return most / 2

    backoff = Backoff(half)
    assert [backoff.failed() for _ in range(3)] == [0.5, 1.0, 2.0]
    assert asked == [(0.0, 1.0), (0.0, 2.0), (0.0, 4.0)]


def test_only_a_connection_that_lasted_earns_a_fresh_start() -> None:
    backoff = Backoff(longest)
    for _ in range(5):
        backoff.failed()
    assert backoff.failed(STABLE_SECONDS - 0.001) == 32
    assert backoff.failed(STABLE_SECONDS) == 1
    assert backoff.attempt == 1


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
