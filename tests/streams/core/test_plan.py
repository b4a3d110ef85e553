"""What is dialled, and what the stream is called."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from apps.builder.document import StreamQuery
from apps.streams.core.plan import plan, stream_key
from apps.streams.definition import StreamDefinition


def define(**fields: Any) -> StreamDefinition:
    return StreamDefinition.model_validate({"url": "wss://feed.example/v1", "scope": "shared", **fields})


def key(identity: str = "", app: int = 1, query: str = "q", **fields: Any) -> str:
    return stream_key(app, query, define(**fields), identity)


@pytest.mark.parametrize(
    ("url", "parameters", "dialled", "host", "port"),
    [
        ("wss://feed.example", [], "wss://feed.example/", "feed.example", 443),
        ("ws://feed.example", [], "ws://feed.example/", "feed.example", 80),
        ("ws://feed.example:8080/a/b", [], "ws://feed.example:8080/a/b", "feed.example", 8080),
        ("wss://[2001:db8::1]:9/x", [], "wss://[2001:db8::1]:9/x", "2001:db8::1", 9),
        ("wss://feed.example/p?x=1", [("y", "2")], "wss://feed.example/p?x=1&y=2", "feed.example", 443),
        (
            "wss://feed.example/p",
            [("a b", "c&d=e/?#"), ("q", "Zürich+1"), ("empty", "")],
            "wss://feed.example/p?a%20b=c%26d%3De%2F%3F%23&q=Z%C3%BCrich%2B1&empty=",
            "feed.example",
            443,
        ),
        ("wss://feed.example/p", [("n", "1"), ("n", "2")], "wss://feed.example/p?n=1&n=2", "feed.example", 443),
    ],
)
def test_the_url_is_worked_out(url: str, parameters: list[tuple[str, str]], dialled: str, host: str, port: int) -> None:
    made = plan(define(url=url, query_parameters=[{"name": n, "value": v} for n, v in parameters]))
    assert (made.url, made.host, made.port) == (dialled, host, port)
    assert made.secure == url.startswith("wss:")


@pytest.mark.parametrize(
    "url",
    [
        "http://feed.example",
        "feed.example",
        "wss://",
        "wss:///path",
        "ws://user:pw@feed.example",
        "ws://feed.example:0/",
        "ws://feed.example:99999/",
        "ws://feed.example/#part",
        "ws://feed.example/a b",
        "ws://feed.example/\nHost: x",
        "ws://[::1/",
    ],
)
def test_a_url_that_cannot_be_dialled_is_refused(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        define(url=url)
    assert caught.value.errors()[0]["loc"] == ("url",)


@pytest.mark.parametrize("value", ["a\r\nX-Other: 1", "a\nb", "\x00"])
def test_a_header_cannot_smuggle_another(value: str) -> None:
    with pytest.raises(ValidationError):
        define(headers=[{"name": "X-Key", "value": value}])


OTHERS: list[dict[str, Any]] = [
    {"url": "wss://feed.example/v2"},
    {"query_parameters": [{"name": "a", "value": "1"}]},
    {"headers": [{"name": "X", "value": "1"}]},
    {"subprotocols": ["v1"]},
    {"on_connect": ["hi"]},
    {"on_connect": ["hi", "there"]},
    {"format": "text"},
    {"window": {"size": 10}},
    {"reconnect": False},
    {"app": 2},
    {"query": "other"},
]


def test_the_key_changes_with_everything_that_matters() -> None:
    keys = [key(), *(key(**other) for other in OTHERS)]
    keys += [key(identity="s1", scope="session"), key(identity="s2", scope="session")]
    assert len(set(keys)) == len(keys)
    assert all(len(each) == 24 and each.isalnum() and each == each.lower() for each in keys)
    assert key() == key()


def test_the_key_does_not_change_with_what_only_the_browser_does() -> None:
    plain = StreamQuery.model_validate({"name": "q", "url": "wss://feed.example/v1", "scope": "shared"})
    handled = StreamQuery.model_validate(
        {
            "name": "q",
            "url": "wss://feed.example/v1",
            "scope": "shared",
            "events": [{"event": "success", "action": {"type": "set_state", "state": "s", "value": "1"}}],
        }
    )
    assert plain != handled
    assert stream_key(1, "q", plain.definition(), "") == stream_key(1, "q", handled.definition(), "")


@pytest.mark.parametrize(("scope", "identity"), [("session", ""), ("shared", "s1")])
def test_an_identity_belongs_to_scope_session_alone(scope: str, identity: str) -> None:
    with pytest.raises(ValueError, match="scope"):
        key(identity=identity, scope=scope)
