"""Reading a document from outside: every fault at once, each with its path such as `queries[0].url`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from apps.streams.definition import FieldFault

from .app import AppDocument
from .fault import Fault
from .messages import message_of
from .pages import page_faults, page_names
from .parents import parent_faults
from .secrets import secret_faults

DEPTH_MAX: Final = 100  # of lists and objects in one another; the document itself needs 8
GROUPS: Final = ("queries", "javascript_queries", "states", "transformers", "responders", "widgets")  # what has a name
FAULTS_MAX: Final = 200  # more help nobody; the rest shows once these are mended


def faults_of(error: ValidationError, source: Any) -> list[Fault]:  # Any: whatever JSON a person sent
    """Translate pydantic's report; what names a branch of a union, and stands in no document, is left out of paths."""
    faults: dict[Fault, None] = {}  # in order; each branch of a union says the same
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and len(item["input"]) >= item["ctx"]["min_length"]:
            continue  # it only seems so once the bad entries are left out, and those are told
        path = _path(item, source)
        cause = (item.get("ctx") or {}).get("error")
        if item["type"].startswith("union_tag"):
            path = f"{path}.type" if path else "type"
        elif isinstance(cause, FieldFault):
            path = f"{path}.{cause.where}".replace(".[", "[").lstrip(".")
        faults[Fault(path, message_of(item))] = None
    return list(faults)


def read_document(source: Any) -> tuple[AppDocument | None, list[Fault]]:  # Any: whatever JSON a person sent
    """Return the document, or None with its faults (the first FAULTS_MAX)."""
    deep = list(_unstorable_faults(source))
    if deep:
        return None, deep[:FAULTS_MAX]
    document: AppDocument | None = None
    faults: list[Fault] = []
    try:
        document = AppDocument.model_validate(source)
    except ValidationError as error:
        faults = faults_of(error, source)
    faults += _crossing_faults(source)
    return (None, faults[:FAULTS_MAX]) if faults else (document, [])


def _unstorable_faults(source: Any) -> Iterator[Fault]:
    """What no database or browser takes: NUL characters, endless nesting. A stack, since depth is the sender's."""
    stack: list[tuple[str, Any, int]] = [("", source, 0)]
    while stack:
        path, value, depth = stack.pop()
        if isinstance(value, str) and "\x00" in value:
            yield Fault(path, "has a NUL character in it; remove it")
        elif isinstance(value, dict | list) and depth >= DEPTH_MAX:
            yield Fault(path, f"is nested more than {DEPTH_MAX} levels deep; use a flatter value")
        elif isinstance(value, dict):
            if any("\x00" in key for key in value):
                yield Fault(path, "has a key with a NUL character in it; remove it")
            stack.extend((f"{path}.{key}" if path else key, inner, depth + 1) for key, inner in value.items())
        elif isinstance(value, list):
            stack.extend((f"{path}[{index}]", inner, depth + 1) for index, inner in enumerate(value))


def _crossing_faults(source: Any) -> list[Fault]:
    """What no single field can see: names that stand twice, handlers, triggers and widgets that name nothing.

    It looks at the JSON rather than the parsed document, so that these are told together with all other faults.
    """
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for group in GROUPS:
        for index, name in _names(source, group):
            path = f"{group}[{index}].name"
            if name in seen:
                faults.append(Fault(path, f"the name {name!r} already stands at {seen[name]}; choose another"))
            seen.setdefault(name, path)
    for path, what, name in _references(source):
        if name not in (page_names(source) if what is _PAGE else _names_in(source, what.groups)):
            faults.append(Fault(path, f"there is no {what.label} {name!r}"))
    for index, owner in _objects(source, "queries"):
        faults += _argument_faults(f"queries[{index}]", owner)
    return [*faults, *page_faults(source), *parent_faults(source), *secret_faults(source)]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a name may stand for."""

    label: str
    groups: tuple[str, ...]


_QUERY: Final = _Kind("query", ("queries", "javascript_queries"))
_STREAM: Final = _Kind("stream query", ("queries",))
_STATE: Final = _Kind("temporary state", ("states",))
_WIDGET: Final = _Kind("widget", ("widgets",))
_PAGE: Final = _Kind("page", ("pages",))
# By type of action: the fields that name something, and what.
_NAMED_BY_ACTIONS: Final[dict[str, tuple[str, _Kind]]] = {
    "run_query": ("query", _QUERY),
    "control_widget": ("widget", _WIDGET),
    "set_state": ("state", _STATE),
    "broadcast": ("query", _STREAM),
    "disconnect": ("query", _QUERY),
    "open_page": ("page", _PAGE),
}


def _references(source: Any) -> Iterator[tuple[str, _Kind, str]]:
    """Every place that names another part: its path, what it must be, and the name."""
    for group in ("queries", "javascript_queries", "responders", "widgets"):
        for index, owner in _objects(source, group):
            for position, handler in _objects(owner, "events"):
                action = handler.get("action")
                if not isinstance(action, dict) or (named := _NAMED_BY_ACTIONS.get(str(action.get("type")))) is None:
                    continue
                field, kind = named
                if isinstance(name := action.get(field), str):
                    yield f"{group}[{index}].events[{position}].action.{field}", kind, name
    for group in ("queries", "javascript_queries"):
        for index, owner in _objects(source, group):
            for position, name in _texts(owner.get("triggers"), "after"):
                yield f"{group}[{index}].triggers.after[{position}]", _QUERY, name
    for index, owner in _objects(source, "widgets"):
        properties = owner.get("properties")
        source_of_rows = properties.get("source") if isinstance(properties, dict) else None
        for position, name in _texts(source_of_rows, "queries"):
            yield f"widgets[{index}].properties.source.queries[{position}]", _STREAM, name


def _texts(owner: Any, key: str) -> Iterator[tuple[int, str]]:
    entries = owner.get(key) if isinstance(owner, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
        if isinstance(entry, str):
            yield index, entry


def _argument_faults(path: str, query: dict[str, Any]) -> Iterator[Fault]:
    declared = {name for _, name in _names(query, "parameters")}
    seen: dict[str, str] = {}
    for index, name in _names(query, "arguments"):
        place = f"{path}.arguments[{index}].name"
        if name not in declared:
            yield Fault(place, f"no parameter {name!r} is declared; declare it or remove this")
        elif name in seen:
            yield Fault(place, f"{name!r} already stands at {seen[name]}; remove one of them")
        seen.setdefault(name, place)


def _objects(owner: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of the list at `key`, with their places; nothing where the shape is another."""
    entries = owner.get(key) if isinstance(owner, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
        if isinstance(entry, dict):
            yield index, entry


def _names_in(source: Any, groups: tuple[str, ...]) -> set[str]:
    return {name for group in groups for _, name in _names(source, group)}


def _names(source: Any, group: str) -> Iterator[tuple[int, str]]:
    for index, entry in _objects(source, group):
        if isinstance(name := entry.get("name"), str) and name:
            yield index, name


def _path(item: ErrorDetails, source: Any) -> str:
    path, here = "", source
    *_, last = ("", *item["loc"])
    for step in item["loc"]:
        if isinstance(step, int):
            path += f"[{step}]"
            here = here[step] if isinstance(here, list | tuple) and step < len(here) else None
        elif not (isinstance(here, dict) and step in here) and not (step == last and item["type"] == "missing"):
            continue  # the branch of a union
        else:
            path += f".{step}" if path else step
            here = here.get(step) if isinstance(here, dict) else None
    return path
