"""The fault proxy forwards faithfully, and fails as told."""

from __future__ import annotations

import asyncio
import time

import pytest
from websockets.asyncio.client import ClientConnection, connect

from .behaviours import Echo
from .proxy import FaultProxy
from .thread import ProxyThread, UpstreamThread
from .upstream import Upstream


async def asked(client: ClientConnection, text: str, timeout: float = 2.0) -> str | bytes:
    await client.send(text)
    async with asyncio.timeout(timeout):
        return await client.recv()


async def test_a_cut_is_seen_at_both_ends_and_the_next_dial_gets_through() -> None:
    async with Upstream(Echo()) as upstream, FaultProxy(target_port=upstream.port) as proxy:
        async with connect(proxy.url("/a"), proxy=None) as client:
            assert await asked(client, "x" * 100_000) == "x" * 100_000
            await proxy.cut()
            await client.wait_closed()
            assert client.close_code == 1006
            await upstream.wait_for(lambda: not upstream.opened)
        async with connect(proxy.url("/b"), proxy=None) as client:
            assert await asked(client, "again") == "again"
        assert [visit.path for visit in upstream.dials] == ["/a", "/b"]
        await proxy.wait_for(lambda: proxy.connections == 0)


async def test_a_half_open_connection_is_silent_until_thawed_and_hides_the_other_ends_death() -> None:
    async with (
        Upstream(Echo()) as upstream,
        FaultProxy(target_port=upstream.port) as proxy,
        connect(proxy.url(), proxy=None) as client,
    ):
        proxy.freeze()
        with pytest.raises(TimeoutError):
            await asked(client, "held", 0.1)
        assert upstream.messages == []
        proxy.thaw()
        assert await client.recv() == "held"
        proxy.freeze()
        upstream.drop()
        await upstream.wait_for(lambda: not upstream.opened)
        with pytest.raises(TimeoutError):
            await asked(client, "nobody there", 0.1)
        proxy.thaw()
        await client.wait_closed()


async def test_latency_and_throttle_take_their_time() -> None:
    async with (
        Upstream(Echo()) as upstream,
        FaultProxy(target_port=upstream.port) as proxy,
        connect(proxy.url(), proxy=None, compression=None) as client,
    ):
        proxy.latency_seconds = 0.05
        began = time.monotonic()
        await asked(client, "slow")
        assert time.monotonic() - began >= 0.1
        proxy.latency_seconds, proxy.bytes_per_second = 0.0, 200_000
        began = time.monotonic()
        await asked(client, "x" * 40_000)
        assert time.monotonic() - began >= 0.3  # 40 kB each way at 200 kB/s, less what overlaps


async def test_it_refuses_when_told() -> None:
    async with Upstream() as upstream, FaultProxy(target_port=upstream.port) as proxy:
        proxy.accepting = False
        with pytest.raises((OSError, EOFError, Exception)):
            await connect(proxy.url(), proxy=None, open_timeout=1)
        assert upstream.dials == []
        assert proxy.accepted == 1


def test_another_thread_can_steer_it() -> None:
    from websockets.sync.client import connect as connect_now

    with UpstreamThread(Echo()) as upstream, ProxyThread(target_port=upstream.port) as proxy:
        with connect_now(proxy.url(), proxy=None) as client:
            client.send("x")
            assert client.recv(2) == "x"
            proxy.cut()
            with pytest.raises(Exception, match="no close frame"):
                client.recv(2)
        assert proxy.accepted == 1
