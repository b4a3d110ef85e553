"""Everything that writes API tokens: making one, using it, revoking it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import ClassVar, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.accounts.models import ApiToken, User
from apps.accounts.one_time import hash_of, new_token
from apps.audit.services import record
from apps.common.errors import AppError, NotFound
from apps.common.requests import API_TOKEN_PREFIX

SHOWN_LENGTH: Final = 8  # with the prefix: 30 of the 256 bits
DAYS_MAX: Final = 365
TOKENS_PER_PERSON: Final = 50  # a list that is one answer
LISTED: Final = timedelta(days=30)  # after its end, so that one sees what has ended
USED_EVERY: Final = timedelta(minutes=1)  # a write for each call would make reading as dear as writing
_FORM: Final = re.compile(rf"{API_TOKEN_PREFIX}[A-Za-z0-9_-]{{43}}")


class TokenInvalid(AppError):
    """Unknown, expired or revoked: which of these nobody is told."""

    status = HTTPStatus.UNAUTHORIZED
    headers: ClassVar = {"WWW-Authenticate": 'Bearer error="invalid_token"'}  # RFC 6750

    def __init__(self) -> None:
        super().__init__("token_invalid", "The API token isn't valid: it is unknown, has expired, or was revoked.")


@transaction.atomic
def issue(user: User, name: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """A token and its value, which is told this once. Raises `too_many_tokens`."""
    now = timezone.now()
    User.objects.select_for_update().filter(pk=user.pk).first()  # so that two at once count each other
    mine = ApiToken.objects.filter(user=user)
    mine.filter(Q(expires_at__lt=now - LISTED) | Q(revoked_at__lt=now - LISTED)).delete()
    if usable_of(user).count() >= TOKENS_PER_PERSON:
        raise AppError(
            "too_many_tokens",
            f"You have {TOKENS_PER_PERSON} API tokens, as many as can be. Revoke one first.",
            HTTPStatus.CONFLICT,
        )
    value = API_TOKEN_PREFIX + new_token()
    token = ApiToken.objects.create(
        user=user,
        name=name,
        shown=value[:SHOWN_LENGTH],
        token_hash=hash_of(value),
        scopes=list(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _tell("token.created", token, scopes=token.scopes, days=days)
    return token, value


def usable_of(user: User) -> QuerySet[ApiToken]:
    """This person's tokens that work."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())


@transaction.atomic
def revoke_all(user: User) -> int:
    """All of this person's stop working at once; how many there were."""
    tokens = list(usable_of(user).select_for_update().select_related("user"))
    ApiToken.objects.filter(pk__in=[token.pk for token in tokens]).update(revoked_at=timezone.now())
    for token in tokens:
        _tell("token.revoked", token)
    return len(tokens)


@transaction.atomic
def revoke(token: ApiToken) -> None:
    """It stops working at once. Raises `not_found` when it has before."""
    if not usable_of(token.user).filter(pk=token.pk).update(revoked_at=timezone.now()):
        raise NotFound("This token doesn't work any more as it is.")
    _tell("token.revoked", token)


def use(value: str) -> ApiToken:
    """The token of this value, with its person; notes when, once a minute. Raises `TokenInvalid`."""
    now = timezone.now()
    token = None
    if _FORM.fullmatch(value):
        good = ApiToken.objects.filter(token_hash=hash_of(value), revoked_at=None, expires_at__gt=now)
        token = good.filter(user__is_active=True).select_related("user").first()
    if token is None:
        raise TokenInvalid
    if token.last_used_at is None or token.last_used_at <= now - USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return token


def _tell(action: str, token: ApiToken, **details: str | int | list[str]) -> None:
    """In every workspace of the person, since the token reaches all of them."""
    for workspace_id in token.user.memberships.order_by("pk").values_list("workspace_id", flat=True):
        target = f"{token.name} ({token.shown}…)"
        record(action, workspace_id=workspace_id, actor=token.user, target=target, **details)
