"""Beginning a session: what every way of signing in ends with."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.contrib.auth import logout
from django.http import HttpRequest

from apps.accounts.models import User


def sign_in(request: HttpRequest, person: User, method: str) -> None:
    """Sign in somebody who has proved by `method` (`link`, `invitation`) who they are, whoever was here before.

    It counts as proving it recently: the server's operator, who makes such links, is the way back for whoever has lost
    password and telephone. The session gets another key.
    """
    logout(request)
    record_authentication(request, person, method, reauthenticated=True)
    get_adapter().login(request, person)


def methods_of(request: HttpRequest, person: User) -> str:
    """How the person of this session has proved who they are: `password`, `password+mfa`, `link`."""
    return "+".join(dict.fromkeys(str(record["method"]) for record in get_authentication_records(request, person)))
