"""Which streams a hub takes after Redis was away: for a moment none, so that their owners can renew."""

from __future__ import annotations

from apps.streams.bus.client import AsyncRedis
from apps.streams.bus.lease import Leases
from apps.streams.hub.taking import SETTLE_SECONDS, Taking
from tests.streams.house import House


def taking_of(redis: AsyncRedis) -> Taking:
    return Taking("hub", Leases(redis, "hub"), ())


async def test_a_free_stream_is_left_alone_for_a_moment_after_redis_was_away(house: House) -> None:
    taking = taking_of(house.redis)
    taking.redis_was_away(now=100.0)
    assert taking.woken(["stream"], now=100.1) == []
    assert await taking.due(["stream"], now=100.0 + SETTLE_SECONDS - 0.1) == []
    assert await taking.due(["stream"], now=100.0 + SETTLE_SECONDS) == ["stream"]


async def test_otherwise_it_is_taken_at_once(house: House) -> None:
    taking = taking_of(house.redis)
    assert taking.woken(["stream"], now=100.0) == ["stream"]
    assert await taking.due(["stream"], now=100.0) == ["stream"]
