"""One stream: keeps its upstream connection as the definition and the wishes ask, and tells its state."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final, NoReturn, TypeVar

from picows.websockets.exceptions import ConnectionClosed

from apps.common import logs
from apps.common.redaction import Veil
from apps.common.turns import Share
from apps.streams.bus.control import Control, Request, Wish
from apps.streams.bus.lease import Ownership
from apps.streams.bus.remembered import Remembered
from apps.streams.bus.window import Window
from apps.streams.core.backoff import Backoff
from apps.streams.core.pipeline import Pipeline
from apps.streams.core.plan import Message, Plan
from apps.streams.core.splice import Row
from apps.streams.core.state import StatusName, StreamStatus

from . import talk
from .closing import Ended, GivenUp, closed_by
from .connection import DialError, dial
from .figures import figures
from .guard import Refused, Rules, recheck
from .memory import Memory
from .pace import Pace
from .pulse import Pulse
from .receiving import Receiver
from .revealing import Revealing
from .standby import Splice, Standby
from .talk import Talk
from .telling import Telling
from .wire import Connection, hang_up
from .writer import Writer

logger = logging.getLogger(__name__)

T = TypeVar("T")
Reclaim = Callable[[str, Ownership], Awaitable[Ownership | None]]
RulesOf = Callable[[int], Awaitable[Rules]]

DRAIN_SECONDS: Final = 1.0  # for the last messages to reach Redis when a stream ends
AGAIN_SECONDS: Final = 1.0  # a thousand viewers who all ask to run a failed stream make one attempt a second


class Supervisor:
    """`run` is the task of one stream; `stop` ends it in good order.

    Without `owned` it stands by, beside the hub that owns the stream: it connects, takes the steps on connect and keeps
    what it receives in a short buffer, telling nobody, until `take_over`. Raises BadParameter when the wish's
    parameters don't suit its definition.
    """

    def __init__(
        self,
        stream: str,
        wish: Wish,
        owned: Ownership | None,
        window: Window,
        control: Control,
        rules_of: RulesOf,
        *,
        pace: Pace,
        share: Share,
        remembered: Remembered,
        reclaim: Reclaim | None = None,
    ) -> None:
        self.stream = stream
        self.scope = wish.definition.scope
        self.workspace = wish.workspace
        self._origin = {"app": wish.app, "query": wish.query}
        self._reclaim = reclaim
        self.is_open = asyncio.Event()
        self._telling = Telling(stream)
        user = wish.user.model_dump() if wish.user else None
        self._revealing = Revealing(wish.workspace, wish.definition, wish.params, user)
        self._plan = self._revealing.plan  # without secrets: what is dialled is made for each dial
        self._pipeline = Pipeline(wish.definition, self._telling.bad)
        self._order = wish.definition.order
        self._window = window
        self._rules_of = rules_of
        self._dialled_by: Rules | None = None
        self._connection: Connection | None = None
        self._forbidden: Refused | None = None  # why `obey` has dropped it
        self._pace = pace
        self._share = share
        self._memory = Memory(stream, remembered)
        self._talk = Talk(stream, control, self._memory)
        self._backoff = Backoff(random.uniform)
        self._again = asyncio.Event()
        self._stopping = False
        self._doing: asyncio.Task[Any] | None = None  # what `stop` cancels
        self._yielded: asyncio.Future[None] | None = None
        self._is_over = False
        self._left: Connection | None = None  # when stopping: hung up last, for the upstream may take its time
        self._farewell: tuple[StatusName, str, str] | None = None
        self._writer: Writer | None = None
        self._standby: Standby | None = None
        if owned is None:
            self._standby = Standby()
            self._owned = asyncio.Event()
        else:
            self._own(owned)

    # --- what the hub calls

    @property
    def status(self) -> StreamStatus:
        """The present status, told or not."""
        return self._telling.status

    @property
    def bad_messages(self) -> int:
        """How many messages and rows could not be used."""
        return self._telling.bad_messages

    def stop(self, status: StatusName, code: str, message: str) -> None:
        """End the stream; its last status says why. `run` returns soon after."""
        self._farewell = (status, code, message)
        self._stop()

    def again(self) -> None:
        """Dial now if the stream has ended by itself or is waiting to retry."""
        self._again.set()

    def request(self, request: Request) -> bool:
        """Take a broadcast, or what is to be forgotten; False when too many wait already."""
        return self._talk.request(request)

    def reached(self, offset: int) -> None:
        """Note how far the stream's own viewer has been sent; the upstream is not read far beyond."""
        if self._writer is not None:
            self._writer.reached(offset)

    def obey(self, rules: Rules) -> None:
        """The workspace's rules are these now: drop a connection that they refuse, redial where they no longer may."""
        if rules == self._dialled_by:
            return
        if self._connection is None:  # while it is dialled, the next look finds it
            if self.status.code == "refused_by_guard":
                self._dialled_by = rules
                self.again()
            return
        try:
            recheck(self._plan.host, self._plan.port, self._connection.leads_to, rules)
            self._dialled_by = rules
        except Refused as refused:
            self._forbidden = refused
            self._connection.abort()  # without a farewell: nothing goes there any more

    def repeat_status(self) -> None:
        """Tell the present status once more."""
        self._telling.repeat()

    @property
    def held(self) -> Ownership | None:
        """What is owned, as far as Redis has taken it; None while standing by."""
        writer = self._writer
        if writer is None:
            return None
        return Ownership(writer.fence, writer.epoch, writer.written, self._telling.opened)

    @property
    def window_bytes(self) -> int:
        """How much is in the window."""
        return 0 if self._writer is None else self._writer.window_bytes

    @property
    def waiting_rows(self) -> int:
        """How many rows wait for `take_over`."""
        return 0 if self._standby is None else self._standby.held

    @property
    def has_heard(self) -> asyncio.Event:
        """While standing by: something has come."""
        assert self._standby is not None
        return self._standby.heard

    async def take_over(self, owned: Ownership, tail: Sequence[Row], splice: Splice) -> None:
        """Go on from the old owner, whose newest rows are `tail`: the stream is this hub's now."""
        assert self._standby is not None
        self._standby.hand_to(self._own(owned), tail, splice)
        self._owned.set()
        for said in await self._memory.own(owned.fence):
            if self._talk.connection is not None:
                with suppress(ConnectionClosed, GivenUp):  # the connection's own task hears of it
                    await talk.say(self._talk.connection, said)

    async def drain_and_yield(self) -> None:
        """Stop reading, write what was read, and end without a last status: another hub goes on."""
        self._farewell = None
        self._stop()
        if not self._is_over:
            self._yielded = asyncio.get_running_loop().create_future()
            await self._yielded

    async def run(self) -> None:
        """Live until `stop`. Raises LostOwnership when another hub has taken the stream."""
        logs.about(stream=self.stream, **self._origin)
        tasks = [
            asyncio.create_task(self._write(), name=f"writer {self.stream}"),
            asyncio.create_task(self._talk.run(), name=f"sender {self.stream}"),
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
            self._is_over = True
            if self._yielded is not None and not self._yielded.done():
                self._yielded.set_result(None)
            await self._talk.refuse_all()
            if self._left is not None:
                await hang_up(self._left)

    def _own(self, owned: Ownership) -> Writer:
        self._memory.fence = owned.fence
        self._writer = Writer(
            self._window,
            self.stream,
            owned,
            self._plan.window,
            self._share,
            self._own_again,
            on_trouble=self._telling.trouble,
        )
        self._telling.write_to(self._writer, owned.connection)
        return self._writer

    async def _own_again(self) -> Ownership | None:
        """Redis has lost the stream: own it anew with the numbering it had."""
        held = self.held
        owned = None if self._reclaim is None or held is None else await self._reclaim(self.stream, held)
        if owned is not None:
            await self._memory.own_again(owned.fence)
        return owned

    async def _write(self) -> None:
        if self._writer is None:
            await self._owned.wait()
        assert self._writer is not None
        await self._writer.run()

    # --- the connection's life

    async def _live(self) -> None:
        while not self._stopping:
            self._again.clear()
            ended = await self._unless_stopping(self._attempt())
            if ended is None:
                break
            await self._unless_stopping(self._after(ended))
        if self._writer is None:
            return
        if self._farewell is not None:
            status, code, message = self._farewell
            self._tell(status, code=code, message=message or None)
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._writer.drained()

    async def _unless_stopping(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Do the work; give it up, and return None, as soon as the stream is to stop."""
        if self._stopping:
            work.close()
            return None
        task: asyncio.Task[T] = asyncio.create_task(work)
        self._doing = task
        try:
            await asyncio.wait([task])
            return None if self._stopping else task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _stop(self) -> None:
        if not self._stopping and self._doing is not None:
            self._doing.cancel()
        self._stopping = True

    async def _attempt(self) -> Ended:
        """Dial, say what is to be said on connect, and receive until it ends."""
        # Between attempts, why the last one failed stays in sight: an upstream may hang for much longer than a pause.
        before = self.status if self.status.status == "retrying" else StreamStatus()
        self._tell("connecting", code=before.code, message=before.message)
        await self._pace.turn(self._plan.host, self._plan.port)
        await self._memory.load()
        try:
            self._dialled_by = rules = await self._rules_of(self.workspace)
            plan, veil = await self._revealing.to_dial()
            self._telling.veil = veil
            connection = await dial(plan, rules, with_kinds=self._pipeline.tells_kinds)
        except DialError as error:
            figures.dials_failed[error.code] += 1
            return Ended(error.code, error.message, error.final)
        began = time.monotonic()
        self._connection, self._forbidden = connection, None
        try:
            await self._converse(connection, plan, veil)
        except ConnectionClosed as closed:
            if self._forbidden is not None:
                return Ended("refused_by_guard", str(self._forbidden), True, time.monotonic() - began)
            ended = closed_by(closed, connection, self._plan, time.monotonic() - began)
            return self._give_up(ended, began) if isinstance(ended, GivenUp) else ended
        except GivenUp as given_up:
            await hang_up(connection, given_up.close_code, given_up.message[:100])
            return self._give_up(given_up, began)
        finally:
            self._connection = None
            self.is_open.clear()
            self._talk.end()
            self._telling.count_the_rest()
            if self._stopping:
                self._left = connection
            else:
                await hang_up(connection)

    async def _converse(self, connection: Connection, plan: Plan, veil: Veil) -> NoReturn:
        async def send(message: Message) -> None:
            await talk.say(connection, message)

        sink = self._standby if self._writer is None else self._writer
        assert sink is not None
        receiver = Receiver(connection, plan, self._pipeline, self._order, sink, self._telling, send, veil)
        pulse = Pulse(connection, plan, lambda: receiver.heard, send)
        try:
            await receiver.open()
            for said in self._memory.all():
                await send(said)
            await self._memory.write()
            # A pong stands behind the messages: where they are read slower on purpose it would come too late.
            confirm = bool(self._plan.ping_seconds) and not self._plan.messages_per_second
            self._note_open(connection)
            await self._talk.begin(connection, confirm=confirm)
            pulse.start()
            await receiver.run(self._share)
        except ConnectionClosed:
            if pulse.verdict is not None:
                raise pulse.verdict from None
            raise
        finally:
            receiver.finish()
            await pulse.stop()

    def _note_open(self, connection: Connection) -> None:
        figures.opened += 1
        figures.reconnects += self._telling.opened > 0
        self._telling.opened += 1
        self._tell("open", subprotocol=connection.subprotocol)
        self.is_open.set()

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
            soonest = min(delay, AGAIN_SECONDS)
            await asyncio.sleep(soonest)
            with suppress(TimeoutError):
                async with asyncio.timeout(delay - soonest):
                    await self._again.wait()

    def _give_up(self, given_up: GivenUp, began: float) -> Ended:
        if given_up.code == "too_large":
            self._telling.error("too_large", given_up.message)
        return Ended(given_up.code, given_up.message, False, time.monotonic() - began)

    def _tell(self, status: StatusName, **facts: str | int | None) -> None:
        self._telling.tell(status, self._backoff.attempt, **facts)
