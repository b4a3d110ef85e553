"""What to tell a person about one fault of a document: what is wrong, with which value, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from pydantic_core import ErrorDetails

SHOWN: Final = 60  # characters of a wrong value; enough to recognise it

# The patterns of the schema, by their text, and what they mean to a person.
_PATTERNS: Final = {
    r"^[A-Za-z_$][A-Za-z0-9_$]*$": (
        "is not a JavaScript name: use letters, digits, _ and $, not starting with a digit"
    ),
    r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$": "is not a token of HTTP: use letters, digits and - . _ without spaces",
    r"^[\t\x20-\x7e\x80-\xff]*$": "can't be sent in a header: it has a line break or a character outside Latin-1",
    r"^[a-z_]{1,40}$": "is not the name of an event: use small letters and _, such as success",
}

Say = Callable[[Any, dict[str, Any]], str]  # Any: the wrong value, which is of any type

_MESSAGES: Final[dict[str, Say]] = {
    "missing": lambda value, context: "is missing; every such entry needs it",
    "extra_forbidden": lambda value, context: "is not a field of the document here; remove it",
    "string_type": lambda value, context: f"must be text, not {kind(value)}",
    "string_too_short": lambda value, context: "is empty; fill it in",
    "string_too_long": lambda value, context: f"has {len(value):,} characters; at most {context['max_length']:,}",
    "string_pattern_mismatch": lambda value, context: f"{quoted(value)} {_PATTERNS[context['pattern']]}",
    "too_long": lambda value, context: f"has {len(value):,} entries; at most {context['max_length']:,}",
    "greater_than_equal": lambda value, context: f"{quoted(value)} is too small; at least {context['ge']:,}",
    "less_than_equal": lambda value, context: f"{quoted(value)} is too large; at most {context['le']:,}",
    "less_than": lambda value, context: f"{quoted(value)} is too large; less than {context['lt']:,}",
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
    "bool_type": lambda value, context: f"must be true or false, not {kind(value)}",
    "bool_parsing": lambda value, context: f"{quoted(value)} is neither true nor false",
    "value_error": lambda value, context: str(context["error"]),
    "recursion_loop": lambda value, context: "is nested too deeply; use a flatter value",
}


def message_of(error: ErrorDetails) -> str:
    """A short clause about the value at the fault's path, without a capital or a full stop."""
    say = _MESSAGES.get(error["type"])
    if say is None:
        return error["msg"][:1].lower() + error["msg"][1:]
    try:
        return say(error["input"], error.get("ctx") or {})
    except (KeyError, TypeError):  # a pattern or a context that nobody described here
        return error["msg"][:1].lower() + error["msg"][1:]


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
