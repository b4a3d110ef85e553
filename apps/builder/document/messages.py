"""What to tell a person about one fault of a document: what is wrong, with which value, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pydantic_core import ErrorDetails

from apps.streams.definition.base import COOKIE_PATTERN, HEADER_PATTERN, NAME_PATTERN, SUBPROTOCOL_PATTERN

SHOWN: Final = 60  # characters of a wrong value; enough to recognise it

# The patterns of the schema, by their text, and what they mean to a person.
PATTERNS: Final = {
    r"^[A-Za-z_$][A-Za-z0-9_$]*$": (
        "is not a JavaScript name: use letters, digits, _ and $, not starting with a digit"
    ),
    NAME_PATTERN: "is not a name: use up to 64 letters, digits and _, not starting with a digit",
    COOKIE_PATTERN: ("can't be a cookie's value: use ASCII letters, digits and signs, but none of , ; \\ and \""),
    r"^[^:]*$": "can't be a user name here: it has a colon",
    r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$": "is not a token of HTTP: use letters, digits and - . _ without spaces",
    SUBPROTOCOL_PATTERN: (
        "is not a subprotocol: use letters, digits and - . _ without spaces, or {{ secrets.NAME }} in it"
    ),
    HEADER_PATTERN: "can't be sent in a header: it has a line break, a control character or one outside Latin-1",
    r"^[a-zA-Z]{1,40}$": "is not the name of a method: use letters only, such as setValue",
    r"^[a-z_]{1,40}$": "is not the name of an event: use small letters and _, such as success",
}

Say = Callable[[Any, dict[str, Any]], str]  # Any: the wrong value, which is of any type

_MESSAGES: Final[dict[str, Say]] = {
    "missing": lambda value, context: "is missing; every such entry needs it",
    "extra_forbidden": lambda value, context: "is not a field of the document here; remove it",
    "string_type": lambda value, context: f"must be text, not {kind(value)}",
    "string_too_short": lambda value, context: "is empty; fill it in",
    "string_too_long": lambda value, context: f"has {len(value):,} characters; at most {context['max_length']:,}",
    "string_pattern_mismatch": lambda value, context: f"{quoted(value)} {PATTERNS[context['pattern']]}",
    "too_short": lambda value, context: f"has {len(value):,} entries; at least {context['min_length']:,}",
    "too_long": lambda value, context: f"has {len(value):,} entries; at most {context['max_length']:,}",
    "greater_than_equal": lambda value, context: f"{quoted(value)} is too small; at least {amount(context['ge'])}",
    "greater_than": lambda value, context: f"{quoted(value)} is too small; more than {amount(context['gt'])}",
    "less_than_equal": lambda value, context: f"{quoted(value)} is too large; at most {amount(context['le'])}",
    "less_than": lambda value, context: f"{quoted(value)} is too large; less than {amount(context['lt'])}",
    "literal_error": lambda value, context: f"{quoted(value)} is not possible; choose {context['expected']}",
    "union_tag_invalid": lambda value, context: (
        f"there is no type {quoted(context['tag'])}; choose {context['expected_tags']}"
    ),
    "union_tag_not_found": lambda value, context: "is missing; it says what kind of entry this is",
    "model_type": lambda value, context: f"must be an object, not {kind(value)}",
    "model_attributes_type": lambda value, context: f"must be an object, not {kind(value)}",
    "tuple_type": lambda value, context: f"must be a list, not {kind(value)}",
    "int_type": lambda value, context: f"must be a whole number, not {kind(value)}",
    "int_parsing": lambda value, context: f"{quoted(value)} is not a whole number",
    "int_from_float": lambda value, context: f"{quoted(value)} is not a whole number",
    "int_parsing_size": lambda value, context: f"{quoted(value)} is too large",
    "float_type": lambda value, context: f"must be a number, not {kind(value)}",
    "float_parsing": lambda value, context: f"{quoted(value)} is not a number",
    "finite_number": lambda value, context: "must be a number that is finite",
    "bool_type": lambda value, context: f"must be true or false, not {kind(value)}",
    "bool_parsing": lambda value, context: f"{quoted(value)} is neither true nor false",
    "value_error": lambda value, context: str(context["error"]),
    "recursion_loop": lambda value, context: "is nested too deeply; use a flatter value",
}


# The branches of `Scalar`, of which pydantic tells each by itself.
_SCALARS: Final = {"str", "int", "float", "bool"}


def message_of(error: ErrorDetails) -> str:
    """A short clause about the value at the fault's path, without a capital or a full stop."""
    if error["loc"] and error["loc"][-1] in _SCALARS and error["type"] != "extra_forbidden":
        return f"must be text, a number, true or false, not {kind(error['input'])}"
    say = _MESSAGES.get(error["type"])
    if say is None:
        return error["msg"][:1].lower() + error["msg"][1:]
    try:
        return say(error["input"], error.get("ctx") or {})
    except (KeyError, TypeError):  # a pattern or a context that nobody described here
        return error["msg"][:1].lower() + error["msg"][1:]


def amount(value: float) -> str:
    """A bound as people write it."""
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


def quoted(value: Any) -> str:
    """A wrong value, shortened, as a person typed it."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def kind(value: Any) -> str:
    """What JSON calls the value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list | tuple) else "an object"
