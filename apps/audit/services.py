"""Writing the audit log."""

from __future__ import annotations

from typing import Final, Protocol

from .models import Entry

TARGET_MAX: Final = 200  # the column's

Detail = str | int | float | bool | None | list[str]


class Actor(Protocol):
    """Who did it (`apps.accounts.models.User`)."""

    pk: int
    email: str


def record(action: str, *, workspace_id: int | None, actor: Actor | None, target: str = "", **details: Detail) -> None:
    """Add an entry, in the transaction of what it tells about: if that fails, nothing was done and nothing is told.

    `action`: `<thing>.<what happened to it>`, such as `app.published`, `member.removed`, `secret.revealed`.
    `workspace_id` None: of no workspace, such as a person's sign-in. Never pass a secret's value.
    """
    Entry.objects.create(
        workspace_id=workspace_id,
        actor_id=None if actor is None else actor.pk,
        actor_name="" if actor is None else actor.email,
        action=action,
        target=target[:TARGET_MAX],
        details=details,
    )
