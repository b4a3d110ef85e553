"""One thing wrong with a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where, such as `queries[0].url`."""

    path: str
    message: str
