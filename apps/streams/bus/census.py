"""How many streams each app has at work now, for lists of apps: counted from what Redis says, a few reads a stream."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import orjson
import redis
from django.conf import settings

from . import keys
from .client import connect_sync, script

AT_ONCE: Final = 500  # streams of one pipeline: a few milliseconds of Redis
STREAMS_MAX: Final = 10_000  # five hubs' worth; of more, those that are wished for longest are counted
KEPT_SECONDS: Final = 2.0  # a start page asks every four; however many do, Redis and this process count once
_APP: Final = re.compile(rb'\{"app":(\d+),')  # how a Wish begins as JSON: its definition needn't be read
_APP_BYTES: Final = 30  # of it, which hold any app's id


@dataclass(frozen=True, slots=True)
class Streams:
    """An app's streams by what they do. `busy`: connecting, retrying, or waiting for a hub."""

    open: int = 0
    busy: int = 0
    failed: int = 0


_KINDS: Final = {"open": "open", "degraded": "open", "failed": "failed", "closed": "", "idle": "", "paused": ""}


@dataclass(slots=True)
class _Kept:
    """What was counted last, or why it couldn't be, and at which Redis; at most one counts at a time."""

    lock: threading.Lock
    url: str = ""
    until: float = 0.0
    streams: dict[int, Streams] | redis.RedisError = field(default_factory=dict)


_kept: Final = _Kept(threading.Lock())


def streams_of_apps() -> dict[int, Streams]:
    """By app id, at most two seconds old; an app without streams is missing. For REST; raises redis.RedisError."""
    with _kept.lock:
        if _kept.url != settings.REDIS_URL or time.monotonic() >= _kept.until:
            try:
                with connect_sync(settings.REDIS_URL) as client:
                    _kept.streams = count(client)
            except redis.RedisError as error:
                _kept.streams = error  # for those who wait, too: each would wait as long again
            _kept.url, _kept.until = settings.REDIS_URL, time.monotonic() + KEPT_SECONDS
        if isinstance(_kept.streams, redis.RedisError):
            raise _kept.streams
        return _kept.streams


def forget() -> None:
    """Count anew with the next question."""
    _kept.until = 0.0


def count(client: redis.Redis) -> dict[int, Streams]:
    """Of every stream that somebody wishes for."""
    reply = client.register_script(script("wanted"))(keys=[keys.WANTED])
    wanted = [stream.decode() for stream in reply[1::2][-STREAMS_MAX:]]
    found: dict[int, Counter[str]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        with client.pipeline(transaction=False) as pipe:
            for stream in some:
                pipe.getrange(keys.wish(stream), 0, _APP_BYTES)
                pipe.exists(keys.lease(stream))
                pipe.hget(keys.meta(stream), "status")
            answers = iter(pipe.execute())
        for _ in some:
            wish, owned, status = (next(answers) for _ in range(3))
            if (named := _APP.match(wish)) and (kind := _kind(bool(owned), status)):
                found.setdefault(int(named[1]), Counter())[kind] += 1
    return {app: Streams(**kinds) for app, kinds in found.items()}


def _kind(owned: bool, status: bytes | None) -> str:
    """What a stream counts as; empty: not at all, since nobody expects anything of it."""
    if not owned or not status:
        return "busy"
    try:
        return _KINDS.get(orjson.loads(status)["status"], "busy")
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return "busy"  # of another version
