"""From the upstream's bytes to the JSON that browsers get: nothing is altered, nothing broken passes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.streams.core import paths, pipeline
from apps.streams.core.frame import SAMPLE_BYTES, BadMessage, encode_json, encode_text
from apps.streams.core.pipeline import Pipeline
from apps.streams.definition import StreamDefinition


@pytest.mark.parametrize(
    "raw",
    [
        b'{"b":1,"a":2}',
        b"9007199254740993",
        b"1.10000000000000000000000000000000000001",
        b"123456789012345678901234567890",
        b'"3586.70000"',
        b'{"a":1,"a":2}',
        b"  [1,\t2]  ",
        b'{"__proto__": {"x": 1}}',
        '"Zürich"'.encode(),
        b"[" * 500 + b"]" * 500,
    ],
)
def test_json_passes_as_it_is(raw: bytes) -> None:
    assert encode_json(raw) == raw


def test_line_feeds_between_tokens_become_spaces() -> None:
    assert encode_json(b'{\n"a":\n1}\n') == b'{ "a": 1} '
    assert encode_json(b'"a\\nb"') == b'"a\\nb"'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"{'a': 1}",
        b'{"a": 1,}',
        b'{"a": NaN}',
        b"Infinity",
        b"-Infinity",
        b"01",
        b'{"a": 1} {"a": 2}',
        b'"a\nb"',
        b'"\xff\xfe"',
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        b'{"a": 1',
        b"[" * 100_000,
        b"[" * 5_000 + b"]" * 5_000,
        b"\x00\x01\x02",
    ],
)
def test_what_is_not_json_is_told_with_a_short_sample(raw: bytes) -> None:
    with pytest.raises(BadMessage) as caught:
        encode_json(raw)
    assert caught.value.reason.startswith("not JSON: ")
    assert len(caught.value.sample) <= SAMPLE_BYTES
    assert caught.value.sample == raw[:SAMPLE_BYTES].decode("utf-8", "replace")


@pytest.mark.parametrize("text", ["", "plain", "two\nlines\r\n", 'quote " and \\', "Zürich \U0001f600 \u2028", "\x00"])
def test_text_becomes_one_json_string_without_line_feeds(text: str) -> None:
    encoded = encode_text(text.encode())
    assert json.loads(encoded) == text
    assert b"\n" not in encoded


def test_text_that_is_not_utf8_is_told() -> None:
    with pytest.raises(BadMessage, match="invalid UTF-8"):
        encode_text(b"caf\xe9")


# --- the whole way


class Piped:
    """A pipeline and all that was told to be bad."""

    def __init__(self, **fields: Any) -> None:
        self.bad: list[BadMessage] = []
        self.pipeline = Pipeline(StreamDefinition.model_validate({"url": "ws://h.example", **fields}), self.bad.append)

    def data(self, raw: str | bytes) -> list[Any]:
        return [json.loads(row.payload) for row in self.pipeline.rows(raw)]

    def reasons(self, raw: str | bytes) -> list[str]:
        """Why nothing came of a frame."""
        assert self.data(raw) == []
        return [bad.reason for bad in self.bad]


TRADES = '[0,[["5541.2","0.1","1534614057.321597","s"],["5542.3","0.2","1534614058.5","b"]],"trade","XBT/USD"]'


@pytest.mark.parametrize(
    ("format_", "raw", "expected"),
    [
        ("json", b' {"a": 1.50} ', b' {"a": 1.50} '),
        ("json", '{"a":\n1}', b'{"a": 1}'),
        ("text", "a\nb", b'"a\\nb"'),
        ("text", b"5", b'"5"'),
        ("binary", b"\x00\xff", b'{"base64":"AP8=","size":2}'),
        ("binary", "é", b'{"base64":"w6k=","size":2}'),
        ("auto", "[1.50]", b"[1.50]"),
        ("auto", "hello", b'"hello"'),
        ("auto", "", b'""'),
        ("auto", b"[1]", b'{"base64":"WzFd","size":3}'),
    ],
)
def test_a_format_makes_one_row_of_a_frame_with_and_without_parsing(
    format_: str, raw: str | bytes, expected: bytes
) -> None:
    plain = Piped(format=format_)
    assert plain.pipeline.encode is not None
    assert plain.pipeline.encode(raw) == expected
    looking = Piped(format=format_, skip={"rules": [{"path": "$.gone", "operator": "exists"}]})
    assert looking.pipeline.encode is None
    for piped in (plain, looking):
        assert [row.payload for row in piped.pipeline.rows(raw)] == [expected]
        [(_, payload)] = piped.pipeline.read(raw)
        assert payload == expected
    assert plain.pipeline.tells_kinds == (format_ == "auto")


@pytest.mark.parametrize("raw", [b"\x00\x01", "{"])
def test_a_frame_that_cannot_be_read_is_refused_on_every_way(raw: str | bytes) -> None:
    piped = Piped(format="json")
    assert piped.pipeline.encode is not None
    for way in (piped.pipeline.encode, piped.pipeline.rows, piped.pipeline.read):
        with pytest.raises(BadMessage, match="not JSON"):
            way(raw)
    assert piped.bad == []


@pytest.mark.parametrize(("format_", "size"), [("binary", 800_000), ("text", 200_000)])
def test_what_grows_too_large_as_json_is_refused(format_: str, size: int) -> None:
    piped = Piped(format=format_)
    for way in (piped.pipeline.encode, piped.pipeline.rows):
        assert way is not None
        with pytest.raises(BadMessage, match="over 1,048,576 bytes once written as JSON"):
            way(b"\x01" * size)


def test_a_sample_of_a_long_text_is_short_and_whole() -> None:
    bad = BadMessage("no", "é" * 500)
    assert bad.sample == "é" * (SAMPLE_BYTES // 2)


def test_each_line_of_ndjson_is_a_message_and_a_bad_one_costs_only_itself() -> None:
    piped = Piped(format="ndjson")
    assert piped.pipeline.encode is None
    assert piped.data('{"a":1}\r\n\n  \n[2.50]\nnot\n"last"') == [{"a": 1}, [2.5], "last"]
    assert [row.payload for row in piped.pipeline.rows(b"[2.50]\r\n")] == [b"[2.50]\r"]
    assert [(bad.reason[:8], bad.sample) for bad in piped.bad] == [("not JSON", "not")]
    assert [message for message, _ in piped.pipeline.read("1\n2")] == [1, 2]
    assert piped.data("") == []


def test_what_is_skipped_makes_no_row() -> None:
    piped = Piped(
        skip={"match": "any", "rules": [{"path": "$.event", "value": "heartbeat"}, {"path": "$.n", "value": 0}]}
    )
    assert piped.data('{"event":"heartbeat"}') == []
    assert piped.data('{"n":0}') == []
    assert piped.pipeline.rows('{"n": 1.000000000000000000001}')[0].payload == b'{"n": 1.000000000000000000001}'
    assert piped.bad == []


def test_fields_are_picked_named_and_converted() -> None:
    piped = Piped(
        fields=[
            {"path": "$[1][0]", "alias": "time", "type": "time"},
            {"path": "$[1][5]", "alias": "close", "type": "number"},
            {"path": "$[1][8]", "alias": "count", "type": "string"},
            {"path": "$[3]", "alias": "pair"},
            {"path": "$.gone", "alias": "gone", "type": "number"},
        ]
    )
    raw = '[42,["1542057314.748456","0","1","2","3","3586.60000","0","0",2],"ohlc-5","XBT/USD"]'
    assert piped.pipeline.rows(raw)[0].payload == (
        b'{"time":1542057314748,"close":3586.6,"count":"2","pair":"XBT/USD","gone":null}'
    )


def test_without_a_path_a_field_is_the_whole_message() -> None:
    assert Piped(format="text", fields=[{"alias": "text"}]).data("hi") == [{"text": "hi"}]


def test_picked_numbers_keep_their_digits() -> None:
    piped = Piped(
        fields=[
            {"path": "$.id", "alias": "id"},
            {"path": "$.f", "alias": "f"},
            {"path": "$.id", "alias": "s", "type": "string"},
        ]
    )
    [row] = piped.pipeline.rows('{"id": 123456789012345678901234567890, "f": 0.12345678901234567890}')
    assert row.payload == (
        b'{"id":123456789012345678901234567890,"f":0.12345678901234567890,"s":"123456789012345678901234567890"}'
    )
    assert piped.pipeline.rows('{"id": 9223372036854775807}')[0].payload.startswith(b'{"id":9223372036854775807,')


def test_an_array_is_exploded_to_rows_with_fields_of_the_row_and_of_the_message() -> None:
    piped = Piped(
        explode="$[1][*]",
        fields=[
            {"path": "$[0]", "alias": "price", "type": "number"},
            {"path": "$[2]", "alias": "at", "type": "time"},
            {"path": "$[3]", "alias": "pair", "of": "message"},
        ],
    )
    assert piped.data(TRADES) == [
        {"price": 5541.2, "at": 1534614057322, "pair": "XBT/USD"},
        {"price": 5542.3, "at": 1534614058500, "pair": "XBT/USD"},
    ]
    assert piped.data('{"event":"heartbeat"}') == []
    assert piped.bad == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.a[*]", [1, 2.5, "x"]),
        ("$.a", [1, 2.5, "x"]),
        ("$.o.p", [1]),
        ("$.no", []),
        ("$.a[?@ > 1]", [2.5]),
        ("$.o.*", [1, None]),
    ],
)
def test_each_node_that_explode_finds_is_a_row(path: str, expected: list[Any]) -> None:
    assert Piped(explode=path).data('{"a":[1,2.5,"x"],"o":{"p":1,"q":null}}') == expected


def test_a_bad_row_of_many_is_told_and_the_others_go_on() -> None:
    piped = Piped(explode="$[*]", fields=[{"path": "$.p", "alias": "price", "type": "number"}])
    assert piped.data('[{"p":1},{"p":"dear"},{"p":null},{}]') == [{"price": 1}, {"price": None}, {"price": None}]
    assert [bad.reason for bad in piped.bad] == ['field price: "dear" is not a number']
    assert piped.bad[0].sample.startswith('[{"p":1}')


def test_a_row_has_the_key_found_in_it() -> None:
    piped = Piped(explode="$[*]", window={"key": "$.id"})
    rows = piped.pipeline.rows('[{"id":"a"},{"id":5},{"id":1.50},{"id":true},{"id":12345678901234567890123}]')
    assert [row.key for row in rows] == ["a", "5", "1.5", "true", "12345678901234567890123"]
    assert [row.key for row in piped.pipeline.rows('[{"id":1.50}]')] == ["1.5"]


def test_the_key_is_looked_for_in_the_row_as_it_is_delivered() -> None:
    piped = Piped(fields=[{"path": "$.s", "alias": "pair"}], window={"key": "$.pair"})
    assert [row.key for row in piped.pipeline.rows('{"s":"XBT","pair":"no"}')] == ["XBT"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("{}", "key: $.id finds nothing"),
        ('{"id":null}', "key: $.id finds nothing"),
        ('{"id":[1]}', "key: $.id finds [1], which is no single value"),
        (json.dumps({"id": "x" * 2000}), "key: $.id finds a text of 2,000 characters; at most 1,000"),
    ],
)
def test_a_row_without_a_fitting_key_is_told(raw: str, reason: str) -> None:
    assert Piped(window={"key": "$.id"}).reasons(raw) == [reason]


def test_a_row_has_the_time_to_be_ordered_by() -> None:
    piped = Piped(order={"path": "$.t"})
    assert [row.time_ms for row in piped.pipeline.rows('{"t":"2018-11-12T21:15:14Z"}')] == [1_542_057_314_000]
    assert piped.reasons("{}") == ["order: $.t finds nothing"]
    assert Piped(order={"path": "$.t"}).reasons('{"t":"soon"}') == ['order: $.t finds "soon", which is not a time']


def test_more_rows_than_a_window_holds_are_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "ROWS_MAX", 3)
    for piped, raw in ((Piped(explode="$[*]"), "[1,2,3,4,5]"), (Piped(format="ndjson"), "1\n2\n3\n4\n5")):
        assert piped.data(raw) == [1, 2, 3]
        assert [bad.reason for bad in piped.bad] == [
            "it makes more than 3 rows or 16,777,216 bytes; what is beyond was left out"
        ]
    assert Piped(explode="$[*]").data("[1,2,3]") == [1, 2, 3]


def test_rows_that_repeat_the_message_cannot_grow_without_bound() -> None:
    piped = Piped(explode="$.rows[*]", fields=[{"path": "$.big", "alias": "big", "of": "message"}])
    rows = piped.pipeline.rows(json.dumps({"big": "x" * 500_000, "rows": [0] * 1000}))
    assert len(rows) == 34
    assert len(piped.bad) == 1
    piped = Piped(explode="$.rows[*]", fields=[{"path": "$.big", "alias": a, "of": "message"} for a in "abc"])
    assert piped.pipeline.rows(json.dumps({"big": "x" * 500_000, "rows": [0] * 1000})) == []
    assert len(piped.bad) < 20


def test_what_is_too_deep_to_be_written_anew_is_told() -> None:
    deep = "[" * 400 + "]" * 400
    assert len(Piped().data(deep)) == 1
    [reason] = Piped(fields=[{"alias": "all"}]).reasons(deep)
    assert reason.startswith("can't be written as JSON")
    [reason] = Piped(fields=[{"alias": "n", "type": "number"}]).reasons(deep)
    assert reason == "field n: a deep value is not a number"


def test_what_a_path_would_look_at_for_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "LOOKS_MAX", 100)
    raw = json.dumps([{"n": n} for n in range(200)])
    piped = Piped(explode="$[?@.n >= 0]")
    assert len(piped.data(raw)) == 50
    assert [bad.reason for bad in piped.bad] == ["explode: a path would look at more than 100 values of the message"]
    assert Piped(fields=[{"path": "$..gone", "alias": "a"}]).reasons(raw) == [
        "a path would look at more than 100 values of the message"
    ]
