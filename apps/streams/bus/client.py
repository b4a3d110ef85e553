"""Connections to Redis, with every wait bounded."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

import redis
import redis.asyncio
from redis.asyncio.connection import AbstractConnection
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
    pool.connection_class = _with_sound_cancelling(pool.connection_class)
    return AsyncRedis.from_pool(pool)


def _with_sound_cancelling(base: type[AbstractConnection]) -> type[AbstractConnection]:
    """A kind of connection that never loses a task's cancellation.

    redis-py sends under `asyncio.wait_for`, which before Python 3.12 swallows a cancellation that comes in the moment
    when the command has just been written; the task then lives on, and who awaits its end waits for ever.
    """

    class Connection(base):  # type: ignore[valid-type, misc]  # one of redis-py's three, by the URL's scheme
        async def send_packed_command(self, *args: Any, **options: Any) -> None:  # Any: passed on as they are
            task = asyncio.current_task()
            before = 0 if task is None else task.cancelling()
            await super().send_packed_command(*args, **options)
            if task is not None and task.cancelling() > before:
                await self.disconnect(nowait=True)  # nobody will read the answer
                raise asyncio.CancelledError

    return Connection


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
