"""Everything that writes workspaces and memberships for the people in them. Each call is whole or not at all."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import Invitation, Membership, Role, User, Workspace
from apps.audit.services import record
from apps.common.errors import AppError, Forbidden, NotFound

WORKSPACES_PER_PERSON: Final = 50  # a list that is one answer, and nobody's way to fill the database
MEMBERS_PER_WORKSPACE: Final = 1_000  # likewise


@transaction.atomic
def found_workspace(name: str, founder: User) -> Workspace:
    """A new workspace whose first owner is who asked for it. Raises `too_many_workspaces`."""
    if founder.memberships.filter(role=Role.OWNER).count() >= WORKSPACES_PER_PERSON:
        raise AppError(
            "too_many_workspaces",
            f"You own {WORKSPACES_PER_PERSON} workspaces, as many as anybody can.",
            HTTPStatus.CONFLICT,
        )
    workspace = Workspace.objects.create(name=name)
    Membership.objects.create(workspace=workspace, user=founder, role=Role.OWNER)
    record("workspace.created", workspace_id=workspace.pk, actor=founder, target=name)
    return workspace


@transaction.atomic
def rename_workspace(workspace: Workspace, name: str, by: User) -> Workspace:
    """Give it another name."""
    before, workspace.name = workspace.name, name
    if before != name:
        workspace.save(update_fields=["name"])
        record("workspace.renamed", workspace_id=workspace.pk, actor=by, target=name, before=before)
    return workspace


@transaction.atomic
def change_role(workspace_id: int, user_id: int, role: Role, by: User) -> Membership:
    """By an owner. Raises `forbidden`, `not_found`, or `last_owner` for the only one that is left."""
    member = _locked(workspace_id, user_id)
    may_manage(by, workspace_id)
    before = member.role
    if before == role:
        return member
    if before == Role.OWNER:
        _another_owner_stays(member)
        _take_back_invitations(member)
    member.role = role
    member.save(update_fields=["role"])
    told = {"before": before, "role": role.value}
    record("member.role_changed", workspace_id=workspace_id, actor=by, target=member.user.email, **told)
    return member


@transaction.atomic
def remove_member(workspace_id: int, user_id: int, by: User) -> None:
    """By an owner, or by oneself, which is leaving. Raises `forbidden`, `not_found` or `last_owner`."""
    member = _locked(workspace_id, user_id)
    leaves = member.user_id == by.pk
    if not leaves:
        may_manage(by, workspace_id)
    if member.role == Role.OWNER:
        _another_owner_stays(member)
    _take_back_invitations(member)
    email, role = member.user.email, member.role
    member.delete()
    record("member.left" if leaves else "member.removed", workspace_id=workspace_id, actor=by, target=email, role=role)


def _locked(workspace_id: int, user_id: int) -> Membership:
    """The membership, with the workspace held: changes of members come one after the other."""
    Workspace.objects.select_for_update().filter(pk=workspace_id).first()
    member = Membership.objects.select_related("user").filter(workspace_id=workspace_id, user_id=user_id).first()
    if member is None:
        raise NotFound("This person is not a member of the workspace.")
    return member


def may_manage(by: User, workspace_id: int) -> None:
    """Behind the lock: of two owners who remove each other at once, one stays."""
    if not by.may(Role.OWNER, workspace_id):
        raise Forbidden("You need to be an owner of the workspace to change who is in it.")


def _another_owner_stays(member: Membership) -> None:
    owners = Membership.objects.filter(workspace_id=member.workspace_id, role=Role.OWNER, user__is_active=True)
    if not owners.exclude(pk=member.pk).exists():
        raise AppError(
            "last_owner",
            f"{member.user} is the only owner of the workspace. Make somebody else an owner first.",
            HTTPStatus.CONFLICT,
        )


def _take_back_invitations(member: Membership) -> None:
    """Of who may invite no longer: else they could come back by a link of their own."""
    theirs = Invitation.objects.filter(
        workspace_id=member.workspace_id, invited_by=member.user_id, used_at=None, revoked_at=None
    )
    theirs.update(revoked_at=timezone.now())
