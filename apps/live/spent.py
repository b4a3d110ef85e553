"""Viewer tokens that were used: each opens one socket, in whatever process."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Final

from redis.exceptions import RedisError

from apps.common.errors import AppError
from apps.streams.bus.client import AsyncRedis
from apps.streams.bus.tickets import use_once

from .tokens import TOKEN_SECONDS, ticket_of

logger = logging.getLogger(__name__)

KEPT_SECONDS: Final = TOKEN_SECONDS + 2  # a token's age is told in whole seconds
WAIT_SECONDS: Final = 1.0  # for Redis; a viewer waits for the app to open
USED: Final = "The token was used before; ask the page for a new one."
TICKETS_MAX: Final = 50_000  # noted here; the oldest are forgotten. More sockets than a process takes in a minute


class Spent:
    """While Redis is away, nobody knows what another process has seen used: then no token opens anything.

    Nothing is lost by that: no stream could be opened either.
    """

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._here: dict[str, float] = {}  # ticket -> until when it matters; oldest first

    async def use(self, token: str) -> None:
        """Raises `token_expired` for a token that was used before, `unavailable` when that can't be known."""
        ticket, now = ticket_of(token), time.monotonic()
        while self._here and (len(self._here) >= TICKETS_MAX or next(iter(self._here.values())) < now):
            del self._here[next(iter(self._here))]
        if ticket in self._here:
            raise AppError("token_expired", USED)
        self._here[ticket] = now + KEPT_SECONDS
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                is_first = await use_once(self._redis, ticket, KEPT_SECONDS)
        except (RedisError, OSError, TimeoutError) as error:
            logger.warning("whether a token was used elsewhere is not known (%s)", error)
            message = "The server's message store does not answer; reconnect."
            raise AppError("unavailable", message) from None
        if not is_first:
            raise AppError("token_expired", USED)
