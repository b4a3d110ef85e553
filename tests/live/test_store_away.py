"""Web's way to Redis is cut, hangs, or is gone for a while: viewers are told, requests refused, nothing is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from pytest_django import Settings

from apps.live import reader
from apps.live.protocol import CloseCode
from apps.streams.bus import client, subscriber
from tests.fakes.proxy import FaultProxy
from tests.fakes.upstream import Upstream
from tests.streams.conftest import house as house  # noqa: PLC0414 - the fixture
from tests.streams.house import House, until

from .rig import Tab, nothing_is_left, serve


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    nothing_is_left()


@pytest_asyncio.fixture
async def wire(house: House, redis_socket: Any, settings: Settings) -> AsyncIterator[FaultProxy]:
    """Between web and Redis; hubs have their own way."""
    async with FaultProxy(target_path=str(redis_socket)) as proxy:
        settings.REDIS_URL = f"redis://127.0.0.1:{proxy.port}/0"
        yield proxy


@pytest.fixture(autouse=True)
def _small_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriber, "PING_SECONDS", 0.1)
    monkeypatch.setattr(subscriber, "SILENT_SECONDS", 0.5)
    monkeypatch.setattr(subscriber, "DOWN_SECONDS", 0.3)
    monkeypatch.setattr(subscriber, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(reader, "RENEW_SECONDS", 0.3)


async def watching(tab: Tab, upstream: Upstream) -> None:
    await tab.hello()
    assert (await tab.request("run"))["ok"]
    await tab.status("open")
    await upstream.send("1", "2")
    await until(lambda: tab.data == [1, 2], "the first messages")


def statuses(tab: Tab) -> list[str]:
    return [item["status"]["status"] for item in tab.items if item["type"] == "status"]


@pytest.mark.alone
async def test_a_connection_that_hangs_is_noticed_told_and_left(
    house: House, wire: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url, scope="shared", viewers_broadcast={"allowed": True})
        await house.hub()
        async with Tab() as tab:
            await watching(tab, upstream)
            wire.freeze()
            await upstream.send("3", "4", "5")
            status = await tab.status("degraded")
            assert status["code"] == "store_down"
            began = time.monotonic()
            for kind, fields in (("run", {}), ("broadcast", {"text": "x"}), ("forget", {"key": None})):
                assert (await tab.request(kind, **fields))["error"]["code"] == "unavailable"
            assert time.monotonic() - began < 0.4  # at once, so that nothing stands in line
            await upstream.send("6")
            wire.thaw()
            await tab.status("open")
            await until(lambda: tab.data == [1, 2, 3, 4, 5, 6], "all messages, once")
            assert (await tab.request("broadcast", text="x"))["error"] is None
            assert not [item for item in tab.items if item["type"] == "gap"]
            assert statuses(tab).count("degraded") == 1


async def test_an_outage_is_told_and_what_the_window_lost_meanwhile_is_a_gap(
    house: House, wire: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url, scope="shared", window={"size": 5})
        await house.hub()
        async with Tab() as tab, Tab("t" * 22) as late, Tab("u" * 22) as later:
            await watching(tab, upstream)
            wire.accepting = False
            await wire.cut()
            assert (await tab.status("degraded"))["code"] == "store_down"
            with pytest.raises(AssertionError):
                await late.hello(1)
            assert late.closed == CloseCode.GOING_AWAY, "whether its token was used elsewhere nobody knows"
            assert late.items[-1]["code"] == "unavailable"
            for n in range(3, 53):
                await upstream.send(str(n))
                await asyncio.sleep(0.006)  # a batch of its own
            wire.accepting = True
            await tab.status("open")
            await until(lambda: tab.data and tab.data[-1] == 52, "the newest")
            [gap] = [item for item in tab.items if item["type"] == "gap"]
            assert gap["from"] == 3
            assert gap["count"] == gap["to"] - gap["from"] + 1
            assert tab.data == [1, 2, *range(gap["to"] + 1, 53)]
            assert gap["to"] >= 40
            await later.hello()
            assert (await later.request("run"))["ok"]
        assert len(upstream.dials) == 1


async def test_a_cut_that_heals_at_once_is_not_worth_telling(
    house: House, wire: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber, "DOWN_SECONDS", 5.0)  # a busy machine may take a while to heal
    monkeypatch.setattr(subscriber, "SILENT_SECONDS", 5.0)
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url, scope="shared")
        await house.hub()
        async with Tab() as tab:
            await watching(tab, upstream)
            for n in range(3, 8):
                await wire.cut()
                await upstream.send(str(n))
                await until(lambda: tab.data == list(range(1, n + 1)), f"message {n}")  # noqa: B023
            assert "degraded" not in statuses(tab)


async def test_a_store_that_comes_back_empty_costs_no_message(
    house: House, wire: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failover to a server without the data: the hub brings back its numbering, web its wishes; cursors go on."""
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        await house.hub()
        async with Tab() as tab:
            await watching(tab, upstream)
            wire.accepting = False
            await wire.cut()
            await tab.status("degraded")
            await house.redis.flushall()
            await upstream.send("3")
            wire.accepting = True
            await until(lambda: tab.data == [1, 2, 3], "the message written after the loss")
            await tab.status("open")
            await upstream.send("4")
            await until(lambda: tab.data == [1, 2, 3, 4])
            assert len({item["epoch"] for item in tab.items if item["type"] == "stream" and item["epoch"]}) == 1
            assert not [item for item in tab.items if item["type"] == "gap"]
        assert len(upstream.dials) == 1


async def test_no_task_dies_of_an_outage(house: House, wire: FaultProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        await house.hub()
        async with Tab() as tab:
            await watching(tab, upstream)
            shared = reader._shared.reader
            assert shared is not None
            before = {task.get_coro().__qualname__ for task in shared._tasks}  # type: ignore[union-attr]
            for _ in range(3):
                wire.freeze()
                await tab.status("degraded")
                wire.thaw()
                await wire.cut()
                await tab.status("open")
            await until(
                lambda: {task.get_coro().__qualname__ for task in shared._tasks} == before,  # type: ignore[union-attr]
                "the same tasks",
            )
            assert not shared._refreshing


async def test_a_viewer_may_leave_while_the_store_is_away(
    house: House, wire: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        await house.hub()
        async with Tab() as tab:
            await watching(tab, upstream)
            wire.freeze()
            await tab.status("degraded")
            assert (await tab.request("stop"))["error"]["code"] == "unavailable"  # its upstream closes by itself later
            assert (await tab.status("closed"))["code"] == "disconnected"
            wire.thaw()
