"""How fast a hub dials one upstream: a thousand streams that lost it together come back over more than ten seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from apps.streams.core.rate import Bucket

DIALS_PER_SECOND: Final = 80.0  # 1,000 streams come back over 12 s, and as many new ones still open in under 20 s
BURST: Final = 40.0  # the first ones of an app, or a few tabs, never wait
UPSTREAMS_MAX: Final = 4_096  # twice a hub's streams; those beyond share one bucket


class Pace:
    """One bucket for each host and port; those that are full again are forgotten when room is needed."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: dict[tuple[str, int], Bucket] = {}
        self._others = Bucket(DIALS_PER_SECOND, BURST)

    def delay(self, host: str, port: int) -> float:
        """Take a turn; how many seconds it is off."""
        now = self._now()
        bucket = self._buckets.get((host, port))
        if bucket is None:
            if len(self._buckets) >= UPSTREAMS_MAX:
                self._buckets = {key: each for key, each in self._buckets.items() if not each.is_full(now)}
            if len(self._buckets) >= UPSTREAMS_MAX:
                return self._others.take(now)
            bucket = self._buckets[host, port] = Bucket(DIALS_PER_SECOND, BURST)
        return bucket.take(now)

    async def turn(self, host: str, port: int) -> None:
        """Wait until this dial's turn has come."""
        delay = self.delay(host, port)
        if delay > 0:
            await asyncio.sleep(delay)
