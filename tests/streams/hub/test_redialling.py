"""Dials by the real clock: an upstream that accepts and closes, or that a thousand streams lost at once, is spared."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise

import pytest

from apps.streams.bus.control import Request
from apps.streams.core import backoff
from apps.streams.hub import pace as pacing
from apps.streams.hub import supervisor as supervising
from tests.fakes.behaviours import Accept, CloseAtOnce, DropAtOnce
from tests.fakes.upstream import Upstream
from tests.streams.house import House, until


@pytest.mark.alone
async def test_one_that_accepts_and_closes_is_dialled_at_most_once_a_second_however_often_it_is_run(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "random", random.Random(5))
    async with Upstream(CloseAtOnce(1000), DropAtOnce(), CloseAtOnce(1011)) as upstream:
        await house.hub()
        stream, _ = await house.open(upstream.url)
        for _ in range(45):
            await house.control.ask(Request(op="run", stream=stream))  # viewers who all ask for it at once
            await asyncio.sleep(0.1)
        times = [visit.at for visit in upstream.dials]
        assert 3 <= len(times) <= 5
        assert all(after - before >= 0.99 for before, after in pairwise(times))


@pytest.mark.alone
async def test_left_alone_it_is_dialled_less_and_less(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class Longest:
        def uniform(self, _: float, most: float) -> float:
            return most

    monkeypatch.setattr(supervising, "random", Longest())
    async with Upstream(CloseAtOnce(1000)) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        await upstream.wait_for(lambda: len(upstream.dials) == 3, 10)
        first, second, third = (visit.at for visit in upstream.dials)
        assert 1.9 < second - first < 2.9
        assert 3.9 < third - second < 4.9
        assert [status["attempt"] for status in seen.statuses if status["status"] == "retrying"][:2] == [1, 2]


@pytest.mark.alone
async def test_a_stable_connection_that_is_lost_is_dialled_again_within_a_second(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff, "STABLE_SECONDS", 0.3)
    async with Upstream(Accept()) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        await asyncio.sleep(0.4)
        upstream.drop()
        await upstream.wait_for(lambda: len(upstream.dials) == 2, 2)
        closed_at = upstream.dials[0].closed_at
        assert closed_at is not None
        assert 0.05 < upstream.dials[1].at - closed_at < 1.5


async def test_streams_that_lost_one_upstream_together_come_back_one_by_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "DIALS_PER_SECOND", 20.0)
    monkeypatch.setattr(pacing, "BURST", 4.0)
    monkeypatch.setattr(backoff, "STABLE_SECONDS", 0.0)
    async with Upstream(Accept()) as upstream:
        await house.hub()
        for number in range(30):
            await house.open(f"{upstream.url}?n={number}")
        await until(lambda: len(upstream.opened) == 30, "all are open")
        upstream.drop()
        await until(lambda: len(upstream.dials) == 60, "all are dialled again")
        for dials in (upstream.dials[:30], upstream.dials[30:]):
            times = sorted(visit.at for visit in dials)
            assert times[-1] - times[0] > 1.1  # (30 - 4) / 20 s, less what came back before the first dial arrived
            assert all(sum(at <= other < at + 0.5 for other in times) <= 4 + 0.5 * 20 + 3 for at in times)
