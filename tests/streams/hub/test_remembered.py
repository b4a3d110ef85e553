"""Broadcasts that are sent again after every reconnect: in order, within bounds, over restarts, until forgotten."""

from __future__ import annotations

import base64

import pytest

from apps.streams.bus import keys, remembered
from apps.streams.bus.control import Answer, Request
from apps.streams.bus.lease import Ownership
from apps.streams.bus.remembered import Remembered
from apps.streams.bus.window import LostOwnership
from apps.streams.core import backoff
from apps.streams.hub import memory
from tests.fakes.behaviours import Accept
from tests.fakes.upstream import Upstream
from tests.streams.house import House, until


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "LEAST_SECONDS", 0.01)
    monkeypatch.setattr(backoff, "FIRST_SECONDS", 0.02)


async def asked(house: House, stream: str, **request: object) -> Answer:
    number = await house.redis.incr("test:number")
    made = Request.model_validate({"op": "broadcast", "stream": stream, "id": number, "reply_to": "test", **request})
    assert await house.control.ask(made)
    return await house.answered(number)


async def test_they_follow_the_steps_on_connect_in_the_order_of_their_first_remembering(house: House) -> None:
    async with Upstream(Accept()) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url, on_connect=["hello"])
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        for name, text in (("a", "1"), ("b", "2"), ("", "once"), ("c", "3"), ("a", "4")):
            assert (await asked(house, stream, text=text, remember=name)).code == ""
        binary = base64.b64encode(b"\x00\x01").decode()
        assert (await asked(house, stream, text=binary, binary=True, remember="d")).code == ""
        upstream.drop()
        await upstream.wait_for(lambda: len(upstream.dials) == 2 and len(upstream.dials[1].messages) == 5)
        assert upstream.dials[1].messages == ["hello", "4", "2", "3", b"\x00\x01"]
        assert (await asked(house, stream, op="forget", remember="b")).code == ""
        assert (await asked(house, stream, op="forget", remember="unknown")).code == ""
        upstream.drop()
        await upstream.wait_for(lambda: len(upstream.dials) == 3 and len(upstream.dials[2].messages) == 4)
        assert upstream.dials[2].messages == ["hello", "4", "3", b"\x00\x01"]
        assert (await asked(house, stream, op="forget")).code == ""
        upstream.drop()
        await until(lambda: seen.status_names.count("open") == 4, "open again")
        await asked(house, stream, text="end")
        await upstream.wait_for(lambda: upstream.dials[3].messages == ["hello", "end"])
        assert not await house.redis.exists(keys.remembered(stream))


async def test_the_next_owner_says_them_too(house: House) -> None:
    async with Upstream(Accept()) as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        for number in range(12):
            assert (await asked(house, stream, text=f"say {number}", remember=f"name {number}")).code == ""
        await house.stop(hub)
        await house.hub()
        await upstream.wait_for(lambda: len(upstream.dials) == 2 and len(upstream.dials[1].messages) == 12)
        assert upstream.dials[1].messages == [f"say {number}" for number in range(12)]
        assert 0 < await house.redis.ttl(keys.remembered(stream)) <= await house.redis.ttl(keys.meta(stream)) + 1


async def test_what_was_not_sent_is_not_remembered(house: House) -> None:
    async with Upstream(Accept()) as upstream:
        await house.hub()
        stream, seen = await house.open(
            upstream.url, on_connect=[{"text": "x", "wait_for": {"rules": [{"path": "$.go", "operator": "exists"}]}}]
        )
        await upstream.wait_for(lambda: upstream.opened)
        assert (await asked(house, stream, text="early", remember="a")).code == "not_connected"
        await upstream.send('{"go":1}')
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        assert (await asked(house, stream, text="not base64!", binary=True, remember="b")).code == "bad_frame"
        assert not await house.redis.exists(keys.remembered(stream))


async def test_so_many_and_so_much_and_no_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "REMEMBERED_MAX", 3)
    monkeypatch.setattr(memory, "REMEMBERED_MAX_BYTES", 1024)
    async with Upstream(Accept()) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        for name in "abc":
            assert (await asked(house, stream, text="x" * 300, remember=name)).code == ""
        answer = await asked(house, stream, text="x", remember="d")
        assert (answer.code, "3 messages" in answer.message) == ("rate_limited", True)
        answer = await asked(house, stream, text="x" * 500, remember="c")
        assert (answer.code, "1 KiB" in answer.message) == ("too_large", True)
        assert (await asked(house, stream, text="x" * 400, remember="c")).code == ""
        await upstream.wait_for(lambda: len(upstream.messages) == 4)  # neither refused one was sent
        await asked(house, stream, op="forget", remember="a")
        assert (await asked(house, stream, text="x", remember="d")).code == ""


async def owned(house: House, stream: str, fence: int) -> Ownership:
    await house.redis.hset(keys.meta(stream), mapping={"fence": fence, "epoch": "e"})
    return Ownership(fence, "e", 0, 0)


async def test_an_old_owner_s_write_is_refused(house: House) -> None:
    kept = Remembered(house.redis)
    await owned(house, "s", 7)
    await kept.keep("s", 7, "a", 1, "one")
    await owned(house, "s", 8)
    for write in (kept.keep("s", 7, "a", 1, "two"), kept.forget("s", 7, "a"), kept.forget("s", 7)):
        with pytest.raises(LostOwnership):
            await write
    assert await kept.load("s") == {"a": (1, "one")}


async def test_redis_keeps_no_more_than_the_bound(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED_MAX", 2)
    kept = Remembered(house.redis)
    await owned(house, "s", 7)
    for number, name in enumerate("abc"):
        await kept.keep("s", 7, name, number, b"\n\x00 ")
    assert await kept.load("s") == {"a": (0, b"\n\x00 "), "b": (1, b"\n\x00 ")}


async def test_what_redis_could_not_take_is_written_later(house: House) -> None:
    kept = Remembered(house.redis)
    mind = memory.Memory("s", kept)
    mind.fence = 7
    await mind.keep("a", "one")  # Redis has lost the stream
    await mind.keep("b", "two")
    assert mind.all() == ["one", "two"]
    await owned(house, "s", 9)
    await mind.own_again(9)
    assert await kept.load("s") == {"a": (1, "one"), "b": (2, "two")}
    later = memory.Memory("s", kept)
    await later.load()
    assert later.all() == ["one", "two"]
    await kept.keep("s", 9, "c", 3, "three")
    assert await later.own(9) == ["three"]
    assert later.all() == ["one", "two", "three"]
    await later.forget("a")
    assert await kept.load("s") == {"b": (2, "two"), "c": (3, "three")}
