"""Receiving: every message of a stream passes here once; a plain definition has a loop that does only what it must."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, NoReturn, Protocol

from apps.common.redaction import Veil
from apps.common.turns import Share
from apps.streams.core.conversation import Opening, Replies
from apps.streams.core.order import Orderer
from apps.streams.core.pipeline import BadMessage, Pipeline, Row
from apps.streams.core.plan import Message, Plan
from apps.streams.core.rate import Bucket
from apps.streams.core.resolve import BadParameter
from apps.streams.core.veiled import without_secrets
from apps.streams.definition import Order

from .closing import GivenUp, too_large
from .figures import figures
from .telling import Telling
from .wire import Connection, KindsConnection
from .work import MESSAGE_BYTES, PIECE, TURN_BYTES, TURN_SECONDS

LIMIT_BURST_SECONDS: Final = 0.2  # what a limited stream may run ahead; shorter would count the loop's own jitter

Send = Callable[[Message], Awaitable[None]]


class Sink(Protocol):
    """Takes rows: the writer, or the buffer of a stand-by."""

    top: int

    def put(self, payload: bytes, at_ms: int, key: str | None = None) -> bool: ...
    async def room(self) -> None: ...


class Receiver:
    """What one connection receives, from the opening on. Both methods raise ConnectionClosed and GivenUp.

    `veil`: over the secrets that the connection was made with. They are taken out before anything looks at a message,
    so that no row, sample or reason has a piece of one.
    """

    def __init__(
        self,
        connection: Connection,
        plan: Plan,
        pipeline: Pipeline,
        order: Order | None,
        sink: Sink,
        telling: Telling,
        send: Send,
        veil: Veil,
    ) -> None:
        self._connection = connection
        self._plan = plan
        self._pipeline = pipeline
        self._sink = sink
        self._telling = telling
        self._send = send
        self._veil = veil
        self.first: bytes | None = None  # frame that the plain loop didn't take
        self._frames = 0  # of those
        self._orderer = Orderer(order.delay_seconds) if order else None
        self._release: asyncio.TimerHandle | None = None
        self._replies = Replies(plan.auto_replies) if plan.auto_replies else None
        self._opening = Opening(plan.on_connect)
        self._waited = 0.0  # seconds, for the upstream to take answers
        self._texts = connection.texts if isinstance(connection, KindsConnection) else None

    @property
    def heard(self) -> int:
        """A number that grows with every message."""
        return self._frames + self._sink.top + self._telling.bad_messages

    async def open(self) -> None:
        """Take the steps on connect; what comes meanwhile is delivered like any message."""
        opening = self._opening
        while True:
            for message in opening.due():
                await self._send(message)
            step = opening.waiting
            if step is None:
                return
            try:
                async with asyncio.timeout(step.wait_seconds):
                    while not opening.heard:
                        await self.receive_one()
            except TimeoutError:
                raise GivenUp(
                    "handshake_timeout",
                    f"The upstream did not send what the query waits for within {step.wait_seconds:g} s.",
                ) from None

    async def run(self, share: Share) -> NoReturn:
        """Receive for ever, as far as the share of the hub allows it that the stream's workspace has."""
        encode = self._pipeline.encode
        limit = self._plan.messages_per_second
        plain = not (self._replies or self._orderer or self._texts is not None or limit or self._veil)
        if encode is not None and plain:
            await self._run_plain(encode, share.turn)
        bucket = Bucket(limit, max(1.0, limit * LIMIT_BURST_SECONDS)) if limit else None
        worked = 0.0
        while True:
            raw = await self._next()
            began = time.perf_counter()
            waits = await self._take(raw)
            worked += time.perf_counter() - began - self._waited
            self._waited = 0.0
            if waits:
                await self._sink.room()
            if bucket is not None and (wait := bucket.take(time.monotonic())) > 0:
                await asyncio.sleep(wait)  # the socket fills up, and the upstream waits
            if worked > PIECE * TURN_SECONDS:
                await share.turn(worked / TURN_SECONDS)
                worked = 0.0

    async def receive_one(self) -> None:
        """Receive one message."""
        if await self._take(await self._next()):
            await self._sink.room()

    def finish(self) -> None:
        """The connection is over: deliver what waits for its turn."""
        if self._release is not None:
            self._release.cancel()
        if self._orderer is not None:
            for due in self._orderer.flush():
                self._put(due.row, due.at_ms)

    async def _run_plain(
        self, encode: Callable[[Message], bytes], turn: Callable[[float], Awaitable[None]]
    ) -> NoReturn:
        """The hot loop."""
        receive, put, room, now = self._connection.recv, self._sink.put, self._sink.room, time.time
        largest, taken = self._plan.message_bytes, 0
        while True:
            raw = await receive(decode=False)
            size = len(raw)
            if size > largest:
                raise too_large(self._plan)
            taken += size + MESSAGE_BYTES
            if taken > PIECE * TURN_BYTES:
                await turn(taken / TURN_BYTES)
                taken = 0
            try:
                payload = encode(raw)
            except BadMessage as bad:
                self._telling.bad(bad)
                continue
            if put(payload, int(now() * 1000)):
                await room()

    async def _next(self) -> bytes:
        raw = await self._connection.recv(decode=False)
        assert isinstance(raw, bytes)  # since nothing is decoded
        self._frames += 1
        if self._veil and len(raw) <= self._plan.message_bytes:  # a longer one is dropped, unread
            raw = without_secrets(raw, self._veil)
        if self.first is None:
            self.first = raw
        return raw

    async def _take(self, raw: bytes) -> bool:
        """Put its rows where they go; whether to wait for room."""
        if len(raw) > self._plan.message_bytes:
            raise too_large(self._plan)
        at_ms = int(time.time() * 1000)
        try:
            rows = await self._rows(self._message(raw))
        except BadMessage as bad:
            self._telling.bad(bad)
            return False
        figures.skipped += not rows
        if self._orderer is None:
            waits = [self._put(row, at_ms) for row in rows]
        else:
            waits = [self._put(*due) for row in rows for due in self._orderer.put(row, at_ms, time.monotonic())]
            self._release_in_time()
        return any(waits)

    def _message(self, raw: bytes) -> Message:
        if self._texts is None or not self._texts.popleft():
            return raw
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise BadMessage("not text: invalid UTF-8", raw) from None

    async def _rows(self, message: Message) -> list[Row]:
        """The rows of a message, once it has been listened to."""
        if self._replies is None and self._opening.waiting is None:
            encode = self._pipeline.encode
            return self._pipeline.rows(message) if encode is None else [Row(encode(message))]
        messages = self._pipeline.read(message)
        for parsed, _ in messages:
            self._opening.hear(parsed)
            await self._reply(parsed)
        return self._pipeline.pick(messages)

    async def _reply(self, parsed: object) -> None:
        if self._replies is None:
            return
        for answer in self._replies.to(parsed, time.monotonic()):
            if answer is None:
                self._telling.error("auto_reply", "An automatic reply was left out: there were too many in a second.")
            elif isinstance(answer, BadParameter):
                self._telling.error("auto_reply", f"An automatic reply could not be made: {answer}")
            else:
                began = time.perf_counter()
                await self._send(answer)
                self._waited += time.perf_counter() - began

    def _put(self, row: Row, at_ms: int) -> bool:
        if row.key is None:
            return self._sink.put(row.payload, at_ms)
        return self._sink.put(row.payload, at_ms, row.key)

    def _release_in_time(self) -> None:
        """See that rows that wait for their turn come out of the orderer also when nothing more is received."""
        if self._release is not None:
            self._release.cancel()
            self._release = None
        assert self._orderer is not None
        due_at = self._orderer.due_at
        if due_at is not None:
            delay = max(0.0, due_at - time.monotonic())
            self._release = asyncio.get_running_loop().call_later(delay, self._release_due)

    def _release_due(self) -> None:
        assert self._orderer is not None
        for due in self._orderer.due(time.monotonic()):
            self._put(due.row, due.at_ms)
        self._release_in_time()
