"""Viewer tokens: what a browser shows the live socket instead of a cookie, good for a minute.

The page mints one by `apps.live.api` and hands it into the sandbox; app code that steals it gains what it has already.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Final, Literal

from django.core import signing
from pydantic import TypeAdapter, ValidationError

from apps.builder.sessions import new_session_id, read_session, sign_session
from apps.builder.sharing.access import Pass
from apps.builder.sharing.embedding import EmbedViewer
from apps.common.errors import AppError

__all__ = [
    "TOKEN_SECONDS",
    "Claims",
    "mint_token",
    "new_session_id",
    "read_session",
    "read_token",
    "sign_session",
    "ticket_of",
]

TOKEN_SALT: Final = "lowstream.viewer-token"  # noqa: S105 - a salt separates uses of the key; it is no secret
TOKEN_SECONDS: Final = 60  # to connect with; an open socket outlives it

NONCE_BYTES: Final = 9  # two tokens of one session in one second must differ, for each is used once
TICKET_LENGTH: Final = 32  # 128 bits


@dataclass(frozen=True, slots=True)
class Claims:
    """Who opens what: `release` is the number the document was handed out from, None for the draft.

    `embed`: whom an embed token spoke of; then there is no user. `login`: under which sign-in of the user.
    """

    workspace_id: int
    app_id: int
    mode: Literal["release", "draft"]
    release: int | None
    session_id: str
    user_id: int | None
    embed: EmbedViewer | None = None
    login: str | None = None

    @property
    def permit(self) -> Pass:
        """What has to hold for as long as the socket is open."""
        return Pass(self.app_id, self.mode, self.user_id, None if self.embed is None else self.embed.held, self.login)


_claims: Final = TypeAdapter(Claims)


def mint_token(claims: Claims) -> str:
    """Sign the claims; whoever calls has checked that they are allowed. No two tokens are the same."""
    return signing.dumps({**asdict(claims), "nonce": secrets.token_urlsafe(NONCE_BYTES)}, salt=TOKEN_SALT)


def ticket_of(token: str) -> str:
    """The name under which it is noted that a token was used: it says nothing of the token."""
    return hashlib.sha256(token.encode()).hexdigest()[:TICKET_LENGTH]


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
