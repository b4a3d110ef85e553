"""Where every process hangs out its figures, so that any web process can answer for the whole house."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from redis.exceptions import RedisError

from . import keys
from .client import AsyncRedis, script

logger = logging.getLogger(__name__)

REPORT_SECONDS: Final = 2.0  # well below what Prometheus usually asks at
KEPT_SECONDS: Final = 10.0  # a process that has been silent for so long is gone, and its gauges with it
PROCESSES_MAX: Final = 1_000  # read at once; about 10 KB each
FAREWELL_SECONDS: Final = 0.5  # of a process that ends; what it can't take off expires


class Board:
    """One text a process, kept for KEPT_SECONDS by Redis's clock."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._put = redis.register_script(script("put_figures"))
        self._read = redis.register_script(script("read_figures"))

    async def put(self, process: str, text: bytes) -> None:
        """Hang out a process's figures in place of its last ones."""
        await self._put(keys=[keys.FIGURES, keys.figures(process)], args=[process, int(KEPT_SECONDS * 1000), text])

    async def read(self) -> list[bytes]:
        """The figures of all processes that have said anything lately."""
        found: list[bytes] = await self._read(keys=[keys.FIGURES], args=[keys.figures(""), PROCESSES_MAX])
        return found

    async def remove(self, process: str) -> None:
        """Take a process's figures off, for it ends."""
        await self._redis.delete(keys.figures(process))


async def keep(board: Board, process: str, figures: Callable[[], bytes]) -> None:
    """Hang out a process's figures every REPORT_SECONDS until cancelled, and take them off at the end."""
    try:
        while True:
            try:
                await board.put(process, figures())
            except (RedisError, OSError) as error:
                logger.debug("figures were not told (%s)", error)
            await asyncio.sleep(REPORT_SECONDS)
    finally:
        with suppress(RedisError, OSError, TimeoutError):
            async with asyncio.timeout(FAREWELL_SECONDS):
                await board.remove(process)
