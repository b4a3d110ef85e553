"""Who owns a stream: a lease that expires, and a fence that makes an old owner's writes fail."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from apps.streams.definition import Scope

from . import keys
from .client import AsyncRedis, script

LEASE_SECONDS: Final = 4  # a dead hub's streams are free after that; a second later they are another's
RENEW_SECONDS: Final = 1.2  # two renewals may fail before a lease is lost, and the third still comes in time
HUB_ALIVE_SECONDS: Final = 3  # less than a lease, so that a dead hub's streams are meant for others when they are free
ALIVE_EVERY_SECONDS: Final = 0.8  # two of them may fail
PROLONG_SECONDS: Final = 10  # between two prolongings of a stream's other keys; each costs as much as a renewal
RETENTION_SECONDS: Final = 24 * 3600  # how long a window outlives its last owner
USER_RETENTION_SECONDS: Final = 3600  # of a user's own: there are many, and who comes back later starts afresh
SESSION_RETENTION_SECONDS: Final = 300  # of a stream that no later session can ask for; outlasts a hub's restart
DISCONNECTED_SECONDS: Final = 30  # a session that ended its stream may look at what it had for its grace time
WISH_LEFT_SECONDS: Final = 10  # of a stream that ended; who wishes for it again at that moment renews within 5 s
AT_ONCE: Final = 200  # streams of one pipeline: a millisecond or two of Redis


@dataclass(frozen=True, slots=True)
class Ownership:
    """What the owner of a stream goes on from. `fence` goes into every write."""

    fence: int
    epoch: str
    top: int
    connection: int


@dataclass(frozen=True, slots=True)
class Held:
    """A stream as its owner knows it. `written`: the last offset that Redis took."""

    fence: int
    written: int
    rate: float = 0.0
    window_bytes: int = 0
    retention_seconds: int = RETENTION_SECONDS  # of its keys, should this hub die and nobody take the stream


@dataclass(slots=True)
class Renewal:
    """What became of leases that were not simply kept."""

    lost: list[str] = field(default_factory=list)  # other hubs'
    again: list[str] = field(default_factory=list)  # had run out, and were free
    vanished: list[str] = field(default_factory=list)  # Redis knows nothing of the stream


class Leases:
    """The leases of one hub. Everything raises redis.RedisError when Redis doesn't answer."""

    def __init__(self, redis: AsyncRedis, hub: str) -> None:
        self._redis = redis
        self._hub = hub
        self._said_full = False
        self._acquire = redis.register_script(script("acquire"))
        self._renew = redis.register_script(script("renew"))
        self._reclaim = redis.register_script(script("reclaim"))
        self._release = redis.register_script(script("release"))
        self._hand_over = redis.register_script(script("hand_over"))
        self._want = redis.register_script(script("want"))
        self._wanted = redis.register_script(script("wanted"))

    async def acquire(self, stream: str, fresh_epoch: str, scope: Scope = "shared") -> Ownership | None:
        """Take the lease; None when another hub has it. `fresh_epoch` is used if a numbering has to begin."""
        return (await self._take({stream: (fresh_epoch, scope)})).get(stream)

    async def acquire_all(self, streams: Mapping[str, Scope]) -> dict[str, Ownership]:
        """Take what is free of these leases, in one go."""
        return await self._take({stream: (secrets.token_urlsafe(9), scope) for stream, scope in streams.items()})

    async def _take(self, streams: Mapping[str, tuple[str, Scope]]) -> dict[str, Ownership]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for stream, (epoch, scope) in streams.items():
                await self._acquire(
                    keys=[keys.lease(stream), *keys.kept(stream)],
                    args=[self._hub, LEASE_SECONDS * 1000, epoch, retention(scope)],
                    client=pipe,
                )
            replies = zip(streams, await pipe.execute(), strict=True)
        return {stream: owned for stream, reply in replies if (owned := _ownership(reply)) is not None}

    async def renew(self, held: Mapping[str, Held], *, prolong: bool = False) -> Renewal:
        """Keep the leases of these streams; with `prolong` also tell their figures and prolong their other keys."""
        renewal = Renewal()
        if not held:
            return renewal
        run: str = (await self._redis.info("server"))["run_id"]
        streams = list(held)
        for start in range(0, len(streams), AT_ONCE):
            some = streams[start : start + AT_ONCE]
            async with self._redis.pipeline(transaction=False) as pipe:
                for stream in some:
                    mine = held[stream]
                    args: list[str | int | float] = [
                        self._hub,
                        LEASE_SECONDS * 1000,
                        mine.fence,
                        mine.written,
                        run,
                    ]
                    if prolong:
                        args += [mine.retention_seconds, round(mine.rate, 1), mine.window_bytes]
                    others = keys.kept(stream) if prolong else [keys.meta(stream)]
                    await self._renew(keys=[keys.lease(stream), *others], args=args, client=pipe)
                for stream, answer in zip(some, await pipe.execute(), strict=True):
                    if answer != 1:
                        (renewal.lost, renewal.again, renewal.again, renewal.vanished)[answer].append(stream)
        return renewal

    async def reclaim(
        self, stream: str, epoch: str, top: int, fence: int = 0, connection: int = 0, scope: Scope = "shared"
    ) -> Ownership | None:
        """Own a stream again that Redis has lost, with its epoch and numbering; None when another hub has it now."""
        reply = await self._reclaim(
            keys=[keys.lease(stream), *keys.kept(stream)],
            args=[self._hub, LEASE_SECONDS * 1000, epoch, top, fence, connection, retention(scope)],
        )
        return _ownership(reply)

    async def hand_over(self, stream: str, heir: str, fence: int) -> Ownership | None:
        """Make another hub the owner, at once; None when the lease isn't this hub's any more."""
        reply = await self._hand_over(
            keys=[keys.lease(stream), keys.meta(stream)], args=[self._hub, heir, LEASE_SECONDS * 1000, fence]
        )
        return _ownership(reply)

    async def release(self, stream: str, scope: Scope, reason: str = "") -> None:
        """Give the lease back, so that another hub needn't wait for its end.

        What is left of the stream depends on whose it was and on `reason`, the code of its last status: nothing of a
        session's own that is `unused`.
        """
        ended = reason in ("unused", "disconnected")
        await self._release(
            keys=[keys.lease(stream), keys.wish(stream), *keys.kept(stream)],
            args=[self._hub, retention(scope, reason), WISH_LEFT_SECONDS if ended else ""],
        )

    # --- hubs among themselves

    async def alive(self, *, full: bool = False) -> None:
        """Say that this hub lives, for HUB_ALIVE_SECONDS, and whether it takes no more streams."""
        await self._want(keys=[keys.HUBS], args=[HUB_ALIVE_SECONDS * 1000, self._hub])
        if full:
            await self._want(keys=[keys.FULL_HUBS], args=[HUB_ALIVE_SECONDS * 1000, self._hub])
        elif self._said_full:
            await self._redis.zrem(keys.FULL_HUBS, self._hub)
        self._said_full = full

    async def hubs(self) -> list[str]:
        """All hubs that live, in no order."""
        return [name.decode() for name in (await self._wanted(keys=[keys.HUBS]))[1::2]]

    async def gone(self) -> None:
        """Say that this hub has stopped."""
        for name in (keys.HUBS, keys.FULL_HUBS):
            await self._redis.zrem(name, self._hub)

    async def owners(self, streams: Sequence[str]) -> dict[str, str]:
        """Which hub owns each of these streams; those that nobody owns are left out."""
        found: dict[str, str] = {}
        for start in range(0, len(streams), AT_ONCE):
            some = streams[start : start + AT_ONCE]
            async with self._redis.pipeline(transaction=False) as pipe:
                for stream in some:
                    pipe.get(keys.lease(stream))
                owners = await pipe.execute()
            found |= {stream: owner.decode() for stream, owner in zip(some, owners, strict=True) if owner}
        return found


def retention(scope: Scope, reason: str = "") -> int:
    """How many seconds a stream's keys outlive its owner; 0: not at all."""
    if scope == "shared":
        return RETENTION_SECONDS
    if scope == "user":
        return USER_RETENTION_SECONDS
    if reason == "unused":
        return 0
    return DISCONNECTED_SECONDS if reason == "disconnected" else SESSION_RETENTION_SECONDS


def _ownership(reply: Sequence[Any]) -> Ownership | None:  # Any: what a script returns is only known to the script
    if not int(reply[0]):
        return None
    return Ownership(int(reply[1]), reply[2].decode(), int(reply[3]), int(reply[4]))
