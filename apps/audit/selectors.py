"""Reading a workspace's audit log, newest first: filtered, page by page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from apps.common.errors import AppError

from .models import Entry

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_CURSOR: Final = re.compile(r"(\d{1,17})-(\d{1,18})")  # µs since the epoch (until the year 5138), and the entry's id


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; what is left empty matches all.

    `person`, `target`: part of it, in any case. `action`: `app.published`, or `app` for all that happened to apps.
    `since` is included, `until` isn't.
    """

    person: str = ""
    action: str = ""
    target: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def of(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those that match."""
        wanted = Q()
        if self.person:
            wanted &= Q(actor_name__icontains=self.person)
        if self.action:
            wanted &= Q(action=self.action) | Q(action__startswith=f"{self.action.rstrip('.')}.")
        if self.target:
            wanted &= Q(target__icontains=self.target)
        if self.since is not None:
            wanted &= Q(at__gte=self.since)
        if self.until is not None:
            wanted &= Q(at__lt=self.until)
        return entries.filter(wanted)


def page_of(entries: QuerySet[Entry], cursor: str, size: int) -> tuple[list[Entry], str]:
    """At most `size` entries that follow the cursor (empty: the newest), and the cursor of the next page, if any.

    By place, not by count: what is written meanwhile shifts nothing. Raises `bad_cursor`.
    """
    if cursor:
        at, pk = _read(cursor)
        entries = entries.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    found = list(entries.order_by("-at", "-pk")[: size + 1])
    page = found[:size]
    return page, _cursor(page[-1]) if len(found) > size else ""


def _cursor(entry: Entry) -> str:
    return f"{(entry.at - _EPOCH) // _MICROSECOND}-{entry.pk}"


def _read(cursor: str) -> tuple[datetime, int]:
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise AppError("bad_cursor", "cursor= must be what the page before gave as `next`.")
    return _EPOCH + int(match[1]) * _MICROSECOND, int(match[2])
