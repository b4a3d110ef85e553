"""What persons and workspaces may have open, over all web processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from pytest_django import Settings

from apps.common.errors import AppError
from apps.common.figures import limits_reached
from apps.live import consumer, limits
from apps.live.limits import Limits, holders_of
from apps.live.protocol import CloseCode
from apps.streams.bus import keys
from apps.streams.bus.client import connect
from apps.streams.bus.places import Holder, Places
from tests.fakes.behaviours import Accept
from tests.fakes.upstream import Upstream
from tests.streams.conftest import house as house  # noqa: PLC0414 - the fixture
from tests.streams.house import House, until

from .rig import Tab, nothing_is_left, serve

WORKSPACE = Holder("workspace", 1)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    limits_reached.clear()
    yield
    nothing_is_left()
    assert not consumer._ungreeted


async def members(house: House, thing: str, holder: Holder = WORKSPACE) -> set[str]:
    found: list[bytes] = await house.redis.zrange(keys.places(thing, str(holder)), 0, -1)  # type: ignore[assignment]
    return {each.decode() for each in found}


async def test_a_socket_over_the_workspace_s_number_is_told_and_counted_and_the_next_comes_when_one_left(
    house: House, settings: Settings
) -> None:
    settings.LIMIT_WORKSPACE_SOCKETS = 2
    async with Tab("a" * 22) as first, Tab("b" * 22) as second:
        await first.hello()
        await second.hello()
        async with Tab("c" * 22) as third:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(third.hello(), 2)
            await until(lambda: third.closed, "the close")
            assert third.closed == CloseCode.TOO_MANY
            assert third.items[-1]["code"] == "too_many_sockets"
            assert "2 open tabs" in third.items[-1]["message"]
        assert limits_reached == {"workspace_sockets": 1}
        assert await members(house, "sockets") == {"a" * 22, "b" * 22}
        async with Tab("a" * 22) as again:  # the same session's newer socket takes the place of its older one
            await again.hello()
            await until(lambda: first.closed, "the older one's end")
            await second.leave()
            async with Tab("d" * 22) as fourth:
                await fourth.hello()
                assert await members(house, "sockets") == {"a" * 22, "d" * 22}
    assert await members(house, "sockets") == set()


async def test_streams_over_the_workspace_s_number_are_refused_and_a_shared_one_counts_once(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMIT_WORKSPACE_STREAMS = 1
    async with Upstream(Accept()) as upstream:
        parameter = {"name": "s", "type": "string", "default": "a"}
        serve(monkeypatch, upstream.url + "?s={{ params.s }}", scope="shared", parameters=[parameter])
        await house.hub()
        async with Tab("a" * 22) as first, Tab("b" * 22) as second:
            for tab in (first, second):
                await tab.hello()
                assert (await tab.request("run"))["ok"]
            assert len(await members(house, "streams")) == 1
            for tab in (first, second):
                error = (await tab.request("run", params={"s": "b"}))["error"]
                assert error["code"] == "too_many_streams"
                assert "LIMIT_WORKSPACE_STREAMS" in error["message"]
            assert limits_reached == {"workspace_streams": 2}
            assert len(upstream.dials) == 1


async def test_a_stream_that_was_stopped_makes_room_at_once_and_one_that_was_left_after_its_grace(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.live.reader.GRACE_SECONDS", {"session": 0.5, "user": 0.5, "shared": 0.5})
    monkeypatch.setattr("apps.live.reader.RENEW_SECONDS", 0.2)
    settings.LIMIT_WORKSPACE_STREAMS = 1
    async with Upstream(Accept()) as upstream:
        serve(monkeypatch, upstream.url)
        await house.hub()
        async with Tab("a" * 22) as first, Tab("b" * 22) as second:
            await first.hello()
            await second.hello()
            assert (await first.request("run"))["ok"]
            assert (await second.request("run"))["error"]["code"] == "too_many_streams"
            await asyncio.sleep(1.0)  # it is kept far beyond its grace
            assert (await second.request("run"))["error"]["code"] == "too_many_streams"
            assert (await first.request("stop"))["ok"]
            assert (await second.request("run"))["ok"]
            await second.leave()

            async def runs() -> bool:
                answer: dict[str, Any] = await first.request("run")
                return bool(answer["ok"])

            async with asyncio.timeout(5):
                while not await runs():
                    await asyncio.sleep(0.1)


async def test_places_run_out_with_a_process_that_died_and_are_shared_by_those_that_live(redis_url: str) -> None:
    redis = connect(redis_url)
    one, other = Places(redis), Places(redis)
    limit = {WORKSPACE: 2, Holder("user", 7): 1}
    assert await one.take("streams", "s1", limit, 0.3) is None
    assert await other.take("streams", "s2", limit, 5) == Holder("user", 7)
    assert await redis.zrange(keys.places("streams", "workspace:1"), 0, -1) == [b"s1"]  # what was taken is given back
    assert await other.take("streams", "s2", {WORKSPACE: 2}, 5) is None
    assert await other.take("streams", "s3", {WORKSPACE: 2}, 5) == WORKSPACE
    assert await other.take("streams", "s1", limit, 0.3) is None  # who has it keeps it
    await asyncio.sleep(0.4)
    assert await other.take("streams", "s3", limit, 5) is None
    await other.keep("streams", {WORKSPACE: ["s2", "s9"]}, 5)
    assert len(await redis.zrange(keys.places("streams", "workspace:1"), 0, -1)) == 3
    await other.shorten("streams", "s9", [WORKSPACE], 0.01)
    await asyncio.sleep(0.05)
    await other.give_back("streams", "s2", [WORKSPACE])
    assert await other.take("streams", "s4", {WORKSPACE: 2}, 0.2) is None
    assert await redis.pttl(keys.places("streams", "workspace:1")) > 0
    await redis.aclose()


def test_a_shared_stream_counts_for_the_workspace_alone(settings: Settings) -> None:
    assert set(holders_of("shared", 1, 7)) == {WORKSPACE}
    assert set(holders_of("session", 1, 7)) == {WORKSPACE, Holder("user", 7)}
    assert set(holders_of("user", 1, 7)) == {WORKSPACE, Holder("user", 7)}
    assert set(holders_of("session", 1, None)) == {WORKSPACE}


async def test_a_redis_that_hangs_keeps_no_socket_out(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COUNTING_SECONDS", 0.05)
    redis = connect(redis_url)
    places = Places(redis)

    async def hang(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(places, "take", hang)
    await Limits(places).enter("s", 1, 2)
    await redis.aclose()


async def test_a_person_has_so_many_streams_over_all_workspaces(redis_url: str, settings: Settings) -> None:
    settings.LIMIT_USER_STREAMS = 2
    redis = connect(redis_url)
    web, other_web = Limits(Places(redis)), Limits(Places(redis))
    await web.open("s1", holders_of("session", 1, 7), 5)
    await other_web.open("s2", holders_of("user", 2, 7), 5)
    with pytest.raises(AppError) as caught:
        await web.open("s3", holders_of("session", 3, 7), 5)
    assert caught.value.code == "too_many_streams"
    await web.open("s4", holders_of("shared", 3, 7), 5)
    await web.open("s5", holders_of("session", 3, 8), 5)
    await redis.aclose()


async def test_sockets_that_never_say_hello_make_room_for_those_that_do(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "UNGREETED_MAX", 2)
    async with Tab("a" * 22) as greeted:
        await greeted.hello()
        async with Tab("b" * 22) as oldest, Tab("c" * 22) as second, Tab("d" * 22) as third:
            await until(lambda: oldest.closed, "the oldest one's close")
            assert oldest.closed == CloseCode.TOO_MANY
            assert oldest.items[-1]["code"] == "too_many_sockets"
            await second.hello()
            await third.hello()
        assert greeted.closed is None
    assert limits_reached == {"ungreeted_sockets": 1}


async def test_viewers_who_join_a_stream_at_the_same_moment_all_get_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counting it takes a moment, in which the others come."""
    async with Upstream(Accept()) as upstream, AsyncExitStack() as stack:
        serve(monkeypatch, upstream.url, scope="shared")
        await house.hub()
        tabs = [await stack.enter_async_context(Tab(f"together-{number:013}")) for number in range(10)]
        await asyncio.gather(*(tab.hello() for tab in tabs))
        answers = await asyncio.gather(*(tab.request("run") for tab in tabs))
        assert all(answer["ok"] for answer in answers)
        await asyncio.gather(*(tab.status("open") for tab in tabs))
        assert len(upstream.dials) == 1
