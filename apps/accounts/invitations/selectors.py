"""Reading invitations: only those that can still be used."""

from __future__ import annotations

from http import HTTPStatus

from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import Invitation
from apps.accounts.one_time import hash_of
from apps.common.errors import AppError


class InvitationInvalid(AppError):
    """Used, expired, taken back or never made: which of these nobody is told."""

    status = HTTPStatus.GONE

    def __init__(self) -> None:
        super().__init__(
            "invitation_invalid",
            "An invitation works once and for a limited time. This one was used, has expired, was taken back, or was "
            "never made.",
        )


def usable(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Those of them that can be used now."""
    return invitations.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


def by_token(token: str) -> Invitation:
    """The invitation that this link can be used for. Raises `InvitationInvalid`."""
    found = usable(Invitation.objects.filter(token_hash=hash_of(token)))
    invitation = found.select_related("workspace", "invited_by").first()
    if invitation is None:
        raise InvitationInvalid
    return invitation
