"""`{{ params.x }}`, `{{ user.email }}`, `{{ message.reqid }}`, `{{ secrets.KEY }}`: what a definition may refer to.

They are no expressions: the server runs nobody's code. What stands for what is worked out by `core.resolve`; a secret's
value by a hub only, when it dials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson

_PLACEHOLDER: Final = re.compile(r"\{\{([^{}]*)\}\}")  # linear: no nesting, no alternatives
_REFERENCE: Final = re.compile(r"^(params|user|message|secrets)((?:\.[A-Za-z_][A-Za-z0-9_]*)*)$")
USER_FIELDS: Final = frozenset({"id", "email", "name"})
SECRETS_ON_SERVER: Final = "secrets exist only on the server, and stand only in what it sends to the upstream"

_MENTION: Final = re.compile(r"(?<![\w$.])secrets\s*(?:\??\.\w{1,64}|\[\s*['\"]?\w{1,64})")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{{ source.path[0].path[1] }}`, standing at `start`..`end` of its text."""

    source: str
    path: tuple[str, ...]
    start: int
    end: int

    def __str__(self) -> str:
        return ".".join((self.source, *self.path))


def placeholders(text: str) -> Iterator[Placeholder]:
    """Yield the placeholders of a text in order. Raises ValueError naming one that refers to nothing."""
    for found in _PLACEHOLDER.finditer(text):
        inner = found[1].strip()
        reference = _REFERENCE.match(inner)
        if reference is None:
            raise ValueError(
                f"{{{{ {inner} }}}} refers to nothing; "
                "use params.<name>, user.id, user.email, user.name or secrets.<name>"
            )
        yield Placeholder(reference[1], tuple(reference[2].split(".")[1:]), found.start(), found.end())


def mentions_secret(text: str) -> str:
    """The first `secrets.NAME` within `{{ … }}`; empty when there is none.

    What is between the first {{ and the last }} counts, since expressions have braces of their own.
    """
    start, end = text.find("{{"), text.rfind("}}")
    found = _MENTION.search(text, start, end) if 0 <= start < end else None
    return found[0] if found else ""


def pieces(text: str) -> Iterator[str | Placeholder]:
    """Yield a text's parts in order: what stands there literally, and the placeholders. Raises as `placeholders`."""
    end = 0
    for placeholder in placeholders(text):
        yield text[end : placeholder.start]
        yield placeholder
        end = placeholder.end
    yield text[end:]


def json_pieces(text: str) -> list[tuple[str | Placeholder, bool]]:
    """The parts of a JSON message, each with whether it begins inside a string.

    Raises ValueError if that isn't JSON with any value in place of a placeholder.
    """
    found: list[tuple[str | Placeholder, bool]] = []
    sketch, in_string, escaped = "", False, False
    for piece in pieces(text):
        found.append((piece, in_string))
        if isinstance(piece, Placeholder):
            if escaped:
                raise ValueError(f"the message is not JSON: a backslash stands before {{{{ {piece} }}}}")
            width = piece.end - piece.start  # so that the columns in a fault stay true
            sketch += "x" * width if in_string else "null".ljust(width)
            continue
        sketch += piece
        for character in piece:
            if escaped:
                escaped = False
            elif character == '"':
                in_string = not in_string
            else:
                escaped = in_string and character == "\\"
    try:
        orjson.loads(sketch)
    except ValueError as error:
        raise ValueError(f"the message is not JSON: {error}") from None
    return found
