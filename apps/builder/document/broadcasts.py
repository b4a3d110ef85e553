"""What viewers of a release may send up a query's upstream: whether at all, and which messages."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from apps.streams.definition import SEND_MAX_BYTES, FieldFault, Scalar, Scope, Strict
from apps.streams.definition.paths import matches, reason, text_matching

FIELDS_MAX: Final = 50
ALLOWED_MAX: Final = 200
PATTERN_MAX: Final = 500
PATTERNS_KEPT: Final = 500  # compiled; of the apps that are open now

Pattern = Annotated[str, StringConstraints(max_length=PATTERN_MAX)]
Length = Annotated[int, Field(ge=0, le=SEND_MAX_BYTES, description="characters of a text, entries of a list; 0: any")]

_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "list": (list,),
}


class MessageField(Strict):
    """One field at the top of a JSON object. `pattern` must match the whole text; `allowed`: nothing else."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    type: Literal["any", "string", "number", "boolean", "object", "list"] = "any"
    required: bool = True
    allowed: Annotated[tuple[Scalar, ...], Field(max_length=ALLOWED_MAX)] = ()
    pattern: Pattern = ""
    max_length: Length = 0

    @model_validator(mode="after")
    def _is_consistent(self) -> MessageField:
        if self.pattern and self.type != "string":
            raise FieldFault("pattern", "a pattern needs the type string")
        if self.max_length and self.type not in ("string", "list"):
            raise FieldFault("max_length", "only a string or a list has a length")
        _check_pattern(self.pattern)
        for index, value in enumerate(self.allowed):
            if not _is_of(self.type, value):
                raise FieldFault(f"allowed[{index}]", f"{value!r:.60} is not a {self.type}")
        return self

    def fault(self, value: Any) -> str:  # Any: whatever JSON a viewer sent
        """What is wrong with the value; "" when it is right. Never says what would be allowed: viewers read it."""
        if not _is_of(self.type, value):
            return f"the field {self.name!r} must be a {self.type}"
        if self.allowed and not any(type(value) is type(one) and value == one for one in self.allowed):
            return f"the field {self.name!r} has a value that is not allowed"
        if self.max_length and len(value) > self.max_length:
            return f"the field {self.name!r} is longer than {self.max_length}"
        if self.pattern and not matches(_whole(self.pattern), value):
            return f"the field {self.name!r} has a text that is not allowed"
        return ""


class AnyMessage(Strict):
    """No rule: whatever fits, text or binary."""

    type: Literal["any"] = "any"


class TextMessage(Strict):
    """A text as a whole."""

    type: Literal["text"] = "text"
    pattern: Pattern = ""
    max_length: Length = 0

    @model_validator(mode="after")
    def _is_consistent(self) -> TextMessage:
        _check_pattern(self.pattern)
        return self

    def fault(self, text: str) -> str:
        """What is wrong with the message; "" when it is right."""
        if self.max_length and len(text) > self.max_length:
            return f"it has {len(text)} characters; at most {self.max_length} may be sent"
        if self.pattern and not matches(_whole(self.pattern), text):
            return "it is not a text that may be sent"
        return ""


class ObjectMessage(Strict):
    """A JSON object with these fields; without `others` no further ones."""

    type: Literal["object"] = "object"
    fields: Annotated[tuple[MessageField, ...], Field(max_length=FIELDS_MAX)] = ()
    others: bool = False

    @model_validator(mode="after")
    def _has_no_name_twice(self) -> ObjectMessage:
        names = [field.name for field in self.fields]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise FieldFault(f"fields[{index}].name", f"{name!r} stands there twice; choose another")
        return self

    def fault(self, text: str) -> str:
        """What is wrong with the message; "" when it is right."""
        try:
            value = _read(text)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            return "it must be a JSON object, with each of its fields once"
        for field in self.fields:
            if field.name not in value:
                if field.required:
                    return f"the field {field.name!r} is missing"
            elif fault := field.fault(value[field.name]):
                return fault
        if not self.others and (further := sorted(value.keys() - {field.name for field in self.fields})):
            return f"the field {further[0]!r:.60} may not be sent"
        return ""


Shape = Annotated[AnyMessage | TextMessage | ObjectMessage, Field(discriminator="type")]


class ViewersBroadcast(Strict):
    """What viewers of the release may broadcast; editors in the draft always may, and anything.

    `allowed` null: unless the stream is shared, for what one viewer sends there concerns all of them.
    """

    allowed: bool | None = None
    shape: Shape = AnyMessage()

    def is_allowed(self, scope: Scope) -> bool:
        """Whether viewers may broadcast at all."""
        return scope != "shared" if self.allowed is None else self.allowed

    def fault(self, text: str, *, binary: bool) -> str:
        """What is wrong with the message; "" when it is right."""
        if isinstance(self.shape, AnyMessage):
            return ""
        return "binary messages may not be sent" if binary else self.shape.fault(text)


def _read(text: str) -> Any:
    """The JSON. Raises ValueError, also for a member that stands twice: upstreams differ in which of them counts."""
    return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        raise ValueError("a member stands twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _check_pattern(pattern: str) -> None:
    if not pattern:
        return
    try:
        _whole(pattern)
    except Exception as error:
        raise FieldFault("pattern", f"{pattern!r} is not a regular expression: {reason(error)}") from None


@lru_cache(maxsize=PATTERNS_KEPT)
def _whole(pattern: str) -> TypeAdapter[str]:
    return text_matching(rf"\A(?:{pattern})\z")


def _is_of(type_: str, value: object) -> bool:
    if type_ == "any":
        return True
    return isinstance(value, _TYPES[type_]) and (type_ == "boolean" or not isinstance(value, bool))
