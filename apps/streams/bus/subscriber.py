"""One connection that listens to many channels, and comes back by itself when Redis was away or hangs."""

from __future__ import annotations

import asyncio
import itertools
import logging
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from .client import AsyncRedis

logger = logging.getLogger(__name__)

RETRY_SECONDS: Final = 0.5  # Redis is local or near; a pause that neither spins nor is felt
PING_SECONDS: Final = 2.0  # a quiet connection is asked so often whether it still stands
SILENT_SECONDS: Final = 5.0  # no answer for so long: it hangs; longer than any script takes
TURN_MESSAGES: Final = 32  # delivered before the loop's other tasks have their turn: some milliseconds at most
DOWN_SECONDS: Final = 1.0  # a connection that is back sooner was no trouble worth telling

OnMessage = Callable[[bytes], None]
OnReady = Callable[[], None]
OnState = Callable[[bool], None]


class Subscriber:
    """Delivers messages of channels to callbacks. `run` is the task; its owner cancels it.

    `ready` of a channel is called each time its subscription stands (again): from then on nothing is missed, so that is
    the moment to read what happened before. `on_state` is told when Redis stops delivering (False) and, before any
    channel's `ready`, when it does again (True).
    """

    def __init__(self, redis: AsyncRedis, on_state: OnState | None = None) -> None:
        self._redis = redis
        self._on_state = on_state
        self._callbacks: dict[str, tuple[bool, OnMessage, OnReady | None]] = {}
        self._connection: AbstractConnection | None = None
        self._heard_at = 0.0
        self._is_down = False
        self._doubt: asyncio.TimerHandle | None = None  # until it is told that Redis is down

    @property
    def is_down(self) -> bool:
        """Whether Redis has stopped delivering, as far as it is known."""
        return self._is_down

    async def add(self, channel: str, on_message: OnMessage, on_ready: OnReady | None = None, *, sharded: bool) -> None:
        """Listen to a channel; at once, or as soon as Redis can be reached."""
        self._callbacks[channel] = (sharded, on_message, on_ready)
        if self._connection is not None:
            with suppress(RedisError, OSError):  # the run task notices as well, and subscribes to all again
                await _send(self._connection, "SSUBSCRIBE" if sharded else "SUBSCRIBE", channel)

    async def remove(self, channel: str) -> None:
        """Stop listening."""
        entry = self._callbacks.pop(channel, None)
        if entry is not None and self._connection is not None:
            with suppress(RedisError, OSError):
                await _send(self._connection, "SUNSUBSCRIBE" if entry[0] else "UNSUBSCRIBE", channel)

    async def run(self) -> None:
        """Receive until cancelled."""
        try:
            while True:
                try:
                    await self._connected()
                except (RedisError, OSError) as error:
                    logger.warning("Redis does not deliver (%s); trying again in %s s", error, RETRY_SECONDS)
                    self._doubt_it()
                    await asyncio.sleep(RETRY_SECONDS)
        finally:
            self._trust()

    async def _connected(self) -> None:
        """Receive over one connection until it fails. Raises redis.RedisError or OSError."""
        # Not redis-py's PubSub: it reconnects inside of any call, and two at once read the same socket.
        connection = self._redis.connection_pool.make_connection()  # type: ignore[no-untyped-call]  # redis-py left it so
        self._heard_at = asyncio.get_running_loop().time()
        try:
            await connection.connect()
            known = set(self._callbacks)
            await self._subscribe(connection, known)
            self._connection = connection
            await self._subscribe(connection, set(self._callbacks) - known)  # added while the connection was made
            tasks = [asyncio.create_task(work(connection)) for work in (self._watch, self._receive)]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for task in tasks:
                if not task.cancelled():
                    task.result()
        finally:
            self._connection = None
            with suppress(RedisError, OSError):
                await connection.disconnect(nowait=True)

    async def _receive(self, connection: AbstractConnection) -> None:
        loop = asyncio.get_running_loop()
        for number in itertools.count(1):
            reply = await connection.read_response(timeout=math.inf, disconnect_on_error=False, push_request=True)
            self._heard_at = loop.time()
            if number % TURN_MESSAGES == 0:
                await asyncio.sleep(0)  # what is buffered is read without a pause otherwise
            if self._is_down or self._doubt is not None:
                self._believe()
            if isinstance(reply, list):  # else the answer to a ping
                self._deliver(reply)

    async def _watch(self, connection: AbstractConnection) -> None:
        """End with an error once the connection hangs: its peer may be gone without a word."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(PING_SECONDS)
            silent = loop.time() - self._heard_at
            if silent > SILENT_SECONDS:
                self._tell(is_down=True)
                raise TimeoutError(f"silent for {silent:.1f} s")
            await _send(connection, "PING")

    # --- whether Redis is there

    def _doubt_it(self) -> None:
        if not self._is_down and self._doubt is None:
            self._doubt = asyncio.get_running_loop().call_later(DOWN_SECONDS, lambda: self._tell(is_down=True))

    def _believe(self) -> None:
        self._trust()
        if self._is_down:
            self._tell(is_down=False)

    def _trust(self) -> None:
        if self._doubt is not None:
            self._doubt.cancel()
            self._doubt = None

    def _tell(self, *, is_down: bool) -> None:
        self._trust()
        self._is_down = is_down
        if self._on_state is not None:
            self._on_state(not is_down)

    # --- channels

    async def _subscribe(self, connection: AbstractConnection, channels: set[str]) -> None:
        sharded = [channel for channel in channels if self._callbacks[channel][0]]
        plain = [channel for channel in channels if not self._callbacks[channel][0]]
        if sharded:
            await _send(connection, "SSUBSCRIBE", *sharded)
        if plain:
            await _send(connection, "SUBSCRIBE", *plain)

    def _deliver(self, reply: list[object]) -> None:
        kind, channel = reply[0], reply[1]
        assert isinstance(channel, bytes)
        entry = self._callbacks.get(channel.decode())
        if entry is None:
            return
        _, on_message, on_ready = entry
        if kind in (b"smessage", b"message"):
            text = reply[2]
            assert isinstance(text, bytes)
            try:
                on_message(text)
            except Exception:  # one that can't be read, perhaps of a newer version, must not silence all channels
                logger.exception("a message on %s could not be used", channel.decode())
        elif kind in (b"ssubscribe", b"subscribe") and on_ready is not None:
            on_ready()


async def _send(connection: AbstractConnection, *command: str) -> None:
    """Write a command; its answer comes among the messages. Raises when the connection is gone."""
    if not connection.is_connected:
        raise ConnectionError("the connection is gone")
    await connection.send_command(*command)
