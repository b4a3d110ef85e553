"""Each fault alone, with messages numbered at 1,000 a second and a viewer that broadcasts all the while."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise

import pytest

from tests.fakes.behaviours import CloseAtOnce

from .house import Follower, House

pytestmark = pytest.mark.timeout(180)


async def all_is_well(house: House, viewer: Follower, messages: int = 1_500) -> None:
    """The stream goes on, everything adds up, and what was confirmed was heard."""
    confirmed = len(viewer.confirmed)
    await viewer.goes_on(messages)
    await viewer.until(lambda: len(viewer.confirmed) > confirmed)
    viewer.account.adds_up()
    heard = set(house.heard())
    assert [text for text in viewer.confirmed if text not in heard] == []


async def test_the_upstream_is_cut(house: House) -> None:
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        for times in range(1, 4):
            await house.wire.cut()
            await viewer.until(lambda times=times: len(house.upstream.dials) > times)  # type: ignore[misc]
            await viewer.goes_on()
        await all_is_well(house, viewer)
        assert viewer.account.missing == 0
        assert "retrying" in viewer.account.statuses_since(0)


async def test_the_upstream_is_half_open(house: House) -> None:
    """No byte and no close: only the silence tells."""
    app = await house.app(keep_alive={"ping_seconds": 1})
    async with house.follow(app) as viewer:
        await viewer.goes_on()
        house.wire.freeze()
        await viewer.until(lambda: "retrying" in viewer.account.statuses_since(0))
        house.wire.thaw()
        await all_is_well(house, viewer)
        assert viewer.account.missing == 0


async def test_the_upstream_is_slow(house: House) -> None:
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        house.wire.latency_seconds, house.wire.bytes_per_second = 0.3, 8_000
        await viewer.goes_on(600)
        house.wire.latency_seconds, house.wire.bytes_per_second = 0.0, 0
        await all_is_well(house, viewer)
        assert len(house.upstream.dials) == 1
        assert viewer.account.missing == 0


async def test_the_upstream_sends_garbage(house: House) -> None:
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        house.source.garbage = 200
        await viewer.until(lambda: viewer.account.errors)
        await all_is_well(house, viewer)
        assert len(house.upstream.dials) == 1
        assert viewer.account.missing == 0
        first = viewer.account.errors[0]
        assert first["code"] == "bad_message"
        assert first["sample"] is None  # which an editor sees, in the draft


@pytest.mark.alone
async def test_the_upstream_accepts_and_closes(house: House) -> None:
    """At most one attempt a second, growing; then all goes on."""
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        house.upstream.behave(CloseAtOnce(1011, "no"))
        await house.wire.cut()
        await viewer.until(lambda: len(house.upstream.dials) >= 4)
        dials = [visit.at for visit in house.upstream.dials[1:]]
        assert min(later - earlier for earlier, later in pairwise(dials)) > 0.9
        closed = next(status for status in viewer.account.statuses if status["close_code"] == 1011)
        assert closed["close_reason"] == "no"
        house.upstream.behave(house.source)
        await all_is_well(house, viewer)
        assert viewer.account.missing == 0


async def test_the_browser_is_cut(house: House) -> None:
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        for _ in range(4):
            sockets = viewer.sockets
            await house.browser.cut()
            await viewer.until(lambda sockets=sockets: viewer.sockets > sockets)  # type: ignore[misc]
            await viewer.goes_on(300)
        await all_is_well(house, viewer)
        assert viewer.account.missing == 0
        assert len(house.upstream.dials) == 1


async def test_the_browser_is_silent(house: House) -> None:
    """It takes nothing off and acknowledges nothing, until its credit and the window are used up."""
    app = await house.app(window={"size": 2_000})
    async with house.follow(app) as viewer:
        await viewer.goes_on()
        house.source.rate, house.source.padding = 4_000, 400
        viewer.acknowledge = False
        await viewer.until(lambda: viewer.account.lagged)
        await asyncio.sleep(2.0)  # 3 MiB more than it may be sent: the window and the web's memory move on
        house.source.rate = 1_000
        viewer.acknowledge = True
        await all_is_well(house, viewer)
        assert viewer.account.missing > 0
        assert len(house.upstream.dials) == 1


async def test_the_web_process_is_killed(house: House) -> None:
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        await house.kill("web")
        await house.start("web")
        await all_is_well(house, viewer)
        assert len(house.upstream.dials) == 1
        assert viewer.account.missing == 0 or viewer.sockets > 1


async def test_the_hub_is_killed(house: House) -> None:
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        dead = await house.owner(viewer.account.stream)
        began = time.monotonic()
        await house.kill(dead)
        await viewer.until(lambda: len(house.upstream.dials) == 2)
        assert time.monotonic() - began < 10
        await all_is_well(house, viewer)
        assert viewer.account.missing == 0


@pytest.mark.parametrize("how", ["stopped", "killed"])
async def test_redis_is_restarted(house: House, how: str) -> None:
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        if how == "killed":
            await house.kill("redis")
        else:
            await asyncio.to_thread(house.system.stop, "redis")
        await viewer.until(lambda: "degraded" in viewer.account.statuses_since(0))
        await house.start("redis")
        await all_is_well(house, viewer)
        assert len(house.upstream.dials) == 1, "the hub kept its upstream"
        assert viewer.account.missing == 0
        await viewer.until(lambda: viewer.account.statuses[-1]["status"] == "open")


async def test_redis_is_paused_for_thirty_seconds(house: House) -> None:
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        before = viewer.account.offset
        house.pause("redis")
        await viewer.until(lambda: "degraded" in viewer.account.statuses_since(0))
        await asyncio.sleep(30)
        house.resume("redis")
        await all_is_well(house, viewer, messages=25_000)
        assert len(house.upstream.dials) == 1, "the hub kept its upstream"
        assert viewer.account.offset - before > 25_000
        await viewer.until(lambda: viewer.account.statuses[-1]["status"] == "open")


async def test_redis_is_full(house: House) -> None:
    async with house.follow(await house.app()) as viewer:
        await viewer.goes_on()
        await house.configure_redis("maxmemory", "1mb")
        await viewer.until(lambda: any(status["code"] == "store_full" for status in viewer.account.statuses))
        await asyncio.sleep(2)  # the hub's buffer takes what comes
        await house.configure_redis("maxmemory", "0")
        await all_is_well(house, viewer)
        assert len(house.upstream.dials) == 1
        assert viewer.account.missing == 0
        await viewer.until(lambda: viewer.account.statuses[-1]["status"] == "open")
