"""Dialling: what goes out, and why it did not work in words that a query's author understands."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from apps.streams.core.plan import Plan, plan
from apps.streams.definition import StreamDefinition
from apps.streams.hub import connection
from apps.streams.hub.connection import DialError, dial
from apps.streams.hub.guard import Rules
from apps.streams.hub.wire import Connection, open_websocket
from tests.fakes.behaviours import Behaviour, DropHandshake, Echo, Redirect, Refuse, Stall
from tests.fakes.upstream import Upstream
from tests.system import free_port

LOOPBACK = Rules.read(["127.0.0.1"])


def to(url: str, **fields: Any) -> Plan:
    return plan(StreamDefinition.model_validate({"url": url, **fields}))


async def refused(made: Plan, allowed: Rules = LOOPBACK) -> DialError:
    with pytest.raises(DialError) as caught:
        await dial(made, allowed)
    assert "Traceback" not in caught.value.message
    assert "\n" not in caught.value.message
    return caught.value


async def test_the_upstream_sees_what_the_definition_says() -> None:
    async with Upstream(Echo(), subprotocols=("v2",)) as upstream:
        made = to(
            upstream.url + "feed",
            query_parameters=[{"name": "pair", "value": "XBT/USD"}],
            headers=[{"name": "Authorization", "value": "Bearer k"}, {"name": "X-Two", "value": "2"}],
            subprotocols=["v1", "v2"],
        )
        opened = await dial(made, LOOPBACK)
        await opened.send("hello")
        assert await opened.recv() == "hello"
        assert opened.subprotocol == "v2"
        await opened.close()
        [visit] = upstream.dials
        assert visit.path == "/feed?pair=XBT%2FUSD"
        assert visit.headers["Authorization"] == "Bearer k"
        assert visit.headers["Host"] == f"127.0.0.1:{upstream.port}"
        assert visit.headers["User-Agent"].startswith("Lowstream/")
        assert visit.subprotocols == ["v1", "v2"]
        assert "Sec-WebSocket-Extensions" not in visit.headers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Connection", "close"),
        ("Upgrade", "h2c"),
        ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "5"),
        ("Proxy-Authorization", "Basic k3y"),
        ("Host", "k3y.example"),
        ("X-A", "k3y\r\nX-B: c"),
        ("X-A", "k3y\x00"),
        ("X A", "k3y"),
        ("X-A:", "k3y"),
        ("X-A", "k3y" * 4000),
    ],
)
async def test_headers_are_looked_at_once_more_when_they_go_out(name: str, value: str) -> None:
    """Whoever made the plan: what a placeholder stood for was filled in after the definition was checked."""
    async with Upstream() as upstream:
        error = await refused(replace(to(upstream.url), headers=((name, value),)))
        assert (error.code, error.final) == ("bad_header", True)
        assert "k3y" not in error.message
        assert upstream.dials == []


async def test_the_operator_may_let_a_query_name_another_host() -> None:
    async with Upstream() as upstream:
        made = to(upstream.url, headers=[{"name": "host", "value": "inner.example"}])
        assert "UPSTREAM_HOST_HEADER=on" in (await refused(made)).message
        await (await dial(made, replace(LOOPBACK, host_header=True))).close()
        assert upstream.dials[0].headers.get_all("Host") == ["inner.example"]


@pytest.mark.parametrize("scheme", ["ws", "wss"])
async def test_a_dial_given_up_midway_leaves_no_socket(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is closed when the task has ended: nobody might run the loop again."""
    sockets: list[socket.socket] = []

    async def noted(made: Plan, sock: socket.socket, *rest: Any, **options: Any) -> Connection:
        sockets.append(sock)
        return await open_websocket(made, sock, *rest, **options)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        await reader.read()
        writer.close()

    monkeypatch.setattr(connection, "open_websocket", noted)
    asked = asyncio.Event()
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        dialling = asyncio.create_task(dial(to(f"{scheme}://127.0.0.1:{port}/"), LOOPBACK))
        async with asyncio.timeout(5):
            await asked.wait()
            while not sockets:
                await asyncio.sleep(0.005)
        dialling.cancel()
        await asyncio.gather(dialling, return_exceptions=True)
        assert dialling.cancelled()
        assert sockets[0].fileno() == -1
        server.close()
        await server.wait_closed()


async def test_a_user_agent_of_the_definition_replaces_ours() -> None:
    async with Upstream() as upstream:
        opened = await dial(to(upstream.url, headers=[{"name": "user-agent", "value": "mine"}]), LOOPBACK)
        await opened.close()
        assert upstream.dials[0].headers.get_all("User-Agent") == ["mine"]


@pytest.mark.parametrize(
    ("status", "final"),
    [*((no, True) for no in (400, 401, 403, 404, 410)), *((later, False) for later in (408, 429, 500, 502, 503))],
)
async def test_a_refusal_names_its_status_and_whether_to_ask_again(status: int, final: bool) -> None:
    async with Upstream(Refuse(status)) as upstream:
        error = await refused(to(upstream.url))
        assert (error.code, error.final) == (f"http_{status}", final)
        assert f"HTTP {status}" in error.message


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    async with Upstream() as inside, Upstream(Redirect(inside.url, status)) as upstream:
        error = await refused(to(upstream.url))
        assert (error.code, error.final) == ("redirect", True)
        assert len(upstream.dials) == 1
        assert inside.dials == []


async def test_an_upstream_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "DIAL_SECONDS", 0.2)
    async with Upstream(Stall()) as upstream:
        error = await refused(to(upstream.url))
        assert (error.code, error.final) == ("timeout", False)
        assert f"127.0.0.1:{upstream.port}" in error.message


async def test_a_handshake_that_is_cut_is_told() -> None:
    async with Upstream(DropHandshake()) as upstream:
        error = await refused(to(upstream.url))
        assert (error.code, error.final) in [("unreachable", False), ("not_websocket", False)]
        assert "127.0.0.1" in error.message


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def tcp(answer: bytes, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server that answers anything with these bytes and closes."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\xff\x10garbage",
        b"220 mail.example ESMTP\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 101\r\n\r\n",
        b"X" * 100_000 + b"\r\n",
    ],
)
async def test_what_is_no_websocket_server_is_told(answer: bytes) -> None:
    async with tcp(answer) as port:
        error = await refused(to(f"ws://127.0.0.1:{port}/"))
        assert error.code in ("not_websocket", "handshake", "unreachable")
        assert not error.final
        assert "127.0.0.1" in error.message


async def test_a_web_page_instead_of_a_websocket_is_told() -> None:
    async with tcp(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") as port:
        error = await refused(to(f"ws://127.0.0.1:{port}/"))
        assert (error.code, error.final) == ("http_200", False)


async def test_an_upgrade_without_its_key_is_refused() -> None:
    async with tcp(b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n") as port:
        assert (await refused(to(f"ws://127.0.0.1:{port}/"))).code == "handshake"


async def test_tls_that_is_none_is_told() -> None:
    async with tcp(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        error = await refused(to(f"wss://127.0.0.1:{port}/"))
        assert error.code == "tls"
        assert "127.0.0.1" in error.message


async def test_a_port_where_nobody_listens_is_told() -> None:
    port = free_port()
    error = await refused(to(f"ws://127.0.0.1:{port}/"))
    assert (error.code, error.final) == ("unreachable", False)
    assert f"127.0.0.1:{port}" in error.message


async def test_a_name_that_leads_nowhere_is_told() -> None:
    error = await refused(to("ws://no-such-host.invalid/"))
    assert (error.code, error.final) == ("unresolved", False)
    assert "no-such-host.invalid" in error.message


async def test_the_guard_is_asked_before_anything_is_dialled() -> None:
    async with Upstream() as upstream:
        error = await refused(to(upstream.url), Rules.read([]))
        assert (error.code, error.final) == ("refused_by_guard", True)
        assert upstream.dials == []


class Insists(Behaviour):
    """Chooses a subprotocol that was not offered."""

    async def handshake(self, visit: Any) -> None:
        visit.connection.protocol.select_subprotocol = lambda *_: "other"


async def test_a_subprotocol_that_was_not_offered_is_final() -> None:
    async with Upstream(Insists()) as upstream:
        error = await refused(to(upstream.url, subprotocols=["v1"]))
        assert (error.code, error.final) == ("subprotocol", True)
        assert "127.0.0.1" in error.message


@pytest.mark.parametrize("name", ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
async def test_the_environments_proxy_is_not_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Upstream() as upstream, Upstream() as proxy:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        await (await dial(to(upstream.url), LOOPBACK)).close()
        assert len(upstream.dials) == 1
        assert proxy.dials == []


async def test_giving_up_a_dial_leaves_no_socket_behind() -> None:
    async with Upstream(Stall()) as upstream:
        dialling = asyncio.create_task(dial(to(upstream.url), LOOPBACK))
        await upstream.wait_for(lambda: upstream.dials)
        dialling.cancel()
        await asyncio.gather(dialling, return_exceptions=True)
        assert dialling.cancelled()
        await upstream.wait_for(upstream.dials[0].connection.transport.is_closing)
