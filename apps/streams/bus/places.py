"""How many of a thing each holder has, over all web processes: places that run out unless they are kept.

A holder is whoever a limit counts for: a workspace or a person. Nothing here happens once a message: a place is taken
when a stream or a socket is opened, and kept every few seconds with many others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from . import keys
from .client import AsyncRedis, script

HOLD_AT_ONCE: Final = 500  # members of one call: a millisecond of Redis

Thing = Literal["streams", "sockets"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose places these are."""

    kind: Literal["workspace", "user"]
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


class Places:
    """All raise redis.RedisError when Redis doesn't answer."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._claim = redis.register_script(script("claim"))
        self._hold = redis.register_script(script("hold"))
        self._shorten = redis.register_script(script("shorten"))

    async def take(self, thing: Thing, member: str, limits: Mapping[Holder, int], seconds: float) -> Holder | None:
        """Take a place of each holder for so long; None when all have one, else who has no more, and none is taken."""
        taken: list[Holder] = []
        for holder, limit in limits.items():
            name = keys.places(thing, str(holder))
            answer = await self._claim(keys=[name], args=[int(seconds * 1000), member, limit])
            if answer == 0:
                await self.give_back(thing, member, taken)
                return holder
            if answer == 1:
                taken.append(holder)
        return None

    async def keep(self, thing: Thing, held: Mapping[Holder, Sequence[str]], seconds: float) -> None:
        """Keep places for so long from now."""
        for holder, members in held.items():
            for start in range(0, len(members), HOLD_AT_ONCE):
                some = members[start : start + HOLD_AT_ONCE]
                await self._hold(keys=[keys.places(thing, str(holder))], args=[int(seconds * 1000), *some])

    async def shorten(self, thing: Thing, member: str, holders: Sequence[Holder], seconds: float) -> None:
        """Free places after so long at the latest, unless somebody keeps them."""
        for holder in holders:
            await self._shorten(keys=[keys.places(thing, str(holder))], args=[int(seconds * 1000), member])

    async def give_back(self, thing: Thing, member: str, holders: Sequence[Holder]) -> None:
        """Free places at once."""
        for holder in holders:
            await self._redis.zrem(keys.places(thing, str(holder)), member)
