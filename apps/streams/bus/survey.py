"""What Redis knows of all streams and hubs, for `manage.py streams`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import redis
from pydantic import ValidationError

from apps.streams.core.state import StreamStatus

from . import keys
from .client import script
from .control import Wish

AT_ONCE: Final = 200  # streams of one pipeline: a few milliseconds of Redis


@dataclass(frozen=True, slots=True)
class StreamLine:
    """One stream. What nobody knows, or what there isn't, is empty or 0."""

    stream: str
    app: int
    query: str
    scope: str
    owner: str  # a hub's id
    status: str
    status_age_seconds: float
    rate: float  # messages a second, over the last ten seconds
    viewers: int
    messages: int  # in the window, or keys of a keyed one; at most a batch more than viewers are given
    window_bytes: int


@dataclass(frozen=True, slots=True)
class HubLine:
    """One hub. `alive_seconds`: until it counts as dead unless it says otherwise."""

    hub: str
    streams: int
    alive_seconds: float
    full: bool  # it takes no more


def streams(client: redis.Redis) -> list[StreamLine]:
    """All streams that somebody wishes for or a hub owns, by app and query."""
    now_ms, ends = _living(client, keys.WANTED)
    names = set(ends) | {_stream_of(key) for key in client.scan_iter(keys.lease("*"), count=1000)}
    viewers = _viewers(client)
    hubs = set(_living(client, keys.HUBS)[1])
    unowned = "hubs full" if hubs and hubs <= set(_living(client, keys.FULL_HUBS)[1]) else "no hub"
    lines: list[StreamLine] = []
    ordered = sorted(names)
    for start in range(0, len(ordered), AT_ONCE):
        lines += _lines(client, ordered[start : start + AT_ONCE], viewers, now_ms, unowned)
    return sorted(lines, key=lambda line: (line.app, line.query, line.stream))


def hubs(client: redis.Redis) -> list[HubLine]:
    """All hubs that are alive, and those that are not but still have a lease."""
    now_ms, alive = _living(client, keys.HUBS)
    owned: dict[str, int] = dict.fromkeys(alive, 0)
    leases = list(client.scan_iter(keys.lease("*"), count=1000))
    for start in range(0, len(leases), AT_ONCE):
        for owner in client.mget(leases[start : start + AT_ONCE]):
            if owner is not None:
                owned[_text(owner)] = owned.get(_text(owner), 0) + 1
    full = _living(client, keys.FULL_HUBS)[1]
    return [
        HubLine(hub, owned[hub], max(0.0, (alive.get(hub, 0) - now_ms) / 1000), hub in full and hub in alive)
        for hub in sorted(owned)
    ]


def _lines(
    client: redis.Redis, some: Sequence[str], viewers: dict[str, int], now_ms: int, unowned: str
) -> Iterator[StreamLine]:
    with client.pipeline(transaction=False) as pipe:
        for stream in some:
            pipe.get(keys.wish(stream))
            pipe.get(keys.lease(stream))
            pipe.hmget(keys.meta(stream), "status", "rate", "window_bytes", "top", "keyed")
            pipe.xrange(keys.window(stream), count=1)
            pipe.zcard(keys.order(stream))
        answers = iter(pipe.execute())
    for stream in some:
        wish, owner, (status_text, rate, size, top, keyed), first, rows = (next(answers) for _ in range(5))
        wished, status = _wish(wish), _status(status_text)
        yield StreamLine(
            stream=stream,
            app=wished.app if wished else 0,
            query=wished.query if wished else "",
            scope=wished.definition.scope if wished else "",
            owner=(owner or b"").decode(),
            status=status.status if owner else unowned,
            status_age_seconds=max(0.0, round((now_ms - status.at) / 1000, 1)) if status.at else 0.0,
            rate=float(rate or 0),
            viewers=viewers.get(stream, 0),
            messages=int(rows) if keyed == b"1" else _count(first, int(top or 0)),
            window_bytes=int(size or 0),
        )


def _count(first: list[tuple[bytes, dict[bytes, bytes]]], top: int) -> int:
    """How many messages follow the beginning of a window's oldest entry."""
    if not first:
        return 0
    oldest = int(first[0][1][b"b"].split(b'"from":', 1)[1].split(b",", 1)[0])
    return max(0, top - oldest + 1)


def _viewers(client: redis.Redis) -> dict[str, int]:
    """How many watch each stream, in all web processes."""
    found: dict[str, int] = {}
    for web in _living(client, keys.WEBS)[1]:
        for stream, count in client.hgetall(keys.viewers(web)).items():
            found[_text(stream)] = found.get(_text(stream), 0) + int(count)
    return found


def _living(client: redis.Redis, name: str) -> tuple[int, dict[str, int]]:
    """Redis's clock (ms), and a sorted set's members whose time isn't up."""
    reply = client.register_script(script("wanted"))(keys=[name])
    return int(reply[0]), {
        member.decode(): int(float(end)) for member, end in zip(reply[1::2], reply[2::2], strict=True)
    }


def _wish(text: bytes | None) -> Wish | None:
    try:
        return None if text is None else Wish.model_validate_json(text)
    except ValidationError:
        return None  # of another version; the rest of the line is still worth seeing


def _status(text: bytes | None) -> StreamStatus:
    try:
        return StreamStatus() if not text else StreamStatus.model_validate_json(text)
    except ValidationError:
        return StreamStatus()


def _stream_of(key: bytes | str) -> str:
    return _text(key).partition("{")[2].rpartition("}")[0]


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode()
