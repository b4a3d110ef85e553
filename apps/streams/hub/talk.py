"""Talking to one stream's upstream: broadcasts with their answers, and what the hub itself has to say.

Broadcasts are sent in order; their receipts are awaited side by side, so that a distant upstream holds nobody up.
"""

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
from .receipts import CONFIRM_SECONDS, Receipts
from .wire import Connection

logger = logging.getLogger(__name__)

REQUESTS_MAX: Final = 64  # broadcasts waiting to be sent or confirmed; more are refused as rate_limited
SEND_SECONDS: Final = 5.0  # for the upstream's socket to take a message
NOT_CONNECTED: Final[Refusal] = ("not_connected", "The upstream is not connected.")
NOT_CONFIRMED: Final[Refusal] = (
    "not_confirmed",
    f"The upstream did not confirm within {CONFIRM_SECONDS:g} s that it read the message, or was lost meanwhile.",
)


class Talk:
    """`run` is the task that sends broadcasts; its owner cancels it and then calls `refuse_all`.

    `connection` is set while the stream is open: from the last step on connect on. Before, broadcasts are refused.
    """

    def __init__(self, stream: str, control: Control, memory: Memory) -> None:
        self.connection: Connection | None = None
        self._receipts: Receipts | None = None
        self._awaited: dict[asyncio.Task[None], Request] = {}  # with `_requests`, at most REQUESTS_MAX
        self._stream = stream
        self._control = control
        self._memory = memory
        self._requests: list[Request] = []  # at most REQUESTS_MAX
        self._asked: asyncio.Future[None] | None = None  # what `run` waits for

    async def begin(self, connection: Connection, *, confirm: bool) -> None:
        """The stream is open. `confirm`: by pings, where they are wanted and read as they come."""
        self.connection = connection
        self._receipts = Receipts(connection)
        if confirm:
            await self._receipts.begin()

    def end(self) -> None:
        """The stream is open no longer."""
        self.connection = self._receipts = None

    def request(self, request: Request) -> bool:
        """Take a request to send or forget something; False when too many wait already."""
        if len(self._requests) + len(self._awaited) >= REQUESTS_MAX:
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
                await self._answer(request, *DONE)
            else:
                await self._broadcast(request)

    async def refuse_all(self) -> None:
        """Answer what still waits: it was not sent, or nobody knows whether it was read."""
        awaited = dict(self._awaited)
        for task in awaited:
            task.cancel()
        await asyncio.gather(*awaited, return_exceptions=True)
        for task, request in awaited.items():
            if task.cancelled():
                await self._answer_broadcast(request, NOT_CONFIRMED)
        while self._requests:
            request = self._requests.pop(0)
            if request.op == "forget":
                await self._answer(request, *NOT_CONNECTED)
            else:
                await self._answer_broadcast(request, NOT_CONNECTED)

    async def _answer_broadcast(self, request: Request, refusal: Refusal) -> None:
        code, message = refusal
        figures.broadcasts[code or "sent"] += 1
        if code:
            logger.info("stream %s: broadcast not sent: %s", self._stream, code)
        await self._answer(request, code, message)

    async def _answer(self, request: Request, code: str, message: str) -> None:
        try:
            await self._control.answer(request.reply_to, Answer(id=request.id, code=code, message=message))
        except Exception:  # an answer that can't be given is a time-out for who asked, never the stream's end
            logger.warning("stream %s: an answer did not reach Redis", self._stream)

    async def _broadcast(self, request: Request) -> None:
        message: Message = request.text
        if request.binary:
            try:
                message = base64.b64decode(request.text, validate=True)
            except ValueError:
                await self._answer_broadcast(request, ("bad_frame", "The message is not base64."))
                return
        refusal = self._memory.refusal(request.remember, message) if request.remember else DONE
        receipts, receipt = self._receipts, None
        if refusal == DONE:
            refusal, receipt = await self._send(message)
        if request.remember and refusal == DONE:
            await self._memory.keep(request.remember, message)
        if receipts is None or receipt is None:
            await self._answer_broadcast(request, refusal)
            return
        task = asyncio.create_task(self._confirm(request, receipts, receipt), name=f"receipt {self._stream}")
        self._awaited[task] = request
        task.add_done_callback(self._awaited.pop)

    async def _confirm(self, request: Request, receipts: Receipts, receipt: asyncio.Task[float]) -> None:
        came = await receipts.came(receipt)
        await self._answer_broadcast(request, DONE if came else NOT_CONFIRMED)

    async def _send(self, message: Message) -> tuple[Refusal, asyncio.Task[float] | None]:
        """Send, and ask for a receipt, where one can be expected."""
        connection, receipts = self.connection, self._receipts
        if connection is None or receipts is None:
            return NOT_CONNECTED, None
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await connection.send(message)
                return DONE, await receipts.ask()
        except ConnectionClosed:
            return ("not_connected", "The upstream closed the connection."), None
        except TimeoutError:
            return ("not_confirmed", f"The upstream did not take the message within {SEND_SECONDS:g} s."), None


async def say(connection: Connection, message: Message) -> None:
    """Send something of the hub's own. Raises ConnectionClosed, and GivenUp when it isn't taken in time."""
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await connection.send(message)
    except TimeoutError:
        raise GivenUp("lost", f"The upstream took nothing for {SEND_SECONDS:g} s.", CLOSE_GIVEN_UP) from None
