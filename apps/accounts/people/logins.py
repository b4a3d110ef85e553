"""The sign-in behind what a browser holds open: named by a digest, and looked up while it is open.

A digest says nothing of the session's key. It holds the password, too: a new one ends what was opened under the old.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User

from .signing_in import methods_of

DIGEST_LENGTH: Final = 32  # 128 bits


def login_of(request: HttpRequest, person: User) -> str | None:
    """The digest of this request's sign-in; None for one that isn't in the person's list of sessions (a test's)."""
    key = request.session.session_key
    return _digest(key, person.password) if key and methods_of(request, person) else None


def lasting(user_ids: Collection[int]) -> set[str]:
    """The digests of all sign-ins of these people that haven't ended; one query.

    As many people as a process has sockets: 5,000, and SQLite takes 32,766 parameters.
    """
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    listed = UserSession.objects.filter(user_id__in=user_ids, session_key__in=alive)
    return {_digest(key, password) for key, password in listed.values_list("session_key", "user__password")}


def _digest(key: str, password: str) -> str:
    return hashlib.sha256(f"{key} {password}".encode()).hexdigest()[:DIGEST_LENGTH]
