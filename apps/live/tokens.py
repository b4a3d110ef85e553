"""Viewer tokens: what a browser shows the live socket instead of a cookie, good for a minute.

The page mints one by `apps.live.api` and hands it into the sandbox; app code that steals it gains what it has already.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Final, Literal

from django.core import signing
from pydantic import TypeAdapter, ValidationError

from apps.builder.sessions import new_session_id, read_session, sign_session
from apps.common.errors import AppError

__all__ = ["TOKEN_SECONDS", "Claims", "mint_token", "new_session_id", "read_session", "read_token", "sign_session"]

TOKEN_SALT: Final = "lowstream.viewer-token"  # noqa: S105 - a salt separates uses of the key; it is no secret
TOKEN_SECONDS: Final = 60  # to connect with; an open socket outlives it


@dataclass(frozen=True, slots=True)
class Claims:
    """Who opens what: `release` is the number the document was handed out from, None for the draft."""

    workspace_id: int
    app_id: int
    mode: Literal["release", "draft"]
    release: int | None
    session_id: str
    user_id: int | None


_claims: Final = TypeAdapter(Claims)


def mint_token(claims: Claims) -> str:
    """Sign the claims; whoever calls has checked that they are allowed."""
    return signing.dumps(asdict(claims), salt=TOKEN_SALT)


def read_token(token: str, max_age: int = TOKEN_SECONDS) -> Claims:
    """The claims of a token not older than `max_age` seconds. Raises `bad_token` or `token_expired`."""
    try:
        return _claims.validate_python(signing.loads(token, salt=TOKEN_SALT, max_age=max_age))
    except signing.SignatureExpired:
        raise AppError(
            "token_expired", "The token is older than a minute; ask the page for a new one.", HTTPStatus.UNAUTHORIZED
        ) from None
    except (signing.BadSignature, ValidationError, TypeError, ValueError):
        raise AppError("bad_token", "The token is damaged or of another server.", HTTPStatus.UNAUTHORIZED) from None
