"""Hubs among themselves: one owner a stream, hand-over, and what happens when wishes or leases run out."""

from __future__ import annotations

import asyncio
import logging

import pytest

from apps.streams.bus import keys, lease
from apps.streams.bus.lease import Leases
from apps.streams.hub import hub as hubs
from tests.fakes.behaviours import Accept, Numbered
from tests.fakes.upstream import Upstream
from tests.streams.house import POLL_SECONDS, House, until


async def test_two_hubs_dial_each_stream_once(house: House) -> None:
    async with Upstream() as upstream:
        first, second = await house.hub(), await house.hub()
        opened = [await house.open(f"{upstream.url}{n}") for n in range(30)]
        await until(lambda: all("open" in seen.status_names for _, seen in opened), "all open")
        assert sorted(visit.path for visit in upstream.dials) == sorted(f"/{n}" for n in range(30))
        assert not first._streams.keys() & second._streams.keys()
        assert len(first._streams) + len(second._streams) == 30


async def test_a_hub_that_stops_alone_leaves_in_order_and_the_next_goes_on(house: House) -> None:
    numbered = Numbered(rate=2000)
    async with Upstream(numbered) as upstream:
        first = await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: len(seen.messages) > 100, "messages")
        await house.stop(first)
        second = await house.hub()
        await until(lambda: seen.status_names.count("open") == 2, "open again", 3)
        before = len(seen.messages)
        await until(lambda: len(seen.messages) > before + 100, "more messages")
        stopped = next(status for status in seen.statuses if status["status"] == "retrying")
        assert stopped["code"] == "hub_stopped"
        assert [status["connection"] for status in seen.statuses if status["status"] == "open"] == [1, 2]
        assert [offset for offset, _ in seen.messages] == list(range(1, len(seen.messages) + 1))
        assert len(seen.epochs) == 1
        assert len(upstream.dials) == 2
        assert upstream.dials[0].close_code == 1000
        assert await house.redis.get(keys.lease(stream)) == second.id.encode()
        assert await house.redis.zscore(keys.HUBS, first.id) is None
        assert await house.redis.zscore(keys.HUBS, second.id) is not None


async def test_an_upstream_that_answers_no_close_frame_costs_a_hub_that_stops_no_message(house: House) -> None:
    async with Upstream(Numbered(rate=2000)) as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: len(seen.messages) > 100, "messages")
        upstream.opened[0].connection.transport.pause_reading()
        [entry] = hub._streams.values()
        await house.stop(hub)
        assert seen.statuses[-1]["code"] == "hub_stopped"
        assert entry.supervisor.held is not None
        writer = entry.supervisor._writer
        assert writer is not None
        assert seen.messages[-1][0] == writer.written == writer.top
        assert not await house.redis.exists(keys.lease(stream))
        await upstream.wait_for(lambda: not upstream.opened)


async def test_a_hub_whose_lease_was_taken_lets_go_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "RENEW_SECONDS", 0.05)
    async with Upstream() as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: "open" in seen.status_names, "open")
        other = Leases(house.redis, "other")
        async with asyncio.timeout(10):
            await house.redis.delete(keys.lease(stream))
            while not await other.acquire(stream, "unused"):  # its owner's renewal may have come first
                await house.redis.delete(keys.lease(stream))
        await upstream.wait_for(lambda: not upstream.opened)
        await until(lambda: not hub._streams, "its end")
        assert await house.redis.get(keys.lease(stream)) == b"other"
        assert len(upstream.dials) == 1


async def test_a_hub_that_was_passed_writes_nothing_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lease's loss is not noticed yet: the fence refuses the batch, and it lets go."""
    monkeypatch.setattr(hubs, "RENEW_SECONDS", 60)
    async with Upstream() as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: "open" in seen.status_names, "open")
        await house.redis.delete(keys.lease(stream))
        assert await Leases(house.redis, "other").acquire(stream, "unused")
        await upstream.send("1")
        await until(lambda: not hub._streams, "its end")
        assert seen.messages == []
        assert (await house.window.read(stream, 0, 10)).top == 0
        await upstream.wait_for(lambda: not upstream.opened)


async def test_a_lease_that_ran_out_unnoticed_costs_no_connection(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "RENEW_SECONDS", 0.05)
    async with Upstream() as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: "open" in seen.status_names, "open")
        await house.redis.delete(keys.lease(stream))
        await until(lambda: seen.status_names == ["connecting", "open", "open"], "the status once more")
        await upstream.send("1")
        await until(lambda: seen.messages == [(1, "1")], "the message")
        assert len(upstream.dials) == 1


async def test_a_lease_is_renewed_before_it_runs_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "RENEW_SECONDS", 0.05)
    async with Upstream() as upstream:
        await house.hub()
        await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: "open" in seen.status_names, "open")
        for _ in range(3):
            await house.redis.pexpire(keys.lease(stream), 1000)
            async with asyncio.timeout(0.9):
                while await house.redis.pttl(keys.lease(stream)) <= 1000:
                    await asyncio.sleep(POLL_SECONDS)
        assert seen.status_names == ["connecting", "open"]
        assert len(upstream.dials) == 1
        assert lease.RENEW_SECONDS * 2 < lease.LEASE_SECONDS


async def test_an_upstream_nobody_wants_any_more_is_closed(house: House) -> None:
    async with Upstream() as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url, seconds=0.2)
        await until(lambda: seen.status_names[-1:] == ["closed"], "closed", 3)
        assert seen.statuses[-1]["code"] == "unused"
        await until(lambda: not hub._streams, "its end")
        assert upstream.dials[0].close_code == 1000
        assert not await house.redis.exists(keys.lease(stream))


async def test_many_who_come_keep_no_unwanted_upstream_open(house: House) -> None:
    """Every wish wakes the hub; the look for what has run out must not wait for a quiet second."""
    async with Upstream() as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url, seconds=0.1)

        async def crowd() -> None:
            while True:
                await house.redis.publish(keys.WAKE, "somebody-elses")
                await asyncio.sleep(POLL_SECONDS)

        task = asyncio.create_task(crowd())
        try:
            await until(lambda: "closed" in seen.status_names, "closed", 4)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await until(lambda: stream not in hub._streams, "its end")


async def test_a_full_hub_takes_no_more_until_there_is_room(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hubs, "STREAMS_MAX", 2)
    async with Upstream() as upstream:
        hub = await house.hub()
        opened = [await house.open(f"{upstream.url}{n}") for n in range(2)]
        await until(lambda: len(upstream.opened) == 2, "two open")
        with caplog.at_level(logging.CRITICAL, "apps.streams.hub.hub"):
            _, third = await house.open(f"{upstream.url}2")
            await asyncio.sleep(0.1)
            assert len(hub._streams) == 2
            await house.control.drop(opened[0][0])
            await until(lambda: "open" in third.status_names, "the third", 3)


async def test_what_cannot_be_read_hurts_nobody_else(house: House, caplog: pytest.LogCaptureFixture) -> None:
    async with Upstream() as upstream:
        hub = await house.hub()
        with caplog.at_level(logging.CRITICAL):
            await house.redis.set(keys.wish("broken"), '{"app": "x"}')
            await house.redis.zadd(keys.WANTED, {"broken": 2**52})
            await house.redis.publish(keys.WAKE, "broken")
            await house.redis.publish(f"{keys.HUB_PREFIX}{hub.id}", "not json")
            await house.redis.publish(f"{keys.HUB_PREFIX}{hub.id}", '{"op": "dance", "stream": "s"}')
            stream, seen = await house.open(upstream.url)
            await until(lambda: "open" in seen.status_names, "open")
            assert (await house.broadcast(stream, "x")).code == ""
        assert "broken" not in hub._streams


async def test_a_hub_stops_at_any_moment(house: House) -> None:
    """Whatever it is doing: no cancellation is lost, nothing is left behind."""
    async with Upstream(Accept()) as upstream:
        for turn in range(12):
            hub = await house.hub()
            stream, _ = await house.open(f"{upstream.url}{turn}")
            for _ in range(turn * 7):
                await asyncio.sleep(0)
            await house.stop(hub)
            await house.redis.zrem(keys.WANTED, stream)
            assert not await house.redis.exists(keys.lease(stream))
        await upstream.wait_for(lambda: not upstream.opened)


@pytest.mark.parametrize("moments", [1.0, 1.001, 1.002, 1.004])
async def test_a_hub_stops_while_it_scans(house: House, moments: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "SCAN_SECONDS", 0.05)
    many = [await house.hub() for _ in range(5)]
    await asyncio.sleep(0.2 * moments)
    await asyncio.gather(*(house.stop(hub) for hub in many))
