"""Where a URL may lead."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

import pytest

from apps.streams.hub import guard
from apps.streams.hub.guard import Allowed, Refused, Unresolved, check, is_public, resolve

NOTHING = Allowed.read([])


async def vet(host: str, port: int, allowed: Allowed) -> list[guard.Address]:
    """Both steps, as a dial takes them."""
    addresses = await resolve(host, port)
    check(host, port, addresses, allowed)
    return addresses


REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.1.2.3",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]


@pytest.mark.parametrize("text", REFUSED)
def test_an_address_inside_is_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", [*PUBLIC, "2002:808:808::1"])
def test_an_address_of_the_internet_is_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "0",
        "localhost",
        "LOCALHOST",
        "::1",
        "::ffff:7f00:1",
        "0:0:0:0:0:0:0:1",
        "10.0.0.1",
        "169.254.169.254",
    ],
)
async def test_no_spelling_leads_inside(host: str) -> None:
    with pytest.raises(Refused) as caught:
        await vet(host, 80, NOTHING)
    assert repr(host) in str(caught.value)
    assert "UPSTREAM_ALLOW=" in str(caught.value)


@pytest.mark.parametrize("host", ["localhost.", "no-such-host.invalid", "a..b", "x" * 70 + ".example", "-"])
async def test_a_name_without_a_good_address_is_told(host: str) -> None:
    with pytest.raises((Refused, Unresolved)) as caught:
        await vet(host, 80, NOTHING)
    assert repr(host) in str(caught.value)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    async def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        return [
            (socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in addresses
        ]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)


async def test_one_address_inside_spoils_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        await vet("two-faced.example", 443, NOTHING)


async def test_what_was_vetted_is_what_is_dialled_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "2606:4700::1111", "8.8.8.8", "8.8.8.8")
    assert await vet("fine.example", 443, NOTHING) == [
        (socket.AF_INET6, "2606:4700::1111"),
        (socket.AF_INET, "8.8.8.8"),
    ]


async def test_a_name_server_that_hangs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(guard, "RESOLVE_SECONDS", 0.02)
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    with pytest.raises(Unresolved, match="was not resolved within"):
        await vet("slow.example", 443, NOTHING)


@pytest.mark.parametrize(
    ("entry", "host", "port", "answer"),
    [
        ("127.0.0.1", "127.0.0.1", 80, True),
        ("127.0.0.1", "127.0.0.1", 9999, True),
        ("127.0.0.1", "2130706433", 80, True),
        ("127.0.0.1:8765", "127.0.0.1", 8765, True),
        ("127.0.0.1:8765", "127.0.0.1", 8766, False),
        ("127.0.0.1", "127.0.0.2", 80, False),
        ("127.0.0.0/8", "127.8.9.1", 80, True),
        ("127.0.0.1/8", "127.8.9.1", 80, True),
        ("10.0.0.0/8", "127.0.0.1", 80, False),
        ("LocalHost:80", "localHOST", 80, True),
        ("localhost:80", "localhost", 81, False),
        ("[::1]:80", "::1", 80, True),
        ("[::1]:80", "::1", 81, False),
        ("::1", "0:0:0:0:0:0:0:1", 80, True),
        ("0:0:0:0:0:0:0:1", "::1", 80, True),
        ("[0:0::1]", "::1", 80, True),
        ("::/0", "127.0.0.1", 80, False),
    ],
)
async def test_the_operator_allows_exactly_what_was_written(entry: str, host: str, port: int, answer: bool) -> None:
    allowed = Allowed.read([entry])
    try:
        await vet(host, port, allowed)
    except Refused:
        assert not answer
    else:
        assert answer


async def test_the_refusal_says_how_to_allow_and_that_works() -> None:
    for host in ("127.0.0.1", "::1"):
        with pytest.raises(Refused) as caught:
            await vet(host, 8080, NOTHING)
        entry = str(caught.value).split("UPSTREAM_ALLOW=")[1].rstrip(".")
        assert await vet(host, 8080, Allowed.read([entry]))


@pytest.mark.parametrize("entry", ["host:port", ":80", "10.0.0.0/99", "a/b", "host:0", "host:70000", "host:²"])
def test_an_entry_that_cannot_be_read_is_named(entry: str) -> None:
    with pytest.raises(ValueError, match="UPSTREAM_ALLOW") as caught:
        Allowed.read([entry])
    assert repr(entry) in str(caught.value)
