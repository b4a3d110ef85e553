"""JSON paths made into functions once. What they look into is what `lossless.loads` gives.

Plain members and indices (`$.data[0].price`, nearly all there are) become direct look-ups, `$.data[*]` a loop; the
library walks the rest, with a bound on what it may look at: a hub serves many streams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError, JSONPathMatch
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import IndexSelector, JSONPathSelector, NameSelector, WildcardSelector

from apps.streams.definition.paths import environment

Finder = Callable[[object], object]
Walker = Callable[[object], Iterable[object]]

MISSING: Final = object()  # what a path gives that finds nothing
LOOKS_MAX: Final = 20_000  # of one path in one message: 10,000 rows, each tried and taken; a third of a second at worst


class TooMuch(ValueError):
    """A path would have to look at too much of a message, or too deeply into it."""


def finder(path: str) -> Finder:
    """What the path finds first, or MISSING. Paths for the library may raise TooMuch."""
    steps = [_plain_step(segment) for segment in _compile(environment, path).segments]
    if None not in steps:
        return _direct(steps)
    walk = _by_the_library(path)
    return lambda value: next(walk(value), MISSING)


def walker(path: str) -> Walker:
    """All that the path finds, in order. Paths for the library may raise TooMuch."""
    segments = _compile(environment, path).segments
    steps = [_plain_step(segment) for segment in segments]
    if steps and None not in steps[:-1] and isinstance(_only_selector(segments[-1]), WildcardSelector):
        return _children(_direct(steps[:-1]))
    if None not in steps:
        find = _direct(steps)
        return lambda value: () if (found := find(value)) is MISSING else (found,)
    return _by_the_library(path)


def rows_at(path: str) -> Walker:
    """All that the path finds; of a path that names one list, its entries: `$.rows` means what `$.rows[*]` does."""
    steps = [_plain_step(segment) for segment in _compile(environment, path).segments]
    if None in steps:
        return walker(path)
    find = _direct(steps)

    def entries(value: object) -> Iterable[object]:
        found = find(value)
        if found is MISSING:
            return ()
        return found if type(found) is list else (found,)

    return entries


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


def _children(find: Finder) -> Walker:
    def children(value: object) -> Iterable[object]:
        found = find(value)
        if type(found) is list:
            return found
        return found.values() if type(found) is dict else ()

    return children


def _by_the_library(path: str) -> Callable[[object], Iterator[object]]:
    counting = _Counting()  # its own, since walks of several paths go on side by side
    compiled = _compile(counting, path)

    def walk(value: object) -> Iterator[object]:
        if not isinstance(value, dict | list):
            return
        counting.looks = 0
        nodes: Iterable[JSONPathMatch] = [_Node(value, value, counting)]
        for segment in compiled.segments:
            nodes = segment.resolve(nodes)
        try:
            for node in nodes:
                yield node.obj
        except JSONPathError as error:  # nested too deeply for `..`
            raise TooMuch(f"{path} can't be followed: {error.args[0]}") from None

    return walk


class _Counting(JSONPathEnvironment):
    """The library's environment, counting what it looks at."""

    def __init__(self) -> None:
        super().__init__(strict=True)
        self.function_extensions = environment.function_extensions
        self.looks = 0

    def count(self) -> None:
        self.looks += 1
        if self.looks > LOOKS_MAX:
            raise TooMuch(f"a path would look at more than {LOOKS_MAX:,} values of the message")

    def is_truthy(self, obj: object) -> bool:
        """Count each value that a filter is tried on."""
        self.count()
        return super().is_truthy(obj)

    def getitem(self, obj: Any, key: Any) -> Any:  # Any: as the library has it
        """Cut no slices out of texts: RFC 9535 knows slices of arrays only."""
        return () if isinstance(obj, str) else super().getitem(obj, key)


class _Node(JSONPathMatch):
    """The library's match, counted, and without a record of the way that led to it."""

    __slots__ = ("_counting",)

    def __init__(self, obj: object, root: Any, counting: _Counting) -> None:  # Any: an object or a list
        super().__init__(filter_context={}, obj=obj, parent=None, path="", parts=(), root=root)
        self._counting = counting

    def new_child(self, obj: object, key: int | str) -> _Node:
        self._counting.count()
        return _Node(obj, self.root, self._counting)

    def add_child(self, *children: JSONPathMatch) -> None:
        """Keep none: a walk may pass thousands."""


def _compile(by: JSONPathEnvironment, path: str) -> JSONPath:
    compiled = by.compile(path)
    assert isinstance(compiled, JSONPath)  # the strict environment knows no unions of paths
    return compiled


def _only_selector(segment: object) -> JSONPathSelector | None:
    if isinstance(segment, JSONPathChildSegment) and len(segment.selectors) == 1:
        return segment.selectors[0]
    return None


def _plain_step(segment: object) -> str | int | None:
    selector = _only_selector(segment)
    if isinstance(selector, NameSelector):
        return selector.name
    return selector.index if isinstance(selector, IndexSelector) else None
