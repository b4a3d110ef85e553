"""The token bucket, with the clock in our hands."""

from __future__ import annotations

import pytest

from apps.streams.core.rate import Bucket


def test_the_burst_goes_at_once_and_the_rest_in_step() -> None:
    bucket = Bucket(10, 3)
    assert [bucket.take(100.0) for _ in range(6)] == pytest.approx([0, 0, 0, 0.1, 0.2, 0.3])


def test_tokens_come_back_with_time_but_no_more_than_the_burst() -> None:
    bucket = Bucket(10, 3)
    for _ in range(3):
        bucket.take(0.0)
    assert bucket.take(0.1) == pytest.approx(0)
    assert bucket.take(0.1) == pytest.approx(0.1)
    assert not bucket.is_full(0.2)
    assert bucket.is_full(1_000.0)
    assert [bucket.take(1_000.0) for _ in range(4)] == pytest.approx([0, 0, 0, 0.1])


def test_trying_takes_nothing_that_isn_t_there() -> None:
    bucket = Bucket(50, 50)
    assert [bucket.try_take(7.0) for _ in range(60)] == [True] * 50 + [False] * 10
    assert [bucket.try_take(7.03) for _ in range(2)] == [True, False]
    assert 48 <= sum(bucket.try_take(7.03 + n / 1000) for n in range(1_000)) <= 50
