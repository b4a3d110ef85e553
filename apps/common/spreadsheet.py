"""Cells of a CSV file that a spreadsheet shows and never runs."""

from __future__ import annotations

import re
from typing import Final

# A spreadsheet would run a text that begins so as a formula; a plain number does no harm.
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def harmless(text: str) -> str:
    """The text, with an apostrophe before what would be a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
