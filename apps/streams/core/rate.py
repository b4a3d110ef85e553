"""So many a second, with some to spare: a token bucket that says how long to wait. The clock is passed in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """`rate` tokens come a second, at most `burst` are kept; it begins full."""

    rate: float
    burst: float
    _taken: float = 0.0  # tokens that haven't come back at `_at`; more than `burst` are owed
    _at: float = 0.0

    def take(self, now: float) -> float:
        """Take one token; how many seconds to wait until it is there (0: it was)."""
        self._taken = self._missing(now) + 1.0
        self._at = now
        return max(0.0, self._taken - self.burst) / self.rate

    def try_take(self, now: float) -> bool:
        """Take one token if it is there."""
        if self._missing(now) + 1.0 > self.burst:
            return False
        self.take(now)
        return True

    def is_full(self, now: float) -> bool:
        """Whether all that was taken has come back."""
        return self._missing(now) == 0.0

    def _missing(self, now: float) -> float:
        return max(0.0, self._taken - (now - self._at) * self.rate)
