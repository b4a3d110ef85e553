"""Everything wrong that can be said to the socket: a clear code and message, and the rest goes on."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import Any

import pytest
from django.core import signing
from websockets.exceptions import ConnectionClosed

from apps.live import protocol
from apps.live.protocol import CloseCode
from apps.live.tokens import TOKEN_SALT, TOKEN_SECONDS, Claims, mint_token
from tests.fakes.upstream import Upstream

from .client import LiveClient
from .conftest import Live

FRAMES: list[tuple[str, str, str]] = [
    ("{oops", "bad_frame", "not JSON"),
    ("", "bad_frame", "not JSON"),
    ("null", "bad_frame", "frame"),
    ("[]", "bad_frame", "frame"),
    ('"text"', "bad_frame", "frame"),
    ("{}", "bad_frame", "type"),
    ('{"type": "dance"}', "bad_frame", "dance"),
    ('{"type": 7}', "bad_frame", "7"),
    ('{"type": "run", "query": "q"}', "bad_frame", "run.id"),
    ('{"type": "run", "id": 0, "query": "q"}', "bad_frame", "run.id"),
    ('{"type": "run", "id": 1.5, "query": "q"}', "bad_frame", "run.id"),
    ('{"type": "run", "id": 1e400, "query": "q"}', "bad_frame", ""),
    ('{"type": "run", "id": 9007199254740992, "query": "q"}', "bad_frame", "run.id"),
    ('{"type": "run", "id": 1, "query": ""}', "bad_frame", "run.query"),
    ('{"type": "run", "id": 1, "query": "' + "q" * 65 + '"}', "bad_frame", "run.query"),
    ('{"type": "run", "id": 1, "query": "q", "cursor": {"epoch": "e", "offset": -1}}', "bad_frame", "run.cursor"),
    ('{"type": "broadcast", "id": 1, "query": "q"}', "bad_frame", "broadcast.text"),
    ('{"type": "broadcast", "id": 1, "query": "q", "text": "\\ud800"}', "bad_frame", "not JSON"),
    ('{"type": "ack", "frames": -1}', "bad_frame", "ack.frames"),
    ('{"type": "ack", "frames": 999999}', "bad_frame", "999999"),
    ("[" * 100_000, "bad_frame", ""),
    ('{"type": "hello", "protocol": 1, "token": "again"}', "bad_frame", "before"),
]


async def greeted(live: Live, client: LiveClient) -> dict[str, Any]:
    app = await live.app("ws://127.0.0.1:9/")
    opened = await live.open(app)
    await client.hello(opened["token"])
    return opened


async def works(client: LiveClient) -> None:
    """The socket still answers."""
    assert (await client.request("stop", "q"))["error"]["code"] == "not_running"


@pytest.mark.parametrize(("frame", "code", "hint"), FRAMES, ids=range(len(FRAMES)))
async def test_a_bad_frame_is_told_and_the_next_is_heard(live: Live, frame: str, code: str, hint: str) -> None:
    async with live.client() as client:
        await greeted(live, client)
        await client.send(frame)
        failure = await client.wait_item("failure")
        assert failure["code"] == code
        assert hint in failure["message"]
        assert "Traceback" not in failure["message"]
        assert len(failure["message"]) < 500
        await works(client)


async def test_a_binary_frame_is_told(live: Live) -> None:
    async with live.client() as client:
        await greeted(live, client)
        await client.socket.send(b'{"type": "ack", "frames": 1}')
        assert "binary" in (await client.wait_item("failure"))["message"]
        await works(client)


async def test_an_oversized_frame_is_told(live: Live) -> None:
    async with live.client() as client:
        await greeted(live, client)
        await client.send("x" * (protocol.FRAME_MAX_BYTES + 1))
        failure = await client.wait_item("failure")
        assert failure["code"] == "too_large"
        assert str(protocol.FRAME_MAX_BYTES) in failure["message"]
        await works(client)


async def test_a_frame_larger_than_any_closes_the_socket_and_only_this(live: Live) -> None:
    async with live.client() as other, live.client() as client:
        await greeted(live, other)
        await greeted(live, client)
        with suppress(ConnectionClosed):  # while it is still being sent
            await client.send("x" * 8_000_000)
        assert await client.wait_closed() in (1009, 1006)
        await works(other)


async def test_too_many_bad_frames_close_for_good(live: Live) -> None:
    async with live.client() as client:
        await greeted(live, client)
        for n in range(protocol.FAULTS_MAX):
            await client.send(f"bad {n}")
        await client.wait_for(lambda: len([i for i in client.items if i["type"] == "failure"]) == protocol.FAULTS_MAX)
        await works(client)
        await client.send("one too many")
        assert await client.wait_closed() == CloseCode.BAD_FRAMES
        assert client.items[-1]["type"] == "failure"


@pytest.mark.parametrize("frame", ["{oops", '{"type": "ack", "frames": 0}', '{"type": "run", "id": 1, "query": "q"}'])
async def test_before_hello_nothing_else_is_taken_but_hello_still_is(live: Live, frame: str) -> None:
    async with live.client() as client:
        await client.send(frame)
        assert (await client.wait_item("failure"))["code"] == "bad_frame"
        await greeted(live, client)
        await works(client)


async def closed_with(live: Live, hello: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    async with live.client() as client:
        await client.send({"type": "hello", "protocol": 1, **hello})
        code = await client.wait_closed()
        assert [item["type"] for item in client.items] == ["failure"]
        return code, client.items[0]


def tampered(token: str) -> str:
    return token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")


async def test_a_wrong_token_is_final(live: Live) -> None:
    token = (await live.open(await live.app("ws://127.0.0.1:9/")))["token"]
    other_use = signing.dumps({"app_id": 1}, salt="another-salt")
    other_shape = signing.dumps({"app_id": 1}, salt=TOKEN_SALT)
    for wrong in ("", "x", "a:b:c", tampered(token), other_use, other_shape, "é" * 100):
        code, failure = await closed_with(live, {"token": wrong})
        assert (code, failure["code"]) == (CloseCode.BAD_TOKEN, "bad_token")
        assert CloseCode.BAD_TOKEN >= 4500


async def test_an_expired_token_asks_for_a_fresh_one(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    a_while_ago = time.time() - TOKEN_SECONDS - 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: a_while_ago)
    token = mint_token(Claims(1, 1, "release", 1, "s" * 22, None))
    monkeypatch.undo()
    code, failure = await closed_with(live, {"token": token})
    assert (code, failure["code"]) == (CloseCode.TOKEN_EXPIRED, "token_expired")
    assert CloseCode.TOKEN_EXPIRED < 4500


async def test_a_token_of_nobody_we_know_is_final(live: Live) -> None:
    code, failure = await closed_with(live, {"token": mint_token(Claims(1, 1, "release", 1, "s" * 22, 999_999))})
    assert (code, failure["code"]) == (CloseCode.FORBIDDEN, "forbidden")


async def test_a_token_of_an_app_that_is_gone_opens_nothing(live: Live) -> None:
    async with live.client() as client:
        token = mint_token(Claims(1, 999_999, "release", 1, "s" * 22, None))
        await client.send({"type": "hello", "protocol": 1, "token": token})
        assert await client.wait_closed() == CloseCode.FORBIDDEN


async def test_another_protocol_is_final(live: Live) -> None:
    code, failure = await closed_with(live, {"protocol": 2, "token": "x"})
    assert (code, failure["code"]) == (CloseCode.BAD_PROTOCOL, "bad_protocol")
    assert "2" in failure["message"]


async def test_a_session_opened_elsewhere_replaces_the_older_socket(live: Live) -> None:
    async with Upstream() as upstream:
        app = await live.app(upstream.url)
        opened = await live.open(app)
        async with live.client() as old, live.client() as new:
            await old.hello(opened["token"])
            assert (await old.request("run", "q"))["ok"]
            await old.wait_status("open")
            await new.hello((await live.open(app, session=opened["session"]))["token"])
            assert await old.wait_closed() == CloseCode.REPLACED
            assert old.items[-1]["code"] == "replaced"
            assert (await new.request("run", "q"))["ok"]
            await upstream.send("1")
            await new.wait_for(lambda: new.messages)
            assert len(upstream.dials) == 1
        async with live.client() as third:  # the slot was not lost with the one that was replaced
            await third.hello((await live.open(app, session=opened["session"]))["token"])
            assert (await third.request("run", "q"))["ok"]


async def test_no_socket_is_hurt_by_what_others_say(live: Live) -> None:
    async with Upstream() as upstream, live.client() as good:
        app = await live.app(upstream.url)
        await good.hello((await live.open(app))["token"])
        assert (await good.request("run", "q"))["ok"]
        await good.wait_status("open")

        async def misbehave(n: int) -> None:
            async with live.client() as bad:
                for _ in range(30):
                    if bad.closed:
                        break
                    await bad.send(["{", json.dumps({"type": "hello"}), "[[[["][n % 3])
                assert await bad.wait_closed() == CloseCode.BAD_FRAMES

        await asyncio.gather(*(misbehave(n) for n in range(12)))
        await upstream.send("1")
        await good.wait_for(lambda: good.messages)


async def test_a_bad_cookie_or_origin_is_nothing_to_the_socket(live: Live) -> None:
    """The sandbox has an opaque origin and no cookie; the token alone opens."""
    async with live.client() as client:
        await greeted(live, client)
        assert client.items[0]["type"] == "welcome"
        assert client.items[0]["user"]["email"]
