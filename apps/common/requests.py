"""How the API reads a request: whose it is, and strict JSON. Named in the settings, so it imports no views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from rest_framework import authentication, exceptions, parsers
from rest_framework.request import Request

from .errors import TooLarge

# Twice the largest document: room for a body that is indented. What counts is measured again by who stores it.
BODY_MAX_BYTES: Final = 2 * 1024 * 1024
PICTURE_MAX_BYTES: Final = 60 * 1024  # fits a request that outlives its page, of which browsers allow 64 KiB
# By which people, and programs that look for leaked keys, know one.
API_TOKEN_PREFIX: Final = "ls_"  # noqa: S105 - how each begins, and no more


def api_token(request: Request) -> str:
    """The API token of the header `Authorization: Bearer ls_…`; empty without one. Other bearers' are not ours."""
    scheme, _, value = request.headers.get("Authorization", "").strip().partition(" ")
    value = value.strip()
    return value if scheme.lower() == "bearer" and value.startswith(API_TOKEN_PREFIX) else ""


class SessionAuthentication(authentication.SessionAuthentication):
    """Django's session, with CSRF; says 401 rather than 403 to who isn't signed in.

    Who brings an API token is whom the token says, whatever cookie comes along.
    """

    def authenticate(self, request: Request) -> Any:  # Any: a user and nothing, or None
        """Nobody, where there is a token."""
        return None if api_token(request) else super().authenticate(request)

    def authenticate_header(self, request: Request) -> str:
        """The scheme of `WWW-Authenticate`; a browser shows no dialogue for it."""
        return "Session"


class ReadingSessionAuthentication(SessionAuthentication):
    """Without CSRF, for calls that change nothing; another site can make the call but not read its answer."""

    def enforce_csrf(self, request: Any) -> None:
        """Nothing to protect."""


class StrictJSONParser(parsers.BaseParser):
    """JSON as the standard has it: no NaN, no lone surrogates, no endless nesting, a bounded size."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Return the value, or raise `too_large` or `bad_json`."""
        body = stream.read(BODY_MAX_BYTES + 1)
        if len(body) > BODY_MAX_BYTES:
            raise TooLarge(f"The request is larger than {BODY_MAX_BYTES:,} bytes.")
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise exceptions.ParseError(f"The request is not JSON: {error}") from None


class PictureParser(parsers.BaseParser):
    """The bytes of a picture; who stores it looks at them."""

    media_type = "image/*"

    # Any: bytes, where the framework's types expect a form's fields
    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Return the body, or raise `too_large`."""
        body: bytes = stream.read(PICTURE_MAX_BYTES + 1)
        if len(body) > PICTURE_MAX_BYTES:
            raise TooLarge(f"The picture is larger than {PICTURE_MAX_BYTES:,} bytes.")
        return body
