"""A document without what goes without saying: the JSON of an exported app, which people read and compare."""

from __future__ import annotations

from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

FIRST: Final = ("type", "kind", "name")  # what a part is, and what it is called, before what it says


def short(value: Any) -> Any:  # Any: a part of a document, or the JSON in it
    """The value as JSON: in the schema's order, without the fields that are as the schema has them by itself.

    Read through the schema, it becomes what it was: `AppDocument.model_validate(short(document)) == document`.
    """
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        names = sorted(fields, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
        return {name: short(getattr(value, name)) for name in names if _says_something(fields[name], value, name)}
    if isinstance(value, list | tuple):
        return [short(entry) for entry in value]
    return value


def _says_something(field: FieldInfo, owner: BaseModel, name: str) -> bool:
    # A constant tells which branch of a union this is, and the document's format what its defaults are.
    is_constant = get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1
    if is_constant or field.is_required():
        return True
    return not _same(_json(getattr(owner, name)), _json(field.get_default(call_default_factory=True)))


def _json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return [_json(entry) for entry in value] if isinstance(value, list | tuple) else value


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are written alike; Python holds 1 and true for the same, JSON doesn't."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    return bool(one == other)
