"""App sessions: the id that names one opened app in one tab, and the signed string a browser keeps it in.

The string is bound to the app and the person, so that nobody else's session can be joined with it.
"""

from __future__ import annotations

import secrets
from typing import Final

from django.core import signing

from apps.common.errors import AppError

SESSION_SALT: Final = "lowstream.session"
SESSION_ID_BYTES: Final = 16  # 128 bits: can't be guessed

Person = int | str | None
"""Whose a session is: a user's id, what another site calls its viewer of an embedded app, or nobody's."""


def new_session_id() -> str:
    """A fresh id, safe in a URL."""
    return secrets.token_urlsafe(SESSION_ID_BYTES)


def sign_session(session_id: str, app_id: int, person: Person) -> str:
    """The string that brings this session back after a reload. It has no expiry: the tab's end is its end."""
    return signing.dumps([session_id, app_id, person], salt=SESSION_SALT)


def read_session(text: str, app_id: int, person: Person) -> str:
    """The session's id. Raises `bad_session` for a string that is damaged or of another app or person."""
    try:
        session_id, bound_app, bound_person = signing.loads(text, salt=SESSION_SALT)
    except (signing.BadSignature, TypeError, ValueError):
        session_id = bound_app = bound_person = None
    if not isinstance(session_id, str) or (bound_app, bound_person) != (app_id, person):
        raise AppError("bad_session", "This session belongs to another app or person; open the app again.")
    return session_id
