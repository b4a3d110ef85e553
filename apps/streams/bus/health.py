"""Whether Redis answers and how many hubs are alive, for /healthz and the launcher."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from . import keys

WAIT_SECONDS: Final = 1.5  # below the 2 s that /healthz grants a check, so that the reason is Redis's own


async def redis_answers() -> None:
    """Return when PING is answered; raises redis.RedisError or OSError."""
    async with _connection() as connection:
        await connection.ping()


async def hubs_alive() -> int:
    """How many hubs have renewed their entry in time, by Redis's own clock."""
    async with _connection() as connection:
        seconds, microseconds = await connection.time()
        now_ms = seconds * 1000 + microseconds // 1000
        return int(await connection.zcount(keys.HUBS, f"({now_ms}", "+inf"))


@asynccontextmanager
async def _connection() -> AsyncIterator[redis.asyncio.Redis]:
    """A connection of its own: a check that shares the pool would wait behind what it is to judge."""
    connection = redis.asyncio.Redis.from_url(
        settings.REDIS_URL,
        single_connection_client=True,
        socket_connect_timeout=WAIT_SECONDS,
        socket_timeout=WAIT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        yield connection
    finally:
        await connection.aclose()
