"""What a definition keeps to itself, taken out of what a test shows: by value, wherever it stands."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from multidict import CIMultiDict

from apps.common.redaction import Veil
from apps.streams.core.plan import Plan
from apps.streams.definition import BasicAuth, StreamDefinition

HIDDEN: Final = "•••"
SHORTEST: Final = 4  # characters; what is shorter is no secret, and hiding it would garble everything
HEADERS_MAX: Final = 50
HEADER_CHARACTERS: Final = 500
DETAIL_CHARACTERS: Final = 500

_SECRET_NAME: Final = re.compile(r"cookie|authorization|token|secret|api-?key|session", re.IGNORECASE)


class Redactor:
    """Knows the values that a dial sends as headers, cookies, credentials and query parameters, and its secrets."""

    def __init__(self, definition: StreamDefinition, plan: Plan, veil: Veil) -> None:
        self._veil = veil
        sent = set(_header_values(plan))
        if isinstance(definition.auth, BasicAuth):
            sent |= _of_basic(plan)
        query = urlsplit(plan.url).query
        asked = {value for _, value in parse_qsl(query, keep_blank_values=True)} | set(_raw_values(query))
        self._everywhere = _pattern(sent)
        self._outside_messages = _pattern(sent | asked)

    def text(self, text: str) -> str:
        """A detail without them, cut short."""
        return self._outside_messages.sub(HIDDEN, self._veil.text(text))[:DETAIL_CHARACTERS]

    def headers(self, headers: CIMultiDict[str]) -> list[list[str]]:
        """An answer's headers: cookies and the like hidden whole, what was sent hidden wherever it is said back."""
        return [
            [
                self._veil.text(name),
                HIDDEN
                if _SECRET_NAME.search(name)
                else self._outside_messages.sub(HIDDEN, self._veil.text(value))[:HEADER_CHARACTERS],
            ]
            for name, value in list(headers.items())[:HEADERS_MAX]
        ]

    def sample(self, text: str) -> str:
        """A message without credentials; query parameters such as a channel's name are part of what is said."""
        return self._everywhere.sub(HIDDEN, self._veil.text(text))


def _header_values(plan: Plan) -> Iterable[str]:
    for name, value in plan.headers:
        yield value
        if name.lower() == "cookie":
            yield from (pair.partition("=")[2].strip() for pair in value.split(";"))
        elif name.lower() in ("authorization", "proxy-authorization"):
            yield value.partition(" ")[2]


def _of_basic(plan: Plan) -> set[str]:
    for name, value in plan.headers:
        if name.lower() == "authorization":
            _, _, encoded = value.partition(" ")
            user, _, password = base64.b64decode(encoded).decode("utf-8", "replace").partition(":")
            return {user, password}
    return set()


def _raw_values(query: str) -> Iterable[str]:
    return (piece.partition("=")[2] for piece in query.split("&"))


def _pattern(values: Iterable[str]) -> re.Pattern[str]:
    forms = {form for value in values for form in (value, quote(value, safe=""), unquote(value))}
    longest_first = sorted((form for form in forms if len(form) >= SHORTEST), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
