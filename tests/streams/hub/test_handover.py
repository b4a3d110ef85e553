"""A hub that leaves hands its streams over: nobody misses a message, and nobody sees one twice."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from apps.streams.bus import keys
from apps.streams.bus.lease import Leases
from apps.streams.core.plan import stream_key
from apps.streams.definition import StreamDefinition
from apps.streams.hub import handover as handing
from tests.fakes.live import Live
from tests.fakes.upstream import Upstream
from tests.streams.house import House, Watcher, until


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What must be done in time is for a machine of its own; here many work at once."""
    monkeypatch.setattr(handing, "LEAVE_SECONDS", 8)


def numbers(seen: Watcher) -> list[int]:
    return [json.loads(payload)["n"] for _, payload in seen.messages if '"n"' in payload]


def are_exact(seen: Watcher) -> None:
    """Each number once, in order, each with the next offset, under one epoch."""
    got = numbers(seen)
    assert got == list(range(got[0], got[0] + len(got)))
    assert [offset for offset, _ in seen.messages] == list(range(1, len(seen.messages) + 1))
    assert len(seen.epochs) == 1


async def hand_over(house: House, seen: Watcher, more: int = 300) -> None:
    """Start a second hub, and stop the first in the midst of things."""
    [first] = house._hubs
    await until(lambda: len(seen.messages) > 300 or len(seen.messages) > more, "messages")
    await house.hub()
    await house.stop(first)
    before = len(seen.messages)
    await until(lambda: len(seen.messages) > before + more, "more messages")


async def test_nobody_misses_a_message_or_sees_one_twice(house: House) -> None:
    async with Upstream(Live()) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url)
        await hand_over(house, seen)
        are_exact(seen)
        assert seen.status_names == ["connecting", "open", "open"]
        assert [status["connection"] for status in seen.statuses][1:] == [1, 2]
        assert len(upstream.dials) == 2
        assert upstream.dials[0].close_code == 1000
        [second] = house._hubs
        assert await house.redis.get(keys.lease(stream)) == second.id.encode()
        assert (await house.broadcast(stream, "x")).code == ""
        assert [each.data for each in upstream.dials[1].received] == ["x"]


async def test_it_goes_over_again_and_again(house: House) -> None:
    async with Upstream(Live()) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        for turn in range(5):
            await hand_over(house, seen)
            assert seen.status_names.count("open") == turn + 2
        are_exact(seen)
        assert "retrying" not in seen.status_names


async def test_a_greeting_of_each_connections_own_is_no_hindrance(house: House) -> None:
    async with Upstream(Live(greeting='{{"hello":{}}}')) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        await hand_over(house, seen)
        got = numbers(seen)
        assert got == list(range(got[0], got[0] + len(got)))


async def test_a_slow_stream_misses_nothing_either(house: House) -> None:
    async with Upstream(Live(rate=8)) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        await hand_over(house, seen, more=6)
        are_exact(seen)


async def test_a_keyed_window_goes_over_whole(house: House) -> None:
    def row(n: int) -> str:
        return json.dumps({"n": n, "symbol": f"s{n % 7}"})

    async with Upstream(Live(rate=300, make=row)) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url, window={"key": "$.symbol"})
        await hand_over(house, seen)
        are_exact(seen)
        snapshot = await house.window.read(stream, 0, 1000)
        rows = {item.key for batch in snapshot.batches for item in batch.messages()}
        assert {key for key in rows if key} == {f"s{n}" for n in range(7)}


@pytest.mark.alone
async def test_many_streams_go_over_at_once(house: House) -> None:
    async with Upstream(Live(rate=50)) as upstream:
        first = await house.hub()
        opened = [await house.open(f"{upstream.url}{n}") for n in range(40)]
        await until(lambda: all(len(seen.messages) > 5 for _, seen in opened), "messages")
        others = [await house.hub(), await house.hub()]
        await house.stop(first)
        await until(lambda: sum(len(hub._streams) for hub in others) == 40, "all taken", 3)
        counts = [len(seen.messages) for _, seen in opened]
        await until(lambda: all(len(s.messages) > n + 20 for (_, s), n in zip(opened, counts, strict=True)), "more")
        for _, seen in opened:
            are_exact(seen)
            assert "retrying" not in seen.status_names
        assert min(len(hub._streams) for hub in others) > 5


async def test_an_upstream_that_allows_one_connection_is_dialled_again_when_it_is_free(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing, "LEAVE_SECONDS", 0.5)
    async with Upstream(Live(most=1)) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url)
        await hand_over(house, seen)
        assert "hub_stopped" in [status["code"] for status in seen.statuses], seen.statuses
        assert seen.status_names.count("open") == 2
        got = numbers(seen)
        assert got == sorted(set(got))
        assert [offset for offset, _ in seen.messages] == list(range(1, len(seen.messages) + 1))


async def test_an_heir_that_never_answers_is_not_waited_for_long(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "LEAVE_SECONDS", 0.3)
    async with Upstream(Live()) as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: len(seen.messages) > 50, "messages")
        await house.redis.zadd(keys.HUBS, {"silent": 2**52})
        async with house.redis.pubsub() as ear:
            await ear.subscribe(f"{keys.HUB_PREFIX}silent")
            await until_subscribed(house, "silent")
            began = time.monotonic()
            await house.stop(hub)
        assert time.monotonic() - began < 1.5
        assert seen.statuses[-1]["code"] == "hub_stopped"
        assert not await house.redis.exists(keys.lease(stream))
        await upstream.wait_for(lambda: not upstream.opened)


async def until_subscribed(house: House, hub: str) -> None:
    async with asyncio.timeout(5):
        channel = f"{keys.HUB_PREFIX}{hub}"
        while (await house.redis.pubsub_numsub(channel))[0][1] != 1:
            await asyncio.sleep(0.01)


async def test_who_stands_by_in_vain_hangs_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that asked never says another word; the stand-by's connection isn't kept."""
    monkeypatch.setattr(handing, "STAND_BY_SECONDS", 2.0)  # long enough to be seen standing by
    async with Upstream(Live()) as upstream:
        first = await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: "open" in seen.status_names, "open")
        second = await house.hub()
        offer: dict[str, Any] = {"op": "stand_by", "stream": stream, "sender": "dead"}
        await house.redis.publish(f"{keys.HUB_PREFIX}{second.id}", json.dumps(offer))
        await upstream.wait_for(lambda: len(upstream.opened) == 2)
        await upstream.wait_for(lambda: len(upstream.opened) == 1)
        assert not second._streams
        assert second._handover.standing_by == 0
        assert stream in first._streams
        are_exact(seen)


async def test_an_heir_goes_on_from_its_stand_by_when_the_old_owner_dies_meanwhile(house: House) -> None:
    async with Upstream(Live()) as upstream:
        definition = StreamDefinition.model_validate({"url": upstream.url, "scope": "shared"})
        owned = await Leases(house.redis, "dead").acquire(stream_key(1, "q", definition, ""), "e")
        assert owned is not None
        stream, seen = await house.open(upstream.url)
        hub = await house.hub()
        offer = {"op": "stand_by", "stream": stream, "sender": "dead"}
        await house.redis.publish(f"{keys.HUB_PREFIX}{hub.id}", json.dumps(offer))
        await upstream.wait_for(lambda: len(upstream.opened) == 1)
        await house.redis.delete(keys.lease(stream))  # its time is up
        await until(lambda: stream in hub._streams, "the heir", 8)
        await until(lambda: len(seen.messages) > 300, "messages")
        are_exact(seen)
        assert seen.epochs == ["e"]
        assert len(upstream.dials) == 1
