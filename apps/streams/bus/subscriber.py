"""One connection that listens to many channels, and comes back by itself when Redis was away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from .client import AsyncRedis

logger = logging.getLogger(__name__)

RETRY_SECONDS: Final = 0.5  # Redis is local or near; a pause that neither spins nor is felt

OnMessage = Callable[[bytes], None]
OnReady = Callable[[], None]


class Subscriber:
    """Delivers messages of channels to callbacks. `run` is the task; its owner cancels it.

    `ready` of a channel is called each time its subscription stands (again): from then on nothing is missed, so that is
    the moment to read what happened before.
    """

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._callbacks: dict[str, tuple[bool, OnMessage, OnReady | None]] = {}
        self._pubsub: PubSub | None = None

    async def add(self, channel: str, on_message: OnMessage, on_ready: OnReady | None = None, *, sharded: bool) -> None:
        """Listen to a channel; at once, or as soon as Redis can be reached."""
        self._callbacks[channel] = (sharded, on_message, on_ready)
        if self._pubsub is not None:
            with suppress(RedisError, OSError):  # the run task notices as well, and subscribes to all again
                await (self._pubsub.ssubscribe if sharded else self._pubsub.subscribe)(channel)

    async def remove(self, channel: str) -> None:
        """Stop listening."""
        entry = self._callbacks.pop(channel, None)
        if entry is not None and self._pubsub is not None:
            with suppress(RedisError, OSError):
                await (self._pubsub.sunsubscribe if entry[0] else self._pubsub.unsubscribe)(channel)

    async def run(self) -> None:
        """Receive until cancelled."""
        while True:
            pubsub = self._redis.pubsub()
            try:
                known = set(self._callbacks)
                await self._subscribe(pubsub, known)
                self._pubsub = pubsub
                await self._subscribe(pubsub, set(self._callbacks) - known)  # added while the connection was made
                while True:
                    if self._callbacks:
                        self._deliver(await pubsub.get_message(timeout=None))
                    else:
                        await asyncio.sleep(RETRY_SECONDS)
            except (RedisError, OSError) as error:
                logger.warning("Redis does not deliver (%s); trying again in %s s", error, RETRY_SECONDS)
                await asyncio.sleep(RETRY_SECONDS)
            finally:
                self._pubsub = None
                with suppress(RedisError, OSError):
                    await pubsub.aclose()  # type: ignore[no-untyped-call]  # redis-py left it untyped

    async def _subscribe(self, pubsub: PubSub, channels: set[str]) -> None:
        sharded = [channel for channel in channels if self._callbacks[channel][0]]
        plain = [channel for channel in channels if not self._callbacks[channel][0]]
        if sharded:
            await pubsub.ssubscribe(*sharded)
        if plain:
            await pubsub.subscribe(*plain)

    def _deliver(self, message: dict[str, object] | None) -> None:
        if message is None:
            return
        channel, kind = message["channel"], message["type"]
        assert isinstance(channel, bytes)
        entry = self._callbacks.get(channel.decode())
        if entry is None:
            return
        _, on_message, on_ready = entry
        if kind in ("smessage", "message"):
            data = message["data"]
            assert isinstance(data, bytes)
            try:
                on_message(data)
            except Exception:  # one that can't be read, perhaps of a newer version, must not silence all channels
                logger.exception("a message on %s could not be used", channel.decode())
        elif kind in ("ssubscribe", "subscribe") and on_ready is not None:
            on_ready()
