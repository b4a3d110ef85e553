"""Who owns a stream: a lease that expires, and a fence that makes an old owner's writes fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from apps.streams.definition import Scope

from . import keys
from .client import AsyncRedis, script

LEASE_SECONDS: Final = 6  # a dead hub's streams are free after that
RENEW_SECONDS: Final = 2  # two renewals may fail before a lease is lost
HUB_ALIVE_SECONDS: Final = 5
RETENTION_SECONDS: Final = 24 * 3600  # how long a window outlives its last owner
SESSION_RETENTION_SECONDS: Final = 300  # of a stream that no later session can ask for; outlasts a hub's restart


@dataclass(frozen=True, slots=True)
class Ownership:
    """What the owner of a stream goes on from. `fence` goes into every write."""

    fence: int
    epoch: str
    top: int
    connection: int


class Leases:
    """The leases of one hub."""

    def __init__(self, redis: AsyncRedis, hub: str) -> None:
        self._redis = redis
        self._hub = hub
        self._acquire = redis.register_script(script("acquire"))
        self._renew = redis.register_script(script("renew"))
        self._release = redis.register_script(script("release"))
        self._want = redis.register_script(script("want"))

    async def acquire(self, stream: str, fresh_epoch: str) -> Ownership | None:
        """Take the lease; None when another hub has it. `fresh_epoch` is used if the stream has no epoch yet."""
        reply = await self._acquire(
            keys=[keys.lease(stream), keys.meta(stream), keys.window(stream)],
            args=[self._hub, LEASE_SECONDS * 1000, fresh_epoch, RETENTION_SECONDS],
        )
        if not reply[0]:
            return None
        return Ownership(int(reply[1]), reply[2].decode(), int(reply[3]), int(reply[4]))

    async def renew(self, fences: Mapping[str, int]) -> tuple[list[str], list[str]]:
        """Keep the leases of these streams; return those that were lost, and those taken again after running out."""
        if not fences:
            return [], []
        async with self._redis.pipeline(transaction=False) as pipe:
            for stream, fence in fences.items():
                await self._renew(
                    keys=[keys.lease(stream), keys.meta(stream), keys.window(stream)],
                    args=[self._hub, LEASE_SECONDS * 1000, RETENTION_SECONDS, fence],
                    client=pipe,
                )
            answers = dict(zip(fences, await pipe.execute(), strict=True))
        return [s for s, answer in answers.items() if answer == 0], [s for s, answer in answers.items() if answer == 2]

    async def release(self, stream: str, scope: Scope) -> None:
        """Give the lease back, so that another hub needn't wait for its end. A session's window is kept less long."""
        retention = SESSION_RETENTION_SECONDS if scope == "session" else RETENTION_SECONDS
        await self._release(
            keys=[keys.lease(stream), keys.meta(stream), keys.window(stream)], args=[self._hub, retention]
        )

    async def alive(self) -> None:
        """Say that this hub lives, for HUB_ALIVE_SECONDS."""
        await self._want(keys=[keys.HUBS], args=[HUB_ALIVE_SECONDS * 1000, self._hub])

    async def gone(self) -> None:
        """Say that this hub has stopped."""
        await self._redis.zrem(keys.HUBS, self._hub)
