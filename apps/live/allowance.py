"""How much a session may send: a token bucket that outlives its sockets."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

BROADCASTS_PER_SECOND: Final = 20
BROADCASTS_BURST: Final = 40
BUCKETS_MAX: Final = 10_000  # sessions whose allowance is remembered over a reconnect; the oldest are forgotten


@dataclass(slots=True)
class Bucket:
    """A token bucket: BROADCASTS_PER_SECOND on average, BROADCASTS_BURST at once."""

    tokens: float = BROADCASTS_BURST
    at: float = 0.0

    def take(self, now: float) -> bool:
        """Take one token, if there is one. `now` in seconds."""
        self.tokens = min(BROADCASTS_BURST, self.tokens + (now - self.at) * BROADCASTS_PER_SECOND)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


_buckets: Final[OrderedDict[str, Bucket]] = OrderedDict()


def bucket_of(session: str) -> Bucket:
    """The session's allowance, as its last socket left it."""
    bucket = _buckets.setdefault(session, Bucket(at=time.monotonic()))
    _buckets.move_to_end(session)
    if len(_buckets) > BUCKETS_MAX:
        _buckets.popitem(last=False)
    return bucket
