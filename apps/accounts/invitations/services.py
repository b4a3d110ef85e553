"""Everything that writes invitations: making one, taking it back, and joining by it."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Invitation, Membership, Role, User, Workspace
from apps.accounts.one_time import hash_of, new_token
from apps.accounts.services import create_user
from apps.accounts.workspaces.services import MEMBERS_PER_WORKSPACE, may_manage
from apps.audit.services import record
from apps.common.errors import AppError, Forbidden, NotFound

from .selectors import InvitationInvalid, by_token, usable

DAYS: Final = 7  # a week away, and it still works
DAYS_MAX: Final = 30
OPEN_PER_WORKSPACE: Final = 100  # a list that is one answer; what is open is a way in
FORGOTTEN: Final = timedelta(days=90)  # those that can't be used any more; the audit log tells of them longer


@transaction.atomic
def invite(workspace: Workspace, by: User, role: Role, email: str = "", days: int = DAYS) -> tuple[Invitation, str]:
    """An invitation and the token of its link, which is told this once. Raises `forbidden`, `too_many_invitations`."""
    now = timezone.now()
    Workspace.objects.select_for_update().filter(pk=workspace.pk).first()  # so that two at once count each other
    Invitation.objects.filter(workspace=workspace, expires_at__lt=now - FORGOTTEN).delete()
    may_manage(by, workspace.pk)
    if usable(Invitation.objects.filter(workspace=workspace)).count() >= OPEN_PER_WORKSPACE:
        raise AppError(
            "too_many_invitations",
            f"{OPEN_PER_WORKSPACE} invitations are open, as many as can be. Take one back first.",
            HTTPStatus.CONFLICT,
        )
    token = new_token()
    invitation = Invitation.objects.create(
        workspace=workspace,
        role=role,
        email=email.strip().lower(),
        token_hash=hash_of(token),
        invited_by=by,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    told = {"role": role.value, "until": invitation.expires_at.isoformat(timespec="minutes")}
    record("invitation.created", workspace_id=workspace.pk, actor=by, target=invitation.email, **told)
    return invitation, token


@transaction.atomic
def revoke(invitation: Invitation, by: User) -> None:
    """Its link stops working. Raises `not_found` when it is no longer open."""
    if not usable(Invitation.objects.filter(pk=invitation.pk)).update(revoked_at=timezone.now()):
        raise NotFound("This invitation isn't open any more.")
    told = {"role": invitation.role}
    record("invitation.revoked", workspace_id=invitation.workspace_id, actor=by, target=invitation.email, **told)


@transaction.atomic
def join(token: str, user: User) -> Membership:
    """Use it up and become a member. Raises `InvitationInvalid`, `forbidden`, `already_member` or `workspace_full`."""
    invitation = by_token(token)
    if invitation.email and invitation.email != user.email:
        raise Forbidden(f"This invitation is for {invitation.email}; you are signed in as {user.email}.")
    workspace = invitation.workspace
    Workspace.objects.select_for_update().filter(pk=workspace.pk).first()
    members = Membership.objects.filter(workspace=workspace)
    if members.filter(user=user).exists():
        raise AppError("already_member", f"You are a member of {workspace} already.", HTTPStatus.CONFLICT)
    if members.count() >= MEMBERS_PER_WORKSPACE:
        raise AppError(
            "workspace_full", f"{workspace} has {MEMBERS_PER_WORKSPACE:,} members and is full.", HTTPStatus.CONFLICT
        )
    # One conditional update: of two browsers that press at once, one wins.
    if not usable(Invitation.objects.filter(pk=invitation.pk)).update(used_at=timezone.now()):
        raise InvitationInvalid
    membership = Membership.objects.create(workspace=workspace, user=user, role=invitation.role)
    inviter = invitation.invited_by.email if invitation.invited_by else ""
    told = {"role": invitation.role, "invited_by": inviter}
    record("member.joined", workspace_id=workspace.pk, actor=user, target=user.email, **told)
    return membership


@transaction.atomic
def join_as_new(token: str, email: str, name: str, password: str) -> User:
    """Make an account and join with it; neither without the other. Raises as `join`, and `email_taken`."""
    invitation = by_token(token)
    user = create_user(invitation.email or email, name, password)
    join(token, user)
    return user
