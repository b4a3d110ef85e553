"""What paths find and rules hold, whichever way a path is walked."""

from __future__ import annotations

import time
from typing import Any

import pytest

from apps.streams.core import lossless, paths
from apps.streams.core.paths import MISSING, TooMuch, finder, walker
from apps.streams.core.rules import matcher
from apps.streams.definition import Match
from apps.streams.definition.paths import environment

MESSAGE = {
    "event": "trade",
    "count": 0,
    "none": None,
    "yes": True,
    "list": [10, 20, 30, {"a b": 1}],
    "deep": {"er": [{"price": 3586.1, "side": "b"}, {"price": 1, "side": "a"}]},
    "0": "key zero",
}


def holds(message: object, path: str, operator: str, value: Any = None) -> bool:
    rule = {"path": path, "operator": operator, "value": value}
    return matcher(Match.model_validate({"rules": [rule]}))(message)


@pytest.mark.parametrize(
    "path",
    [
        "$",
        "$.event",
        "$.none",
        "$.gone",
        "$.deep.er[0].price",
        "$['deep']['er'][-1]['side']",
        "$.list[3]['a b']",
        "$.list[-4]",
        "$.list[4]",
        "$.list[-5]",
        "$.event[0]",
        "$.event.length",
        "$.list.event",
        "$[0]",
        "$['0']",
        "$.none.x",
        "$.*",
        "$.list[*]",
        "$.event[*]",
        "$.deep.er[*].price",
        "$.list[1:3]",
        "$.list[0,2]",
        "$..price",
        "$.deep.er[?@.side == 'a'].price",
        "$.deep.er[?@.gone]",
        "$..*",
        "$..[0]",
        "$.deep[?@[?@.price > 5]]",
        "$.list[?@ > $.list[0]]",
        "$.*[?length(@.side) == 1].side",
        "$[?count(@.*) > 1][0]",
        "$.list[::-2]",
    ],
)
def test_every_path_finds_what_the_library_finds(path: str) -> None:
    expected = [found.obj for found in environment.finditer(path, MESSAGE)]
    assert list(walker(path)(MESSAGE)) == expected
    assert finder(path)(MESSAGE) is (expected[0] if expected else MISSING)


@pytest.mark.parametrize("message", ["a text", '{"a": 1}', 5, None, True, 1.5])
@pytest.mark.parametrize("path", ["$.a", "$[0]", "$.*", "$..a", "$[0:1]", "$[?@.a]"])
def test_what_is_no_object_or_list_has_nothing_inside(message: object, path: str) -> None:
    assert finder(path)(message) is MISSING
    assert list(walker(path)(message)) == []
    assert finder("$")(message) is message


def test_a_slice_cuts_no_text() -> None:
    assert list(walker("$.event[0:2]")(MESSAGE)) == []


def test_a_path_looks_at_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "LOOKS_MAX", 100)
    message = {"rows": [{"n": n} for n in range(200)]}
    assert finder("$.rows[?@.n == 40].n")(message) == 40
    for path in ("$.rows[?@.n == 150]", "$..gone", "$.rows[*].gone"):
        with pytest.raises(TooMuch, match="more than 100 values"):
            list(walker(path)(message))
        with pytest.raises(TooMuch):
            finder(path)(message)
        assert holds(message, path, "missing")
    assert len(list(walker("$.rows[*]")(message))) == 200  # a loop that the library has no part in


def test_what_is_nested_too_deeply_for_a_path_is_told() -> None:
    message: Any = {"a": 1}
    for _ in range(900):
        message = {"b": message}
    with pytest.raises(TooMuch, match="recursion limit"):
        finder("$..a")(message)
    assert finder("$..b")(message) is message["b"]
    assert not holds(message, "$..a", "exists")


@pytest.mark.parametrize(
    ("path", "operator", "value", "expected"),
    [
        ("$.event", "equals", "trade", True),
        ("$.event", "equals", "Trade", False),
        ("$.event", "not_equals", "trade", False),
        ("$.event", "not_equals", 5, True),
        ("$.gone", "not_equals", "x", True),
        ("$.gone", "equals", None, False),
        ("$.none", "equals", None, True),
        ("$.count", "equals", False, False),
        ("$.count", "equals", 0.0, True),
        ("$.yes", "equals", 1, False),
        ("$.yes", "equals", True, True),
        ("$.deep.er[1]", "equals", {"side": "a", "price": 1.0}, True),
        ("$.deep.er[1]", "equals", {"side": "a", "price": True}, False),
        ("$.list", "equals", [10, 20, 30], False),
        ("$.count", "less", 1, True),
        ("$.count", "less", 0, False),
        ("$.count", "at_most", 0, True),
        ("$.count", "greater", -0.5, True),
        ("$.count", "at_least", 0, True),
        ("$.count", "at_least", "0", False),
        ("$.event", "greater", "trad", True),
        ("$.event", "greater", 1, False),
        ("$.yes", "at_least", 0, False),
        ("$.gone", "less", 1, False),
        ("$.none", "less", 1, False),
        ("$.event", "contains", "rad", True),
        ("$.event", "contains", 1, False),
        ("$.list", "contains", 20.0, True),
        ("$.list", "contains", "20", False),
        ("$.list", "contains", {"a b": 1}, True),
        ("$.deep", "contains", "er", True),
        ("$.deep", "contains", 1, False),
        ("$.count", "contains", 0, False),
        ("$.gone", "contains", "x", False),
        ("$.event", "matches", "^tr.de$", True),
        ("$.event", "matches", "ra", True),
        ("$.event", "matches", "^ra", False),
        ("$.count", "matches", "0", False),
        ("$.gone", "matches", "", False),
        ("$.none", "exists", None, True),
        ("$.gone", "exists", None, False),
        ("$.none", "missing", None, False),
        ("$.gone", "missing", None, True),
        ("$..price", "greater", 3000, True),
        ("$", "exists", None, True),
    ],
)
def test_a_rule_holds_or_not(path: str, operator: str, value: Any, expected: bool) -> None:
    assert holds(MESSAGE, path, operator, value) is expected


def test_a_whole_text_message_is_compared_by_the_root() -> None:
    assert holds("ping", "$", "equals", "ping")
    assert holds("ping 5", "$", "matches", "^ping [0-9]+$")
    assert holds('["x"]', "$", "contains", '"x"')


def test_long_numbers_are_compared_exactly() -> None:
    message = lossless.loads(b'{"id": 1180591620717411303425}')
    assert holds(message, "$.id", "equals", 1180591620717411303425)
    assert not holds(message, "$.id", "equals", 1180591620717411303424)
    assert holds(message, "$.id", "greater", 1180591620717411303424)


@pytest.mark.parametrize(("match", "expected"), [("all", [False, False, True]), ("any", [False, True, True])])
def test_all_rules_or_any(match: str, expected: list[bool]) -> None:
    rules = [{"path": "$.a", "value": 1}, {"path": "$.b", "operator": "less", "value": 5}]
    check = matcher(Match.model_validate({"match": match, "rules": rules}))
    assert [check(message) for message in ({"a": 2}, {"a": 1}, {"a": 1, "b": 2})] == expected


def test_a_pattern_that_would_take_for_ever_elsewhere_takes_no_time() -> None:
    began = time.monotonic()
    assert not holds("a" * 50_000 + "!", "$", "matches", "^(a+)+$")
    assert time.monotonic() - began < 2
