"""Whether a hub is there that has room: what web processes tell those who wait for a stream."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from . import keys
from .client import AsyncRedis, script

KNOWN_SECONDS: Final = 1.0  # a hub says every 0.8 s how it is; a thousand streams that wait ask once


class Hubs:
    """Of one web process."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._wanted = redis.register_script(script("wanted"))
        self._full = False
        self._until = 0.0
        self._asking = asyncio.Lock()

    async def are_full(self) -> bool:
        """Whether hubs live and none has room; False when there is none at all. Raises redis.RedisError."""
        async with self._asking:
            if time.monotonic() >= self._until:
                living = set((await self._wanted(keys=[keys.HUBS]))[1::2])
                self._full = bool(living) and living <= set((await self._wanted(keys=[keys.FULL_HUBS]))[1::2])
                self._until = time.monotonic() + KNOWN_SECONDS
        return self._full
