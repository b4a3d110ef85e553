"""Where a request comes from, with and without proxies."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from apps.accounts.address import address_of, origin_of
from apps.accounts.agents import agent_in_words

from .people import LINUX, PHONE


@pytest.mark.parametrize(("proxies", "forwarded", "peer", "found"), [
    (0, "", "192.0.2.1", "192.0.2.1"),
    (0, "203.0.113.9", "192.0.2.1", "192.0.2.1"),  # anybody can write that header
    (1, "203.0.113.9", "127.0.0.1", "203.0.113.9"),
    (1, "1.1.1.1, 203.0.113.9", "127.0.0.1", "203.0.113.9"),  # the visitor wrote the first
    (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "127.0.0.1", "203.0.113.9"),
    (1, "", "192.0.2.1", "192.0.2.1"),
    (1, "not an address", "192.0.2.1", "192.0.2.1"),
    (1, "203.0.113.9:4711", "127.0.0.1", "203.0.113.9"),
    (1, "[2001:db8::1]:443", "127.0.0.1", "2001:db8::1"),
    (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
    (0, "", "fe80::1%eth0", "fe80::1"),
    (0, "", "", "0.0.0.0"),
])  # fmt: skip
def test_the_address_our_own_outermost_proxy_saw(
    settings: Settings, proxies: int, forwarded: str, peer: str, found: str
) -> None:
    settings.PROXIES = proxies
    assert address_of(RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR=peer)) == found


def test_an_ipv6_home_counts_as_one() -> None:
    assert origin_of("2001:db8::1") == origin_of("2001:db8::ffff:1")
    assert origin_of("192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize(("agent", "words"), [
    (LINUX, "Firefox on Linux"),
    (PHONE, "Safari on iPhone"),
    ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0.0.0 Safari/537.36", "Chrome on macOS"),
    ("curl/8.0", "An unknown program"),
    ("something on (X11; Linux)", "A browser on Linux"),
    ("", "An unknown program"),
])  # fmt: skip
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert agent_in_words(agent) == words
