"""Reading a document from outside: every fault at once, each with its path such as `queries[0].url`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from .app import AppDocument


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a document, and where."""

    path: str
    message: str


def faults_of(error: ValidationError, source: Any) -> list[Fault]:  # Any: whatever JSON a person sent
    """Translate pydantic's report; union tags, which stand in no document, are left out of the paths."""
    return [Fault(_path(item["loc"], source), _message(item["msg"])) for item in error.errors()]


def read_document(source: Any) -> tuple[AppDocument | None, list[Fault]]:  # Any: whatever JSON a person sent
    """Return the document, or None with its faults."""
    try:
        document = AppDocument.model_validate(source)
    except ValidationError as error:
        return None, faults_of(error, source)
    faults = _crossing_faults(document)
    return (None, faults) if faults else (document, [])


def _crossing_faults(document: AppDocument) -> list[Fault]:
    """What no single field can see: names that stand twice, handlers that name nothing."""
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    queries = {query.name for query in document.queries}
    states = {state.name for state in document.states}
    for group, items in (("queries", document.queries), ("states", document.states), ("widgets", document.widgets)):
        for index, item in enumerate(items):
            path = f"{group}[{index}].name"
            if item.name in seen:
                faults.append(Fault(path, f"the name {item.name!r} already stands at {seen[item.name]}"))
            seen.setdefault(item.name, path)
    for group, owners in (("queries", document.queries), ("widgets", document.widgets)):
        for index, owner in enumerate(owners):
            for position, handler in enumerate(owner.events):
                path = f"{group}[{index}].events[{position}].action"
                action = handler.action
                if action.type == "set_state" and action.state not in states:
                    faults.append(Fault(f"{path}.state", f"there is no temporary state {action.state!r}"))
                if action.type == "broadcast" and action.query not in queries:
                    faults.append(Fault(f"{path}.query", f"there is no query {action.query!r}"))
    return faults


def _message(text: str) -> str:
    return text.removeprefix("Value error, ")


def _path(location: tuple[int | str, ...], source: Any) -> str:
    path, here = "", source
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
            here = here[step] if isinstance(here, list | tuple) and step < len(here) else None
        elif isinstance(here, dict) and step not in here and step == here.get("type"):
            continue  # the tag of a discriminated union
        else:
            path += f".{step}" if path else step
            here = here.get(step) if isinstance(here, dict) else None
    return path
