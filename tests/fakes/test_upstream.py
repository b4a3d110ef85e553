"""The fake upstream does what its scripts say, and saw what was done to it."""

from __future__ import annotations

import json

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from .behaviours import (
    Answer,
    CloseAtOnce,
    Deaf,
    DropAtOnce,
    DropHandshake,
    Echo,
    Flood,
    Numbered,
    Redirect,
    Refuse,
    Say,
    Stall,
)
from .thread import UpstreamThread
from .upstream import Upstream


def dial(upstream: Upstream, path: str = "", **options: object) -> connect:
    return connect(upstream.url + path, proxy=None, **options)  # type: ignore[arg-type]


async def end_of(connection: ClientConnection) -> int | None:
    await connection.wait_closed()
    return connection.close_code


async def test_it_records_what_a_client_asked_for_and_said() -> None:
    async with Upstream(Echo(), subprotocols=("b",)) as upstream:
        async with dial(upstream, "x?y=1", additional_headers={"X-Key": "k"}, subprotocols=["a", "b"]) as client:
            await client.send("one")
            await client.send(b"\x00two")
            assert [await client.recv(), await client.recv()] == ["one", b"\x00two"]
            assert client.subprotocol == "b"
        await upstream.wait_for(lambda: not upstream.opened)
        [visit] = upstream.dials
        assert (visit.path, visit.headers["X-Key"], visit.subprotocols) == ("/x?y=1", "k", ["a", "b"])
        assert visit.messages == ["one", b"\x00two"] == upstream.messages
        assert visit.close_code == 1000


async def test_scripted_dials_are_answered_in_order_and_the_last_answer_stays() -> None:
    async with Upstream(Refuse(429, headers={"Retry-After": "7"}), Redirect("ws://127.0.0.1:1/"), Echo()) as upstream:
        with pytest.raises(InvalidStatus) as refused:
            await dial(upstream)
        assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "7")
        unfollowing = dial(upstream)
        unfollowing.process_redirect = lambda exc: exc  # type: ignore[method-assign]
        with pytest.raises(InvalidStatus) as redirected:
            await unfollowing
        assert redirected.value.response.headers["Location"] == "ws://127.0.0.1:1/"
        for _ in range(2):
            async with dial(upstream) as client:
                await client.send("hi")
                assert await client.recv() == "hi"
        assert len(upstream.dials) == 4


async def test_a_stalled_handshake_is_never_answered_and_stopping_ends_it() -> None:
    upstream = Upstream(Stall())
    await upstream.start()
    with pytest.raises(TimeoutError):
        await dial(upstream, open_timeout=0.1)
    assert len(upstream.dials) == 1
    await upstream.stop()


async def test_connections_are_dropped_during_and_after_the_handshake() -> None:
    async with Upstream(DropHandshake(), DropAtOnce(), Echo()) as upstream:
        with pytest.raises(Exception, match=r"valid HTTP response|Connection"):
            await dial(upstream)
        async with dial(upstream) as client:
            assert await end_of(client) == 1006
        async with dial(upstream) as client:
            await upstream.wait_for(lambda: upstream.opened)
            upstream.drop()
            assert await end_of(client) == 1006
        await upstream.wait_for(lambda: not upstream.opened)
        assert [visit.close_code for visit in upstream.dials[1:]] == [1006, 1006]


async def test_it_closes_with_code_and_reason() -> None:
    async with Upstream(CloseAtOnce(4001, "go away"), Say(["last words"], close_code=1011)) as upstream:
        async with dial(upstream) as client:
            with pytest.raises(ConnectionClosedError) as closed:
                await client.recv()
            assert closed.value.rcvd is not None
            assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "go away")
        async with dial(upstream) as client:
            assert await client.recv() == "last words"
            assert await end_of(client) == 1011


async def test_numbers_go_on_over_a_restart_on_the_same_port() -> None:
    upstream = Upstream(Numbered(rate=500))
    await upstream.start()
    port = upstream.port
    async with dial(upstream) as client:
        assert [json.loads(await client.recv())["n"] for _ in range(5)] == [1, 2, 3, 4, 5]
    await upstream.restart()
    assert upstream.port == port
    async with dial(upstream) as client:
        assert json.loads(await client.recv())["n"] > 5
    await upstream.stop()


async def test_a_flood_and_answers_arrive_whole() -> None:
    async with Upstream(Flood(2_000, "x"), Answer(lambda text: f"re {text!s}", ["hello"]), Deaf()) as upstream:
        async with dial(upstream) as client:
            assert [await client.recv() for _ in range(2_000)] == ["x"] * 2_000
        async with dial(upstream) as client:
            await client.send("a")
            assert [await client.recv(), await client.recv()] == ["hello", "re a"]
            await upstream.send("to all", b"\xff")
            assert [await client.recv(), await client.recv()] == ["to all", b"\xff"]
        async with dial(upstream, close_timeout=0.1) as client:
            await client.send("unheard")
        assert upstream.messages == ["a"]


async def test_waiting_in_vain_says_what_was_seen() -> None:
    async with Upstream() as upstream:
        with pytest.raises(TimeoutError, match="0 dials, 0 open"):
            await upstream.wait_for(lambda: upstream.dials, 0.02)


def test_another_thread_can_steer_it() -> None:
    from websockets.sync.client import connect as connect_now

    with UpstreamThread(Echo()) as upstream, connect_now(upstream.url, proxy=None) as client:
        client.send("one")
        assert client.recv(5) == "one"
        upstream.wait_for(lambda: upstream.upstream.messages == ["one"])
        upstream.send("two")
        assert client.recv(5) == "two"
        upstream.restart(drop=True)
        assert len(upstream.dials) == 1 and upstream.opened == []
