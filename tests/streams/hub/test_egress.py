"""The operator's proxy: dialled by the checked address, never taken from the environment, and told when it fails."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apps.streams.core.plan import Plan, plan
from apps.streams.definition import StreamDefinition
from apps.streams.hub.connection import DialError, dial
from apps.streams.hub.egress import Proxy
from apps.streams.hub.guard import Rules
from apps.streams.hub.wire import hang_up
from tests.fakes.behaviours import Echo
from tests.fakes.canary import Canary
from tests.fakes.certificates import make
from tests.fakes.connect_proxy import ConnectProxy
from tests.fakes.dns import FakeDNS
from tests.fakes.upstream import Upstream

PUBLIC = "8.8.8.8"  # where the proxy believes the upstream to be
LOOPBACK_V4 = {PUBLIC: "127.0.0.1"}


def to(url: str, **fields: Any) -> Plan:
    return plan(StreamDefinition.model_validate({"url": url, **fields}))


def through(proxy: ConnectProxy, login: str = "", *, resolves: bool = False, allow: tuple[str, ...] = ()) -> Rules:
    return replace(Rules.read(allow), proxy=Proxy.read(proxy.url(login), resolves=resolves))


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> FakeDNS:
    made = FakeDNS({"feed.example": [[PUBLIC], ["127.0.0.1"]], "127.0.0.1": [["127.0.0.1"]]})
    made.install(monkeypatch)
    return made


async def failure(made: Plan, rules: Rules) -> DialError:
    with pytest.raises(DialError) as caught:
        await hang_up(await dial(made, rules))
    assert "s3cret" not in str(caught.value)
    return caught.value


async def test_the_proxy_is_asked_for_the_checked_address(dns: FakeDNS) -> None:
    async with Upstream(Echo()) as upstream, ConnectProxy(routes=LOOPBACK_V4) as proxy:
        connection = await dial(to(f"ws://feed.example:{upstream.port}/a"), through(proxy))
        await connection.send("hello")
        assert await connection.recv() == "hello"
        assert connection.leads_to == ((socket.AF_INET, PUBLIC),)
        await hang_up(connection)
        assert proxy.asked == [f"{PUBLIC}:{upstream.port}"]
        assert upstream.dials[0].headers["Host"] == f"feed.example:{upstream.port}"
        assert dns.asked.count("feed.example") == 1


async def test_tls_is_spoken_with_the_upstream_through_it(dns: FakeDNS, tmp_path: Path) -> None:
    certificates = make(tmp_path)
    async with Upstream(Echo(), tls=certificates.server) as upstream, ConnectProxy() as proxy:
        made = to(f"wss://127.0.0.1:{upstream.port}/", tls={"ca": certificates.ca})
        connection = await dial(made, through(proxy, allow=("127.0.0.1",)))
        await connection.send("hello")
        assert await connection.recv() == "hello"
        await hang_up(connection)
        assert proxy.asked == [f"127.0.0.1:{upstream.port}"]


async def test_what_is_private_is_not_even_asked_of_the_proxy(dns: FakeDNS) -> None:
    async with Canary() as canary, ConnectProxy() as proxy:
        for resolves in (False, True):
            for host in ("127.0.0.1", "[::1]", "localhost", "169.254.169.254"):
                error = await failure(to(f"ws://{host}:{canary.port}/"), through(proxy, resolves=resolves))
                assert error.code == "refused_by_guard"
        assert proxy.asked == []
        assert canary.count == 0


async def test_a_proxy_that_resolves_is_given_the_name(dns: FakeDNS) -> None:
    async with Upstream(Echo()) as upstream, ConnectProxy(routes={"feed.example": "127.0.0.1"}) as proxy:
        connection = await dial(to(f"ws://feed.example:{upstream.port}/"), through(proxy, resolves=True))
        assert connection.leads_to == ()
        await hang_up(connection)
        assert proxy.asked == [f"feed.example:{upstream.port}"]
        assert "feed.example" not in dns.asked


async def test_it_may_want_a_password(dns: FakeDNS) -> None:
    async with Upstream(Echo()) as upstream, ConnectProxy(routes=LOOPBACK_V4, login="hub:s3cret/x") as proxy:
        made = to(f"ws://feed.example:{upstream.port}/")
        await hang_up(await dial(made, through(proxy, "hub:s3cret%2Fx")))
        dns.names["feed.example"] = [[PUBLIC]]
        error = await failure(made, through(proxy, "hub:wrong"))
        assert (error.code, error.final) == ("proxy", False)
        assert "407 Proxy Authentication Required" in error.message


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\nno", "refused: 403 Forbidden"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "doesn't speak HTTP CONNECT"),
        (b"", "closed the connection without an answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40_000, "doesn't speak HTTP CONNECT"),
        (b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\n", "said more than it was asked"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", "refused: 302 Found"),
    ],
)
async def test_what_is_no_good_proxy_is_told(answer: bytes, says: str, dns: FakeDNS) -> None:
    async with ConnectProxy(answer=answer) as proxy:
        error = await failure(to("ws://feed.example:8080/"), through(proxy))
        assert (error.code, error.final) == ("proxy", False)
        assert says in error.message


async def test_a_proxy_that_is_away_is_told(dns: FakeDNS) -> None:
    async with ConnectProxy() as proxy:
        rules = through(proxy)
    error = await failure(to("ws://feed.example:8080/"), rules)
    assert (error.code, error.final) == ("proxy", False)
    assert "EGRESS_PROXY" in error.message


@pytest.mark.parametrize(
    "url", ["proxy:3128", "socks5://proxy:1080", "https://proxy:3128", "http://proxy", "http://proxy:x", "http://p:1/a"]
)
def test_a_setting_that_is_no_proxy_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="EGRESS_PROXY is not of the form") as caught:
        Proxy.read(url.replace("://", "://u:s3cret@"))
    assert "s3cret" not in str(caught.value)


def test_its_password_is_not_shown() -> None:
    assert "s3cret" not in repr(Proxy.read("http://u:s3cret@proxy:3128"))
    assert "czNjcmV0" not in repr(Rules(proxy=Proxy.read("http://:s3cret@proxy:3128")))
