"""Reading where the streams of workspaces may lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from apps.accounts.models import Workspace


@dataclass(frozen=True, slots=True)
class Written:
    """A workspace's lists as people wrote them. `allow` is the operator's."""

    only: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Written:
        """What the database keeps."""
        return cls(*(tuple(stored.get(name, ())) for name in ("only", "deny", "allow")))


def written(workspaces: Collection[int]) -> dict[int, Written]:
    """The lists of these workspaces; those that don't exist any more are missing. One query."""
    rows = Workspace.objects.filter(pk__in=workspaces).values_list("pk", "upstream_rules")
    return {pk: Written.of(stored) for pk, stored in rows}
