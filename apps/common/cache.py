"""The cache that all web processes share: Redis through Django, or a process's own memory while Redis is away.

It counts what must be counted across processes (requests, sign-in attempts, used codes). Nothing in it is needed to
work: a house without Redis still lets people in, only that each of its processes counts for itself.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

AGAIN_SECONDS: Final = 5.0  # before Redis is asked again: who signs in meanwhile doesn't wait for it
ANSWER_SECONDS: Final = 1.0  # a healthy Redis answers within a millisecond
TURN: Final = (Path(__file__).parent / "turn.lua").read_text(encoding="utf-8")
MICROSECONDS: Final = 1_000_000
LOCAL_ENTRIES_MAX: Final = 10_000  # overflow policy: the memory's own, which drops a third at random

_AWAY: Final = object()


class Json:
    """Values as JSON. Not pickled: who can write to Redis must not be able to run code in the web process."""

    def dumps(self, value: object) -> str | int:
        """An integer stays one, so that Redis can count with it."""
        return value if type(value) is int else json.dumps(value)

    def loads(self, data: bytes) -> Any:  # Any: JSON
        """The value as it was put in, but for tuples, which are lists now."""
        return json.loads(data)


class Shared:
    """What the caches of one process have in common: the connections, and whether Redis answered last time.

    Django makes a cache object for each request; connections are to outlive it.
    """

    def __init__(self, servers: list[str]) -> None:
        self.client = RedisCacheClient(
            servers,
            serializer=Json,  # type: ignore[arg-type]  # integers stay integers, as with Django's own
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
        )
        self.turn = self.client.get_client(write=True).register_script(TURN)
        self.away_until = 0.0


_shared: Final[dict[tuple[str, ...], Shared]] = {}  # as many as there are settings of a cache: one


class SharedCache(RedisCache):
    """Django's cache in Redis, with a fallback."""

    def __init__(self, server: list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        name = " ".join(server)
        self._local = LocMemCache(name, {**params, "OPTIONS": {"MAX_ENTRIES": LOCAL_ENTRIES_MAX}})
        self._shared = _shared.get(tuple(server)) or _shared.setdefault(tuple(server), Shared(server))

    @property
    def _cache(self) -> RedisCacheClient:  # where the methods of RedisCache look for it
        return self._shared.client

    def take_turn(self, key: str, rate: float, burst: int) -> float | None:
        """Take a turn of so many a second and so many at once: 0, or the seconds to wait when none is free.

        One call of Redis; None while that is away: whoever asks has to count by itself.
        """
        apart = max(1, round(MICROSECONDS / rate))  # the least that Redis's clock tells apart
        wait = self._asked(lambda: self._shared.turn(keys=[self.make_and_validate_key(key)], args=[apart, burst]))
        return None if wait is _AWAY else wait / MICROSECONDS

    def _try(self, method: str, *arguments: Any) -> Any:
        answer = self._asked(lambda: getattr(super(SharedCache, self), method)(*arguments))
        return getattr(self._local, method)(*arguments) if answer is _AWAY else answer

    def _asked(self, ask: Callable[[], Any]) -> Any:
        if time.monotonic() >= self._shared.away_until:
            try:
                return ask()
            except RedisError as error:
                self._shared.away_until = time.monotonic() + AGAIN_SECONDS
                logger.warning("Redis doesn't answer (%s); each process counts requests and attempts alone", error)
        return _AWAY

    # Any: what a cache holds, and how Django spells "the usual time".

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._try("add", key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try("get", key, default, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._try("set", key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._try("touch", key, timeout, version)

    def delete(self, key: str, version: int | None = None) -> Any:
        return self._try("delete", key, version)

    def has_key(self, key: str, version: int | None = None) -> Any:
        return self._try("has_key", key, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> Any:
        return self._try("incr", key, delta, version)

    # Of several keys, one at a time: nothing here is read often enough for a round trip to matter.

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        found = {key: self.get(key, version=version) for key in keys}
        return {key: value for key, value in found.items() if value is not None}

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        for key, value in data.items():
            self.set(key, value, timeout, version)
        return []

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        for key in keys:
            self._try("delete", key, version)

    def clear(self) -> None:
        """Refused: the same Redis holds the streams. Entries expire by themselves."""
        raise NotImplementedError("The shared cache isn't cleared: the same Redis holds the streams.")
