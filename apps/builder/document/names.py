"""Names inside an app: each is a JavaScript identifier, because app code says it."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints

# Words the language or the app scope already means; a query called `event` could never be read in a handler.
_WORDS: Final = """
    arguments await break case catch class const continue currentUser debugger default delete do else enum
    eval event export extends false finally for function if implements import in instanceof interface let new
    null package private protected public return self static super switch this throw true try typeof undefined
    url utils var void while window with yield globalThis console NaN Infinity constructor __proto__
    _ dayjs localStorage screen playback pages args secrets
"""
RESERVED: Final = frozenset(_WORDS.split())


def _not_reserved(name: str) -> str:
    if name in RESERVED:
        raise ValueError(f"{name!r} is a reserved word; choose another name")
    return name


Identifier = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_$][A-Za-z0-9_$]*$", max_length=64),
    AfterValidator(_not_reserved),
]

Template = Annotated[str, StringConstraints(max_length=20_000)]
"""Text with `{{ }}` parts. One lone `{{ x }}` keeps the type of x; mixed text concatenates."""

Code = Annotated[str, StringConstraints(max_length=100_000)]

Folder = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)]
"""What the studio's lists group a part of the app under; empty: under nothing. It means nothing to the app."""
