"""What persons and workspaces may have open, over all web processes: streams and sockets, counted in Redis.

docs/limits.md lists these and all other limits. One that is reached is told to who reached it, and counted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final

from django.conf import settings
from redis.exceptions import RedisError

from apps.common.errors import AppError
from apps.common.figures import reached
from apps.streams.bus.places import Holder, Places, Thing
from apps.streams.definition import Scope

logger = logging.getLogger(__name__)

SOCKET_SECONDS: Final = 15  # a web process keeps its sockets' places every five; two of those may fail
COUNTING_SECONDS: Final = 1.0  # a Redis that hangs keeps nobody out


def holders_of(scope: Scope, workspace: int, user: int | None) -> dict[Holder, int]:
    """For whom a stream counts, and how many each may have.

    For a person only what is opened for them alone: a shared stream is one, however many watch it.
    """
    holders = {Holder("workspace", workspace): settings.LIMIT_WORKSPACE_STREAMS}
    if user is not None and scope != "shared":
        holders[Holder("user", user)] = settings.LIMIT_USER_STREAMS
    return holders


class Limits:
    """The places that this web process holds: one a session for its socket, one a stream of its viewers."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._held: dict[Thing, dict[str, tuple[Holder, ...]]] = {"streams": {}, "sockets": {}}

    # --- sockets

    async def enter(self, session: str, workspace: int, user: int | None) -> None:
        """Take a socket's place. Raises `too_many_sockets`; while Redis is away, all may enter."""
        holders = {Holder("workspace", workspace): settings.LIMIT_WORKSPACE_SOCKETS}
        if user is not None:
            holders[Holder("user", user)] = settings.LIMIT_USER_SOCKETS
        try:
            async with asyncio.timeout(COUNTING_SECONDS):
                await self._take("sockets", session, holders, SOCKET_SECONDS)
        except (RedisError, OSError) as error:
            logger.warning("session %s: its socket could not be counted (%s)", session, error)

    async def leave(self, session: str) -> None:
        """Give a socket's place back."""
        holders = self._held["sockets"].pop(session, ())
        with suppress(RedisError, OSError):  # then it runs out by itself
            await self._places.give_back("sockets", session, holders)

    async def keep_sockets(self) -> None:
        """Keep the places of all sockets."""
        await self._places.keep("sockets", _by_holder(self._held["sockets"]), SOCKET_SECONDS)

    # --- streams

    async def open(self, stream: str, holders: Mapping[Holder, int], seconds: float) -> None:
        """Take a stream's place, unless it is held. Raises `too_many_streams`, and redis.RedisError."""
        await self._take("streams", stream, holders, seconds)

    def note(self, stream: str, holders: Iterable[Holder]) -> None:
        """Somebody here watches it: its place is to be kept, though the last one before may just have left."""
        self._held["streams"][stream] = tuple(holders)

    async def keep_streams(self, streams: Iterable[str], seconds: float) -> None:
        """Keep these streams' places for so long."""
        held = self._held["streams"]
        await self._places.keep("streams", _by_holder({s: held[s] for s in streams if s in held}), seconds)

    def forget(self, stream: str) -> None:
        """Nobody here watches it any more; its place runs out with its grace time."""
        self._held["streams"].pop(stream, None)

    async def close(self, stream: str, holders: Iterable[Holder]) -> None:
        """Give a stream's place back."""
        await self._places.give_back("streams", stream, list(holders))

    async def end_soon(self, stream: str, holders: Iterable[Holder], seconds: float) -> None:
        """Give a stream's place back after so long, unless others keep it."""
        await self._places.shorten("streams", stream, list(holders), seconds)

    # --- both

    async def _take(self, thing: Thing, member: str, limits: Mapping[Holder, int], seconds: float) -> None:
        held = self._held[thing]
        if held.get(member) == tuple(limits):
            return
        full = await self._places.take(thing, member, limits, seconds)
        if full is not None:
            reached(f"{full.kind}_{thing}")
            raise AppError(f"too_many_{thing}", _message(thing, full, limits[full]))
        held[member] = tuple(limits)


def _message(thing: Thing, holder: Holder, limit: int) -> str:
    setting = f"LIMIT_{holder.kind}_{thing}".upper()
    what = "streams" if thing == "streams" else "open tabs"
    whose = "This workspace's apps have" if holder.kind == "workspace" else "You have"
    return f"{whose} {limit:,} {what}, as many as they may; close some first. The server's {setting} says how many."


def _by_holder(held: Mapping[str, tuple[Holder, ...]]) -> dict[Holder, list[str]]:
    found: dict[Holder, list[str]] = {}
    for member, holders in held.items():
        for holder in holders:
            found.setdefault(holder, []).append(member)
    return found
