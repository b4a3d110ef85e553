"""Hears that an app was published, unpublished or saved, and brings it to the sessions that have it open."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final, Protocol

import orjson
from channels.db import database_sync_to_async

from apps.builder.selectors import LoadedDocument, Mode, document_for
from apps.common.errors import AppError, NotFound

logger = logging.getLogger(__name__)

AT_ONCE: Final = 20  # sessions that change over side by side; a publish must not stop the process for all others
RETRY_SECONDS: Final = 1.0
KNOWN_SECONDS: Final = 5.0  # a notice tells at once; should one be lost, a run looks itself after so long


class Follower(Protocol):
    """A session, as far as it matters here."""

    @property
    def mode(self) -> Mode:
        """Which document it runs."""

    async def change_over(self, document: LoadedDocument | None) -> None:
        """The document it runs is another now; None: there is none any more. Raises AppError to be asked again."""


class Releases:
    """One a web process. `start` owns the tasks."""

    def __init__(self, start: Callable[[Coroutine[Any, Any, None]], object]) -> None:  # Any: never sent to
        self._start = start
        self._followers: dict[int, set[Follower]] = {}
        self._known: dict[int, tuple[LoadedDocument, float]] = {}  # live releases; bounded: of apps that are open here
        self._version = 0  # counts the notices
        self._changed: dict[int, bool] = {}  # apps being brought up to date, and whether they changed again since

    def enter(self, app: int, follower: Follower) -> None:
        """Tell a session of its app's changes; needs one `leave`."""
        self._followers.setdefault(app, set()).add(follower)

    def leave(self, app: int, follower: Follower) -> None:
        """Tell it no more."""
        followers = self._followers.get(app, set())
        followers.discard(follower)
        if not followers:
            self._followers.pop(app, None)
            self._known.pop(app, None)

    async def document(self, app: int, mode: Mode) -> LoadedDocument:
        """The live release or the draft, as it was committed last. Raises `not_found` or `not_published`."""
        # Never of a draft: who saves and runs at once means what was saved, and its notice may still be on the way.
        known = self._known.get(app) if mode == "release" else None
        if known is not None and time.monotonic() < known[1]:
            return known[0]
        version = self._version
        document = await database_sync_to_async(document_for)(app, mode)
        # Of another version it may be what was before.
        if mode == "release" and app in self._followers and version == self._version:
            self._known[app] = document, time.monotonic() + KNOWN_SECONDS
        return document

    def forget(self) -> None:
        """Notices may be missed from now on."""
        self._version += 1
        self._known.clear()

    def on_notice(self, text: bytes) -> None:
        """Something was committed; what it is now, the database says."""
        self._look_at(int(orjson.loads(text)["app"]))

    def on_ready(self) -> None:
        """Notices may have been missed: look at every app that is open."""
        for app in list(self._followers):
            self._look_at(app)

    def _look_at(self, app: int) -> None:
        self._version += 1
        self._known.pop(app, None)
        if app in self._changed:
            self._changed[app] = True
        elif app in self._followers:
            self._changed[app] = True
            self._start(self._bring(app))

    async def _bring(self, app: int) -> None:
        try:
            while self._changed[app]:
                self._changed[app] = False
                try:
                    await self._change_over(app)
                except AppError as error:
                    logger.warning("app %s: its sessions are not up to date yet (%s)", app, error)
                    await asyncio.sleep(RETRY_SECONDS)
                    self._changed[app] = app in self._followers
        finally:
            del self._changed[app]

    async def _change_over(self, app: int) -> None:
        faults: list[AppError] = []
        modes: tuple[Mode, ...] = ("release", "draft")
        for mode in modes:
            followers = [each for each in self._followers.get(app, ()) if each.mode == mode]
            if not followers:
                continue
            document = await self._document(app, mode)
            for start in range(0, len(followers), AT_ONCE):
                some = followers[start : start + AT_ONCE]
                for result in await asyncio.gather(
                    *(each.change_over(document) for each in some), return_exceptions=True
                ):
                    if isinstance(result, AppError):
                        faults.append(result)
                    elif isinstance(result, Exception):
                        logger.error("app %s: a session could not change over", app, exc_info=result)
        if faults:
            raise faults[0]

    async def _document(self, app: int, mode: Mode) -> LoadedDocument | None:
        try:
            return await self.document(app, mode)
        except NotFound:
            return None
