"""Viewer tokens that were used: each opens one socket, in whatever process."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Final

from redis.exceptions import RedisError

from apps.streams.bus.client import AsyncRedis
from apps.streams.bus.tickets import use_once

from .tokens import TOKEN_SECONDS, ticket_of

logger = logging.getLogger(__name__)

KEPT_SECONDS: Final = TOKEN_SECONDS + 2  # a token's age is told in whole seconds
WAIT_SECONDS: Final = 1.0  # for Redis; a viewer waits for the app to open
TICKETS_MAX: Final = 50_000  # noted here; the oldest are forgotten. More sockets than a process takes in a minute


class Spent:
    """While Redis is away, only what was used in this process is known."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._here: dict[str, float] = {}  # ticket -> until when it matters; oldest first

    async def take(self, token: str) -> bool:
        """Use a token; False when it was used before."""
        ticket, now = ticket_of(token), time.monotonic()
        while self._here and (len(self._here) >= TICKETS_MAX or next(iter(self._here.values())) < now):
            del self._here[next(iter(self._here))]
        if ticket in self._here:
            return False
        self._here[ticket] = now + KEPT_SECONDS
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await use_once(self._redis, ticket, KEPT_SECONDS)
        except (RedisError, OSError, TimeoutError) as error:
            logger.warning("whether a token was used elsewhere is not known (%s)", error)
            return True
