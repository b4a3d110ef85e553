"""What counts once, or so often a minute, over all web processes: tokens that are used up, and sessions opened."""

from __future__ import annotations

import functools
import time
from typing import Final

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from . import keys
from .client import AsyncRedis

PERIOD_SECONDS: Final = 60
WAIT_SECONDS: Final = 0.5  # a person waits for the app to open; a Redis that hangs must not hold it up


async def use_once(client: AsyncRedis, ticket: str, seconds: int) -> bool:
    """Whether nobody has used this ticket within so many seconds. Raises redis.RedisError."""
    return bool(await client.set(keys.used(ticket), 1, nx=True, ex=seconds))


def count(names: dict[str, int]) -> int:
    """Count one for each name; seconds to wait when one is over its bound a minute, else 0. Raises redis.RedisError.

    Minutes are those of the clock, so that a count is one call and forgets by itself.
    """
    now = time.time()
    minute = int(now // PERIOD_SECONDS)
    with _client(settings.REDIS_URL).pipeline(transaction=False) as pipe:
        for name in names:
            key = keys.counted(name, minute)
            pipe.incr(key)
            pipe.expire(key, PERIOD_SECONDS)
        counts = pipe.execute()[::2]
    over = any(found > bound for found, bound in zip(counts, names.values(), strict=True))
    return int((minute + 1) * PERIOD_SECONDS - now) + 1 if over else 0


@functools.lru_cache(maxsize=2)  # one in production; tests have another Redis each
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_connect_timeout=WAIT_SECONDS, socket_timeout=WAIT_SECONDS, retry=Retry(NoBackoff(), 1)
    )
