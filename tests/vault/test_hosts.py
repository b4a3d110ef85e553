"""Which hosts a secret may go to: how they are written, and what they admit."""

from __future__ import annotations

import pytest

from apps.vault.hosts import admits, read_host


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        (" API.Example.com. ", "api.example.com"),
        ("api.example.com:8443", "api.example.com:8443"),
        ("*.Example.com", "*.example.com"),
        ("*.example.com:9000", "*.example.com:9000"),
        ("localhost", "localhost"),
        ("127.0.0.1:8765", "127.0.0.1:8765"),
        ("[::1]:80", "[::1]:80"),
        ("[0:0::1]", "[::1]"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_host_has_one_spelling(written: str, spelt: str) -> None:
    assert read_host(written) == spelt
    assert read_host(spelt) == spelt


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "empty"),
        ("wss://api.example.com", "more than a host"),
        ("api.example.com/feed", "more than a host"),
        ("user@example.com", "more than a host"),
        ("*", "no host"),
        ("*.com", "too wide"),
        ("*.10.0.0.1", "too wide"),
        ("a.*.example.com", "no host"),
        ("**.example.com", "no host"),
        ("api..example.com", "no host"),
        ("api.example.com:0", "a port is"),
        ("api.example.com:", "a port is"),
        ("api.example.com:99999", "a port is"),
        ("api.example.com:٣", "a port is"),
        ("-a.example.com", "no host"),
        ("a b.example.com", "no host"),
        ("{{ params.h }}", "no host"),
    ],
)
def test_what_is_no_host_is_refused_with_a_reason(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_host(written)


@pytest.mark.parametrize(
    ("bound", "host", "port", "secure", "admitted"),
    [
        ("api.example.com", "api.example.com", 443, True, True),
        ("api.example.com", "API.example.COM.", 443, True, True),
        ("api.example.com", "api.example.com", 80, False, True),
        ("api.example.com", "api.example.com", 80, True, False),
        ("api.example.com", "api.example.com", 8443, True, False),
        ("api.example.com:8443", "api.example.com", 8443, True, True),
        ("api.example.com:8443", "api.example.com", 443, True, False),
        ("api.example.com", "evil.example.com", 443, True, False),
        ("api.example.com", "api.example.com.evil.net", 443, True, False),
        ("api.example.com", "xapi.example.com", 443, True, False),
        ("*.example.com", "a.example.com", 443, True, True),
        ("*.example.com", "a.b.example.com", 443, True, True),
        ("*.example.com", "example.com", 443, True, False),
        ("*.example.com", "evilexample.com", 443, True, False),
        ("*.example.com", "a.example.com.evil.net", 443, True, False),
        ("[::1]:80", "::1", 80, False, True),
        ("[::1]:80", "0:0:0:0:0:0:0:1", 80, False, True),
        ("127.0.0.1:80", "127.1", 80, False, False),
        ("127.0.0.1:80", "::ffff:127.0.0.1", 80, False, False),
        ("xn--bcher-kva.example", "bücher.example", 443, True, True),
    ],
)
def test_what_is_dialled_must_be_one_of_the_hosts(
    bound: str, host: str, port: int, secure: bool, admitted: bool
) -> None:
    assert admits([read_host(bound)], host, port, secure=secure) is admitted
    assert admits(["other.example", read_host(bound)], host, port, secure=secure) is admitted
    assert admits([], host, port, secure=secure) is False
