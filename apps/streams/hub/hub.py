"""All streams of one hub: takes those that are wished for, keeps their leases, ends those nobody wants."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

from pydantic import ValidationError
from redis.exceptions import RedisError

from apps.streams.bus import keys
from apps.streams.bus.client import AsyncRedis
from apps.streams.bus.control import Answer, Control, Request
from apps.streams.bus.lease import HUB_ALIVE_SECONDS, RENEW_SECONDS, Leases
from apps.streams.bus.remembered import Remembered
from apps.streams.bus.subscriber import Subscriber
from apps.streams.bus.window import LostOwnership, Window

from .guard import Allowed
from .pace import Pace
from .supervisor import Supervisor

logger = logging.getLogger(__name__)

SCAN_SECONDS: Final = 1.0  # wishes are told at once; the scan finds what was missed and what has run out
STREAMS_MAX: Final = 2_000
STOP_SECONDS: Final = 3.0  # below the launcher's patience


class Hub:
    """`run` lives until `stop` is set."""

    def __init__(self, redis: AsyncRedis, allowed: Allowed) -> None:
        self.id = secrets.token_hex(8)
        self._redis = redis
        self._allowed = allowed
        self._window = Window(redis)
        self._control = Control(redis)
        self._leases = Leases(redis, self.id)
        self._remembered = Remembered(redis)
        self._pace = Pace()
        self._subscriber = Subscriber(redis)
        self._streams: dict[str, tuple[Supervisor, asyncio.Task[None]]] = {}
        self._woken: set[str] = set()  # bounded: emptied by each scan, which comes at once
        self._wake = asyncio.Event()
        self._answers: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Own streams until `stop`; then close them in order and give the leases back."""
        await self._subscriber.add(f"{keys.HUB_PREFIX}{self.id}", self._on_request, sharded=False)
        await self._subscriber.add(keys.WAKE, self._on_wake, self._wake.set, sharded=False)
        tasks = [
            asyncio.create_task(self._subscriber.run(), name="subscriber"),
            asyncio.create_task(self._every(RENEW_SECONDS, self._renew), name="leases"),
            asyncio.create_task(self._every(HUB_ALIVE_SECONDS / 5, self._leases.alive), name="alive"),
            asyncio.create_task(self._scan_forever(), name="scan"),
        ]
        stopping = asyncio.create_task(stop.wait())
        logger.info("hub %s: ready", self.id)
        try:
            done, _ = await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # none of them ends by itself; a fault of ours must end the process loudly
        finally:
            for task in (*tasks[1:], stopping):
                task.cancel()
            await self._stop_all()
            tasks[0].cancel()
            await asyncio.gather(*tasks, stopping, *self._answers, return_exceptions=True)

    def by_status(self) -> Counter[str]:
        """How many of its streams are in which state."""
        return Counter(supervisor.status.status for supervisor, _ in self._streams.values())

    # --- wishes

    def _on_wake(self, stream: bytes) -> None:
        self._woken.add(stream.decode())
        self._wake.set()

    async def _scan_forever(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            try:
                async with asyncio.timeout_at(due):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            woken, self._woken = self._woken, set()
            try:
                if woken and loop.time() < due:
                    await self._take(sorted(woken))
                else:
                    due = loop.time() + SCAN_SECONDS
                    await self._scan()
            except (RedisError, OSError) as error:
                logger.warning("hub %s: Redis does not answer (%s)", self.id, error)

    async def _scan(self) -> None:
        wanted = await self._control.wanted()
        for stream in self._streams.keys() - wanted:
            self._streams[stream][0].stop("closed", "unused", "Nobody was watching any more.")
        await self._take(sorted(wanted - self._streams.keys()))

    async def _take(self, streams: list[str]) -> None:
        """Become the owner of these streams, as far as nobody else is."""
        for stream in streams:
            if stream in self._streams:
                continue
            if len(self._streams) >= STREAMS_MAX:
                logger.error("hub %s: has its %d streams; %s must wait for another hub", self.id, STREAMS_MAX, stream)
                return
            await self._take_one(stream)

    async def _take_one(self, stream: str) -> None:
        try:
            wish = await self._control.wish_for(stream)
        except ValidationError as error:
            logger.error("stream %s: its wish can't be read: %s", stream, error)
            return
        if wish is None:
            return
        try:
            owned = await self._leases.acquire(stream, secrets.token_urlsafe(9))
        except asyncio.CancelledError:
            # Redis may have given it all the same.
            await self._quietly(lambda: self._leases.release(stream, wish.definition.scope))
            raise
        if owned is None:
            return
        logger.info("stream %s: taken for app %s, query %s", stream, wish.app, wish.query)
        supervisor = Supervisor(
            stream,
            wish,
            owned,
            self._window,
            self._control,
            self._allowed,
            pace=self._pace,
            remembered=self._remembered,
        )
        task = asyncio.create_task(self._own(supervisor), name=f"stream {stream}")
        self._streams[stream] = (supervisor, task)

    async def _own(self, supervisor: Supervisor) -> None:
        in_order = False
        try:
            await supervisor.run()
            in_order = True
        except LostOwnership:
            logger.warning("stream %s: now another hub's", supervisor.stream)
        except Exception:
            logger.exception("stream %s: ended by a fault; the next scan takes it again", supervisor.stream)
        finally:
            try:  # given back before the next scan can take it again
                await self._quietly(lambda: self._leases.release(supervisor.stream, supervisor.scope))
            finally:
                del self._streams[supervisor.stream]
                if in_order:
                    self._wake.set()  # who stopped it may want it again by now

    # --- leases

    async def _renew(self) -> None:
        lost, again = await self._leases.renew({stream: its.fence for stream, (its, _) in self._streams.items()})
        for stream in lost:
            if stream in self._streams:
                logger.warning("stream %s: the lease was lost", stream)
                self._streams[stream][1].cancel()
        for stream in again:
            if stream in self._streams:
                self._streams[stream][0].repeat_status()  # who looked meanwhile saw a stream without a hub

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._quietly(work)
            await asyncio.sleep(seconds)

    async def _quietly(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except (RedisError, OSError) as error:
            logger.warning("hub %s: Redis does not answer (%s)", self.id, error)

    # --- requests

    def _on_request(self, text: bytes) -> None:
        request = Request.model_validate_json(text)
        entry = self._streams.get(request.stream)
        if request.op in ("broadcast", "forget"):
            if entry is None:
                self._refuse(request, "not_connected", "The upstream is not connected.")
            elif not entry[0].request(request):
                self._refuse(request, "rate_limited", "Too many messages wait for this upstream.")
        elif entry is None:
            return
        elif request.op == "close":
            entry[0].stop("closed", "disconnected", "Disconnected by the app.")
        elif request.op == "run":
            entry[0].again()
        else:
            entry[0].reached(request.id)

    def _refuse(self, request: Request, code: str, message: str) -> None:
        answer = Answer(id=request.id, code=code, message=message)
        task = asyncio.create_task(self._quietly(lambda: self._control.answer(request.reply_to, answer)))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _stop_all(self) -> None:
        """Close every connection and let go of every lease, within STOP_SECONDS."""
        running = list(self._streams.values())
        for supervisor, _ in running:
            supervisor.stop("retrying", "hub_stopped", "The server restarts; another connection follows.")
        if running:
            _, late = await asyncio.wait([task for _, task in running], timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._quietly(self._leases.gone)
