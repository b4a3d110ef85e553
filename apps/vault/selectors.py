"""Reads of secrets: what people may know of them, and, for hubs only, what they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import QuerySet

from .models import Secret
from .sealing import NoKeys, Unreadable, unseal


@dataclass(frozen=True, slots=True)
class Revealed:
    """A secret in clear. `value` None: it is there, but can't be opened."""

    id: int
    name: str
    hosts: tuple[str, ...]
    value: str | None = field(repr=False)


def listed(secrets: QuerySet[Secret]) -> QuerySet[Secret]:
    """Without what is sealed, with who made and changed them."""
    return secrets.defer("sealed").select_related("created_by", "updated_by")


def secrets_for(workspace_id: int, names: Collection[str]) -> dict[str, Revealed]:
    """Those of these secrets that the workspace has, by name. Only a hub calls this, when it dials."""
    found: dict[str, Revealed] = {}
    for secret in Secret.objects.filter(workspace_id=workspace_id, name__in=names):
        hosts: tuple[str, ...] = ()
        value: str | None = None
        try:
            content = unseal(secret.sealed, workspace_id, secret.name, secret.hosts)
        except (NoKeys, Unreadable):
            pass
        else:
            hosts, value = content.hosts, content.value
        found[secret.name] = Revealed(secret.pk, secret.name, hosts, value)
    return found


def unreadable() -> list[Secret]:
    """Every secret that no key opens, or that isn't what its row says."""
    closed: list[Secret] = []
    for secret in Secret.objects.select_related("workspace"):
        try:
            unseal(secret.sealed, secret.workspace_id, secret.name, secret.hosts)
        except (NoKeys, Unreadable):
            closed.append(secret)
    return closed
