"""Signs of life of one connection: pings, the application's heartbeat, and noticing that nothing comes any more.

They run on timers; a task lives only while something is sent, so that a thousand idle streams cost little.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from picows.websockets.exceptions import ConnectionClosed

from apps.streams.core.plan import Message, Plan

from .closing import GivenUp
from .wire import Connection, hang_up

CLOSE_GIVEN_UP: Final = 1011
SUSPECT_SECONDS: Final = 1.0  # between two looks whether a message has come; all streams together can't send much
IDLE_LOOKS: Final = 10  # times in an idle time-out that we look whether anything came

Act = Callable[[], Coroutine[Any, Any, None]]


class Pulse:
    """`start` once the stream is open; `verdict` says why the connection was hung up, if that was done here.

    `heard` grows with every message. Bounds: one timer and one task for each of the three.
    """

    def __init__(
        self,
        connection: Connection,
        plan: Plan,
        heard: Callable[[], int],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        self.verdict: GivenUp | None = None
        self._connection = connection
        self._plan = plan
        self._heard = heard
        self._send = send
        self._timers: dict[Act, asyncio.TimerHandle] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._last_heard = (0, 0.0)  # what `heard` was, and since when
        self._suspecting: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to count."""
        self._suspect(-1)
        if self._plan.ping_seconds:
            self._after(self._plan.ping_seconds, self._ping)
        if self._plan.heartbeat is not None:
            self._after(self._plan.heartbeat[1], self._beat)
        if self._plan.idle_seconds:
            self._last_heard = (self._heard(), time.monotonic())
            self._after(self._plan.idle_seconds / IDLE_LOOKS, self._look)

    async def stop(self) -> None:
        """The connection is over."""
        for timer in self._timers.values():
            timer.cancel()
        if self._suspecting is not None:
            self._suspecting.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _suspect(self, before: int) -> None:
        heard = self._heard()
        if heard == before:
            self._connection.suspect()
        self._suspecting = asyncio.get_running_loop().call_later(SUSPECT_SECONDS, self._suspect, heard)

    def _after(self, seconds: float, act: Act) -> None:
        self._timers[act] = asyncio.get_running_loop().call_later(seconds, self._start, act)

    def _start(self, act: Act) -> None:
        task = asyncio.create_task(self._do(act), name="pulse")
        self._tasks.append(task)
        task.add_done_callback(self._tasks.remove)

    async def _do(self, act: Act) -> None:
        try:
            await act()
        except ConnectionClosed:
            pass  # whoever receives hears of it
        except GivenUp as given_up:
            self.verdict = given_up
            await hang_up(self._connection, given_up.close_code, given_up.message[:100])

    async def _ping(self) -> None:
        seconds = self._plan.ping_seconds
        before = self._heard()
        try:
            async with asyncio.timeout(seconds):
                await (await self._connection.ping())
        except TimeoutError:
            # A pong stands behind the messages that we are still to read.
            if self._heard() == before:
                why = f"The upstream did not answer a ping within {seconds:g} s."
                raise GivenUp("lost", why, CLOSE_GIVEN_UP) from None
        self._after(seconds, self._ping)

    async def _beat(self) -> None:
        assert self._plan.heartbeat is not None
        message, seconds = self._plan.heartbeat
        self._after(seconds, self._beat)
        await self._send(message)

    async def _look(self) -> None:
        seconds = self._plan.idle_seconds
        heard, now = self._heard(), time.monotonic()
        before, since = self._last_heard
        if heard != before:
            self._last_heard = (heard, now)
        elif now - since >= seconds:
            raise GivenUp("idle", f"The upstream sent nothing for {seconds:g} s.")
        self._after(seconds / IDLE_LOOKS, self._look)
