"""Wishes and requests through a real Redis."""

from __future__ import annotations

import asyncio

from apps.streams.bus import control as controlling
from apps.streams.bus import keys
from apps.streams.bus.control import Request, Wish
from apps.streams.bus.lease import Leases
from apps.streams.definition import StreamDefinition
from tests.streams.house import House

WISH = Wish(workspace=1, app=1, query="q", definition=StreamDefinition(url="ws://feed.example/", on_connect=("é\n",)))


async def test_a_wish_is_kept_until_its_time_is_up(house: House) -> None:
    await house.control.wish("s1", WISH, 60)
    await house.control.wish("s2", WISH, 0.02)
    found = await house.control.wishes_for(["s1", "none"])
    assert {stream: wished.wish for stream, wished in found.items()} == {"s1": WISH}
    assert found["s1"].until_ms == (await house.control.wanted())[1]["s1"]
    async with asyncio.timeout(2):
        while (await house.control.wanted())[1].keys() != {"s1"}:
            await asyncio.sleep(0.005)


async def test_a_shorter_wish_never_shortens_a_longer_one(house: House) -> None:
    await house.control.wish("s", WISH, 60)
    before = await house.redis.zscore(keys.WANTED, "s")
    await house.control.wish("s", WISH, 1)
    await house.control.renew(["s"], 1)
    assert await house.redis.zscore(keys.WANTED, "s") == before


async def test_a_dropped_wish_is_gone_at_once(house: House) -> None:
    await house.control.wish("s", WISH, 60)
    await house.control.drop("s")
    assert (await house.control.wanted())[1] == {}
    assert not await house.redis.exists(keys.wish("s"))


async def test_renewing_tells_which_wishes_were_lost_and_which_streams_nobody_owns(house: House) -> None:
    streams = [f"s{n}" for n in range(controlling.RENEW_AT_ONCE + 7)]
    for stream in streams[:3]:
        await house.control.wish(stream, WISH, 60)
    await Leases(house.redis, "hub").acquire("s1", "e")
    lost, unowned = await house.control.renew(streams, 60)
    assert lost == streams[3:]
    assert unowned == [stream for stream in streams if stream != "s1"]
    assert (await house.control.wanted())[1].keys() == set(streams)
    assert await house.control.renew([], 60) == ([], [])


async def test_a_request_without_an_owner_is_heard_by_nobody(house: House) -> None:
    assert not await house.control.ask(Request(op="close", stream="s"))
    await Leases(house.redis, "dead-hub").acquire("s", "e")
    assert not await house.control.ask(Request(op="close", stream="s"))
