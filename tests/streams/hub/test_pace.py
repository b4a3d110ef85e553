"""A thousand dials of one upstream, with the clock in our hands."""

from __future__ import annotations

import asyncio
import time

import pytest

from apps.streams.hub import pace as pacing
from apps.streams.hub.pace import BURST, DIALS_PER_SECOND, Pace


def test_a_thousand_redials_spread_over_more_than_ten_seconds_and_less_than_twenty() -> None:
    pace = Pace(lambda: 5.0)
    delays = [pace.delay("a.example", 443) for _ in range(1_000)]
    assert delays.count(0.0) == BURST
    assert delays == sorted(delays)
    assert 10 <= delays[-1] < 20
    for second in range(int(delays[-1])):
        assert sum(second < delay <= second + 1 for delay in delays) <= DIALS_PER_SECOND + 1


def test_another_upstream_and_another_port_don_t_wait() -> None:
    pace = Pace(lambda: 5.0)
    for _ in range(500):
        pace.delay("a.example", 443)
    assert pace.delay("a.example", 80) == pace.delay("b.example", 443) == 0.0


def test_what_has_gone_by_is_forgotten_when_room_is_needed_and_there_is_never_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pacing, "UPSTREAMS_MAX", 10)
    now = 0.0
    pace = Pace(lambda: now)
    for number in range(30):
        assert pace.delay(f"{number}.example", 443) == 0.0  # the last twenty share one bucket
    assert len(pace._buckets) == 10
    assert sum(pace.delay("new.example", 443) > 0 for _ in range(30)) == 10
    now = 60.0
    assert pace.delay("later.example", 443) == 0.0
    assert list(pace._buckets) == [("later.example", 443)]


async def test_a_turn_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "DIALS_PER_SECOND", 1_000.0)
    monkeypatch.setattr(pacing, "BURST", 10.0)
    pace, began = Pace(), time.monotonic()
    await asyncio.gather(*(pace.turn("a.example", 443) for _ in range(210)))
    assert time.monotonic() - began >= 0.2
