"""Whether those who have an app open may still have it open: looked at when they come, on notices, and every while.

A notice can be lost, and some changes (a member removed, an account disabled) send none; so all are looked at every
LOOK_SECONDS, with at most six database queries for the whole process. While the database is away they stay as they were
let in, for UNSURE_SECONDS; then all are closed, to come back and be looked at when they come.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final, NoReturn

import orjson
from channels.db import database_sync_to_async

from apps.accounts.models import User
from apps.builder.sharing import access
from apps.builder.sharing.access import Pass
from apps.common.errors import AppError, Forbidden

from . import protocol
from .tokens import Claims

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 2.0  # a revoked socket is closed within 5 s: this, the queries, and a slow machine
REVOKED: Final = "You may not open this app any more."
UNSURE_SECONDS: Final = 60.0  # a database that restarts or fails over is back by then
UNSURE: Final = "Whether you may have this app open can't be looked up now; reconnect."
SIGNED_OUT: Final = "You have signed out, or your password is another one now."

Dismiss = Callable[[AppError], None]


class Permits:
    """One a web process. Whoever holds a pass is dismissed once it holds no more."""

    def __init__(self) -> None:
        self._holders: dict[Pass, set[Dismiss]] = {}  # bounded: by the process's sockets
        self._asked: set[int] = set()  # apps to look at before the time
        self._hurry = asyncio.Event()
        self._sure_at = 0.0  # when all were last looked at

    def enter(self, held: Pass, dismiss: Dismiss) -> None:
        """Watch over somebody's pass; needs one `leave`."""
        self._holders.setdefault(held, set()).add(dismiss)

    def leave(self, held: Pass, dismiss: Dismiss) -> None:
        """No longer."""
        holders = self._holders.get(held, set())
        holders.discard(dismiss)
        if not holders:
            self._holders.pop(held, None)

    def on_notice(self, text: bytes) -> None:
        """Something was committed; who may open the app may be others now."""
        notice = orjson.loads(text)
        if notice.get("access"):
            self._asked.add(int(notice["app"]))
            self._hurry.set()

    async def watch_forever(self) -> None:
        """Dismiss whoever may not stay, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_forever())
            tasks.create_task(self._doubt_forever())  # beside it: a database may also hang

    async def _doubt_forever(self) -> NoReturn:
        loop = asyncio.get_running_loop()
        self._sure_at = loop.time()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._holders and loop.time() - self._sure_at > UNSURE_SECONDS:
                logger.error("permissions were not looked at for %.0f s; all sockets are closed", UNSURE_SECONDS)
                self._sure_at = loop.time()
                for held in list(self._holders):
                    self._dismiss(held, AppError("unavailable", UNSURE))

    async def _look_forever(self) -> NoReturn:
        loop = asyncio.get_running_loop()
        next_at = loop.time() + LOOK_SECONDS
        while True:
            try:
                async with asyncio.timeout_at(next_at):
                    await self._hurry.wait()
            except TimeoutError:
                began = loop.time()
                next_at = began + LOOK_SECONDS
                held, sure_at = list(self._holders), began
            else:
                held, sure_at = [one for one in self._holders if one.app_id in self._asked], self._sure_at
            self._hurry.clear()
            self._asked.clear()
            try:
                await self._look_at(held)
                self._sure_at = max(self._sure_at, sure_at)
            except Exception:  # a database that is away: they stay as they were let in, and are looked at again
                logger.exception("%d permissions could not be looked at", len(held))

    async def _look_at(self, held: list[Pass]) -> None:
        if not held:
            return
        refused = await database_sync_to_async(_refused)(held)
        for one, error in refused.items():
            self._dismiss(one, error)

    def _dismiss(self, held: Pass, error: AppError) -> None:
        for dismiss in list(self._holders.get(held, ())):
            dismiss(error)


async def admitted(claims: Claims) -> protocol.User | None:
    """Who comes with these claims, as app code sees them.

    Raises `forbidden` for who may not come (any more), `token_expired` for who has signed out since: the page's next
    token says who that is now.
    """
    return await database_sync_to_async(_admitted)(claims)


def _admitted(claims: Claims) -> protocol.User | None:
    user = None if claims.user_id is None else _user(claims.user_id)
    if claims.user_id is not None and user is None:
        raise Forbidden("The account is gone or was disabled.")
    for error in _refused([claims.permit]).values():
        raise error
    embed = claims.embed
    if embed is not None and (embed.name or embed.email):
        return protocol.User(id=None, email=embed.email, name=embed.name)
    return user


def _refused(held: list[Pass]) -> dict[Pass, AppError]:
    """Why those that may not be held any more may not."""
    good, ended = access.permitted(held), access.signed_out(held)
    signed_out = {one: AppError("token_expired", SIGNED_OUT) for one in ended}
    return {**signed_out, **{one: Forbidden(REVOKED) for one in held if one not in good}}


def _user(user_id: int) -> protocol.User | None:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return None if user is None else protocol.User(id=user.pk, email=user.email, name=user.name)
