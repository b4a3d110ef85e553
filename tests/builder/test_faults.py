"""What a person is told about a faulty document: every fault, where, and in their words."""

from __future__ import annotations

from typing import Any

import pytest

from apps.builder.document import AppDocument, read_document
from apps.builder.document.faults import DEPTH_MAX, FAULTS_MAX
from apps.builder.document.messages import PATTERNS

QUERY = {"name": "ticker", "url": "wss://exchange.example"}


def _faults(source: Any) -> dict[str, str]:
    document, faults = read_document(source)
    assert document is None
    return {fault.path: fault.message for fault in faults}


def _query(**fields: Any) -> dict[str, Any]:
    return {"queries": [{**QUERY, **fields}]}


def _handler(**action: Any) -> dict[str, Any]:
    return _query(events=[_action(**action)])


def _action(**action: Any) -> dict[str, Any]:
    return {"event": "success", "action": action}


def _widgets(*widgets: dict[str, Any]) -> dict[str, Any]:
    return {"widgets": [{"name": f"w{index}", **widget} for index, widget in enumerate(widgets)]}


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
        (_query(scope="team"), "queries[0].scope", "'team' is not possible; choose 'session', 'user' or 'shared'"),
        (_query(reconnect="maybe"), "queries[0].reconnect", "'maybe' is neither true nor false"),
        (_query(colour="red"), "queries[0].colour", "is not a field of the document here; remove it"),
        (
            _query(headers=[{"name": "X-A", "value": "a\r\nHost: b"}]),
            "queries[0].headers[0].value",
            "'a\\r\\nHost: b' can't be sent in a header: it has a line break, a control character or one outside "
            "Latin-1",
        ),
        ({"queries": [{"name": "a"}]}, "queries[0].url", "is missing; every such entry needs it"),
        ({"queries": {}}, "queries", "must be a list, not an object"),
        ({"queries": [5]}, "queries[0]", "must be an object, not a number"),
        ({"widgets": [{"type": "chart", "name": 5}]}, "widgets[0].name", "must be text, not a number"),
        ({"widgets": [{"name": "a"}]}, "widgets[0].type", "is missing; it says what kind of entry this is"),
        (
            {"widgets": [{"type": "chart", "name": "a", "properties": {"kind": "pie"}}]},
            "widgets[0].properties.kind",
            "'pie' is not possible; choose 'line', 'area', 'bar', 'scatter', 'candlestick' or 'ohlc'",
        ),
        (
            _handler(type="reload"),
            "queries[0].events[0].action.type",
            "there is no type 'reload'; choose 'run_query', 'control_widget', 'run_javascript', 'set_state', "
            "'broadcast', 'disconnect', 'show_message', 'go_to_url', 'open_app', 'open_page', 'copy_to_clipboard', "
            "'export_data', 'control_playback'",
        ),
        (
            _handler(type="set_state", state="gone", value="1"),
            "queries[0].events[0].action.state",
            "there is no temporary state 'gone'",
        ),
        (
            _handler(type="broadcast", query="gone", message="1"),
            "queries[0].events[0].action.query",
            "there is no stream query 'gone'",
        ),
        (_handler(type="run_query", query="gone"), "queries[0].events[0].action.query", "there is no query 'gone'"),
        (
            _handler(type="control_widget", widget="gone", method="clear"),
            "queries[0].events[0].action.widget",
            "there is no widget 'gone'",
        ),
        (
            {
                **_handler(type="control_widget", widget="w0", method="not a name"),
                **_widgets({"type": "input"}),
            },
            "queries[0].events[0].action.method",
            "'not a name' is not the name of a method: use letters only, such as setValue",
        ),
        (
            {"javascript_queries": [{"name": "a", "periodic_ms": 99}]},
            "javascript_queries[0].periodic_ms",
            "99 ms is too often; at least 100, or 0 for never",
        ),
        (_query(triggers={"after": ["gone"]}), "queries[0].triggers.after[0]", "there is no query 'gone'"),
        (
            {"responders": [{"name": "a", "events": [_action(type="disconnect", query="gone")]}]},
            "responders[0].events[0].action.query",
            "there is no query 'gone'",
        ),
        (
            _widgets({"type": "chart", "properties": {"source": {"queries": ["gone"]}}}),
            "widgets[0].properties.source.queries[0]",
            "there is no stream query 'gone'",
        ),
        (
            _widgets({"type": "chart", "properties": {"source": {"queries": []}}}),
            "widgets[0].properties.source.queries",
            "has 0 entries; at least 1",
        ),
        (
            _widgets({"type": "text", "parent": {"widget": "gone"}}),
            "widgets[0].parent.widget",
            "there is no widget 'gone'",
        ),
        (
            _widgets({"type": "text"}, {"type": "text", "parent": {"widget": "w0"}}),
            "widgets[1].parent.widget",
            "'w0' can't hold widgets; put it into one of: container, modal, tabs",
        ),
        (
            _widgets({"type": "container", "parent": {"widget": "w0"}}),
            "widgets[0].parent.widget",
            "'w0' would stand within itself",
        ),
        (
            _widgets({"type": "tabs"}, {"type": "text", "parent": {"widget": "w0", "slot": "third"}}),
            "widgets[1].parent.slot",
            "'w0' has no tab 'third'",
        ),
        (
            _widgets(
                *({"type": "container", "parent": {"widget": f"w{n}"}} for n in range(1, 6)), {"type": "container"}
            ),
            "widgets[0].parent.widget",
            "is nested more than 4 containers deep; move it further up",
        ),
        ({"scripts": {"startup": "a\x00b"}}, "scripts.startup", "has a NUL character in it; remove it"),
        ([], "", "must be an object, not a list"),
        (None, "", "must be an object, not null"),
    ],
)
def test_a_fault_is_told_with_its_path_value_and_remedy(source: Any, path: str, message: str) -> None:
    assert _faults(source) == {path: message}


X = [{"name": "x"}]


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({"url": "wss://h.example:99999"}, "url", "port 99999 is out of range; the highest is 65535"),
        ({"url": "wss://h.example:0"}, "url", "port 0 can't be dialled"),
        ({"url": "wss://h.example/#a"}, "url", "a WebSocket URL has no #fragment"),
        ({"url": "wss://h.example/a b"}, "url", "the URL has white space in it"),
        ({"url": "wss://h.example/{{ foo }}"}, "url", "{{ foo }} refers to nothing; use params.<name>"),
        ({"url": "wss://{{ secrets.K }}/"}, "url", "{{ secrets.K }} can't choose the host"),
        ({"url": "wss://h.example:{{ secrets.K }}/"}, "url", "{{ secrets.K }} can't choose the host"),
        ({"url": "{{ secrets.K }}://h.example/"}, "url", "must start with ws:// or wss://"),
        ({"url": "wss://h.example/{{ secrets.K.b }}"}, "url", "write {{ secrets.<name> }}"),
        ({"origin": "https://{{ secrets.K }}"}, "origin", "secrets exist only on the server"),
        (
            {"query_parameters": [{"name": "{{ secrets.K }}"}]},
            "query_parameters[0].name",
            "secrets exist only on the server",
        ),
        (
            {"parameters": [{"name": "x", "default": "{{ secrets.K }}"}]},
            "parameters[0].default",
            "secrets.K reaches browsers here",
        ),
        (
            {"parameters": [{"name": "x", "allowed": ["{{ secrets.K }}"]}]},
            "parameters[0].allowed",
            "secrets.K reaches browsers here",
        ),
        ({"subprotocols": ["{{ params.x }}"], "parameters": X}, "subprotocols[0]", "is not a subprotocol"),
        ({"url": "wss://h.example/{{ params.y }}"}, "url", "no parameter 'y' is declared"),
        ({"url": "wss://{{ params.x }}/", "parameters": X}, "url", "must be a parameter with allowed values"),
        ({"url": "wss://{{ user.id }}.example/"}, "url", "{{ user.id }} chooses the host"),
        ({"headers": [{"name": "A"}, {"name": "B", "value": "{{ 1+1 }}"}]}, "headers[1].value", "refers to nothing"),
        ({"headers": [{"name": "A", "value": "{{ user.age }}"}]}, "headers[0].value", "not 'age'"),
        ({"headers": [{"name": "A", "value": "{{ user }}"}]}, "headers[0].value", "write {{ user.<name> }}"),
        ({"headers": [{"name": "A", "value": "{{ message.a }}"}]}, "headers[0].value", "automatic reply only"),
        (
            {"headers": [{"name": "A", "value": "{{ user.id }}"}], "scope": "shared"},
            "headers[0].value",
            "one connection for all viewers can't use {{ user.id }}",
        ),
        ({"headers": [{"name": "A B"}]}, "headers[0].name", "'A B' is not a token of HTTP"),
        ({"headers": [{"name": "A"}, {"name": "Upgrade"}]}, "headers[1].name", "belongs to the connection itself"),
        ({"headers": [{"name": "A" * 100, "value": "b" * 8000}] * 5}, "headers", "bytes together; at most 32,768"),
        ({"url": "wss://0x7f.1/"}, "url", "another spelling of 127.0.0.1; write that"),
        ({"query_parameters": [{"name": ""}]}, "query_parameters[0].name", "is empty"),
        ({"query_parameters": [{"name": "a", "value": "{{ params.q }}"}]}, "query_parameters[0].value", "'q'"),
        ({"cookies": [{"name": "a", "value": "b;c"}]}, "cookies[0].value", "'b;c' can't be a cookie's value"),
        ({"cookies": [{"name": "a", "value": "{{ params.q }}"}]}, "cookies[0].value", "'q'"),
        ({"origin": "a\nb"}, "origin", "can't be sent in a header"),
        ({"auth": {}}, "auth.type", "is missing; it says what kind of entry this is"),
        ({"auth": {"type": "digest"}}, "auth.type", "there is no type 'digest'; choose 'none', 'basic', 'bearer'"),
        ({"auth": {"type": "basic", "username": "a:b"}}, "auth.username", "'a:b' can't be a user name here"),
        ({"auth": {"type": "basic", "password": "{{ params.q }}"}}, "auth.password", "no parameter 'q'"),
        ({"auth": {"type": "bearer", "token": "a\nb"}}, "auth.token", "can't be sent in a header"),
        ({"auth": {"type": "none", "token": "x"}}, "auth.token", "is not a field of the document here"),
        ({"tls": {"verify": "perhaps"}}, "tls.verify", "'perhaps' is neither true nor false"),
        ({"parameters": [{"name": "1a"}]}, "parameters[0].name", "'1a' is not a name: use up to 64 letters"),
        ({"parameters": [*X, *X]}, "parameters[1].name", "'x' stands there twice; choose another"),
        ({"parameters": [{"name": "a", "default": [1]}]}, "parameters[0].default", "must be text, a number, true or"),
        ({"parameters": [{"name": "a", "default": {}}]}, "parameters[0].default", "must be text, a number, true or"),
        ({"parameters": [{"name": "a", "type": "number", "default": "5"}]}, "parameters[0].default", "not '5'"),
        ({"parameters": [{"name": "a", "allowed": ["x", 5]}]}, "parameters[0].allowed[1]", "5 is not a string"),
        ({"parameters": [{"name": "a", "allowed": ["x"], "default": "y"}]}, "parameters[0].default", "allowed: x"),
        ({"parameters": [{"name": "a", "pattern": "("}]}, "parameters[0].pattern", "expression: unclosed group"),
        ({"parameters": [{"name": "a", "pattern": "b", "type": "number"}]}, "parameters[0].pattern", "type string"),
        ({"parameters": [{"name": "a", "pattern": "a+", "default": "aab"}]}, "parameters[0].default", "match a+"),
        ({"on_connect": [5]}, "on_connect[0]", "must be an object, not a number"),
        ({"on_connect": ["x"] * 21}, "on_connect", "has 21 entries; at most 20"),
        ({"on_connect": ["x" * 70_000]}, "on_connect[0]", "has 70,000 characters; at most 65,536"),
        ({"on_connect": ["ok", "{{ params.y }}"]}, "on_connect[1].text", "no parameter 'y' is declared"),
        ({"on_connect": [{"kind": "json", "text": "{"}]}, "on_connect[0].text", "the message is not JSON"),
        ({"on_connect": [{"kind": "hex", "text": "zz"}]}, "on_connect[0].text", "is not hexadecimal: write each byte"),
        ({"on_connect": [{"kind": "base64", "text": "?"}]}, "on_connect[0].text", "is not base64: write it in A-Z"),
        ({"on_connect": [{"text": "a", "wait_seconds": 0}]}, "on_connect[0].wait_seconds", "too small; more than 0"),
        ({"on_connect": [{"text": "a", "wait_seconds": 61}]}, "on_connect[0].wait_seconds", "too large; at most 60"),
        ({"on_connect": [{"text": "a", "wait_seconds": "x"}]}, "on_connect[0].wait_seconds", "'x' is not a number"),
        (
            {"on_connect": [{"text": "a", "wait_for": {"rules": [{"path": "a.b"}]}}]},
            "on_connect[0].wait_for.rules[0].path",
            "'a.b' is not a JSONPath such as $.data[0].price: column 1 can't be understood",
        ),
        ({"auto_replies": [{"message": "x"}]}, "auto_replies[0].when", "is missing"),
        (
            {"auto_replies": [{"when": {"rules": [{}]}, "message": "{{ params.q }}"}]},
            "auto_replies[0].message.text",
            "no parameter 'q'",
        ),
        ({"keep_alive": {"ping_seconds": -1}}, "keep_alive.ping_seconds", "-1 is too small; at least 0"),
        ({"keep_alive": {"heartbeat": {}}}, "keep_alive.heartbeat.message", "is missing"),
        ({"keep_alive": {"heartbeat": {"message": "{{ params.q }}"}}}, "keep_alive.heartbeat.message.text", "'q'"),
        ({"final_close_codes": [1000, 70_000]}, "final_close_codes[1]", "70000 is too large; at most 65,535"),
        ({"format": "xml"}, "format", "choose 'auto', 'json', 'text', 'ndjson' or 'binary'"),
        ({"limits": {"message_bytes": 1}}, "limits.message_bytes", "1 is too small; at least 1,024"),
        ({"skip": {"rules": []}}, "skip.rules", "has 0 entries; at least 1"),
        ({"skip": {"rules": [{"operator": "like"}]}}, "skip.rules[0].operator", "'like' is not possible; choose"),
        ({"skip": {"rules": [{"operator": "matches", "value": 5}]}}, "skip.rules[0].value", "regular expression"),
        ({"skip": {"rules": [{"operator": "matches", "value": "("}]}}, "skip.rules[0].value", "unclosed group"),
        ({"skip": {"rules": [{"operator": "less", "value": True}]}}, "skip.rules[0].value", "a number or a text"),
        ({"explode": "data"}, "explode", "'data' is not a JSONPath"),
        ({"explode": "$[?match(@.a, 'b')]"}, "explode", "function 'match' is not defined"),
        ({"fields": [{"alias": "a b"}]}, "fields[0].alias", "'a b' is not a name"),
        ({"fields": [{"alias": "a"}, {"alias": "a"}]}, "fields[1].alias", "'a' stands there twice"),
        ({"fields": [{"alias": "a", "path": ""}]}, "fields[0].path", "is empty; fill it in"),
        ({"fields": [{"alias": "a", "type": "date"}]}, "fields[0].type", "'date' is not possible; choose 'auto'"),
        ({"order": {"path": "$.t", "delay_seconds": 11}}, "order.delay_seconds", "11 is too large; at most 10"),
        ({"window": {"key": "id"}}, "window.key", "'id' is not a JSONPath"),
        ({"window": {"max_bytes": 5}}, "window.max_bytes", "5 is too small; at least 65,536"),
        ({"arguments": [{"name": "x"}]}, "arguments[0].name", "no parameter 'x' is declared; declare it or remove"),
        (
            {"parameters": X, "arguments": [{"name": "x"}, {"name": "x"}]},
            "arguments[1].name",
            "'x' already stands at queries[0].arguments[0].name; remove one of them",
        ),
        ({"delivery": {"per_second": 0}}, "delivery.per_second", "0 is too small; at least 0.1"),
        ({"float": 5}, "float", "is not a field of the document here; remove it"),
    ],
)
def test_a_fault_of_a_definition_is_told_where_it_is(fields: dict[str, Any], path: str, message: str) -> None:
    [(told_path, told)] = _faults(_query(**fields)).items()
    assert told_path == f"queries[0].{path}"
    assert message in told
    assert "\n" not in told


def test_no_pattern_of_the_schema_is_shown_raw_to_a_person() -> None:
    def patterns(schema: Any) -> set[str]:
        if isinstance(schema, list):
            return set().union(*map(patterns, schema))
        if not isinstance(schema, dict):
            return set()
        own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
        return own.union(*map(patterns, schema.values()))

    found = patterns(AppDocument.model_json_schema())
    assert len(found) >= 6
    assert found == set(PATTERNS)


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
