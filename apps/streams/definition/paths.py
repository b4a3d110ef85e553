"""JSONPath (RFC 9535) in definitions, and the rules that compare what a path finds."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from jsonpath import JSONPathEnvironment, JSONPathError
from pydantic import AfterValidator, Field, JsonValue, StringConstraints, TypeAdapter, ValidationError, model_validator

from .base import FieldFault, Strict

PATH_MAX: Final = 500
RULES_MAX: Final = 20


# What is checked here is walked by `core.paths`. Regular expressions inside filters could take for ever, and a hub
# serves many: `match` and `search` are not offered (a rule's `matches` is, by an engine that takes linear time).
environment: Final = JSONPathEnvironment(strict=True)
for _function in ("match", "search"):
    environment.function_extensions.pop(_function, None)


def _is_path(text: str) -> str:
    try:
        environment.compile(text)
    except JSONPathError as error:
        what = str(error.args[0])
        if "TOKEN_" in what:  # the library's own names
            what = f"column {error.token.index + 1} can't be understood" if error.token else "it can't be understood"
        raise ValueError(f"{text!r} is not a JSONPath such as $.data[0].price: {what}") from None
    return text


JSONPath = Annotated[str, StringConstraints(min_length=1, max_length=PATH_MAX), AfterValidator(_is_path)]
OptionalPath = Annotated[
    str, StringConstraints(max_length=PATH_MAX), AfterValidator(lambda text: _is_path(text) if text else "")
]

Operator = Literal[
    "equals", "not_equals", "less", "at_most", "greater", "at_least", "contains", "matches", "exists", "missing"
]


class Rule(Strict):
    """What the path finds first, compared with `value`.

    `contains`: text in text, an entry in a list, a key in an object. `matches`: a regular expression somewhere in a
    text (RE2's kind: linear time). `exists` and `missing` take no value. A path that finds nothing makes `not_equals`
    and `missing` true and every other operator false; so do two values of kinds that can't be compared.
    """

    path: JSONPath = "$"
    operator: Operator = "equals"
    value: JsonValue = None

    @model_validator(mode="after")
    def _has_a_fitting_value(self) -> Rule:
        if self.operator == "matches":
            if not isinstance(self.value, str) or len(self.value) > PATH_MAX:
                raise FieldFault("value", f"matches needs a regular expression of at most {PATH_MAX} characters")
            try:
                text_matching(self.value)
            except Exception as error:
                raise FieldFault("value", f"{self.value!r} is not a regular expression: {reason(error)}") from None
        if self.operator in ("less", "at_most", "greater", "at_least") and (
            isinstance(self.value, bool) or not isinstance(self.value, int | float | str)
        ):
            raise FieldFault("value", f"{self.operator} compares with a number or a text")
        return self


class Match(Strict):
    """Rules that all, or any, must hold."""

    match: Literal["all", "any"] = "all"
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=RULES_MAX)]


def text_matching(pattern: str) -> TypeAdapter[str]:
    """A check whether a text matches somewhere, in linear time (pydantic uses Rust's engine). Raises if bad."""
    return TypeAdapter(Annotated[str, StringConstraints(strict=True, pattern=pattern)])


def reason(error: Exception) -> str:
    """Why a regular expression is none, in one line: the engine draws the place over several."""
    return str(error).strip().splitlines()[-1].strip().removeprefix("error: ")


def matches(check: TypeAdapter[str], text: str) -> bool:
    """Whether the text passes the check."""
    try:
        check.validate_python(text)
    except ValidationError:
        return False
    return True
