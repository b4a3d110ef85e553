"""When to dial again: full jitter, doubling, never within a second; sooner only after a connection that lasted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LEAST_SECONDS: Final = 1.0  # an upstream that accepts and closes is dialled at most once a second
FIRST_SECONDS: Final = 2.0  # up to which the first delay is drawn
MOST_SECONDS: Final = 60.0
STABLE_SECONDS: Final = 30.0  # a socket that lived this long earns a fresh backoff, and a redial almost at once
SOON_SECONDS: Final = (0.1, 1.0)  # that redial; spread, since its neighbours lost theirs in the same moment


@dataclass(slots=True)
class Backoff:
    """Counts failed attempts. `draw(a, b)` gives a random number in [a, b] (`random.uniform`)."""

    draw: Callable[[float, float], float]
    attempt: int = 0

    def failed(self, lived_seconds: float = 0.0) -> float:
        """Note a failure (or a close after so many seconds of connection); return the delay in seconds."""
        if lived_seconds >= STABLE_SECONDS:
            self.attempt = 1
            return self.draw(*SOON_SECONDS)
        ceiling = min(MOST_SECONDS, FIRST_SECONDS * 2.0 ** min(self.attempt, 10))
        self.attempt += 1
        return max(LEAST_SECONDS, self.draw(LEAST_SECONDS, ceiling))


RETRIED_STATUSES: Final = frozenset({408, 425, 429})  # a 4xx that only means "not now"


def is_final(http_status: int) -> bool:
    """Whether an upstream's answer to the handshake means that asking again can't help."""
    return 300 <= http_status < 500 and http_status not in RETRIED_STATUSES
