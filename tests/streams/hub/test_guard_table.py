"""No trick leads inside: each is dialled for real, beside a listener on loopback that must never be reached.

The resolver is replaced where the system is asked, and nothing leaves this machine: what is dialled beyond it is noted
and fails. The positive controls go the same way with an exception of the operator's, and do reach the listener.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from pydantic import ValidationError

from apps.streams.core.plan import Plan, plan
from apps.streams.definition import StreamDefinition
from apps.streams.hub.connection import DialError, dial
from apps.streams.hub.guard import Rules
from apps.streams.hub.wire import hang_up
from tests.fakes.behaviours import Echo, Redirect
from tests.fakes.canary import Canary
from tests.fakes.dns import FakeDNS
from tests.fakes.upstream import Upstream
from tests.streams.hub.guard_table import BAD_URL, GOOD, GOOD_V6, REFUSED, cases

CASES = cases()
NOTHING = Rules.read([])


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> FakeDNS:
    made = FakeDNS()
    made.install(monkeypatch)
    return made


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was dialled beyond this machine; it is unreachable."""
    dialled: list[tuple[str, int]] = []
    connect = asyncio.SelectorEventLoop.sock_connect

    async def sock_connect(self: Any, sock: socket.socket, address: Any) -> None:
        if address[0].startswith("127.") or address[0] in ("::1", "::ffff:127.0.0.1"):
            await connect(self, sock, address)
        else:
            dialled.append((address[0], address[1]))
            raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", sock_connect)
    return dialled


@pytest_asyncio.fixture
async def canary() -> AsyncIterator[Canary]:
    async with Canary() as listening:
        yield listening


def to(url: str, **fields: Any) -> Plan:
    return plan(StreamDefinition.model_validate({"url": url, **fields}))


def unchecked(url: str) -> Plan:
    """A plan that no definition was asked about."""
    return replace(to("ws://unchecked.example/"), url=url)


async def refusal(made: Plan, rules: Rules = NOTHING) -> DialError:
    with pytest.raises(DialError) as caught:
        await hang_up(await dial(made, rules))
    assert "\n" not in caught.value.message
    return caught.value


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 240
    assert len({(case.url, str(case.dns)) for case in CASES.values()}) == len(CASES)


@pytest.mark.parametrize("name", CASES)
async def test_it_does_not_lead_inside(name: str, canary: Canary, dns: FakeDNS, outside: list[tuple[str, int]]) -> None:
    case = CASES[name]
    url = case.url.replace("{p}", str(canary.port))
    dns.names = case.dns
    if case.code == BAD_URL:
        with pytest.raises(ValidationError) as caught:
            to(url)
        assert case.says in str(caught.value)
        made = unchecked(url)
    else:
        made = to(url)
    error = await refusal(made)
    assert error.code == case.code
    assert case.says in error.message
    assert error.final == (case.code in (BAD_URL, REFUSED))
    assert canary.count == 0
    assert outside == []
    if case.code == BAD_URL or name.startswith(("name:", "address:", "port:")):
        assert dns.asked == []
    else:
        assert len(dns.asked) == 1


# --- the same way in, with an exception of the operator's

WITH_EXCEPTION = {
    "the address": ("ws://127.0.0.1:{p}/", "127.0.0.1:{p}", None),
    "the address, any port": ("ws://127.0.0.1:{p}/", "127.0.0.1", None),
    "the network": ("ws://127.0.0.1:{p}/", "127.0.0.0/8", None),
    "the address of version 6": ("ws://[::1]:{p}/", "[::1]:{p}", None),
    "the address of version 6 written out": ("ws://[0:0:0:0:0:0:0:1]:{p}/", "::1", None),
    "the network of version 6": ("ws://[::1]:{p}/", "::1/128", None),
    "the mapped address": ("ws://[::ffff:127.0.0.1]:{p}/", "::ffff:127.0.0.1", None),
    "a final dot": ("ws://127.0.0.1.:{p}/", "127.0.0.1", None),
    "localhost by its name": ("ws://localhost:{p}/", "localhost:{p}", "127.0.0.1"),
    "localhost by its address": ("ws://LOCALHOST.:{p}/", "127.0.0.1", "127.0.0.1"),
    "localhost by its network": ("ws://localhost:{p}/", "::1/128", "::1"),
    "a name": ("ws://feed.example:{p}/", "feed.example", "127.0.0.1"),
    "a name and a port": ("ws://feed.example:{p}/", "feed.example:{p}", "::1"),
    "a name by its address": ("ws://feed.example:{p}/", "127.0.0.1:{p}", "127.0.0.1"),
    "a domain": ("ws://a.feed.example:{p}/", "*.feed.example", "127.0.0.1"),
    "an inner name": ("ws://redis.internal:{p}/", "redis.internal:{p}", "127.0.0.1"),
    "an inner domain": ("ws://redis.internal:{p}/", "*.internal", "127.0.0.1"),
    "another script": ("ws://b\u00fccher.example:{p}/", "b\u00fccher.example", "127.0.0.1"),
    "another script, written plainly": ("ws://B\u00dcCHER.example:{p}/", "xn--bcher-kva.example", "127.0.0.1"),
}


@pytest.mark.parametrize("name", WITH_EXCEPTION)
async def test_with_an_exception_it_does(name: str, canary: Canary, dns: FakeDNS) -> None:
    url, allow, answer = (text and text.replace("{p}", str(canary.port)) for text in WITH_EXCEPTION[name])
    assert url is not None
    assert allow is not None
    made = to(url)
    if answer is not None:
        dns.names[made.host] = [[answer]]
    assert (await refusal(made)).code == REFUSED
    assert canary.count == 0
    await hang_up(await dial(made, Rules.read([allow])))
    assert canary.count == 1
    shown = f"[{made.host}]" if ":" in made.host else made.host
    assert f"Host: {shown}:{canary.port}\r\n" in canary.requests[0]
    error = await refusal(made, Rules.read([allow.replace(str(canary.port), "1") if "{p}" in allow else "10.0.0.1"]))
    assert error.code == REFUSED
    assert canary.count == 1


async def test_what_the_refusal_says_does_open_it(canary: Canary, dns: FakeDNS) -> None:
    dns.names = {"feed.example": [["127.0.0.1"]], "redis.internal": [["::1"]]}
    for host in ("127.0.0.1", "[::1]", "feed.example", "redis.internal"):
        made = to(f"ws://{host}:{canary.port}/")
        error = await refusal(made)
        entry = error.message.split("UPSTREAM_ALLOW=")[1].rstrip(".")
        await hang_up(await dial(made, Rules.read([entry])))
    assert canary.count == 4


async def test_without_a_trick_it_is_dialled(dns: FakeDNS, outside: list[tuple[str, int]]) -> None:
    """The other control: what is public gets as far as the network."""
    dns.names = {"feed.example": [[GOOD_V6, GOOD, GOOD]]}
    error = await refusal(to("ws://feed.example:8443/"))
    assert (error.code, error.final) == ("unreachable", False)
    assert outside == [(GOOD_V6, 8443), (GOOD, 8443)]
    assert dns.asked == ["feed.example"]


# --- answers that change

REBINDING = Rules.read(["127.0.0.2"])  # stands for a public address: it may be dialled, and the canary may not


async def test_a_name_that_answers_differently_later_gains_nothing(canary: Canary, dns: FakeDNS) -> None:
    async with Upstream(Echo(), host="127.0.0.2", port=canary.port) as upstream:
        dns.names = {"feed.example": [["127.0.0.2"], ["127.0.0.1"]]}
        connection = await dial(to(f"ws://feed.example:{canary.port}/"), REBINDING)
        assert connection.leads_to == ((socket.AF_INET, "127.0.0.2"),)
        await hang_up(connection)
        assert len(upstream.dials) == 1
        assert dns.asked == ["feed.example"]  # once for the whole dial
        error = await refusal(to(f"ws://feed.example:{canary.port}/"), REBINDING)  # the next dial asks again
        assert error.code == REFUSED
        assert dns.asked == ["feed.example"] * 2
    assert canary.count == 0


async def test_nor_does_one_that_answers_so_when_the_first_address_is_dead(
    canary: Canary, dns: FakeDNS, outside: list[tuple[str, int]]
) -> None:
    dns.names = {"feed.example": [[GOOD], ["127.0.0.1"]]}
    assert (await refusal(to(f"ws://feed.example:{canary.port}/"))).code == "unreachable"
    assert outside == [(GOOD, canary.port)]
    assert dns.asked == ["feed.example"]
    assert canary.count == 0


async def test_a_socket_that_comes_out_elsewhere_is_not_spoken_to(
    canary: Canary, dns: FakeDNS, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by a rule of the firewall, or a library that resolves by itself."""
    connect = asyncio.SelectorEventLoop.sock_connect

    async def astray(self: Any, sock: socket.socket, address: Any) -> None:
        await connect(self, sock, ("127.0.0.1", canary.port))

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", astray)
    dns.names = {"feed.example": [[GOOD]]}
    error = await refusal(to(f"ws://feed.example:{canary.port}/"))
    assert error.code == REFUSED
    assert "went to 127.0.0.1 instead" in error.message
    assert canary.requests == []  # the connection stood, but nothing was said


# --- redirects

LOCATIONS = {
    "an address": "ws://127.0.0.1:{p}/",
    "http": "http://127.0.0.1:{p}/",
    "version 6": "ws://[::1]:{p}/",
    "without a scheme": "//127.0.0.1:{p}/",
    "a number": "ws://2130706433:{p}/",
    "a path": "/elsewhere",
}


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 305, 307, 308])
@pytest.mark.parametrize("location", LOCATIONS)
async def test_a_redirect_is_not_followed(location: str, status: int, canary: Canary) -> None:
    async with Upstream(Redirect(LOCATIONS[location].replace("{p}", str(canary.port)), status)) as upstream:
        error = await refusal(to(upstream.url), Rules.read([f"127.0.0.1:{upstream.port}"]))
        assert (error.code, error.final) == ("redirect", True)
        assert len(upstream.dials) == 1
    assert canary.count == 0


async def test_not_even_to_where_it_might_go(canary: Canary) -> None:
    async with Upstream(Redirect(f"ws://127.0.0.1:{canary.port}/", 302)) as upstream:
        assert (await refusal(to(upstream.url), Rules.read(["127.0.0.1"]))).code == "redirect"
    assert canary.count == 0
