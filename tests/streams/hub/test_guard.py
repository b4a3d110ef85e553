"""The guard's own judgement: addresses, and the lists of the operator and of a workspace's owners."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from dataclasses import replace
from typing import Any

import pytest

from apps.streams.hub import guard
from apps.streams.hub.addresses import is_public, wrapped
from apps.streams.hub.guard import Refused, Rules, Unresolved, check, check_name, check_unresolved, resolve
from apps.streams.network.entries import Entries
from tests.streams.hub.guard_table import INSIDE

PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.1",
    "192.0.1.1",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.1",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:4700::1111",
    "2a00:1450:4001:80e::2004",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
    "2a00:1450::5efe:808:808",
]


@pytest.mark.parametrize("text", [*INSIDE.values(), "fe80::1%1", "2606:4700::1%1"])
def test_an_address_inside_is_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_an_address_of_the_internet_is_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


def test_what_we_call_public_python_calls_global() -> None:
    """Two tables, made by different people: ours is never the more generous one, but for what carries IPv4."""
    for text in PUBLIC:
        address = ipaddress.ip_address(text)
        assert address.is_global or list(wrapped(address))


def vet(host: str, port: int, rules: Rules, *addresses: str) -> None:
    """As a dial asks, with these answers."""
    check_name(host, port, rules)
    found = [(socket.AF_INET6 if ":" in a else socket.AF_INET, a) for a in addresses or (host,)]
    check(host, port, found, rules)


ALLOWED = [
    ("127.0.0.1", "127.0.0.1", 80, True),
    ("127.0.0.1", "127.0.0.1", 9999, True),
    ("127.0.0.1:8765", "127.0.0.1", 8765, True),
    ("127.0.0.1:8765", "127.0.0.1", 8766, False),
    ("127.0.0.1", "127.0.0.2", 80, False),
    ("127.0.0.0/8", "127.8.9.1", 80, True),
    ("127.0.0.1/8", "127.8.9.1", 80, True),
    ("10.0.0.0/8", "127.0.0.1", 80, False),
    ("[::1]:80", "::1", 80, True),
    ("[::1]:80", "::1", 81, False),
    ("::1", "::1", 80, True),
    ("0:0:0:0:0:0:0:1", "::1", 80, True),
    ("[0:0::1]", "::1", 80, True),
    ("::/0", "127.0.0.1", 80, False),
    ("8.8.8.8", "127.0.0.1", 80, False),
    ("127.0.0.1:25", "127.0.0.1", 25, True),
    ("127.0.0.1", "127.0.0.1", 25, False),
    ("127.0.0.0/8", "127.0.0.1", 25, False),
    ("8.8.8.8:25", "8.8.8.8", 25, True),
]


@pytest.mark.parametrize(("entry", "host", "port", "answer"), ALLOWED)
def test_the_operator_allows_exactly_what_was_written(entry: str, host: str, port: int, answer: bool) -> None:
    try:
        vet(host, port, Rules.read([entry]))
    except Refused:
        assert not answer
    else:
        assert answer


DENIED = [
    ("feed.example", "feed.example", 443, True),
    ("FEED.example.", "feed.example", 443, True),
    ("feed.example", "a.feed.example", 443, False),
    ("feed.example:443", "feed.example", 443, True),
    ("feed.example:443", "feed.example", 8443, False),
    ("*.example", "feed.example", 443, True),
    ("*.example", "a.feed.example", 443, True),
    ("*.feed.example", "feed.example", 443, False),
    ("*.ample", "feed.example", 443, False),
    ("*.example:443", "feed.example", 8443, False),
    (":8443", "feed.example", 8443, True),
    (":8443", "feed.example", 443, False),
    ("8.8.8.8", "feed.example", 443, True),
    ("8.8.8.8:443", "feed.example", 443, True),
    ("8.8.8.8:444", "feed.example", 443, False),
    ("8.8.0.0/16", "feed.example", 443, True),
    ("0.0.0.0/0", "feed.example", 443, True),
    ("::/0", "feed.example", 443, False),
    ("b\u00fccher.example", "xn--bcher-kva.example", 443, True),
]


@pytest.mark.parametrize("whose", ["operator", "owners"])
@pytest.mark.parametrize(("entry", "host", "port", "answer"), DENIED)
def test_what_is_denied_is_refused_and_nothing_else(entry: str, host: str, port: int, answer: bool, whose: str) -> None:
    denied = Entries.read([entry])
    rules = Rules(deny=denied) if whose == "operator" else Rules(own_deny=denied)
    try:
        vet(host, port, rules, "8.8.8.8")
    except Refused as error:
        assert answer
        assert entry in str(error)
        assert ("UPSTREAM_DENY" if whose == "operator" else "Settings, Network") in str(error)
    else:
        assert not answer


@pytest.mark.parametrize("allowing", ["allow", "own_allow", "own_only"])
@pytest.mark.parametrize("denying", ["deny", "own_deny"])
def test_denied_stays_denied_whatever_is_allowed(denying: str, allowing: str) -> None:
    entries = Entries.read(["10.0.0.1"])
    lists: dict[str, Any] = {denying: entries, allowing: entries}
    rules = replace(Rules(), **lists)
    with pytest.raises(Refused, match="is denied by"):
        vet("10.0.0.1", 80, rules)


@pytest.mark.parametrize("address", ["::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2a00::5efe:808:808"])
def test_a_denied_network_is_denied_in_every_wrapping(address: str) -> None:
    vet("feed.example", 443, Rules(), address)
    with pytest.raises(Refused, match="is denied by the operator"):
        vet("feed.example", 443, Rules.read((), ["8.8.8.0/24"]), address)


ONLY = [
    (["feed.example"], "feed.example", 443, ["8.8.8.8"], True),
    (["feed.example"], "other.example", 443, ["8.8.8.8"], False),
    (["*.example:443", "1.1.1.1"], "feed.example", 443, ["8.8.8.8"], True),
    (["8.8.8.0/24"], "feed.example", 443, ["8.8.8.8"], True),
    (["8.8.8.0/24"], "feed.example", 443, ["8.8.8.8", "1.1.1.1"], False),
    (["8.8.8.0/24", "1.1.1.1"], "feed.example", 443, ["8.8.8.8", "1.1.1.1"], True),
    ([":443"], "feed.example", 443, ["8.8.8.8"], True),
    ([":443"], "feed.example", 80, ["8.8.8.8"], False),
    (["10.0.0.1"], "10.0.0.1", 80, ["10.0.0.1"], False),  # it restricts, and opens nothing
    (["localhost"], "localhost", 80, ["127.0.0.1"], False),
    ([], "feed.example", 80, ["8.8.8.8"], True),
]


@pytest.mark.parametrize(("entries", "host", "port", "addresses", "answer"), ONLY)
def test_only_restricts(entries: list[str], host: str, port: int, addresses: list[str], answer: bool) -> None:
    try:
        vet(host, port, Rules(own_only=Entries.read(entries)), *addresses)
    except Refused:
        assert not answer
    else:
        assert answer


def test_what_the_operator_opens_for_one_workspace_is_open() -> None:
    vet("10.0.0.1", 80, Rules(own_allow=Entries.read(["10.0.0.0/8"])))


NAMED = [
    (Rules(), "feed.example", 443, True),
    (Rules(), "8.8.8.8", 443, True),
    (Rules(), "127.0.0.1", 443, False),
    (Rules(), "localhost", 443, False),
    (Rules.read(["127.0.0.1"]), "localhost", 443, False),
    (Rules.read(["localhost"]), "localhost", 443, True),
    (Rules(), "feed.example", 25, False),
    (Rules.read((), ["feed.example"]), "feed.example", 443, False),
    (Rules.read((), ["0.0.0.0/0"]), "feed.example", 443, True),  # what a proxy resolves, no network can be held against
    (Rules(own_only=Entries.read(["8.8.8.0/24"])), "feed.example", 443, False),
    (Rules(own_only=Entries.read(["*.example"])), "feed.example", 443, True),
]


@pytest.mark.parametrize(("rules", "host", "port", "answer"), NAMED)
def test_of_a_name_that_the_proxy_resolves_the_name_is_judged(rules: Rules, host: str, port: int, answer: bool) -> None:
    try:
        check_unresolved(host, port, rules)
    except Refused:
        assert not answer
    else:
        assert answer


@pytest.mark.parametrize(
    "entry",
    [
        *("host:port", ":80", "10.0.0.0/99", "a/b", "host:0", "host:70000", "host:²", "", "a b", "*", "*.", "0x7f.1"),
        *("http://h", "h..x", "[::1", "[::1]80", "user@h", "a,b", "x" * 301, "[::1]:", "h:", "**.x", "a.*.b"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match="UPSTREAM_ALLOW: ") as caught:
        Rules.read([entry])
    assert repr(entry) in str(caught.value) or len(entry) in (0, 301)
    if entry != ":80":
        with pytest.raises(ValueError, match="UPSTREAM_DENY: "):
            Rules.read((), [entry])


# --- asking the resolver


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    async def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        return [
            (socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in addresses
        ]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)


async def test_each_address_is_dialled_once_in_the_order_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "2606:4700::1111", "8.8.8.8", "8.8.8.8")
    assert await resolve("fine.example", 443) == [(socket.AF_INET6, "2606:4700::1111"), (socket.AF_INET, "8.8.8.8")]


async def test_an_address_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "10.0.0.1")
    assert await resolve("8.8.8.8", 443) == [(socket.AF_INET, "8.8.8.8")]
    assert await resolve("2606:4700::1111", 443) == [(socket.AF_INET6, "2606:4700::1111")]


async def test_more_addresses_than_are_looked_at_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, *(f"8.8.8.{n}" for n in range(guard.ADDRESSES_MAX)))
    assert len(await resolve("fine.example", 443)) == guard.ADDRESSES_MAX
    resolving(monkeypatch, *(f"8.8.8.{n}" for n in range(guard.ADDRESSES_MAX + 1)))
    with pytest.raises(Refused, match="65 addresses; at most 64"):
        await resolve("many.example", 443)


async def test_a_name_server_that_hangs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(guard, "RESOLVE_SECONDS", 0.02)
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    with pytest.raises(Unresolved, match="was not resolved within"):
        await resolve("slow.example", 443)
