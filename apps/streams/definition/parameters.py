"""Declared parameters: what a query may be run with, and what is allowed for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from .base import FieldFault, Name, Scalar, Strict
from .paths import matches, reason, text_matching

PARAMETERS_MAX: Final = 30
ALLOWED_MAX: Final = 200
VALUE_MAX: Final = 2_000  # characters of a text


class NotAllowed(ValueError):
    """A value of the right type that the parameter's rule refuses; the text says what the rule is."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class Parameter(Strict):
    """One thing that may differ from run to run. `pattern` must match the whole text."""

    name: Name
    type: Literal["string", "number", "boolean"] = "string"
    default: Scalar | None = None
    allowed: Annotated[tuple[Scalar, ...], Field(max_length=ALLOWED_MAX)] = ()
    pattern: Annotated[str, StringConstraints(max_length=500)] = ""

    @model_validator(mode="after")
    def _is_consistent(self) -> Parameter:
        if self.pattern:
            if self.type != "string":
                raise FieldFault("pattern", "a pattern needs the type string")
            try:
                text_matching(_whole(self.pattern))
            except Exception as error:
                raise FieldFault("pattern", f"{self.pattern!r} is not a regular expression: {reason(error)}") from None
        for index, value in enumerate(self.allowed):
            if not _is_of(self.type, value):
                raise FieldFault(f"allowed[{index}]", f"{value!r:.60} is not a {self.type}")
        if self.default is not None:
            try:
                self.check(self.default)
            except ValueError as error:
                raise FieldFault("default", str(error)) from None
        return self

    def check(self, value: object) -> Scalar:
        """Return the value if it is allowed. Raises ValueError saying what is."""
        if not _is_of(self.type, value):
            raise ValueError(f"{self.name} must be a {self.type}, not {value!r:.60}")
        if isinstance(value, str) and len(value) > VALUE_MAX:
            raise ValueError(f"{self.name} has {len(value)} characters; at most {VALUE_MAX}")
        if self.allowed and value not in self.allowed:
            allowed = ", ".join(map(str, self.allowed))[:200]
            raise NotAllowed(self.name, f"{self.name} may not be {value!r:.60}; allowed: {allowed}")
        if self.pattern and not matches(text_matching(_whole(self.pattern)), str(value)):
            raise NotAllowed(self.name, f"{self.name} may not be {value!r:.60}; it must match {self.pattern}")
        assert isinstance(value, str | int | float | bool)
        return value


def given(parameters: tuple[Parameter, ...], values: Mapping[str, object]) -> dict[str, Scalar]:
    """The value of each declared parameter: as given, or its default. Raises ValueError for what isn't right."""
    unknown = values.keys() - {parameter.name for parameter in parameters}
    if unknown:
        raise ValueError(f"there is no parameter {min(unknown)!r:.80}")
    found: dict[str, Scalar] = {}
    for parameter in parameters:
        value = values.get(parameter.name)
        if value is None:
            value = parameter.default
        if value is None:
            raise ValueError(f"{parameter.name} has no value and no default")
        found[parameter.name] = parameter.check(value)
    return found


def _is_of(type_: str, value: object) -> bool:
    if type_ == "boolean":
        return isinstance(value, bool)
    if type_ == "number":
        return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300  # nor NaN
    return isinstance(value, str)


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"
