"""Running a query: its parameters, whose it is, what is sent up and remembered; refusals come before any wish."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from apps.live import consumer, protocol
from apps.live.tokens import Claims, mint_token
from apps.streams.bus import keys
from apps.streams.bus.control import Wish
from tests.fakes.behaviours import Accept
from tests.fakes.upstream import Upstream
from tests.streams.conftest import house as house  # noqa: PLC0414 - the fixture
from tests.streams.house import House, until

from .rig import Tab, nothing_is_left, serve

PAIR = {"name": "pair", "allowed": ["XBT/USD", "ETH/USD"], "default": "XBT/USD"}
DEPTH = {"name": "depth", "type": "number", "default": 10}


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    nothing_is_left()


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everyone has an account."""
    people = {n: protocol.User(id=n, email=f"p{n}@example.com", name=f"Person {n}") for n in (1, 2)}
    monkeypatch.setattr(consumer, "_user", people.get)


async def hello_as(tab: Tab, user: int) -> None:
    await tab.send({"type": "hello", "protocol": 1, "token": mint_token(Claims(1, 1, "release", 1, tab.session, user))})
    await tab.item("welcome")


async def wishes(house: House) -> list[Wish]:
    found = [await house.redis.get(name) async for name in house.redis.scan_iter(match="ls:*:wish")]
    return [Wish.model_validate_json(text) for text in found if text]


async def test_parameters_reach_the_upstream_and_others_join_another_stream(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Upstream(Accept()) as upstream:
        serve(
            monkeypatch,
            upstream.url,
            parameters=[PAIR, DEPTH],
            query_parameters=[{"name": "p", "value": "{{ params.pair }}/{{ params.depth }}"}],
        )
        await house.hub()
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            assert (await tab.request("run", params={"pair": "ETH/USD", "depth": None}))["ok"]
            await upstream.wait_for(lambda: len(upstream.dials) == 2 and len(upstream.opened) == 1)
            await tab.status("open")
            assert [dial.path for dial in upstream.dials] == ["/?p=XBT%2FUSD%2F10", "/?p=ETH%2FUSD%2F10"]
            assert len({item["stream"] for item in tab.items if item["type"] == "stream"}) == 2
            await upstream.send("1")
            await until(lambda: tab.data == [1])
            assert (await tab.request("run", params={"pair": "ETH/USD"}))["ok"]  # the same again: the same stream
            await until(lambda: tab.data == [1, 1])
            assert len(upstream.dials) == 2


@pytest.mark.parametrize(
    ("params", "hint"),
    [
        ({"pair": "DOGE"}, "is not allowed"),
        ({"pair": 7}, "string"),
        ({"depth": "ten"}, "number"),
        ({"other": 1}, "no parameter 'other'"),
    ],
)
async def test_a_wrong_parameter_is_refused_before_anything_is_wished_for(
    house: House, monkeypatch: pytest.MonkeyPatch, params: dict[str, Any], hint: str
) -> None:
    serve(monkeypatch, "ws://127.0.0.1:9/{{ params.pair }}", parameters=[PAIR, DEPTH])
    async with Tab() as tab:
        await tab.hello()
        error = (await tab.request("run", params=params))["error"]
        assert error["code"] == "bad_parameter"
        assert hint in error["message"]
        assert await wishes(house) == []
        assert not [item for item in tab.items if item["type"] == "stream"]


async def test_a_header_that_a_parameter_breaks_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    header = {"name": "X-Pair", "value": "{{ params.free }}"}
    serve(monkeypatch, "ws://127.0.0.1:9/", parameters=[{"name": "free"}], headers=[header])
    async with Tab() as tab:
        await tab.hello()
        assert (await tab.request("run", params={"free": "a\r\nX-Evil: 1"}))["error"]["code"] == "bad_parameter"
        assert await wishes(house) == []


async def test_a_person_s_own_stream_is_shared_by_their_tabs_and_nobody_else(
    house: House, monkeypatch: pytest.MonkeyPatch, people: None
) -> None:
    async with Upstream(Accept()) as upstream:
        serve(monkeypatch, upstream.url, scope="user")
        await house.hub()
        async with Tab("a" * 22) as one, Tab("b" * 22) as two, Tab("c" * 22) as other, Tab("d" * 22) as nobody:
            for tab, user in ((one, 1), (two, 1), (other, 2)):
                await hello_as(tab, user)
                assert (await tab.request("run"))["ok"]
                await tab.status("open")
            assert len(upstream.dials) == 2
            await nobody.hello()
            error = (await nobody.request("run"))["error"]
            assert (error["code"], "sign in" in error["message"]) == ("sign_in_required", True)
            assert all(wish.user is None for wish in await wishes(house))  # the definition doesn't ask who it is


async def test_who_it_is_goes_to_the_hub_only_for_a_query_that_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch, people: None
) -> None:
    async with Upstream(Accept()) as upstream:
        serve(monkeypatch, upstream.url, headers=[{"name": "X-Who", "value": "{{ user.email }}"}])
        await house.hub()
        async with Tab("a" * 22) as tab, Tab("d" * 22) as nobody:
            await nobody.hello()
            assert (await nobody.request("run"))["error"]["code"] == "sign_in_required"
            assert await wishes(house) == []
            await hello_as(tab, 2)
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            assert upstream.dials[0].headers["X-Who"] == "p2@example.com"
            [wish] = await wishes(house)
            assert wish.user is not None
            assert wish.user.id == 2


async def test_binary_broadcasts_arrive_as_bytes_and_what_is_no_base64_is_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Upstream(Accept()) as upstream:
        serve(monkeypatch, upstream.url)
        await house.hub()
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            text = base64.b64encode(bytes(range(256))).decode()
            assert (await tab.request("broadcast", text=text, encoding="base64"))["ok"]
            error = (await tab.request("broadcast", text="*", encoding="base64"))["error"]
            assert (error["code"], "base64" in error["message"]) == ("bad_frame", True)
            too_much = base64.b64encode(bytes(64 * 1024 + 1)).decode()
            assert (await tab.request("broadcast", text=too_much, encoding="base64"))["error"]["code"] == "too_large"
            await upstream.wait_for(lambda: upstream.messages)
            assert upstream.messages == [bytes(range(256))]


async def test_what_is_remembered_is_sent_again_after_a_reconnect_until_it_is_forgotten(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Upstream(Accept()) as upstream:
        serve(monkeypatch, upstream.url)
        await house.hub()
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            for key, text in (("a", "1"), ("b", "2"), ("a", "3")):
                assert (await tab.request("broadcast", text=text, remember=key))["ok"]
            assert (await tab.request("forget", key="b"))["ok"]
            upstream.drop()
            await upstream.wait_for(lambda: len(upstream.dials) == 2 and upstream.dials[1].messages, 10)
            assert upstream.dials[1].messages == ["3"]
            await tab.status("open")
            assert (await tab.request("forget", key=None))["ok"]
            upstream.drop()
            await upstream.wait_for(lambda: len(upstream.dials) == 3 and upstream.opened, 15)
            await tab.status("open", 15)
            assert (await tab.request("broadcast", text="4"))["ok"]
            await upstream.wait_for(lambda: upstream.dials[2].messages)
            assert upstream.dials[2].messages == ["4"]


async def test_viewers_of_a_stream_are_counted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.live.reader.RENEW_SECONDS", 0.1)
    async with Upstream(Accept()) as upstream:
        serve(monkeypatch, upstream.url, scope="shared")
        async with Tab("a" * 22) as one, Tab("b" * 22) as two:
            for tab in (one, two):
                await tab.hello()
                assert (await tab.request("run"))["ok"]
            stream = (await one.item("stream"))["stream"]

            async def counted() -> int:
                names = [name async for name in house.redis.scan_iter(match=keys.viewers("*"))]
                return sum([int(await house.redis.hget(name, stream) or 0) for name in names])

            async def reaches(count: int) -> None:
                for _ in range(100):
                    if await counted() == count:
                        return
                    await two.request("stop", query="none")  # a round trip, and a moment
                raise AssertionError(f"{await counted()} are counted, not {count}")

            await reaches(2)
            await one.leave()
            await reaches(1)
