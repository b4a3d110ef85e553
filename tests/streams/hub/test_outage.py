"""Redis away, paused, full or emptied: nothing is written twice, and what didn't fit is a gap with its exact count."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from apps.streams.bus import client
from apps.streams.bus.lease import Leases
from apps.streams.bus.window import LostOwnership
from apps.streams.core import event
from apps.streams.core.state import StreamStatus
from apps.streams.hub import backlog as backlogs
from apps.streams.hub import writer as writing
from apps.streams.hub.backlog import Backlog
from tests.fakes.proxy import FaultProxy
from tests.streams.house import until

from .private_redis import PrivateRedis, private_redis
from .writing import STREAM, Desk, desk


def adds_up(at: Desk) -> None:
    """Received and missing make the whole, and each message stands at its own offset."""
    listener, writer = at.listener, at.writer
    assert listener.top == writer.top
    assert len(listener.payloads) + listener.missing == writer.top
    assert listener.missing == writer.dropped
    assert all(payload == b"%d" % offset for offset, payload in listener.payloads.items())


async def send_until(at: Desk, last: int, pause_every: int = 50) -> None:
    """Put `<offset>` as the messages up to `last`, as a supervisor would, waiting for room when told to."""
    while at.writer.top < last:
        if at.writer.put(b"%d" % (at.writer.top + 1), 1):
            await at.writer.room()
        if at.writer.top % pause_every == 0:
            await asyncio.sleep(0.002)


async def settle(at: Desk) -> None:
    """Wait until everything is written and heard."""
    await at.drained(30)
    await until(lambda: at.listener.top == at.writer.top, "the last message")


@asynccontextmanager
async def behind_a_proxy(
    redis_url: str, redis_socket: Path, size: int = 10_000, **options: Any
) -> AsyncIterator[tuple[FaultProxy, Desk]]:
    """A writer whose way to Redis may be faulty; who listens has a sound one."""
    async with FaultProxy(target_path=str(redis_socket)) as proxy:
        way = proxy.url(scheme="redis")
        async with desk(way, size, listen_at=redis_url, **options) as at:
            yield proxy, at


async def test_a_connection_cut_at_any_moment_loses_and_repeats_nothing(redis_url: str, redis_socket: Path) -> None:
    async with behind_a_proxy(redis_url, redis_socket, 10_000) as (proxy, at):
        sending = asyncio.create_task(send_until(at, 6000))
        while not sending.done():
            await asyncio.sleep(0.03)
            await proxy.cut()
        await sending
        await settle(at)
        adds_up(at)
        assert at.listener.missing == 0
        assert await at.kept() == list(range(1, 6001))


async def test_an_answer_that_is_lost_is_not_a_second_write(
    redis_url: str, redis_socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.3)
    async with behind_a_proxy(redis_url, redis_socket) as (proxy, at):
        at.put(b"1")
        await settle(at)
        proxy.latency_seconds = 0.5  # the command arrives, its answer comes too late
        at.put(b"2")
        at.writer.tell(event.status_event(2, StreamStatus(status="open")), b"{}", 1)
        await until(lambda: at.troubles == ["store_down"], "the trouble")
        await until(lambda: at.listener.top == 2, "the message itself")
        await asyncio.sleep(0.6)
        proxy.latency_seconds = 0
        at.put(b"3")
        await settle(at)
        adds_up(at)
        assert at.listener.statuses == ["open"]
        assert at.troubles == ["store_down", None]


async def test_an_outage_longer_than_the_backlog_is_told_as_an_exact_gap(
    redis_url: str, redis_socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlogs, "STREAM_BYTES", 100_000)
    async with behind_a_proxy(redis_url, redis_socket, 10_000) as (proxy, at):
        await send_until(at, 500)
        await settle(at)
        await proxy.stop()
        await asyncio.wait_for(send_until(at, 5000), 20)  # the upstream is read on
        assert at.troubles == ["store_down"]
        assert at.writer.dropped > 3000
        held = at.writer.pending_bytes + writing.MESSAGE_BYTES * (5000 - 500 - at.writer.dropped - 256)
        assert held <= 100_000
        at.writer.tell(event.error_event(5000, "told", "", 1, None))
        await proxy.start()
        await send_until(at, 5500)
        await settle(at)
        adds_up(at)
        assert at.listener.missing == at.writer.dropped
        assert at.troubles == ["store_down", None]
        assert [(each.after, each.body["code"]) for each in at.listener.events] == [(5000, "told")]
        assert await at.kept() == sorted(at.listener.payloads)


async def test_what_a_keyed_window_missed_is_told_to_those_who_read_it(
    redis_url: str, redis_socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlogs, "STREAM_BYTES", 100_000)
    async with behind_a_proxy(redis_url, redis_socket, 10_000, key="$.k") as (proxy, at):
        at.put(b"1", b"2", key="a")
        await settle(at)
        await proxy.stop()
        for n in range(3, 3000):
            at.put(b"%d" % n, key=f"k{n % 7}")
            if n % 100 == 0:
                await asyncio.sleep(0)
                await until(lambda: at.troubles, "the trouble")
        await proxy.start()
        await settle(at)
        adds_up(at)
        snapshot = await at.window.read(STREAM, 0, 10_000)
        holes = [(b.last + 1, c.first - 1) for b, c in zip(snapshot.batches, snapshot.batches[1:], strict=False)]
        assert sum(last - first + 1 for first, last in holes) == at.writer.dropped > 0
        assert snapshot.batches[-1].last == 2999


async def pause_once(server: PrivateRedis, at: Desk, turn: int) -> None:
    await send_until(at, at.writer.top + 500)
    server.pause()
    at.writer.tell(event.status_event(at.writer.top, StreamStatus(status="open")), b"{}", turn)
    await send_until(at, at.writer.top + 500)
    await until(lambda: len(at.troubles) == 2 * turn - 1, "the trouble")
    await asyncio.sleep(1.2)  # several calls wait in the socket's buffer now
    server.resume()
    await settle(at)
    await until(lambda: len(at.listener.statuses) == turn, "the status")


async def test_a_redis_that_is_paused_delays_and_then_takes_everything_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.5)
    async with private_redis() as server, desk(server.url, 10_000) as at:
        for turn in range(1, 4):
            await pause_once(server, at, turn)
        adds_up(at)
        assert at.troubles == ["store_down", None] * 3
        assert at.listener.missing == 0
        assert await at.kept() == list(range(1, 3001))


async def test_a_full_redis_is_told_and_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlogs, "STREAM_BYTES", 50_000)
    async with private_redis() as server, desk(server.url, 10_000, listen_at=server.url) as at:
        await send_until(at, 300)
        await settle(at)
        used = (await at.redis.info("memory"))["used_memory"]
        await at.redis.config_set("maxmemory", used - 100_000)
        await send_until(at, 1000)
        await until(lambda: at.troubles == ["store_full"], "the trouble")
        at.writer.tell(event.status_event(1000, StreamStatus(status="degraded")), b'"degraded"', 1)
        await until(lambda: at.listener.statuses == ["degraded"], "what a full Redis publishes")
        assert at.listener.events[0].after == at.writer.written < 1000
        assert (await at.window.read(STREAM, 0, 1)).status == b'"degraded"'
        await send_until(at, 3000)
        await at.redis.config_set("maxmemory", 0)
        await settle(at)
        adds_up(at)
        assert at.listener.missing > 0
        assert at.troubles == ["store_full", None]


async def test_a_hub_s_streams_share_what_may_be_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlogs, "HUB_BYTES", 1_000_000)
    monkeypatch.setattr(backlogs, "LEAST_BYTES", 1_000)
    monkeypatch.setattr(backlogs, "STREAM_BYTES", 500_000)
    asked: list[str] = []

    class One:
        def __init__(self, name: str) -> None:
            self.name = name

        def shrink(self) -> None:
            asked.append(self.name)

    backlog, holders = Backlog(), [One(str(n)) for n in range(4)]
    shares = []
    for holder in holders:
        backlog.join(holder)
        shares.append(backlog.share)
    assert shares == [500_000, 500_000, 333_333, 250_000]
    assert sorted(asked) == ["0", "0", "1", "1", "2", "2", "3"]
    waiting = asyncio.create_task(backlog.pause())
    await asyncio.sleep(0)
    began = time.monotonic()
    backlog.leave(holders[0])  # its Redis is back: so is the others', most likely
    await waiting
    assert time.monotonic() - began < backlogs.RETRY_SECONDS
    assert backlog.share == 333_333
    monkeypatch.setattr(backlogs, "LEAST_BYTES", 400_000)
    assert backlog.share == 400_000


async def test_a_stream_that_redis_has_lost_goes_on_with_its_numbers(redis_url: str) -> None:
    async with desk(redis_url, 1000, reclaims=True) as at:
        writer = at.writer
        writer.tell(event.status_event(0, StreamStatus(status="open")), b'"open"', 7)
        await send_until(at, 500)
        await settle(at)
        fence = writer.fence
        await at.redis.flushall()
        await send_until(at, 600)
        await settle(at)
        adds_up(at)
        assert writer.fence > fence
        assert at.listener.missing == 0
        assert await at.kept() == list(range(501, 601))
        snapshot = await at.window.read(STREAM, 0, 1)
        assert (snapshot.epoch, snapshot.top, snapshot.status) == ("e1", 600, b'"open"')


async def test_a_keyed_window_that_redis_has_lost_is_a_gap_for_those_behind(redis_url: str) -> None:
    async with desk(redis_url, 1000, key="$.k", reclaims=True) as at:
        for n in range(1, 11):
            at.put(b"%d" % n, key=f"k{n}")
        await settle(at)
        await at.redis.flushall()
        at.put(b"11", key="k1")
        await settle(at)
        snapshot = await at.window.read(STREAM, 4, 10)
        assert [(b.first, b.last, b.count) for b in snapshot.batches] == [(11, 11, 1)]
        assert snapshot.after == 4


@pytest.mark.parametrize("taken", [True, False])
async def test_a_stream_that_redis_has_lost_and_another_took_is_left_alone(redis_url: str, taken: bool) -> None:
    async with desk(redis_url, reclaims=taken) as at:
        await send_until(at, 10)
        await settle(at)
        await at.redis.flushall()
        if taken:
            assert await Leases(at.redis, "b").acquire(STREAM, "e2") is not None
        at.put(b"11")
        with pytest.raises(LostOwnership):
            await asyncio.wait_for(at.task, 10)
