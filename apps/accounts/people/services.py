"""Everything that writes about a person's own account."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.address import address_of
from apps.accounts.models import Membership, Role, SignInLink, User, Workspace
from apps.accounts.services import add_member, create_user, create_workspace
from apps.audit import services as audit
from apps.common.errors import NotFound

AGENT_MAX: Final = 200  # the column's


def tell(person: User, action: str, actor: User | None, details: dict[str, audit.Detail]) -> None:
    """Put into the audit log what happened to this person's account: once for each of their workspaces, whose owners
    look there; for who is in none, once without.
    """
    workspaces: list[int | None] = list(Membership.objects.filter(user=person).values_list("workspace_id", flat=True))
    for workspace_id in workspaces or [None]:
        audit.record(action, workspace_id=workspace_id, actor=actor, target=person.email, **details)


def tell_own(request: HttpRequest, person: User, action: str, **details: audit.Detail) -> None:
    """The same of what a person did to their own account, with the address they did it from."""
    tell(person, action, person, {"address": address_of(request), **details})


def tell_refused(email: str, action: str, address: str, **details: audit.Detail) -> None:
    """Of an attempt to sign in: who it was isn't known, only whom they said to be, who may not exist."""
    person = User.objects.filter(email=email.strip().lower()).first()
    if person is not None:
        tell(person, action, None, {"address": address, **details})
    else:
        audit.record(action, workspace_id=None, actor=None, target=email, address=address, **details)


def set_name(person: User, name: str) -> None:
    """What others see of a person."""
    person.name = name
    person.save(update_fields=["name"])


# --- Sessions -----------------------------------------------------------------------------------------------------


def begin_session(request: HttpRequest, person: User, method: str) -> None:
    """List the session that has just begun, tell the audit log, and sweep away what has expired."""
    UserSession.objects.create_from_request(request)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    tell_own(request, person, "person.signed_in", method=method)


def note_seen(session_key: str, address: str, agent: str) -> None:
    """Remember when and from where a session was last used."""
    UserSession.objects.filter(session_key=session_key).update(
        last_seen_at=timezone.now(), ip=address, user_agent=agent[:AGENT_MAX]
    )


def end_session(request: HttpRequest, person: User, session_id: int) -> None:
    """End one session of this person: its cookie is worthless from now on. Raises `not_found`."""
    session = UserSession.objects.filter(user=person, pk=session_id).first()
    if session is None:
        raise NotFound("That session has already ended.")
    _end(session)
    tell_own(request, person, "session.revoked", sessions=1, of_address=session.ip)


def end_other_sessions(request: HttpRequest, person: User) -> int:
    """End all sessions of this person but the one of this request; how many there were."""
    others = list(UserSession.objects.filter(user=person).exclude(session_key=request.session.session_key or ""))
    alive: int = sum(session.exists() for session in others)  # the rest has expired, or has another key by now
    for session in others:
        _end(session)
    if alive:
        tell_own(request, person, "session.revoked", sessions=alive)
    return alive


def password_changed(request: HttpRequest, person: User, action: str) -> None:
    """What a new password entails: all other sessions end, and sign-in links that weren't used are void."""
    SignInLink.objects.filter(user=person, used_at=None).delete()
    tell_own(request, person, action)
    end_other_sessions(request, person)


def _end(session: UserSession) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore().delete(session.session_key)
    session.delete()


# --- The first people ---------------------------------------------------------------------------------------------


@transaction.atomic
def create_owner(email: str, name: str = "", workspace: str = "") -> User:
    """An owner of the workspace of this name, or of the oldest; whoever and whatever isn't there yet is made."""
    person = User.objects.filter(email=email.strip().lower()).first() or create_user(email, name)
    found = Workspace.objects.filter(**({"name": workspace} if workspace else {})).order_by("pk").first()
    add_member(found or create_workspace(workspace or "Workspace"), person, Role.OWNER)
    return person


def set_password(person: User, password: str) -> None:
    """By the operator of the server; every session of this person ends with the old one."""
    person.set_password(password)
    person.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=person):
        _end(session)
    SignInLink.objects.filter(user=person, used_at=None).delete()
