"""Hearing streams: a connection to Redis for each workspace, so that one's flood never lies before another's messages.

A connection brings everything in the order in which it was published. Of several the loop reads a bounded piece each in
every round. What isn't read waits in Redis, which ends a connection that is too far behind; that workspace's streams go
on from their windows then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final

from apps.streams.bus import keys
from apps.streams.bus.client import AsyncRedis
from apps.streams.bus.subscriber import OnMessage, OnReady, Subscriber

EARS_MAX: Final = 64  # connections of a web process; beyond, workspaces share the one that has fewest of them

OnSilence = Callable[[Iterable[str]], None]
Start = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]  # Any: a coroutine's send type is never used


class Ears:
    """Opened and closed as workspaces come and go.

    `start` makes a task of an ear, and ends it with the process's. `on_silence` is told which streams Redis has stopped
    delivering.
    """

    def __init__(self, redis: AsyncRedis, start: Start, on_silence: OnSilence) -> None:
        self._redis = redis
        self._start = start
        self._on_silence = on_silence
        self._of: dict[int, _Ear] = {}

    async def add(self, workspace: int, stream: str, on_message: OnMessage, on_ready: OnReady) -> None:
        """Hear a stream. See `Subscriber.add`."""
        ear = self._of.get(workspace)
        if ear is None:
            ear = self._of[workspace] = self._free()
            ear.streams[workspace] = set()
        ear.streams[workspace].add(stream)
        await ear.subscriber.add(keys.feed(stream), on_message, on_ready, sharded=True)

    async def remove(self, workspace: int, stream: str) -> None:
        """Hear it no longer."""
        ear = self._of[workspace]
        ear.streams[workspace].discard(stream)
        if not ear.streams[workspace]:
            del self._of[workspace], ear.streams[workspace]
        if ear.streams:
            await ear.subscriber.remove(keys.feed(stream))
        else:
            ear.task.cancel()

    def hears(self, workspace: int) -> bool:
        """Whether Redis delivers the streams of a workspace, as far as it is known."""
        ear = self._of.get(workspace)
        return ear is not None and not ear.subscriber.is_down

    def _free(self) -> _Ear:
        ears = set(self._of.values())
        if len(ears) < EARS_MAX:
            return _Ear(self._redis, self._start, self._on_silence)
        return min(ears, key=lambda ear: len(ear.streams))


class _Ear:
    """One connection, and the streams of each workspace that it brings."""

    def __init__(self, redis: AsyncRedis, start: Start, on_silence: OnSilence) -> None:
        self.streams: dict[int, set[str]] = {}
        self._on_silence = on_silence
        self.subscriber = Subscriber(redis, self._on_state)
        self.task = start(self.subscriber.run())

    def _on_state(self, delivers: bool) -> None:
        if not delivers:
            self._on_silence([stream for streams in self.streams.values() for stream in streams])
