"""Everything that writes about people: the first owner, members, one-time sign-in links."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.audit.services import record
from apps.common.errors import AppError, NotFound

from .models import Membership, Role, SignInLink, User, Workspace
from .one_time import hash_of, new_token

FIRST_OWNER_EMAIL: Final = "owner@localhost"
LINK_LIFETIME: Final = timedelta(hours=1)  # long enough to find the browser, short enough to be worthless in an old log


def create_user(email: str, name: str = "", password: str | None = None) -> User:
    """A person; without a password they sign in by link only. Raises `email_taken`."""
    user = User(email=email.strip().lower(), name=name)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise AppError("email_taken", f"There is already a user {user.email}.", HTTPStatus.CONFLICT) from None
    return user


def create_workspace(name: str) -> Workspace:
    """An empty workspace without members."""
    return Workspace.objects.create(name=name)


def add_member(workspace: Workspace, user: User, role: Role) -> Membership:
    """Give a person a role, or change the one they have: by command, for those who hold the server."""
    with transaction.atomic():
        membership, _ = Membership.objects.update_or_create(workspace=workspace, user=user, defaults={"role": role})
        record("member.added", workspace_id=workspace.pk, actor=None, target=user.email, role=role.value)
    return membership


@transaction.atomic
def ensure_owner() -> User:
    """The first owner, made with their workspace when there is none."""
    owner = User.objects.filter(memberships__role=Role.OWNER, is_active=True).order_by("pk").first()
    if owner is None:
        owner = User.objects.filter(email=FIRST_OWNER_EMAIL).first() or create_user(FIRST_OWNER_EMAIL, "Owner")
        workspace = Workspace.objects.order_by("pk").first() or create_workspace("Workspace")
        add_member(workspace, owner, Role.OWNER)
    return owner


def user_by_email(email: str) -> User:
    """The active user with this address. Raises `not_found`."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise NotFound(f"There is no user {email}.")
    return user


def issue_sign_in_link(user: User) -> str:
    """A fresh token for `/sign-in/<token>/`; expired ones are swept away on the way."""
    now = timezone.now()
    SignInLink.objects.filter(expires_at__lt=now).delete()
    token = new_token()
    SignInLink.objects.create(user=user, token_hash=hash_of(token), created_at=now, expires_at=now + LINK_LIFETIME)
    return token


def redeem_sign_in_link(token: str) -> User:
    """The link's user, once. Raises `link_invalid` for a used, expired or unknown one, without telling which."""
    now = timezone.now()
    links = SignInLink.objects.filter(token_hash=hash_of(token))
    # One conditional update: of two browsers that open the link at once, one wins.
    won = links.filter(used_at=None, expires_at__gt=now, user__is_active=True).update(used_at=now)
    if not won:
        raise AppError(
            "link_invalid",
            "A sign-in link works once, and for an hour.",
            HTTPStatus.GONE,
        )
    return links.select_related("user").get().user
