"""From the upstream's bytes to the JSON that browsers get: nothing is altered, nothing broken passes."""

from __future__ import annotations

import json

import pytest

from apps.streams.core.frame import SAMPLE_BYTES, BadMessage, encode_json, encode_text


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
