"""What a web process has sent since it started. Whoever does the work adds to `figures`, once a frame at most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from apps.common.figures import Histogram


@dataclass(slots=True)
class LiveFigures:
    """Counters only; what is true now (sockets, lagging viewers, feeds) is counted on the live objects when asked."""

    sockets: int = 0  # accepted
    closes: Counter[int] = field(default_factory=Counter)  # our close code -> sockets
    frames: int = 0
    bytes: int = 0  # of frames, as characters: within a few per cent of what leaves the process
    delivered: int = 0  # messages, counted once a viewer
    gaps: int = 0
    gap_messages: int = 0
    credit_stalls: int = 0  # times that a viewer was given no more until it acknowledges
    lag: Histogram = field(default_factory=Histogram)  # seconds from the hub's `at` of a frame's newest message
    broadcasts: Counter[str] = field(default_factory=Counter)  # code ("sent" when it was) -> requests


figures: Final = LiveFigures()
