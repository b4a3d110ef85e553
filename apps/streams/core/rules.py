"""Looking into messages: JSON paths and rules, made into functions once.

Paths of plain members and indices (`$.data[0].price`, nearly all there are) become direct look-ups; the library walks
the rest. What these functions take is what `lossless.loads` gives.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, TypeGuard

from jsonpath import JSONPath, JSONPathError
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import IndexSelector, JSONPathSelector, NameSelector, WildcardSelector
from pydantic import JsonValue

from apps.streams.definition import Match, Rule
from apps.streams.definition.paths import environment, text_matching

from . import lossless

Matcher = Callable[[object], bool]
Finder = Callable[[object], object]
Walker = Callable[[object], Iterable[object]]

MISSING: Final = object()  # what a path gives that finds nothing


def matcher(match: Match) -> Matcher:
    """Whether a parsed message satisfies the rules."""
    checks = [_check(rule) for rule in match.rules]
    if len(checks) == 1:
        return checks[0]
    if match.match == "all":
        return lambda message: all(check(message) for check in checks)
    return lambda message: any(check(message) for check in checks)


def finder(path: str) -> Finder:
    """What the path finds first, or MISSING. By `..`, nothing is found that is nested over 100 levels deep."""
    compiled = _compile(path)
    steps = [_plain_step(segment) for segment in compiled.segments]
    if None not in steps:
        return _direct(steps)
    walk = walker(path)
    return lambda value: next(iter(walk(value)), MISSING)


def walker(path: str) -> Walker:
    """All that the path finds, in order. By `..`, nothing is found that is nested over 100 levels deep."""
    compiled = _compile(path)
    steps = [_plain_step(segment) for segment in compiled.segments]
    if steps and None not in steps[:-1] and isinstance(_only_selector(compiled.segments[-1]), WildcardSelector):
        return _children(_direct(steps[:-1]))
    if None not in steps:
        find = _direct(steps)
        return lambda value: () if (found := find(value)) is MISSING else (found,)

    def walk(value: object) -> Iterator[object]:
        if isinstance(value, dict | list):  # the library would read a text as JSON
            with suppress(JSONPathError):
                for found in compiled.finditer(value):
                    yield found.obj

    return walk


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


def _compile(path: str) -> JSONPath:
    compiled = environment.compile(path)
    assert isinstance(compiled, JSONPath)  # the strict environment knows no unions of paths
    return compiled


def _children(find: Finder) -> Walker:
    def children(value: object) -> Iterable[object]:
        found = find(value)
        if type(found) is list:
            return found
        return found.values() if type(found) is dict else ()

    return children


def _direct(steps: Sequence[str | int | None]) -> Finder:
    if not steps:
        return lambda value: value
    if len(steps) == 1 and isinstance(name := steps[0], str):
        return lambda value: value.get(name, MISSING) if type(value) is dict else MISSING

    def find(value: Any) -> object:  # Any: each step looks at what it has got
        for step in steps:
            if type(value) is dict:
                value = value.get(step, MISSING)  # an index is no key: JSON's keys are texts
            elif type(value) is list and type(step) is int and -len(value) <= step < len(value):
                value = value[step]
            else:
                return MISSING
        return value

    return find


def _only_selector(segment: object) -> JSONPathSelector | None:
    if isinstance(segment, JSONPathChildSegment) and len(segment.selectors) == 1:
        return segment.selectors[0]
    return None


def _plain_step(segment: object) -> str | int | None:
    selector = _only_selector(segment)
    if isinstance(selector, NameSelector):
        return selector.name
    return selector.index if isinstance(selector, IndexSelector) else None


def _check(rule: Rule) -> Matcher:
    find = finder(rule.path)
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
