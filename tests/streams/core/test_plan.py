"""What is dialled, and what the stream is called."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from apps.builder.document import StreamQuery
from apps.streams.core.plan import BadParameter, plan, stream_key
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
    {"on_connect": [{"kind": "hex", "text": "6869"}]},
    {"on_connect": [{"text": "hi", "wait_for": {"rules": [{"value": "ok"}]}}]},
    {"parameters": [{"name": "x", "default": 1, "type": "number"}]},
    {"cookies": [{"name": "a", "value": "1"}]},
    {"origin": "https://a.example"},
    {"auth": {"type": "bearer", "token": "t"}},
    {"tls": {"verify": False}},
    {"auto_replies": [{"when": {"rules": [{"value": "ping"}]}, "message": "pong"}]},
    {"keep_alive": {"ping_seconds": 5}},
    {"keep_alive": {"heartbeat": {"message": "hi"}}},
    {"final_close_codes": [1008]},
    {"limits": {"messages_per_second": 10}},
    {"skip": {"rules": [{"path": "$.a"}]}},
    {"explode": "$.a[*]"},
    {"fields": [{"alias": "a"}]},
    {"order": {"path": "$.t"}},
    {"window": {"size": 10}},
    {"window": {"key": "$.id"}},
    {"reconnect": False},
    {"app": 2},
    {"query": "other"},
]


def test_the_key_changes_with_everything_that_matters() -> None:
    assert StreamDefinition.model_fields.keys() - {name for other in OTHERS for name in other} == {"scope"}
    keys = [key(), *(key(**other) for other in OTHERS)]
    keys += [key(identity=identity, scope=scope) for identity in ("s1", "s2") for scope in ("session", "user")]
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


ADA = {"id": 7, "email": "ada@example.org", "name": "Ada"}


def test_the_key_changes_with_the_parameters_and_the_user_as_far_as_they_are_referred_to() -> None:
    fields: dict[str, Any] = {
        "url": "wss://feed.example/{{ params.pair }}/{{ user.email }}",
        "parameters": [
            {"name": "pair", "default": "a"},
            {"name": "n", "type": "number", "default": 1},
            {"name": "unused", "default": "u"},
        ],
        "on_connect": ["{{ params.n }}"],
        "scope": "session",
    }
    definition = define(**fields)

    def named(params: dict[str, Any] | None = None, **user: Any) -> str:
        return stream_key(1, "q", definition, "s1", params or {}, {**ADA, **user})

    assert (
        named({"pair": "a"})
        == named({"unused": "v"})
        == named({"n": 1.0})
        == named(name="Eve")
        == named(id=8)
        == named()
    )
    others = [named({"pair": "b"}), named({"n": 2}), named({"n": 1.5}), named(email="eve@example.org"), named()]
    assert len(set(others)) == len(others)


def test_a_key_needs_what_the_definition_needs() -> None:
    with pytest.raises(BadParameter, match="x has no value"):
        key(url="wss://feed.example/{{ params.x }}", parameters=[{"name": "x"}])
    with pytest.raises(BadParameter, match="somebody signed in"):
        key(url="wss://feed.example/{{ user.id }}", scope="session", identity="s1")


def test_a_plan_holds_all_that_is_to_be_said_and_kept_to() -> None:
    made = plan(
        define(
            parameters=[{"name": "pair"}],
            tls={"verify": False},
            on_connect=[
                {
                    "kind": "json",
                    "text": '{"auth": "{{ user.name }}"}',
                    "wait_seconds": 3,
                    "wait_for": {"rules": [{"path": "$.type", "value": "auth_required"}]},
                },
                "subscribe {{ params.pair }}",
            ],
            auto_replies=[
                {
                    "when": {"rules": [{"path": "$.op", "value": "ping"}]},
                    "message": {"kind": "json", "text": '{"op":"pong","id":{{ message.id }}}'},
                }
            ],
            keep_alive={"ping_seconds": 5, "idle_seconds": 60, "heartbeat": {"message": "hb", "seconds": 7}},
            final_close_codes=[1008, 4001, 1008],
            limits={"message_bytes": 2048, "messages_per_second": 10},
            window={"size": 5, "key": "$.id"},
            reconnect=False,
            scope="session",
        ),
        {"pair": "XBT/USD"},
        ADA,
    )
    first, second = made.on_connect
    assert (first.message, first.wait_seconds) == ('{"auth": "Ada"}', 3)
    assert first.wait_for is not None
    assert first.wait_for({"type": "auth_required"}) and not first.wait_for({"type": "other"})
    assert (second.message, second.wait_for) == ("subscribe XBT/USD", None)
    [reply] = made.auto_replies
    assert reply.when({"op": "ping"}) and not reply.when("ping")
    assert reply.answer({"op": "ping", "id": 5}) == '{"op":"pong","id":5}'
    assert made.heartbeat == ("hb", 7)
    assert (made.ping_seconds, made.idle_seconds, made.reconnect) == (5, 60, False)
    assert made.final_close_codes == {1008, 4001}
    assert (made.message_bytes, made.messages_per_second) == (2048, 10)
    assert (made.window.size, made.window.key, made.tls.verify) == (5, "$.id", False)


@pytest.mark.parametrize(("scope", "identity"), [("session", ""), ("user", ""), ("shared", "s1")])
def test_an_identity_belongs_to_every_scope_but_shared(scope: str, identity: str) -> None:
    with pytest.raises(ValueError, match="scope"):
        key(identity=identity, scope=scope)
