"""The rules that a hub dials by: the operator's, and those of each workspace, which may change any time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import replace
from typing import Final

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from apps.streams.network.entries import Entries
from apps.streams.network.entries import Entry as Rule
from apps.streams.network.selectors import Written, written

from .connection import DialError
from .egress import Proxy
from .entry import Entry
from .guard import Rules

logger = logging.getLogger(__name__)

FRESH_SECONDS: Final = 5.0  # how long a workspace's rules are believed; a reconnecting crowd asks the database once
LOOK_SECONDS: Final = 3.0  # between two looks at the rules of what is connected: a denied stream ends well within 10 s
READ_SECONDS: Final = 5.0  # of the database; then it counts as away
WORKSPACES_MAX: Final = 4_096  # twice a hub's streams; the longest unused is forgotten

_EVERYTHING: Final = Entries((Rule("an entry that can't be read"),))

Read = Callable[[Collection[int]], Awaitable[dict[int, Written]]]


def operator_rules() -> Rules:
    """What the settings say. Raises ValueError naming the setting."""
    rules = Rules.read(settings.UPSTREAM_ALLOW, settings.UPSTREAM_DENY)
    proxy = None
    if settings.EGRESS_PROXY:
        proxy = Proxy.read(settings.EGRESS_PROXY, resolves=settings.EGRESS_PROXY_RESOLVES)
    return replace(rules, proxy=proxy, host_header=settings.UPSTREAM_HOST_HEADER)


async def from_database(workspaces: Collection[int]) -> dict[int, Written]:
    """What the workspaces' owners wrote. Raises DatabaseError."""
    read: Callable[[Collection[int]], Awaitable[dict[int, Written]]] = database_sync_to_async(written)
    return await read(workspaces)


class RuleBook:
    """`rules_of` for a dial; `look` for what is connected already."""

    def __init__(self, operator: Rules, read: Read) -> None:
        self.operator = operator
        self._read = read
        self._known: OrderedDict[int, tuple[float, Rules]] = OrderedDict()
        self._reading: dict[int, asyncio.Task[None]] = {}  # who else wants it meanwhile waits for the same

    async def rules_of(self, workspace: int) -> Rules:
        """The rules of a workspace, at most FRESH_SECONDS old. Raises DialError when they can't be read."""
        known = self._known.get(workspace)
        if known is not None and time.monotonic() - known[0] < FRESH_SECONDS:
            self._known.move_to_end(workspace)
            return known[1]
        reading = self._reading.get(workspace)
        if reading is None:
            reading = self._reading[workspace] = asyncio.create_task(self._fetch({workspace}), name="rules")
            reading.add_done_callback(lambda done: self._was_read(workspace, done))
        try:
            await asyncio.shield(reading)
        except (DatabaseError, InterfaceError, OSError) as error:
            logger.warning("the rules of workspace %d can't be read (%s)", workspace, type(error).__name__)
            raise DialError(
                "rules_unavailable", "The workspace's network rules can't be read now: the database doesn't answer."
            ) from None
        return self._known[workspace][1]

    async def look(self, entries: Iterable[Entry]) -> None:
        """Hold each stream against the rules as they are now. While the database is away, what is open stays."""
        streams = [entry.supervisor for entry in entries]
        workspaces = {stream.workspace for stream in streams}
        if not workspaces:
            return
        try:
            await self._fetch(workspaces)
        except (DatabaseError, InterfaceError, OSError) as error:
            logger.warning("the rules of workspaces can't be read (%s)", type(error).__name__)
            return
        for stream in streams:
            known = self._known.get(stream.workspace)
            if known is not None:
                stream.obey(known[1])

    async def stop(self) -> None:
        """End what is being read."""
        reading = list(self._reading.values())
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)

    def _was_read(self, workspace: int, done: asyncio.Task[None]) -> None:
        del self._reading[workspace]
        if not done.cancelled():
            done.exception()  # whoever waited has heard of it; if nobody did, nobody needs to

    async def _fetch(self, workspaces: Collection[int]) -> None:
        async with asyncio.timeout(READ_SECONDS):
            found = await self._read(workspaces)
        now = time.monotonic()
        for workspace in workspaces:
            self._known[workspace] = (now, self._made(workspace, found.get(workspace, Written())))
            self._known.move_to_end(workspace)
        while len(self._known) > max(WORKSPACES_MAX, len(workspaces)):
            self._known.popitem(last=False)

    def _made(self, workspace: int, lists: Written) -> Rules:
        try:
            return replace(
                self.operator,
                own_allow=Entries.read(lists.allow, any_host=False),
                own_deny=Entries.read(lists.deny),
                own_only=Entries.read(lists.only),
            )
        except ValueError as error:  # not written by us: better nothing than what they meant to forbid
            logger.error("the rules of workspace %d can't be used: %s", workspace, error)
            return replace(self.operator, own_deny=_EVERYTHING)
