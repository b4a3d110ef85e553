"""Processes that are killed and come back, with a viewer watching: nothing is lost in silence."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from apps.streams.bus import keys
from tests.fakes.behaviours import Numbered
from tests.fakes.live import Live as Everyone
from tests.fakes.upstream import Upstream
from tests.system import System, wait_for

from .client import LiveClient
from .conftest import Live


@pytest.fixture(scope="module")
def house_of_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system of its own with two hubs; its processes die in these tests."""
    with System(tmp_path_factory.mktemp("two")) as started:
        started.start("hub2", "runhub")
        wait_for(lambda: ": ready" in started.log("hub2"), 30, "the second hub")
        yield started


@pytest.fixture
def two(house_of_two: System) -> Live:
    return Live(house_of_two)


def owner_of(system: System, client: LiveClient) -> str:
    """Which hub owns the stream that the client follows."""
    stream = next(item["stream"] for item in client.items if item["type"] == "stream")
    with redis.Redis(unix_socket_path=str(system.redis_socket)) as store:
        owner = store.get(keys.lease(stream))
    assert isinstance(owner, bytes)
    return next(name for name in ("hub", "hub2") if f"hub {owner.decode()}: ready" in system.log(name))


async def start_hub(live: Live, name: str) -> None:
    before = live.system.log(name).count(": ready")
    live.system.start(name, "runhub")
    async with asyncio.timeout(20):
        while live.system.log(name).count(": ready") == before:
            await asyncio.sleep(0.02)


async def watching(live: Live, client: LiveClient, url: str, **query: Any) -> None:
    app = await live.app(url, scope="shared", viewers_broadcast={"allowed": True}, **query)
    await client.hello((await live.open(app))["token"])
    assert (await client.request("run", "q"))["ok"]
    await client.wait_status("open")


def offsets_are_exact(client: LiveClient) -> None:
    """Each offset once, in order; what is missing is told."""
    at = 0
    for item in client.items:
        if item["type"] == "gap":
            assert item["from"] == at + 1
            at = item["to"]
        elif item["type"] == "messages":
            for batch in item["batches"]:
                assert batch["from"] == at + 1
                at = batch["to"]


async def test_when_a_hub_is_killed_the_other_takes_its_stream_within_ten_seconds(two: Live) -> None:
    numbered = Numbered(rate=500)
    async with Upstream(numbered) as upstream, two.client() as client:
        await watching(two, client, upstream.url)
        await client.wait_for(lambda: len(client.messages) > 200)
        assert len(upstream.dials) == 1
        dead = owner_of(two.system, client)
        await asyncio.to_thread(two.system.stop, dead, signal.SIGKILL)
        began = time.monotonic()
        await client.wait_status("open", connection=2)
        assert time.monotonic() - began < 10
        before = len(client.messages)
        await client.wait_for(lambda: len(client.messages) > before + 200)
        assert len(upstream.dials) == 2
        assert len(upstream.opened) == 1
        offsets_are_exact(client)
        numbers = [data["n"] for _, data in client.messages]
        assert numbers == sorted(set(numbers))
        await start_hub(two, dead)


async def test_a_hub_that_is_told_to_stop_hands_over_without_a_missed_message(two: Live) -> None:
    async with Upstream(Everyone()) as upstream, two.client() as client:
        await watching(two, client, upstream.url)
        await client.wait_for(lambda: len(client.messages) > 500)
        name = owner_of(two.system, client)
        began = time.monotonic()
        await asyncio.to_thread(two.system.stop, name)
        assert time.monotonic() - began < 4
        await client.wait_status("open", connection=2)
        before = len(client.messages)
        await client.wait_for(lambda: len(client.messages) > before + 500)
        offsets_are_exact(client)
        numbers = [data["n"] for _, data in client.messages]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert not [item for item in client.items if item.get("status", {}).get("status") == "retrying"]
        assert upstream.dials[0].close_code == 1000
        assert len(upstream.dials) == 2
        await start_hub(two, name)


async def test_redis_restarts_while_messages_flow_and_viewers_go_on(two: Live) -> None:
    numbered = Numbered(rate=1000)
    async with Upstream(numbered) as upstream, two.client() as client:
        await watching(two, client, upstream.url, window={"size": 10_000})
        await client.wait_for(lambda: len(client.messages) > 500)
        await asyncio.to_thread(two.system.stop, "redis")  # in order: its file is complete
        at = numbered.sent
        await upstream.wait_for(lambda: numbered.sent > at + 700)
        await asyncio.to_thread(two.system._start_redis)
        await client.wait_for(lambda: client.messages[-1][1]["n"] > at + 2000)
        offsets_are_exact(client)
        numbers = [data["n"] for _, data in client.messages]
        if len(upstream.dials) == 1:  # the hub kept the upstream: nothing at all is missing
            assert numbers == list(range(1, len(numbers) + 1))
            assert client.gaps == []
        else:
            assert numbers == sorted(set(numbers))
        assert client.closed is None
        assert (await client.request("broadcast", "q", text="still"))["ok"]


async def test_redis_is_killed_and_what_is_lost_is_told(two: Live) -> None:
    """Up to a second of its file is lost: whoever comes later is told of the hole, who was there had it all."""
    numbered = Numbered(rate=1000)
    async with Upstream(numbered) as upstream, two.client() as client:
        await watching(two, client, upstream.url, window={"size": 10_000})
        await client.wait_for(lambda: len(client.messages) > 1500)
        await asyncio.to_thread(two.system.stop, "redis", signal.SIGKILL)
        await asyncio.to_thread(two.system._start_redis)
        at = numbered.sent
        await client.wait_for(lambda: client.messages[-1][1]["n"] > at + 1000)
        offsets_are_exact(client)
        numbers = [data["n"] for _, data in client.messages]
        assert numbers == sorted(set(numbers))


async def test_a_web_process_that_stops_sends_its_viewers_away_to_come_back(two: Live) -> None:
    async with Upstream(Numbered(rate=500)) as upstream:
        app = await two.app(upstream.url)
        opened = await two.open(app)
        async with two.client() as client:
            await client.hello(opened["token"])
            assert (await client.request("run", "q"))["ok"]
            await client.wait_for(lambda: len(client.messages) > 100)
            await asyncio.to_thread(two.system.stop, "web")
            assert await client.wait_closed() == 4000
        two.system.start("web", "runweb", "--port", str(two.system.port))
        await asyncio.to_thread(two.system.wait_until_ready)
        again = await two.open(app, session=opened["session"])
        async with two.client() as later:
            await later.hello(again["token"])
            offset = client.messages[-1][0]
            assert (await later.request("run", "q", cursor={"epoch": client.epoch, "offset": offset}))["ok"]
            await later.wait_for(lambda: len(later.messages) + sum(g["count"] for g in later.gaps) > 100)
            first = later.gaps[0]["from"] if later.gaps else later.messages[0][0]
            assert first == offset + 1
        assert len(upstream.dials) == 1
