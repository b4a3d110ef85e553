"""All streams of one hub: owns those that are wished for and meant for it, keeps their leases, ends those unwanted."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

from redis.exceptions import RedisError

from apps.common.turns import Turns
from apps.streams.bus import keys
from apps.streams.bus.client import AsyncRedis
from apps.streams.bus.control import TO_HUB, Answer, Control, Offer, Request, Wish, Wished
from apps.streams.bus.lease import ALIVE_EVERY_SECONDS, RENEW_SECONDS, Leases, Ownership
from apps.streams.bus.probes import Probes
from apps.streams.bus.remembered import Remembered
from apps.streams.bus.subscriber import Subscriber
from apps.streams.bus.window import LostOwnership, Window
from apps.streams.core.plan import BadParameter

from .entry import Entry
from .figures import figures
from .handover import Handover
from .pace import Pace
from .probe import Prober
from .rules import LOOK_SECONDS, RuleBook
from .supervisor import Supervisor
from .taking import SLOW_SECONDS, Taking

logger = logging.getLogger(__name__)

SCAN_SECONDS: Final = 1.0  # wishes are told at once; the scan finds what was missed and what has run out
STREAMS_MAX: Final = 2_000
TAKE_AT_ONCE: Final = 32  # streams whose wishes are read and leases taken together: two answers of Redis
STOP_SECONDS: Final = 0.7  # with the time of a hand-over below the launcher's patience


class Hub:
    """`run` lives until `stop` is set."""

    def __init__(self, redis: AsyncRedis, rules: RuleBook) -> None:
        self.id = secrets.token_hex(8)
        self._redis = redis
        self._rules = rules
        self._window = Window(redis)
        self._control = Control(redis)
        self._leases = Leases(redis, self.id)
        self._remembered = Remembered(redis)
        self._pace = Pace()
        self._turns = Turns()
        self._prober = Prober(Probes(redis), rules.rules_of)
        self._subscriber = Subscriber(redis)
        self._streams: dict[str, Entry] = {}
        self._taking = Taking(self.id, self._leases, self._streams)
        self._handover = Handover(self.id, self._leases, self._control, self._window, self._streams, self)
        self._woken: set[str] = set()  # bounded: emptied by each scan, which comes at once
        self._wake = asyncio.Event()
        self._answers: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Own streams until `stop`; then hand them over, or close them in order and give the leases back."""
        await self._quietly(self._live)  # first, so that nothing is taken that is meant for another
        await self._subscriber.add(f"{keys.HUB_PREFIX}{self.id}", self._on_message, sharded=False)
        await self._subscriber.add(keys.PROBES, self._prober.on_call, sharded=False)
        await self._subscriber.add(keys.WAKE, self._on_wake, self._wake.set, sharded=False)
        listening = asyncio.create_task(self._subscriber.run(), name="subscriber")
        renewing = asyncio.create_task(self._every(RENEW_SECONDS, self._renew), name="leases")
        living = asyncio.create_task(self._every(ALIVE_EVERY_SECONDS, self._live), name="alive")
        scanning = asyncio.create_task(self._scan_forever(), name="scan")
        looking = asyncio.create_task(self._every(LOOK_SECONDS, self._look), name="rules")
        stopping = asyncio.create_task(stop.wait())
        tasks = [listening, renewing, living, scanning, looking, stopping]
        logger.info("hub %s: ready", self.id)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # none of them ends by itself; a fault of ours must end the process loudly
        finally:
            for task in (living, scanning, looking, stopping):
                task.cancel()
            await asyncio.gather(living, scanning, looking, return_exceptions=True)
            await self._quietly(self._leases.gone)
            if not listening.done() and not renewing.done():
                await self._quietly(self._handover.leave)
            renewing.cancel()
            await self._prober.stop()
            await self._stop_all()
            await self._rules.stop()
            listening.cancel()
            await asyncio.gather(*tasks, *self._answers, return_exceptions=True)

    @property
    def is_full(self) -> bool:
        """Whether it can take no more."""
        return len(self._streams) + self._handover.standing_by >= STREAMS_MAX

    def by_status(self) -> Counter[str]:
        """How many of its streams are in which state."""
        return Counter(entry.supervisor.status.status for entry in self._streams.values())

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
                    await self._take(self._taking.woken(woken, loop.time()))
                else:
                    due = loop.time() + SCAN_SECONDS
                    await self._scan()
            except (RedisError, OSError) as error:
                self._taking.redis_was_away(loop.time())
                logger.warning("hub %s: Redis does not answer (%s)", self.id, error)

    async def _scan(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        now_ms, wanted = await self._control.wanted()
        if loop.time() - began > SLOW_SECONDS:
            self._taking.redis_was_away(loop.time())
        for stream, entry in self._streams.items():
            entry.wanted_until_ms = wanted.get(stream, entry.wanted_until_ms)
            # Not so of a wish that Redis has lost: it is made again. One that ran out while Redis was away is renewed.
            if entry.wanted_until_ms <= now_ms and self._taking.is_settled(loop.time()):
                entry.stop("closed", "unused", "Nobody was watching any more.")
        await self._take(await self._taking.due(wanted, loop.time()))

    async def _take(self, streams: list[str]) -> None:
        """Become the owner of these streams, as far as nobody else is."""
        for start in range(0, len(streams), TAKE_AT_ONCE):
            if self.is_full:
                logger.error("hub %s: has its %d streams; others must wait for another hub", self.id, STREAMS_MAX)
                return
            await self._take_some(streams[start : start + TAKE_AT_ONCE])

    async def _take_some(self, streams: list[str]) -> None:
        room = STREAMS_MAX - len(self._streams) - self._handover.standing_by
        wishes = await self._control.wishes_for([stream for stream in streams if stream not in self._streams])
        names = [stream for stream in streams if stream in wishes][:room]
        scopes = {stream: wishes[stream].wish.definition.scope for stream in names}
        try:
            taken = await self._leases.acquire_all(scopes)
        except asyncio.CancelledError:
            for stream in names:  # Redis may have given them all the same
                await self._give_back(stream, wishes[stream].wish)
            raise
        for stream, owned in taken.items():
            await self._start(stream, wishes[stream], owned)

    async def _start(self, stream: str, wished: Wished, owned: Ownership) -> None:
        if self._handover.go_on(stream, owned):
            return
        if stream in self._streams or self._handover.stand_in(stream) is not None:
            return  # it was handed to this hub in the same moment; its writer finds the newer fence
        wish = wished.wish
        logger.info("stream %s: taken for app %s, query %s", stream, wish.app, wish.query)
        try:
            supervisor = self.supervisor(stream, wish, owned)
        except BadParameter as error:
            logger.error("stream %s: can't be opened: %s", stream, error)
            await self._quietly(lambda: self._control.drop(stream))
            await self._give_back(stream, wish)
            return
        self.adopt(supervisor, wished.until_ms, asyncio.create_task(supervisor.run(), name=f"stream {stream}"))

    async def _give_back(self, stream: str, wish: Wish) -> None:
        await self._quietly(lambda: self._leases.release(stream, wish.definition.scope))

    # --- one stream

    def supervisor(self, stream: str, wish: Wish, owned: Ownership | None) -> Supervisor:
        """Who holds a stream's upstream; without `owned` it stands by. Raises BadParameter."""
        return Supervisor(
            stream,
            wish,
            owned,
            self._window,
            self._control,
            self._rules.rules_of,
            pace=self._pace,
            share=self._turns.share(wish.workspace),
            remembered=self._remembered,
            reclaim=self._reclaim,
        )

    def adopt(self, supervisor: Supervisor, wanted_until_ms: int, life: asyncio.Task[None]) -> None:
        """Own a stream whose lease this hub has, from now to its end. `life` runs the supervisor."""
        entry = Entry(supervisor, wanted_until_ms)
        entry.task = asyncio.create_task(self._own(entry, life), name=f"owner of {supervisor.stream}")
        self._streams[supervisor.stream] = entry

    async def _own(self, entry: Entry, life: asyncio.Task[None]) -> None:
        supervisor, in_order = entry.supervisor, False
        try:
            await life
            in_order = True
        except LostOwnership:
            figures.leases_lost += 1
            logger.warning("stream %s: now another hub's", supervisor.stream)
        except Exception:
            logger.exception("stream %s: ended by a fault; the next scan takes it again", supervisor.stream)
        finally:
            try:  # given back before the next scan can take it again
                if not entry.let_go:
                    entry.let_go = True
                    reason = entry.reason if in_order else ""
                    await self._quietly(lambda: self._leases.release(supervisor.stream, supervisor.scope, reason))
            finally:
                del self._streams[supervisor.stream]
                if in_order:
                    self._wake.set()  # who stopped it may want it again by now

    # --- leases

    async def _live(self) -> None:
        await self._leases.alive(full=self.is_full)
        self._taking.hubs = {self.id, *await self._leases.hubs()}

    async def _renew(self) -> None:
        now = asyncio.get_running_loop().time()
        due = {stream for stream, entry in self._streams.items() if entry.prolong_at <= now}
        await self._renew_some({stream for stream in self._streams if stream not in due}, now, prolong=False)
        await self._renew_some(due, now, prolong=True)

    async def _renew_some(self, streams: set[str], now: float, *, prolong: bool) -> None:
        entries = {stream: self._streams[stream] for stream in streams if stream in self._streams}
        held = {stream: mine for stream, entry in entries.items() if (mine := entry.held(now)) is not None}
        renewal = await self._leases.renew(held, prolong=prolong)
        if prolong:
            for entry in entries.values():
                entry.prolonged(now)
        for stream, entry in entries.items():
            if self._streams.get(stream) is not entry:
                continue
            if stream in renewal.lost and not entry.let_go:
                logger.warning("stream %s: the lease was lost", stream)
                figures.leases_lost += 1
                entry.task.cancel()
            elif stream in renewal.again or stream in renewal.vanished:
                # Who looked meanwhile saw a stream without a hub. What Redis has lost, the writer makes anew.
                entry.supervisor.repeat_status()

    async def _look(self) -> None:
        await self._rules.look(self._streams.values())

    async def _reclaim(self, stream: str, held: Ownership) -> Ownership | None:
        entry = self._streams.get(stream)
        scope = "shared" if entry is None else entry.supervisor.scope
        return await self._leases.reclaim(stream, held.epoch, held.top, held.fence, held.connection, scope)

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

    def _on_message(self, text: bytes) -> None:
        said = TO_HUB.validate_json(text)
        if isinstance(said, Offer):
            self._handover.on_offer(said)
        else:
            self._on_request(said)

    def _on_request(self, request: Request) -> None:
        entry = self._streams.get(request.stream)
        supervisor = self._handover.stand_in(request.stream) if entry is None else entry.supervisor
        if request.op in ("broadcast", "forget"):
            if supervisor is None:
                self._refuse(request, "not_connected", "The upstream is not connected.")
            elif not supervisor.request(request):
                self._refuse(request, "rate_limited", "Too many messages wait for this upstream.")
        elif entry is None:
            return
        elif request.op == "close":
            entry.stop("closed", "disconnected", "Disconnected by the app.")
        elif request.op == "run":
            entry.supervisor.again()
        else:
            entry.supervisor.reached(request.id)

    def _refuse(self, request: Request, code: str, message: str) -> None:
        answer = Answer(id=request.id, code=code, message=message)
        task = asyncio.create_task(self._quietly(lambda: self._control.answer(request.reply_to, answer)))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _stop_all(self) -> None:
        """Close every connection and let go of every lease, within STOP_SECONDS."""
        await self._handover.close()
        running = list(self._streams.values())
        for entry in running:
            entry.stop("retrying", "hub_stopped", "The server restarts; another connection follows.")
        if running:
            _, late = await asyncio.wait([entry.task for entry in running], timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
