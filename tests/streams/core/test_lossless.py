"""JSON is read and written without losing a digit."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.streams.core import lossless

numbers = st.from_regex(r"\A-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?\Z")
fillings = st.sampled_from(
    ["{}", "[{}]", '{{"a": {}}}', '["12345678901234567.5", {}]', '{{"id 12345678901234567890": [ {} ]}}']
)


@settings(deadline=None)  # a busy machine is no fault
@given(numbers, fillings)
@example("0.12345678901234567891", '["12345678901234567.5", {}]')
@example("123456789012345678901", '["12345678901234567.5", {}]')
@example("0.1234567890123456", "{}")
@example("12345678901.123456", "{}")
@example("10000000000000001E0", "{}")
@example("-9570126754655154553", "{}")
@example("9999999999999999e0", "[{}]")
def test_a_number_stays_the_same_number(number: str, filling: str) -> None:
    text = filling.format(number)
    exact = json.loads(text, parse_int=Decimal, parse_float=Decimal)
    written = lossless.dumps(lossless.loads(text.encode()))
    assert b"\n" not in written
    assert json.loads(written, parse_int=Decimal, parse_float=Decimal) == exact


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("18446744073709551615", Decimal),
        ("1763682061322123456", int),
        ("3586.70001", float),
        ("[1542057314.748456]", list),
        ('"12345678901234567890.5"', str),
    ],
)
def test_only_what_is_long_is_read_the_slower_way(text: str, kind: type) -> None:
    assert type(lossless.loads(text.encode())) is kind


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.recursive(
        st.none() | st.booleans() | st.text() | st.integers(-(2**63), 2**64 - 1),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_everything_else_is_read_as_any_reader_does(value: Any) -> None:
    written = lossless.dumps(value)
    assert b"\n" not in written
    assert lossless.loads(written) == value == json.loads(written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "NaN",
        "[Infinity]",
        "01",
        "[1,]",
        '"\\ud800"',
        "12345678901234567890123.5.5",
        "1e400",
        "[" * 2000 + "]" * 2000,
    ],
)
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        lossless.loads(text.encode())


def test_long_numbers_in_deep_nests_and_beyond_all_bounds_are_refused_calmly() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        lossless.loads(b"[" * 1000 + b"123456789012345678901234567890" + b"]" * 1000)
    with pytest.raises(ValueError, match="out of all bounds"):
        lossless.loads(b"[0e99999999999999999999]")
    with pytest.raises(ValueError, match="infinity"):
        lossless.loads(b"9" * 5000)


def test_what_is_nested_too_deeply_to_be_written_is_refused() -> None:
    value: list[Any] = []
    for _ in range(500):
        value = [value]
    with pytest.raises(ValueError, match="can't be written"):
        lossless.dumps(value)
