"""Broadcasts for the audit log: of each session and query one entry a minute at most, with their count."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Final, NoReturn

from channels.db import database_sync_to_async
from django.db import Error as DatabaseFailure

from apps.audit import services as audit
from apps.builder import selectors

from . import protocol
from .tokens import Claims

logger = logging.getLogger(__name__)

PERIOD_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 5.0
SESSION_SHOWN: Final = 8  # characters of its id: tells sessions apart, and is not enough to be one
TALLIES_MAX: Final = 10_000  # sessions that broadcast within a minute; of further ones nothing is noted but a warning


@dataclass(slots=True)
class Tally:
    """What one session has sent to one query."""

    claims: Claims
    user: protocol.User | None
    query: str
    since: float
    count: int = 0


@dataclass(slots=True)
class _Actor:
    pk: int
    email: str


class Sent:
    """One a web process; `tell_forever` runs as long as it does."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str], Tally] = {}  # oldest first

    def note(self, claims: Claims, user: protocol.User | None, query: str) -> None:
        """The upstream has taken a broadcast."""
        key = claims.session_id, query
        tally = self._tallies.get(key)
        if tally is None:
            if len(self._tallies) >= TALLIES_MAX:
                logger.warning("session %s: a broadcast to %s is not in the audit log: too many at once", *key)
                return
            tally = self._tallies[key] = Tally(claims, user, query, time.monotonic())
        tally.count += 1

    async def tell_forever(self) -> NoReturn:
        """Write what is a minute old, until cancelled; then the rest, for the process ends."""
        try:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                await self._tell(time.monotonic() - PERIOD_SECONDS)
        finally:
            await self._tell(time.monotonic())

    async def _tell(self, until: float) -> None:
        due = [key for key, tally in self._tallies.items() if tally.since <= until]
        if not due:
            return
        writing = asyncio.create_task(_told([self._tallies.pop(key) for key in due]))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:  # the process ends; what is being written is written first
            await writing
            raise


sent: Final = Sent()


async def _told(tallies: list[Tally]) -> None:
    try:
        await database_sync_to_async(_write)(tallies)
    except DatabaseFailure as error:
        logger.error("%d broadcasts are not in the audit log: %s", sum(one.count for one in tallies), error)


def _write(tallies: list[Tally]) -> None:
    names = selectors.names_of({one.claims.app_id for one in tallies})
    for one in tallies:
        claims, user = one.claims, one.user
        if claims.app_id not in names:
            continue  # deleted meanwhile, perhaps with its workspace
        audit.record(
            "query.broadcast",
            workspace_id=claims.workspace_id,
            actor=None if user is None or user.id is None else _Actor(user.id, user.email),
            target=f"{names[claims.app_id]}: {one.query}",
            app=claims.app_id,
            query=one.query,
            mode=claims.mode,
            session=claims.session_id[:SESSION_SHOWN],
            count=one.count,
            viewer=_viewer(claims, user),
        )


def _viewer(claims: Claims, user: protocol.User | None) -> str:
    """As whom, where that is no account."""
    if claims.embed is not None:
        return f"embedded on {claims.embed.held.origin}: {user.email or user.name if user else 'anybody'}"
    return "" if user is not None else "not signed in"
