"""A viewer that stops reading: it is told, web keeps nothing for it, the others don't feel it, and the gap is exact."""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from apps.live.viewer import CREDIT_BYTES
from tests.fakes.behaviours import Accept
from tests.fakes.upstream import Upstream
from tests.streams.conftest import house as house  # noqa: PLC0414 - the fixture
from tests.streams.house import House, until
from tests.system import System

from .conftest import Live
from .rig import Tab, nothing_is_left, serve

MESSAGE_BYTES = 60_000
BURST = 8_400  # messages: 504 MB
WINDOW = 100
PAD = "x" * MESSAGE_BYTES


@pytest.fixture(scope="module")
def house_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system of its own: its memory is measured."""
    with System(tmp_path_factory.mktemp("lagging")) as started:
        yield started


def resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


class Lazy:
    """A socket that is read only when the test asks: TCP itself stands still."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.frames = 0
        self.items: list[dict[str, Any]] = []

    async def say(self, **frame: object) -> None:
        await self._socket.send(json.dumps(frame))

    async def take(self) -> list[dict[str, Any]]:
        """Read one frame, acknowledge it."""
        found: list[dict[str, Any]] = json.loads(await self._socket.recv())
        self.frames += 1
        self.items += found
        await self.say(type="ack", frames=self.frames)
        return found

    async def alive(self) -> None:
        """Say that it lives, and nothing more, until cancelled."""
        while True:
            await asyncio.sleep(5)
            await self.say(type="ack", frames=self.frames)


async def push(upstream: Upstream, count: int, first: int) -> None:
    for n in range(first, first + count):
        await upstream.send(f'{{"n":{n},"pad":"{PAD}"}}')


async def latencies(live: Live, app: dict[str, Any], upstream: Upstream, seconds: float) -> list[float]:
    """How long small messages take to a viewer of another app meanwhile."""
    took: list[float] = []
    async with live.client() as client:
        await client.hello((await live.open(app))["token"])
        assert (await client.request("run", "q"))["ok"]
        await client.wait_status("open")
        until_ = time.monotonic() + seconds
        while time.monotonic() < until_:
            began, before = time.monotonic(), len(client.messages)
            await upstream.send("1")
            await client.wait_for(lambda: len(client.messages) > before, 20)  # noqa: B023
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.06)
    return took


@pytest.mark.alone
async def test_half_a_gigabyte_passes_by_one_that_stopped_reading(house_alone: System) -> None:
    live = Live(house_alone)
    async with Upstream(Accept()) as upstream, Upstream(Accept()) as other:
        app = await live.app(upstream.url, scope="shared", window={"size": WINDOW})
        small = await live.app(other.url)
        token = (await live.open(app))["token"]
        options: dict[str, Any] = {"proxy": None, "max_size": None, "compression": None, "ping_interval": None}
        async with connect(live.socket_url, max_queue=1, **options) as socket:
            lazy = Lazy(socket)
            await lazy.say(type="hello", protocol=1, token=token)
            await lazy.take()
            await lazy.say(type="run", id=1, query="q")
            await upstream.wait_for(lambda: upstream.opened)
            await push(upstream, 3 * WINDOW, 1)  # whatever is allocated once is allocated now
            while not any(batch["to"] >= 3 * WINDOW for batch in batches_of(lazy.items)):
                await lazy.take()
            await latencies(live, small, other, 1)
            web = house_alone.processes["web"].pid
            before = resident_bytes(web)
            alive = asyncio.create_task(lazy.alive())
            quiet = asyncio.create_task(latencies(live, small, other, 3))
            await push(upstream, BURST, 3 * WINDOW + 1)
            took = await quiet
            await asyncio.sleep(1)  # for the last of it to come through
            grown = resident_bytes(web) - before
            alive.cancel()
            await asyncio.gather(alive, return_exceptions=True)
            last = 3 * WINDOW + BURST
            while max(batch["to"] for batch in batches_of(lazy.items)) < last:
                async with asyncio.timeout(20):
                    await lazy.take()
            await asyncio.sleep(0.3)
            await lazy.say(type="stop", id=2, query="q")
            while lazy.items[-1].get("id") != 2:
                await lazy.take()
        assert grown < 2 * 1024 * 1024
        assert statistics.median(took) < 0.25
        assert counts_add_up(lazy.items, last) >= 1
        told = [item["lagging"] for item in lazy.items if item["type"] == "lagging"]
        assert told[0] is True
        assert told[-1] is False
        assert all(one != two for one, two in itertools.pairwise(told))


def batches_of(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [batch for item in items if item["type"] == "messages" for batch in item["batches"]]


def counts_add_up(items: list[dict[str, Any]], last: int) -> int:
    """Each offset was received once, in order, or is in a gap; how many gaps there are."""
    at: int | None = None
    gaps = 0
    for item in items:
        if item["type"] == "gap":
            assert at is not None
            assert item["from"] == at + 1
            assert item["count"] == item["to"] - item["from"] + 1
            at = item["to"]
            gaps += 1
        elif item["type"] == "messages":
            for batch in item["batches"]:
                assert at is None or batch["from"] == at + 1
                assert [data["n"] for data in batch["data"]] == list(range(batch["from"], batch["to"] + 1))
                at = batch["to"]
    assert at == last
    return gaps


async def test_one_that_acknowledges_nothing_is_told_that_it_lags_and_when_it_has_caught_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.live.viewer.CREDIT_BYTES", 20_000)
    async with Upstream(Accept()) as upstream:
        serve(monkeypatch, upstream.url, scope="shared", window={"size": 50}, viewers_broadcast={"allowed": True})
        await house.hub()
        async with Tab(acknowledge=False) as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            for n in range(1, 201):
                await upstream.send(json.dumps({"n": n, "pad": "x" * 1000}))
                if n % 20 == 0:
                    await asyncio.sleep(0.06)
            lagging = await tab.item("lagging")
            assert lagging["lagging"] is True
            assert lagging["behind"] > 0
            received = len(tab.data)
            assert received < 100
            assert (await tab.request("broadcast", text="still"))["ok"]  # requests are answered all the same
            for _ in range(20):
                await tab.send({"type": "ack", "frames": tab._frames})
                await asyncio.sleep(0.06)
            await tab.item("lagging", lambda item: item["lagging"] is False)
            await until(lambda: tab.data[-1]["n"] == 200, "the newest")
            counts_add_up(tab.items, 200)
        nothing_is_left()


async def test_what_waits_for_credit_is_bounded_by_the_credit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Upstream(Accept()) as upstream:
        serve(monkeypatch, upstream.url, scope="shared", window={"size": 10})
        await house.hub()
        async with Tab(acknowledge=False) as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            for n in range(100):
                await upstream.send(json.dumps({"n": n, "pad": "é" * 20_000}, ensure_ascii=False))
                await asyncio.sleep(0.002)
            await tab.item("lagging")
            size = sum(len(json.dumps(data, ensure_ascii=False).encode()) for data in tab.data)
            assert CREDIT_BYTES * 0.9 < size < CREDIT_BYTES + 300_000  # bytes, not characters
        nothing_is_left()
