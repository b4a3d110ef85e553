"""Talking to one stream's upstream: broadcasts with their answers, and the signs of life that go beside them."""

from __future__ import annotations

import asyncio
import base64
import logging
import time
from collections.abc import Callable
from typing import Final, NoReturn

from picows.websockets.exceptions import ConnectionClosed

from apps.streams.bus.control import Answer, Control, Request
from apps.streams.core.plan import Message, Plan

from .closing import GivenUp
from .figures import figures
from .memory import DONE, Memory, Refusal
from .wire import Connection

logger = logging.getLogger(__name__)

REQUESTS_MAX: Final = 64  # broadcasts waiting for one upstream; more are refused as rate_limited
SEND_SECONDS: Final = 5.0  # for the upstream's socket to take a message
NOT_CONNECTED: Final[Refusal] = ("not_connected", "The upstream is not connected.")
CLOSE_GIVEN_UP: Final = 1011
IDLE_LOOKS: Final = 10  # times in an idle time-out that we look whether anything came


class Talk:
    """`run` is the task that sends broadcasts; its owner cancels it and then calls `refuse_all`.

    `connection` is set while the stream is open: from the last step on connect on. Before, broadcasts are refused.
    """

    def __init__(self, stream: str, control: Control, memory: Memory) -> None:
        self.connection: Connection | None = None
        self._stream = stream
        self._control = control
        self._memory = memory
        self._requests: asyncio.Queue[Request] = asyncio.Queue(REQUESTS_MAX)

    def request(self, request: Request) -> bool:
        """Take a request to send or forget something; False when too many wait already."""
        try:
            self._requests.put_nowait(request)
        except asyncio.QueueFull:
            return False
        return True

    async def run(self) -> NoReturn:
        """Do what is requested, in order, and answer each. Raises LostOwnership."""
        while True:
            request = await self._requests.get()
            if request.op == "forget":
                await self._memory.forget(request.remember)
                code, message = DONE
            else:
                code, message = await self._broadcast(request)
                figures.broadcasts[code or "sent"] += 1
                if code:
                    logger.info("stream %s: broadcast not sent: %s", self._stream, code)
            await self._answer(request, code, message)

    async def refuse_all(self) -> None:
        """Answer what still waits: it was not sent."""
        while not self._requests.empty():
            await self._answer(self._requests.get_nowait(), *NOT_CONNECTED)

    async def _answer(self, request: Request, code: str, message: str) -> None:
        try:
            await self._control.answer(request.reply_to, Answer(id=request.id, code=code, message=message))
        except Exception:  # an answer that can't be given is a time-out for who asked, never the stream's end
            logger.warning("stream %s: an answer did not reach Redis", self._stream)

    async def _broadcast(self, request: Request) -> Refusal:
        message: Message = request.text
        if request.binary:
            try:
                message = base64.b64decode(request.text, validate=True)
            except ValueError:
                return "bad_frame", "The message is not base64."
        if request.remember:
            refusal = self._memory.refusal(request.remember, message)
            if refusal != DONE:
                return refusal
        refusal = await self._send(message)
        if request.remember and refusal == DONE:
            await self._memory.keep(request.remember, message)
        return refusal

    async def _send(self, message: Message) -> Refusal:
        connection = self.connection
        if connection is None:
            return NOT_CONNECTED
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await connection.send(message)
        except ConnectionClosed:
            return "not_connected", "The upstream closed the connection."
        except TimeoutError:
            return "not_confirmed", f"The upstream did not take the message within {SEND_SECONDS:g} s."
        return DONE


async def say(connection: Connection, message: Message) -> None:
    """Send something of the hub's own. Raises ConnectionClosed, and GivenUp when it isn't taken in time."""
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await connection.send(message)
    except TimeoutError:
        raise GivenUp("lost", f"The upstream took nothing for {SEND_SECONDS:g} s.", CLOSE_GIVEN_UP) from None


async def ping(connection: Connection, plan: Plan, heard: Callable[[], int]) -> NoReturn:
    """Keep the connection alive. Raises GivenUp when neither a pong nor any message comes in time."""
    while True:
        await asyncio.sleep(plan.ping_seconds)
        before = heard()
        try:
            async with asyncio.timeout(plan.ping_seconds):
                await (await connection.ping())
        except TimeoutError:
            # A pong stands behind the messages that we are still to read.
            if heard() == before:
                raise GivenUp(
                    "lost", f"The upstream did not answer a ping within {plan.ping_seconds:g} s.", CLOSE_GIVEN_UP
                ) from None


async def beat(connection: Connection, message: Message, seconds: float) -> NoReturn:
    """Send the application's own heartbeat."""
    while True:
        await asyncio.sleep(seconds)
        await say(connection, message)


async def watch_idle(plan: Plan, heard: Callable[[], int]) -> NoReturn:
    """Raise GivenUp when no message has come for so long."""
    before, since = heard(), time.monotonic()
    while True:
        await asyncio.sleep(plan.idle_seconds / IDLE_LOOKS)
        now, heard_now = time.monotonic(), heard()
        if heard_now != before:
            before, since = heard_now, now
        elif now - since >= plan.idle_seconds:
            raise GivenUp("idle", f"The upstream sent nothing for {plan.idle_seconds:g} s.")
