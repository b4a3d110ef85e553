"""What a person is told about a faulty document: every fault, where, and in their words."""

from __future__ import annotations

from typing import Any

import pytest

from apps.builder.document import read_document
from apps.builder.document.faults import DEPTH_MAX, FAULTS_MAX

QUERY = {"name": "ticker", "url": "wss://exchange.example"}


def _faults(source: Any) -> dict[str, str]:
    document, faults = read_document(source)
    assert document is None
    return {fault.path: fault.message for fault in faults}


def _query(**fields: Any) -> dict[str, Any]:
    return {"queries": [{**QUERY, **fields}]}


def _handler(**action: Any) -> dict[str, Any]:
    return _query(events=[{"event": "success", "action": action}])


@pytest.mark.parametrize(
    ("source", "path", "message"),
    [
        (_query(url="http://x"), "queries[0].url", "'http://x' must start with ws:// or wss://"),
        (_query(url="ws://"), "queries[0].url", "'ws://' names no host"),
        (_query(url="ws://u:p@x"), "queries[0].url", "put credentials in a header, not in the URL"),
        (_query(url=""), "queries[0].url", "is empty; fill it in"),
        (
            _query(name="a b"),
            "queries[0].name",
            "'a b' is not a JavaScript name: use letters, digits, _ and $, not starting with a digit",
        ),
        (_query(name="class"), "queries[0].name", "'class' is a reserved word; choose another name"),
        (_query(name="__proto__"), "queries[0].name", "'__proto__' is a reserved word; choose another name"),
        (_query(name="x" * 65), "queries[0].name", "has 65 characters; at most 64"),
        (_query(window={"size": 0}), "queries[0].window.size", "0 is too small; at least 1"),
        (_query(window={"size": 10_001}), "queries[0].window.size", "10001 is too large; at most 10,000"),
        (_query(window={"size": "many"}), "queries[0].window.size", "'many' is not a whole number"),
        (_query(scope="user"), "queries[0].scope", "'user' is not possible; choose 'session' or 'shared'"),
        (_query(reconnect="maybe"), "queries[0].reconnect", "'maybe' is neither true nor false"),
        (_query(colour="red"), "queries[0].colour", "is not a field of the document here; remove it"),
        (
            _query(headers=[{"name": "X-A", "value": "a\r\nHost: b"}]),
            "queries[0].headers[0].value",
            "'a\\r\\nHost: b' can't be sent in a header: it has a line break or a character outside Latin-1",
        ),
        ({"queries": [{"name": "a"}]}, "queries[0].url", "is missing; every such entry needs it"),
        ({"queries": {}}, "queries", "must be a list, not an object"),
        ({"queries": [5]}, "queries[0]", "must be an object, not a number"),
        ({"widgets": [{"type": "chart", "name": 5}]}, "widgets[0].name", "must be text, not a number"),
        ({"widgets": [{"name": "a"}]}, "widgets[0].type", "is missing; it says what kind of entry this is"),
        (
            {"widgets": [{"type": "chart", "name": "a", "properties": {"kind": "pie"}}]},
            "widgets[0].properties.kind",
            "'pie' is not possible; choose 'line' or 'candlestick'",
        ),
        (
            _handler(type="reload"),
            "queries[0].events[0].action.type",
            "there is no type 'reload'; choose 'run_javascript', 'set_state', 'broadcast', 'show_message'",
        ),
        (
            _handler(type="set_state", state="gone", value="1"),
            "queries[0].events[0].action.state",
            "there is no temporary state 'gone'",
        ),
        (
            _handler(type="broadcast", query="gone", message="1"),
            "queries[0].events[0].action.query",
            "there is no query 'gone'",
        ),
        ({"scripts": {"startup": "a\x00b"}}, "scripts.startup", "has a NUL character in it; remove it"),
        ([], "", "must be an object, not a list"),
        (None, "", "must be an object, not null"),
    ],
)
def test_a_fault_is_told_with_its_path_value_and_remedy(source: Any, path: str, message: str) -> None:
    assert _faults(source) == {path: message}


def test_a_name_that_stands_twice_is_told_where() -> None:
    source = {"queries": [QUERY], "states": [{"name": "ticker"}], "widgets": [{"type": "text", "name": "ticker"}]}
    told = "the name 'ticker' already stands at queries[0].name; choose another"
    assert _faults(source) == {"states[0].name": told, "widgets[0].name": told}


def test_faults_across_parts_are_told_together_with_those_of_single_fields() -> None:
    assert set(_faults({"queries": [QUERY, {"name": "ticker", "url": "x"}]})) == {"queries[1].url", "queries[1].name"}


def test_a_value_nested_without_end_is_refused_calmly() -> None:
    value: Any = 1
    for _ in range(5_000):
        value = [value]
    faults = _faults({"states": [{"name": "deep", "initial": value}]})
    assert list(faults.values()) == [f"is nested more than {DEPTH_MAX} levels deep; use a flatter value"]


def test_the_list_of_faults_is_bounded() -> None:
    _, faults = read_document({"queries": [{"name": f"q{n}", "url": "x", "a": 1, "b": 2, "c": 3} for n in range(100)]})
    assert len(faults) == FAULTS_MAX


def test_a_document_without_fault_is_returned_whole() -> None:
    document, faults = read_document(_query())
    assert faults == []
    assert document is not None
    assert document.queries[0].name == "ticker"
