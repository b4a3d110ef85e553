"""Connections to Redis, with every wait bounded."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import redis
import redis.asyncio
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 5.0  # longer than any script takes; a hung server is told from a slow one
CONNECTIONS_MAX: Final = 64  # of one process; calls beyond wait for a free one

AsyncRedis = redis.asyncio.Redis


def connect(url: str) -> AsyncRedis:
    """Return a client for one event loop; it connects when first used and retries nothing by itself."""
    pool = redis.asyncio.BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS_MAX,
        timeout=ANSWER_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        retry=redis.asyncio.retry.Retry(NoBackoff(), 1),  # one: a pooled connection may have been closed while idle
        health_check_interval=0,
    )
    return AsyncRedis.from_pool(pool)


def connect_sync(url: str) -> redis.Redis:
    """Return a client for views that are not asynchronous."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 1),
    )


def script(name: str) -> str:
    """The source of a Lua script that stands beside this file."""
    return (Path(__file__).parent / f"{name}.lua").read_text(encoding="utf-8")
