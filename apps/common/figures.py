"""Numbers that a process keeps of its work: plain counters, read only when somebody asks for metrics."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

# From a twentieth of a gathering (5 ms) to what a person would call broken.
SECONDS: Final = (0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(slots=True)
class Histogram:
    """How often a value was at most each bound. `counts` has one place more, for what is above the last."""

    bounds: tuple[float, ...] = SECONDS
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def observe(self, value: float) -> None:
        """Note one value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


limits_reached: Final[Counter[str]] = Counter()  # which limit -> how often somebody was told that it is reached


def reached(limit: str) -> None:
    """Count that a limit was reached; who reached it is told by whoever calls."""
    limits_reached[limit] += 1
