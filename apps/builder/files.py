"""An app as a file: JSON that people read and compare, without a credential in it.

`{"lowstream": 1, "name": …, "document": …, "left_out": […]}`: `left_out` names the credentials that were emptied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson

from apps.common.errors import AppError, FaultLike

from . import services
from .document import AppDocument, Fault
from .document.credentials import leave_out
from .document.short import short

FORMAT: Final = 1  # of the envelope; the document numbers its own
MEMBERS: Final = frozenset({"lowstream", "name", "document", "left_out"})
LEFT_OUT_MAX: Final = 5_000  # more than the largest document can have


@dataclass(frozen=True, slots=True)
class AppFile:
    """What a file says. `left_out`: paths of credentials it came without."""

    name: str
    document: AppDocument
    left_out: tuple[str, ...] = ()


def file_of(name: str, document: AppDocument) -> bytes:
    """The file, which says by itself what it left out."""
    said = short(document)
    left_out = leave_out(said)
    envelope = {"lowstream": FORMAT, "name": name, "document": said}
    if left_out:
        envelope["left_out"] = left_out
    return orjson.dumps(envelope, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def read_file(source: Any) -> AppFile:  # Any: whatever JSON a person sent
    """What the file says, or `not_an_app`, `newer_format`, `too_large`, or `invalid_document` with every fault."""
    number = source.get("lowstream") if isinstance(source, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise AppError(
            "not_an_app",
            'This is not an exported app: it does not begin with {"lowstream": 1, …}. Export an app to get a file.',
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    if number > FORMAT:
        raise AppError(
            "newer_format",
            f"The file is of format {number}, and this Lowstream reads formats up to {FORMAT}. Update Lowstream.",
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    faults: list[FaultLike] = list(_envelope_faults(source))
    document: AppDocument | None = None
    if isinstance(source.get("document"), dict):
        try:
            document = services.parse_document(source["document"])
        except AppError as error:
            if error.code != "invalid_document":
                raise
            faults += error.errors
    else:
        faults.append(Fault("document", "must be an object: the app's document"))
    if faults or document is None:
        count = len(faults)
        raise AppError(
            "invalid_document",
            f"The file has {count} {'fault' if count == 1 else 'faults'}; nothing was imported. "
            f"First: {faults[0].path or 'document'}: {faults[0].message}",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            errors=faults,
        )
    return AppFile(source["name"].strip(), document, tuple(source.get("left_out", ())))


def _envelope_faults(source: dict[str, Any]) -> Iterator[Fault]:
    name = source.get("name")
    if not isinstance(name, str) or not name.strip() or "\x00" in name:
        yield Fault("name", "must be text: what the app is called")
    elif len(name.strip()) > services.NAME_MAX:
        yield Fault("name", f"has {len(name.strip()):,} characters; at most {services.NAME_MAX}")
    left_out = source.get("left_out", [])
    if not isinstance(left_out, list) or len(left_out) > LEFT_OUT_MAX or not all(isinstance(p, str) for p in left_out):
        yield Fault("left_out", f"must be a list of at most {LEFT_OUT_MAX:,} paths")
    for key in sorted(source.keys() - MEMBERS):
        yield Fault(key[:80], "is not a member of an exported app; remove it")
