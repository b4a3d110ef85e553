"""The audit log as a file that is written while it is read: CSV for spreadsheets, NDJSON for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, Literal

import orjson
from channels.db import database_sync_to_async
from django.db.models import QuerySet

from apps.common.spreadsheet import harmless

from .models import Entry
from .selectors import page_of

PAGE: Final = 500  # entries in memory at a time
COLUMNS: Final = ("at", "person", "action", "target", "details")

Form = Literal["csv", "ndjson"]
CONTENT_TYPES: Final = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}


def entry_of(entry: Entry) -> dict[str, Any]:  # Any: JSON
    """An entry as the API tells it. `person` is empty where the system did it."""
    at = entry.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {"id": entry.pk, "at": at, "person": entry.actor_name, "action": entry.action, "target": entry.target}
    return {**told, "details": entry.details}


async def written(entries: QuerySet[Entry], form: Form) -> AsyncIterator[bytes]:
    """The file, piece by piece; each piece is read when the one before has gone out."""
    if form == "csv":
        yield _csv([COLUMNS])
    cursor = ""
    while True:
        page, cursor = await database_sync_to_async(page_of)(entries, cursor, PAGE)
        if page:
            yield _csv([_cells(entry) for entry in page]) if form == "csv" else _ndjson(page)
        if not cursor:
            return


def _ndjson(page: Sequence[Entry]) -> bytes:
    return b"".join([orjson.dumps(entry_of(entry), option=orjson.OPT_APPEND_NEWLINE) for entry in page])


def _cells(entry: Entry) -> list[str]:
    told = entry_of(entry)
    details = orjson.dumps(told["details"]).decode() if told["details"] else ""
    return [told["at"], harmless(told["person"]), harmless(told["action"]), harmless(told["target"]), details]


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
