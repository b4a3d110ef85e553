"""What a hub has done since it started. Whoever does the work adds to `figures`, once a batch rather than a message."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from apps.common.figures import Histogram


@dataclass(slots=True)
class HubFigures:
    """Counters only; what is true now (streams by status, pending bytes) is counted on the live objects when asked."""

    messages: int = 0  # written to windows and published
    bytes: int = 0  # of their batches' texts
    batches: int = 0
    append: Histogram = field(default_factory=Histogram)  # seconds from handing a batch to Redis to its answer
    dropped: Counter[str] = field(default_factory=Counter)  # cause (store_down, …) -> messages that have an offset
    skipped: int = 0  # messages of which a query's rules left nothing
    bad_messages: int = 0
    opened: int = 0  # upstream connections
    reconnects: int = 0  # those of them that were not a stream's first
    dials_failed: Counter[str] = field(default_factory=Counter)  # code -> attempts
    broadcasts: Counter[str] = field(default_factory=Counter)  # code ("sent" when it was) -> requests
    leases_lost: int = 0


figures: Final = HubFigures()
