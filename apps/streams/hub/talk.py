"""Talking to one stream's upstream: broadcasts with their answers, and what the hub itself has to say."""

from __future__ import annotations

import asyncio
import base64
import logging
from typing import Final, NoReturn

from picows.websockets.exceptions import ConnectionClosed

from apps.streams.bus.control import Answer, Control, Request
from apps.streams.core.plan import Message

from .closing import GivenUp
from .figures import figures
from .memory import DONE, Memory, Refusal
from .pulse import CLOSE_GIVEN_UP
from .wire import Connection

logger = logging.getLogger(__name__)

REQUESTS_MAX: Final = 64  # broadcasts waiting for one upstream; more are refused as rate_limited
SEND_SECONDS: Final = 5.0  # for the upstream's socket to take a message
NOT_CONNECTED: Final[Refusal] = ("not_connected", "The upstream is not connected.")


class Talk:
    """`run` is the task that sends broadcasts; its owner cancels it and then calls `refuse_all`.

    `connection` is set while the stream is open: from the last step on connect on. Before, broadcasts are refused.
    """

    def __init__(self, stream: str, control: Control, memory: Memory) -> None:
        self.connection: Connection | None = None
        self._stream = stream
        self._control = control
        self._memory = memory
        self._requests: list[Request] = []  # at most REQUESTS_MAX
        self._asked: asyncio.Future[None] | None = None  # what `run` waits for

    def request(self, request: Request) -> bool:
        """Take a request to send or forget something; False when too many wait already."""
        if len(self._requests) >= REQUESTS_MAX:
            return False
        self._requests.append(request)
        if self._asked is not None and not self._asked.done():
            self._asked.set_result(None)
        return True

    async def run(self) -> NoReturn:
        """Do what is requested, in order, and answer each. Raises LostOwnership."""
        while True:
            if not self._requests:
                self._asked = asyncio.get_running_loop().create_future()
                await self._asked
            request = self._requests.pop(0)
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
        while self._requests:
            await self._answer(self._requests.pop(0), *NOT_CONNECTED)

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
