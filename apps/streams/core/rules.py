"""Rules, made into functions that tell whether a parsed message satisfies them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final, TypeGuard

from pydantic import JsonValue

from apps.streams.definition import Match, Rule
from apps.streams.definition.paths import text_matching

from . import lossless
from .paths import MISSING, TooMuch, finder

__all__ = ["MISSING", "Matcher", "finder", "is_number", "matcher", "same"]

Matcher = Callable[[object], bool]


def matcher(match: Match) -> Matcher:
    """Whether a parsed message satisfies the rules. A path that would have to look at too much finds nothing."""
    checks = [_check(rule) for rule in match.rules]
    if len(checks) == 1:
        return checks[0]
    if match.match == "all":
        return lambda message: all(check(message) for check in checks)
    return lambda message: any(check(message) for check in checks)


def same(one: object, other: object) -> bool:
    """Whether two JSON values are equal: true is not 1, 1 is 1.0, and the order of members doesn't matter."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return bool(one == other)


def is_number(value: object) -> TypeGuard[lossless.Number]:
    """Whether it is a number of JSON; Python's booleans are none."""
    return isinstance(value, lossless.Number) and not isinstance(value, bool)


def _check(rule: Rule) -> Matcher:
    look = finder(rule.path)

    def find(message: object) -> object:
        try:
            return look(message)
        except TooMuch:
            return MISSING

    if rule.operator == "exists":
        return lambda message: find(message) is not MISSING
    if rule.operator == "missing":
        return lambda message: find(message) is MISSING
    compare = _comparison(rule)
    if rule.operator == "not_equals":
        return lambda message: not compare(find(message))
    return lambda message: compare(find(message))


_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {  # Any: two numbers or two texts
    "less": operator.lt,
    "at_most": operator.le,
    "greater": operator.gt,
    "at_least": operator.ge,
}


def _comparison(rule: Rule) -> Matcher:
    """Compare what was found, MISSING included, with the rule's value."""
    value: JsonValue = rule.value
    if rule.operator in ("equals", "not_equals"):
        if isinstance(value, str):
            return lambda found: found == value
        return lambda found: same(found, value)
    if rule.operator == "matches":
        is_match = text_matching(str(value)).validator.isinstance_python  # no exception to make for a text that isn't
        return lambda found: isinstance(found, str) and is_match(found)
    if rule.operator == "contains":
        return lambda found: _contains(found, value)
    compare = _ORDER[rule.operator]
    if isinstance(value, str):
        return lambda found: isinstance(found, str) and compare(found, value)
    return lambda found: is_number(found) and compare(found, value)


def _contains(found: object, value: JsonValue) -> bool:
    if isinstance(found, list):
        return any(same(entry, value) for entry in found)
    return isinstance(found, str | dict) and isinstance(value, str) and value in found
