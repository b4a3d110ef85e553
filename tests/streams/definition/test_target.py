"""Reading a URL: one spelling for each host, and nothing that two programs could read differently."""

from __future__ import annotations

from urllib.parse import urlsplit

import picows
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from picows.url import parse_url

from apps.streams.definition import StreamDefinition
from apps.streams.definition.target import read, spelling


@pytest.mark.parametrize(
    ("url", "host", "port", "authority", "resource"),
    [
        ("ws://h.example", "h.example", 80, "h.example", "/"),
        ("wss://h.example", "h.example", 443, "h.example", "/"),
        ("WSS://H.Example/A", "h.example", 443, "h.example", "/A"),
        ("ws://h.example.:81/", "h.example", 81, "h.example:81", "/"),
        ("ws://h.example:/", "h.example", 80, "h.example", "/"),
        ("ws://h.example:0080/", "h.example", 80, "h.example:80", "/"),
        ("ws://h.example?a=1", "h.example", 80, "h.example", "/?a=1"),
        ("ws://h.example/a?", "h.example", 80, "h.example", "/a"),
        ("ws://h.example??", "h.example", 80, "h.example", "/??"),
        ("ws://h.example/a?b=/@c:d", "h.example", 80, "h.example", "/a?b=/@c:d"),
        ("ws://h.example/%20\u00e9?\u00fc=%C3", "h.example", 80, "h.example", "/%20%C3%A9?%C3%BC=%C3"),
        ("ws://[2001:DB8:0::1]:9/", "2001:db8::1", 9, "[2001:db8::1]:9", "/"),
        ("ws://[::ffff:1.2.3.4]/", "::ffff:102:304", 80, "[::ffff:102:304]", "/"),
        ("ws://8.8.8.8/", "8.8.8.8", 80, "8.8.8.8", "/"),
        ("ws://b\u00dccher.example/", "xn--bcher-kva.example", 80, "xn--bcher-kva.example", "/"),
        ("ws://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444/", "xn--e1afmkfd.xn--p1ai", 80, None, "/"),
        ("ws://_srv.my_host/", "_srv.my_host", 80, "_srv.my_host", "/"),
        ("ws://1a.2b/", "1a.2b", 80, "1a.2b", "/"),
    ],
)
def test_a_url_has_one_reading(url: str, host: str, port: int, authority: str | None, resource: str) -> None:
    target = read(url)
    assert (target.host, target.port, target.resource) == (host, port, resource)
    assert target.authority == (authority or host)
    assert read(target.url) == target


PIECES = some.sampled_from(
    [
        *"ab.1:/?#@[]\\%&=-_ ",
        "..",
        "::1",
        "[::1]",
        "127",
        "0x7f",
        "%31",
        "ws://",
        "wss://",
        "\uff0e",
        "\u00fc",
        "\t",
        "\u200d",
    ]
)


@settings(max_examples=400, deadline=None)
@given(some.lists(PIECES, max_size=12))
def test_whoever_dials_reads_the_same(parts: list[str]) -> None:
    """Python's parser and that of the library that writes the request agree with ours on all that ours lets through."""
    try:
        target = read("ws://" + "".join(parts))
    except ValueError:
        return
    assert target.url.isascii()
    theirs, plain = parse_url(target.url), urlsplit(target.url)
    assert (theirs.host, theirs.port, theirs.netloc) == (target.host, target.port, target.authority)
    assert (plain.hostname, plain.port or 80) == (target.host, target.port)
    assert theirs.username is None
    assert theirs.resource_name == target.resource
    assert spelling(f"[{target.host}]" if ":" in target.host else target.host) == target.host


def test_the_definition_asks_here_too() -> None:
    with pytest.raises(ValueError, match=r"another spelling of 127\.0\.0\.1"):
        StreamDefinition(url="ws://0x7f.1/")


@pytest.mark.parametrize(
    "url",
    ["ws://{{ params.x }}/", "ws://{{ params.x }}.example:{{ params.x }}/", "ws://h:80{{ params.x }}/{{params.x}}"],
)
def test_a_placeholder_may_stand_in_a_host_and_a_port(url: str) -> None:
    made = StreamDefinition.model_validate({"url": url, "parameters": [{"name": "x", "allowed": ["1"]}]})
    assert made.url == url


def test_no_fault_repeats_the_query_of_a_url() -> None:
    for url in ("http://h.example/?key=k3y", "?key=k3y", "ws:///?key=k3y", "ws://a@b/?key=k3y", "ws://[/?key=k3y"):
        with pytest.raises(ValueError, match=r"\w") as caught:
            read(url)
        assert "k3y" not in str(caught.value)


def test_the_library_s_parser_is_the_one_compared_with() -> None:
    assert picows.WSParsedURL is type(parse_url("ws://h.example/"))
