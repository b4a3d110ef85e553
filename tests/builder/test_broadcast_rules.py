"""What viewers may broadcast: by scope, and by the shape of the message."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.builder.document import AppDocument, StreamQuery, read_document
from apps.builder.document.broadcasts import ViewersBroadcast
from apps.builder.identity import stream_of

ORDER = {
    "type": "object",
    "fields": [
        {"name": "command", "type": "string", "allowed": ["start", "stop"]},
        {"name": "machine", "type": "string", "pattern": "[a-z]+-[0-9]{1,3}", "max_length": 12},
        {"name": "speed", "type": "number", "required": False},
        {"name": "now", "type": "boolean", "required": False},
        {"name": "tags", "type": "list", "required": False, "max_length": 2},
        {"name": "more", "type": "object", "required": False},
    ],
}
GOOD = {"command": "stop", "machine": "press-7"}


def rules(**fields: Any) -> ViewersBroadcast:
    return ViewersBroadcast.model_validate(fields)


@pytest.mark.parametrize(
    ("said", "scope", "allowed"),
    [
        (None, "shared", False),
        (None, "session", True),
        (None, "user", True),
        (True, "shared", True),
        (False, "session", False),
    ],
)
def test_a_shared_stream_takes_nothing_of_viewers_unless_it_says_so(
    said: bool | None, scope: Any, allowed: bool
) -> None:
    assert rules(allowed=said).is_allowed(scope) is allowed


@pytest.mark.parametrize(
    "message",
    [
        GOOD,
        {**GOOD, "speed": 1.5},
        {**GOOD, "speed": -3, "now": False, "tags": ["a", 1], "more": {"any": [1]}},
    ],
)
def test_a_message_of_the_shape_goes_through(message: Any) -> None:
    assert rules(shape=ORDER).fault(json.dumps(message), binary=False) == ""


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "JSON object"),
        ("stop", "JSON object"),
        ("[]", "JSON object"),
        ("null", "JSON object"),
        ('"stop"', "JSON object"),
        ('{"command": "stop"', "JSON object"),
        ("[" * 60_000, "JSON object"),
        ('{"command": "stop", "machine": "press-7", "speed": NaN}', "JSON object"),
        ('{"command": "stop", "command": "format", "machine": "press-7"}', "each of its fields once"),
        ('{"command": "stop", "machine": "press-7", "more": {"a": 1, "a": 2}}', "each of its fields once"),
        ({"command": "stop"}, "'machine' is missing"),
        ({**GOOD, "command": "format"}, "'command' has a value that is not allowed"),
        ({**GOOD, "command": ["stop"]}, "'command' must be a string"),
        ({**GOOD, "command": None}, "'command' must be a string"),
        ({**GOOD, "command": "STOP"}, "'command'"),
        ({**GOOD, "machine": "press-7\n"}, "'machine'"),
        ({**GOOD, "machine": "x press-7"}, "'machine'"),
        ({**GOOD, "machine": "a\npress-7"}, "'machine'"),
        ({**GOOD, "machine": "abcdefghijk-1"}, "longer than 12"),
        ({**GOOD, "speed": "1"}, "'speed' must be a number"),
        ({**GOOD, "speed": True}, "'speed' must be a number"),
        ({**GOOD, "now": 1}, "'now' must be a boolean"),
        ({**GOOD, "tags": [1, 2, 3]}, "'tags' is longer than 2"),
        ({**GOOD, "more": []}, "'more' must be a object"),
        ({**GOOD, "admin": True}, "'admin' may not be sent"),
        ({**GOOD, "__proto__": {}}, "'__proto__' may not be sent"),
        ({**GOOD, "Command": "stop"}, "'Command' may not be sent"),
    ],
)
def test_any_other_message_is_refused_and_the_part_is_named(text: Any, part: str) -> None:
    text = text if isinstance(text, str) else json.dumps(text)
    fault = rules(shape=ORDER).fault(text, binary=False)
    assert part in fault
    assert "start" not in fault


def test_a_binary_message_has_no_shape() -> None:
    assert rules(shape=ORDER).fault("e30=", binary=True)
    assert rules(shape={"type": "text"}).fault("e30=", binary=True)
    assert not rules().fault("e30=", binary=True)


def test_other_fields_may_be_let_through() -> None:
    assert not rules(shape={**ORDER, "others": True}).fault(json.dumps({**GOOD, "note": "x"}), binary=False)


@pytest.mark.parametrize(
    ("text", "good"), [("ping", True), ("ping ", False), ("xping", False), ("ping\nping", False), ("", False)]
)
def test_a_text_matches_as_a_whole(text: str, good: bool) -> None:
    assert (rules(shape={"type": "text", "pattern": "ping|pong"}).fault(text, binary=False) == "") is good


def test_a_text_may_be_bound_in_length_alone() -> None:
    shape = rules(shape={"type": "text", "max_length": 3})
    assert not shape.fault("abc", binary=False)
    assert "4 characters" in shape.fault("abcd", binary=False)


@pytest.mark.parametrize(
    ("shape", "path"),
    [
        ({"type": "text", "pattern": "("}, "shape.pattern"),
        ({"type": "object", "fields": [{"name": "a", "pattern": "x"}]}, "shape.fields[0].pattern"),
        (
            {"type": "object", "fields": [{"name": "a", "type": "number", "max_length": 1}]},
            "shape.fields[0].max_length",
        ),
        (
            {"type": "object", "fields": [{"name": "a", "type": "number", "allowed": ["1"]}]},
            "shape.fields[0].allowed[0]",
        ),
        ({"type": "object", "fields": [{"name": "a"}, {"name": "a"}]}, "shape.fields[1].name"),
        ({"type": "regex"}, "shape.type"),
    ],
)
def test_a_rule_that_makes_no_sense_is_told_with_its_place(shape: Any, path: str) -> None:
    query = {"name": "q", "url": "wss://a.example/", "viewers_broadcast": {"shape": shape}}
    document, faults = read_document({"queries": [query]})
    assert document is None
    assert [fault.path for fault in faults] == [f"queries[0].viewers_broadcast.{path}"]


def test_it_is_no_part_of_what_names_a_stream() -> None:
    def stream(**fields: Any) -> str:
        query = StreamQuery.model_validate({"name": "q", "url": "wss://a.example/", "scope": "shared", **fields})
        return stream_of(1, 1, query, None, "", {})[0]

    assert stream() == stream(viewers_broadcast={"allowed": True, "shape": ORDER})


def test_an_older_document_reads_as_if_nothing_was_said() -> None:
    document = AppDocument.model_validate({"queries": [{"name": "q", "url": "wss://a.example/", "scope": "shared"}]})
    assert document.queries[0].viewers_broadcast == ViewersBroadcast()
