"""Writing the audit log, and sweeping what is older than it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Protocol

from django.db import transaction
from django.utils import timezone

from .models import Entry

TARGET_MAX: Final = 200  # the column's
SWEPT_AT_ONCE: Final = 2_000  # rows of one transaction: nobody who writes meanwhile waits long

Detail = str | int | float | bool | None | list[str]


class Actor(Protocol):
    """Who did it (`apps.accounts.models.User`); its `via`, if it has one, is the API token that acted for them."""

    pk: int
    email: str


def record(action: str, *, workspace_id: int | None, actor: Actor | None, target: str = "", **details: Detail) -> None:
    """Add an entry, in the transaction of what it tells about: if that fails, nothing was done and nothing is told.

    `action`: `<thing>.<what happened to it>`, such as `app.published`, `member.removed`, `secret.revealed`.
    `workspace_id` None: of no workspace, such as a person's sign-in. Never pass a secret's value.
    """
    details |= _token(actor)
    Entry.objects.create(
        workspace_id=workspace_id,
        actor_id=None if actor is None else actor.pk,
        actor_name="" if actor is None else actor.email,
        action=action,
        target=target[:TARGET_MAX],
        details=details,
    )


@transaction.atomic
def record_often(
    action: str,
    *,
    workspace_id: int | None,
    actor: Actor | None,
    target: str = "",
    within: timedelta,
    same: dict[str, str | int],
    **latest: Detail,
) -> None:
    """Like `record`, for what happens many times over: one entry for so long, which counts.

    Those whose details have all that `same` says are one; the entry keeps its beginning, `times` counts, `until` says
    when it happened last, and `latest` is of that last time.
    """
    now = timezone.now()
    person = None if actor is None else actor.pk
    via = _token(actor)
    begun = Entry.objects.filter(workspace=workspace_id, actor=person, action=action, at__gt=now - within)
    for entry in begun.order_by("-at", "-pk")[:50]:  # of one person within minutes; more would be of as many things
        if {**same, **via}.items() <= entry.details.items() and entry.details.get("token") == via.get("token"):
            times = int(entry.details.get("times", 1)) + 1
            entry.details = {**entry.details, **latest, "times": times, "until": now.isoformat(timespec="seconds")}
            entry.save(update_fields=["details"])
            return
    record(action, workspace_id=workspace_id, actor=actor, target=target, **same, **latest)


def _token(actor: Actor | None) -> dict[str, str]:
    via = getattr(actor, "via", "")
    return {"token": via} if via else {}


def sweep(before: datetime) -> int:
    """Delete what happened earlier; return how many entries that were."""
    swept = 0
    while True:
        oldest = Entry.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:SWEPT_AT_ONCE]
        count, _ = Entry.objects.filter(pk__in=list(oldest)).delete()
        swept += count
        if count < SWEPT_AT_ONCE:
            return swept
