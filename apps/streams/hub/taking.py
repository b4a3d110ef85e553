"""Which of the wished-for streams this hub takes: those meant for it at once, others only when they stay free."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from apps.streams.bus.lease import Leases
from apps.streams.core.spread import preferred

PATIENCE_SECONDS: Final = 0.5  # for the hub a stream is meant for; then it must be full, or dead and not yet missed
SETTLE_SECONDS: Final = 2.5  # after Redis was away: two renewals, for owners to take their expired leases again
SLOW_SECONDS: Final = 1.0  # an answer that took so long: Redis was away
LOOK_AGAIN_SECONDS: Final = 5.0  # at streams of hubs that live; a wish for one that nobody owns says so by itself


class Taking:
    """What is known of streams that aren't this hub's. `mine` are the others; `hubs` all that live, this one included.

    Bounds: as many streams as are wished for; each scan forgets the rest.
    """

    def __init__(self, hub: str, leases: Leases, mine: Collection[str]) -> None:
        self.hubs = {hub}
        self._hub = hub
        self._leases = leases
        self._mine = mine
        self._free_since: dict[str, float] = {}
        self._elsewhere: dict[str, str] = {}  # stream -> the hub that owned it when we looked
        self._look_again_at = 0.0
        self._settled_at = 0.0

    def redis_was_away(self, now: float) -> None:
        """Leave every stream to its owner for a moment, though its lease has run out."""
        self._settled_at = now + SETTLE_SECONDS

    def is_settled(self, now: float) -> bool:
        """Whether owners have had the time to take their leases again, and viewers' servers to renew their wishes."""
        return now >= self._settled_at

    def woken(self, streams: Collection[str], now: float) -> list[str]:
        """Of streams that were just wished for, those meant for this hub."""
        meant = []
        for stream in sorted(streams):
            self._elsewhere.pop(stream, None)
            if stream in self._mine:
                continue
            if preferred(stream, self.hubs) == self._hub and self.is_settled(now):
                meant.append(stream)
            else:
                self._free_since.setdefault(stream, now)
        return meant

    async def due(self, wanted: Collection[str], now: float) -> list[str]:
        """Of all that are wanted, those to be taken now. Raises redis.RedisError."""
        if now >= self._look_again_at:
            self._elsewhere.clear()
            self._look_again_at = now + LOOK_AGAIN_SECONDS
        unknown = sorted(s for s in wanted if s not in self._mine and self._elsewhere.get(s) not in self.hubs)
        owners = await self._leases.owners(unknown)
        free = [stream for stream in unknown if stream not in owners]
        self._elsewhere = {s: hub for s, hub in (self._elsewhere | owners).items() if s in wanted}
        self._free_since = {stream: self._free_since.get(stream, now) for stream in free}
        if not self.is_settled(now):
            return []
        return [
            stream
            for stream in free
            if preferred(stream, self.hubs) == self._hub or now - self._free_since[stream] >= PATIENCE_SECONDS
        ]
