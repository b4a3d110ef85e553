"""Messages of a window as a file: CSV for spreadsheets, NDJSON for programs. Bounded by the window's 16 MiB."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import orjson

from apps.common.spreadsheet import harmless
from apps.streams.core.message import Item

OWN_COLUMNS: Final = ("offset", "at")


def message_of(item: Item) -> dict[str, object]:
    """One message as JSON has it, its payload as it is."""
    message: dict[str, object] = {"offset": item.offset, "at": item.at}
    if item.key is not None:
        message["key"] = item.key
    message["data"] = orjson.Fragment(item.payload)
    return message


def ndjson_of(items: Sequence[Item]) -> bytes:
    """One message a line."""
    return b"".join([orjson.dumps(message_of(item), option=orjson.OPT_APPEND_NEWLINE) for item in items])


def csv_of(items: Sequence[Item]) -> bytes:
    """RFC 4180 with a header: offset, at (ISO 8601, UTC), then what the messages have, in order of first appearance.

    An object's members are columns, those of an object inside it too (`a.b`); what lies deeper is JSON. A message that
    is no object stands in the column `data`.
    """
    rows = [_cells(orjson.loads(item.payload)) for item in items]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*OWN_COLUMNS, *map(harmless, columns)])
    for item, row in zip(items, rows, strict=True):
        writer.writerow([item.offset, _time(item.at), *[row.get(name, "") for name in columns]])
    return out.getvalue().encode()


def _cells(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {"data": _text(value)}
    cells: dict[str, str] = {}
    for name, member in value.items():
        if isinstance(member, dict) and member:
            cells |= {f"{name}.{inner}": _text(deep) for inner, deep in member.items()}
        else:
            cells[f"data.{name}" if name in OWN_COLUMNS else name] = _text(member)
    return cells


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return orjson.dumps(value).decode()


def _time(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
