"""Changing where a workspace's streams may lead. Hubs follow within seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from apps.accounts.models import User, Workspace
from apps.audit import services as audit
from apps.common.errors import AppError, NotFound
from apps.common.problems import Fault

from .entries import Entries
from .selectors import Written

ENTRIES_MAX: Final = 200  # of one list; each is compared with every dial
LISTS: Final = ("only", "deny")


def restrict(workspace_id: int, actor: User, only: Sequence[str], deny: Sequence[str]) -> Written:
    """The owners' own rules, which can but restrict. Raises `invalid` with a fault for each bad entry."""
    lists = {"only": [text.strip() for text in only], "deny": [text.strip() for text in deny]}
    faults = [fault for name, texts in lists.items() for fault in faults_of(name, texts)]
    if faults:
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        raise AppError("invalid", f"{faults[0].path}: {faults[0].message}{more}", errors=faults)
    return _change(workspace_id, actor, lists)


def allow(workspace_id: int, entries: Sequence[str]) -> Written:
    """The operator's exceptions for one workspace. Raises ValueError naming the bad entry."""
    Entries.read(entries, any_host=False)
    return _change(workspace_id, None, {"allow": list(entries)})


def faults_of(name: str, texts: Sequence[str]) -> list[Fault]:
    """What is wrong with a list, entry by entry."""
    if len(texts) > ENTRIES_MAX:
        return [Fault(name, f"has {len(texts)} entries; at most {ENTRIES_MAX}")]
    faults = []
    for index, text in enumerate(texts):
        try:
            Entries.read([text])
        except ValueError as error:
            faults.append(Fault(f"{name}[{index}]", str(error)))
    return faults


@transaction.atomic
def _change(workspace_id: int, actor: User | None, lists: dict[str, list[str]]) -> Written:
    workspace = Workspace.objects.select_for_update().filter(pk=workspace_id).first()
    if workspace is None:
        raise NotFound(f"There is no workspace {workspace_id}.")
    before = Written.of(workspace.upstream_rules)
    workspace.upstream_rules = {**workspace.upstream_rules, **lists}
    after = Written.of(workspace.upstream_rules)
    if after != before:
        workspace.save(update_fields=["upstream_rules"])
        # Whole lists: who reads the log later wants to know what held, not how many entries there were.
        audit.record("network.changed", workspace_id=workspace_id, actor=actor, target=workspace.name, **lists)
    return after
