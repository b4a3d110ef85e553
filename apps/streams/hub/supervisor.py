"""One stream: keeps its upstream connection as the definition and the wishes ask, and tells its state."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NoReturn, TypeVar

from picows.websockets import ClientConnection
from picows.websockets.exceptions import ConnectionClosed

from apps.streams.bus.control import Answer, Control, Request, Wish
from apps.streams.bus.lease import Ownership
from apps.streams.bus.window import Window
from apps.streams.core import event
from apps.streams.core.backoff import Backoff
from apps.streams.core.pipeline import BadMessage, Pipeline
from apps.streams.core.plan import plan
from apps.streams.core.state import StatusName, StreamStatus

from .connection import MESSAGE_MAX_BYTES, DialError, dial, hang_up
from .guard import Allowed
from .writer import Writer

logger = logging.getLogger(__name__)

T = TypeVar("T")

REQUESTS_MAX: Final = 64  # broadcasts waiting for one upstream; more are refused as rate_limited
SEND_SECONDS: Final = 5.0  # for the upstream's socket to take a message
DRAIN_SECONDS: Final = 1.0  # for the last messages to reach Redis when a stream ends
BAD_PER_SECOND: Final = 5  # error events; the rest of a second's bad messages is only counted
AGAIN_SECONDS: Final = 1.0  # a thousand viewers who all ask to run a failed stream make one attempt a second
CLOSE_TOO_BIG: Final = 1009


class TooLargeMessage(Exception):
    """The upstream sent more than MESSAGE_MAX_BYTES at once."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended. `final`: dialling again can't help."""

    code: str
    message: str
    final: bool = False
    lived_seconds: float = 0.0
    close_code: int | None = None
    close_reason: str | None = None


class Supervisor:
    """`run` is the task of one stream; `stop` ends it in good order."""

    def __init__(
        self, stream: str, wish: Wish, owned: Ownership, window: Window, control: Control, allowed: Allowed
    ) -> None:
        self.stream = stream
        self.scope = wish.definition.scope
        self.fence = owned.fence
        self._plan = plan(wish.definition, wish.params, wish.user.model_dump() if wish.user else None)
        self._pipeline = Pipeline(wish.definition, self._tell_bad)
        self._window = window
        self._control = control
        self._allowed = allowed
        self._writer = Writer(window, stream, owned, self._plan.window.size)
        self._backoff = Backoff(random.uniform)
        self._opened = owned.connection
        self._status = StreamStatus()
        self._connection: ClientConnection | None = None
        self._requests: asyncio.Queue[Request] = asyncio.Queue(REQUESTS_MAX)
        self._again = asyncio.Event()
        self._stopping = asyncio.Event()
        self._farewell: tuple[StatusName, str, str] = ("closed", "disconnected", "")
        self._bad_count = 0  # in this second
        self._bad_timer: asyncio.TimerHandle | None = None

    # --- what the hub calls

    def stop(self, status: StatusName, code: str, message: str) -> None:
        """End the stream; its last status says why. `run` returns soon after."""
        self._farewell = (status, code, message)
        self._stopping.set()

    def again(self) -> None:
        """Dial now if the stream has ended by itself or is waiting to retry."""
        self._again.set()

    def request(self, request: Request) -> bool:
        """Take a broadcast; False when too many wait already."""
        try:
            self._requests.put_nowait(request)
        except asyncio.QueueFull:
            return False
        return True

    def reached(self, offset: int) -> None:
        """Note how far the stream's own viewer has been sent; the upstream is not read far beyond."""
        self._writer.reached(offset)

    def repeat_status(self) -> None:
        """Tell the present status once more."""
        self._publish_status()

    async def run(self) -> None:
        """Live until `stop`. Raises LostOwnership when another hub has taken the stream."""
        tasks = [
            asyncio.create_task(self._writer.run(), name=f"writer {self.stream}"),
            asyncio.create_task(self._send_requests(), name=f"sender {self.stream}"),
            asyncio.create_task(self._live(), name=f"life {self.stream}"),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            while not self._requests.empty():
                await self._answer(self._requests.get_nowait(), "not_connected", "The upstream is not connected.")

    # --- the connection's life

    async def _live(self) -> None:
        while not self._stopping.is_set():
            self._again.clear()
            ended = await self._unless_stopping(self._attempt())
            if ended is None:
                break
            await self._unless_stopping(self._after(ended))
        status, code, message = self._farewell
        self._tell(status, code=code, message=message or None)
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._writer.drained()

    async def _unless_stopping(self, work: Coroutine[None, None, T]) -> T | None:
        """Do the work; give it up, and return None, as soon as the stream is to stop."""
        task = asyncio.create_task(work)
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() and not self._stopping.is_set() else None
        finally:
            for pending in (task, stopping):
                pending.cancel()
            await asyncio.gather(task, stopping, return_exceptions=True)

    async def _attempt(self) -> Ended:
        """Dial, say what is to be said on connect, and receive until it ends."""
        # Between attempts, why the last one failed stays in sight: an upstream may hang for much longer than a pause.
        before = self._status if self._status.status == "retrying" else StreamStatus()
        self._tell("connecting", code=before.code, message=before.message)
        try:
            connection = await dial(self._plan, self._allowed)
        except DialError as error:
            return Ended(error.code, error.message, error.final)
        began = time.monotonic()
        try:
            for step in self._plan.on_connect:
                await connection.send(step.message)
            self._opened += 1
            self._connection = connection
            self._tell("open", subprotocol=connection.subprotocol)
            await self._receive(connection)
        except TooLargeMessage:
            await hang_up(connection, CLOSE_TOO_BIG, f"over {MESSAGE_MAX_BYTES} bytes")
            return self._too_large(time.monotonic() - began)
        except ConnectionClosed as closed:
            return self._ended(closed, time.monotonic() - began)
        finally:
            self._connection = None
            self._tell_more_bad()
            await hang_up(connection)

    async def _receive(self, connection: ClientConnection) -> NoReturn:
        """The hot loop: every message of the stream passes here once."""
        encode, rows = self._pipeline.encode, self._pipeline.rows
        receive, put, now = connection.recv, self._writer.put, time.time
        decode = None if self._pipeline.tells_kinds else False
        while True:
            raw = await receive(decode=decode)
            if len(raw) > MESSAGE_MAX_BYTES:
                raise TooLargeMessage
            at_ms = int(now() * 1000)
            try:
                payloads = [row.payload for row in rows(raw)] if encode is None else [encode(raw)]
            except BadMessage as bad:
                self._tell_bad(bad)
                continue
            for payload in payloads:
                if put(payload, at_ms):
                    await self._writer.room()

    async def _after(self, ended: Ended) -> None:
        """Say how it ended, and wait until the next attempt is due (or asked for)."""
        facts = {"code": ended.code, "message": ended.message}
        closing = {"close_code": ended.close_code, "close_reason": ended.close_reason}
        delay = self._backoff.failed(ended.lived_seconds)
        if ended.final or not self._plan.reconnect:
            self._tell("failed" if ended.final else "closed", **facts, **closing)
            await asyncio.sleep(AGAIN_SECONDS)
            await self._again.wait()
            self._backoff.attempt = 0
        else:
            due = int((time.time() + delay) * 1000)
            self._tell("retrying", next_retry_at=due, **facts, **closing)
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._again.wait()

    def _ended(self, closed: ConnectionClosed, lived_seconds: float) -> Ended:
        received, sent = closed.rcvd, closed.sent
        if sent is not None and sent.code == CLOSE_TOO_BIG and not closed.rcvd_then_sent:
            return self._too_large(lived_seconds)
        if received is not None and closed.rcvd_then_sent:
            reason = f" ({received.reason})" if received.reason else ""
            message = f"The upstream closed the connection with code {received.code}{reason}."
            return Ended("closed", message, False, lived_seconds, received.code, received.reason or "")
        if sent is not None:
            return Ended("lost", f"The connection was given up: {sent.reason or sent.code}.", False, lived_seconds)
        return Ended("lost", "The connection to the upstream was lost.", False, lived_seconds)

    def _too_large(self, lived_seconds: float) -> Ended:
        message = f"The upstream sent a message of over {MESSAGE_MAX_BYTES} bytes."
        self._tell_error("too_large", message, None)
        return Ended("too_large", message, False, lived_seconds)

    # --- up

    async def _send_requests(self) -> None:
        while True:
            request = await self._requests.get()
            code, message = await self._send(request.text)
            if code:
                logger.info("stream %s: broadcast not sent: %s", self.stream, code)
            await self._answer(request, code, message)

    async def _answer(self, request: Request, code: str, message: str) -> None:
        try:
            await self._control.answer(request.reply_to, Answer(id=request.id, code=code, message=message))
        except Exception:  # an answer that can't be given is a time-out for who asked, never the stream's end
            logger.warning("stream %s: an answer did not reach Redis", self.stream)

    async def _send(self, text: str) -> tuple[str, str]:
        connection = self._connection
        if connection is None:
            return "not_connected", "The upstream is not connected."
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await connection.send(text)
        except ConnectionClosed:
            return "not_connected", "The upstream closed the connection."
        except TimeoutError:
            return "not_confirmed", f"The upstream did not take the message within {SEND_SECONDS:g} s."
        return "", ""

    # --- telling

    def _tell(self, status: StatusName, **facts: str | int | None) -> None:
        self._status = StreamStatus.model_validate(
            {
                "status": status,
                "at": int(time.time() * 1000),
                "connection": self._opened,
                "attempt": self._backoff.attempt,
                **facts,
            }
        )
        logger.info("stream %s: %s %s", self.stream, status, facts.get("code") or "")
        self._publish_status()

    def _publish_status(self) -> None:
        happened = event.status_event(self._writer.top, self._status)
        self._writer.tell(happened, self._status.model_dump_json().encode(), self._opened)

    def _tell_error(self, code: str, message: str, sample: str | None) -> None:
        self._writer.tell(event.error_event(self._writer.top, code, message, int(time.time() * 1000), sample))

    def _tell_bad(self, bad: BadMessage) -> None:
        if self._bad_timer is None:
            self._bad_timer = asyncio.get_running_loop().call_later(1, self._tell_more_bad)
        self._bad_count += 1
        if self._bad_count <= BAD_PER_SECOND:
            self._tell_error("bad_message", f"A message could not be read: {bad.reason}.", bad.sample)

    def _tell_more_bad(self) -> None:
        """A second with bad messages is over, or the connection is: count those that were not told one by one."""
        more = self._bad_count - BAD_PER_SECOND
        if more > 0:
            self._tell_error("bad_message", f"{more} more messages could not be read.", None)
        if self._bad_timer is not None:
            self._bad_timer.cancel()
        self._bad_count, self._bad_timer = 0, None
