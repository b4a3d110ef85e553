"""Hands the streams of a hub that leaves to others, without a missed second where an upstream allows two connections.

The one that leaves offers each open stream to the hub it will be meant for. That heir connects beside it and says when
it is ready; the old one stops reading, writes what it has read, makes the heir the owner in one step, and hangs up. The
heir goes on from the last row written (`core/splice.py`). What nobody is ready for in time is closed as ever.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any, Final, Literal, Protocol

from redis.exceptions import RedisError

from apps.streams.bus.control import Control, Offer, Wish
from apps.streams.bus.lease import Leases, Ownership
from apps.streams.bus.window import Window
from apps.streams.core.plan import BadParameter
from apps.streams.core.splice import Row, seam
from apps.streams.core.spread import preferred

from .entry import Entry
from .supervisor import Supervisor

logger = logging.getLogger(__name__)

LEAVE_SECONDS: Final = 1.7  # for all heirs to be ready; with the rest of a hub's end below the launcher's 3 s
GIVE_SECONDS: Final = 0.4  # for what is being handed over then
STAND_BY_SECONDS: Final = 6.0  # a stand-by that long has been forgotten by who asked for it
FIRST_ROW_SECONDS: Final = 0.4  # for an upstream to take in a subscription; a quiet stream is handed over then
SETTLE_SECONDS: Final = 0.1  # for what is on its way to the old connection only
TAIL_MORE: Final = 300  # rows read beyond as many as are held: a batch, and what came while we read


class Owner(Protocol):
    """The hub, as far as it matters here."""

    @property
    def is_full(self) -> bool: ...
    def supervisor(self, stream: str, wish: Wish, owned: Ownership | None) -> Supervisor: ...
    def adopt(self, supervisor: Supervisor, wanted_until_ms: int, life: asyncio.Task[None]) -> None: ...


class Handover:
    """Both sides of it, for one hub."""

    def __init__(
        self,
        hub: str,
        leases: Leases,
        control: Control,
        window: Window,
        streams: Mapping[str, Entry],
        owner: Owner,
    ) -> None:
        self._hub = hub
        self._leases = leases
        self._control = control
        self._window = window
        self._streams = streams
        self._owner = owner
        self._offered: dict[str, str] = {}  # stream -> the heir that hasn't answered yet
        self._settled = asyncio.Event()
        self._leaving = False
        self._standing: dict[str, tuple[Supervisor, asyncio.Future[Ownership]]] = {}
        self._tasks: dict[asyncio.Task[None], str] = {}  # and the stream of each
        self._giving: set[asyncio.Task[None]] = set()  # those of them that end soon, and must not be cut off

    @property
    def standing_by(self) -> int:
        """How many streams may become this hub's any moment."""
        return len(self._standing)

    def stand_in(self, stream: str) -> Supervisor | None:
        """Who can answer for a stream that is handed over at this moment."""
        standing = self._standing.get(stream)
        return None if standing is None else standing[0]

    def on_offer(self, offer: Offer) -> None:
        """Another hub says something."""
        if offer.op == "stand_by":
            if self._leaving or self._owner.is_full or offer.stream in self._streams or offer.stream in self._standing:
                self._start(offer.stream, self._say(offer, "refuse"))
            else:
                self._start(offer.stream, self._stand_by(offer))
        elif offer.op == "take":
            if offer.owned is not None and not self.go_on(offer.stream, offer.owned):
                logger.warning("stream %s: came too late to stand by for; its lease runs out", offer.stream)
        elif self._offered.get(offer.stream) == offer.sender:
            if offer.op == "ready":
                self._giving.add(self._start(offer.stream, self._give(offer.stream, offer.sender)))
            else:
                self._settle(offer.stream)

    async def close(self) -> None:
        """Stand by for nothing more, and end all that is under way."""
        self._leaving = True
        if self._giving:
            await asyncio.wait(self._giving, timeout=GIVE_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- the one that leaves

    async def leave(self) -> None:
        """Hand over what can be, within LEAVE_SECONDS. Raises redis.RedisError."""
        self._leaving = True
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                heirs = [hub for hub in await self._leases.hubs() if hub != self._hub]
                ours = [stream for stream, entry in self._streams.items() if entry.supervisor.is_open.is_set()]
                for stream in ours if heirs else ():
                    heir = preferred(stream, heirs)
                    assert heir is not None
                    self._offered[stream] = heir
                    if not await self._control.offer(heir, Offer(op="stand_by", stream=stream, sender=self._hub)):
                        self._settle(stream)
                while self._offered:
                    self._settled.clear()
                    await self._settled.wait()
        except TimeoutError:
            logger.warning("hub %s: %d streams found no heir in time", self._hub, len(self._offered))
        finally:
            self._offered.clear()

    async def _give(self, stream: str, heir: str) -> None:
        """The heir is connected: stop, write everything, and make it the owner."""
        entry = self._streams.get(stream)
        owned: Ownership | None = None
        if entry is None or entry.reason or entry.let_go:
            self._settle(stream)
            return
        entry.let_go = True
        try:
            await entry.supervisor.drain_and_yield()
            held = entry.supervisor.held
            owned = None if held is None else await self._leases.hand_over(stream, heir, held.fence)
            if owned is not None:
                logger.info("stream %s: handed over to hub %s", stream, heir)
                await self._control.offer(heir, Offer(op="take", stream=stream, sender=self._hub, owned=owned))
        finally:
            self._settle(stream)
            if owned is None:
                await self._leases.release(stream, entry.supervisor.scope)

    def _settle(self, stream: str) -> None:
        self._offered.pop(stream, None)
        self._settled.set()

    # --- the heir

    def go_on(self, stream: str, owned: Ownership) -> bool:
        """The lease is this hub's: go on from the stand-by. False when there is none."""
        standing = self._standing.get(stream)
        if standing is None or standing[1].done():
            return False
        standing[1].set_result(owned)
        return True

    async def _stand_by(self, offer: Offer) -> None:
        wished = (await self._control.wishes_for([offer.stream])).get(offer.stream)
        if wished is None:
            await self._say(offer, "refuse")
            return
        try:
            supervisor = self._owner.supervisor(offer.stream, wished.wish, None)
        except BadParameter:
            await self._say(offer, "refuse")
            return
        granted: asyncio.Future[Ownership] = asyncio.get_running_loop().create_future()
        self._standing[offer.stream] = (supervisor, granted)
        life = asyncio.create_task(supervisor.run(), name=f"stream {offer.stream}")
        adopted = False
        try:
            async with asyncio.timeout(STAND_BY_SECONDS):
                await _first(supervisor.is_open, granted)
                since_ms = _now_ms()
                if not granted.done():  # else the old owner has gone without waiting, and the lease was free
                    with suppress(TimeoutError):
                        async with asyncio.timeout(FIRST_ROW_SECONDS):
                            await supervisor.has_heard.wait()
                    await asyncio.sleep(SETTLE_SECONDS)
                    await self._say(offer, "ready")
                owned = await granted
            tail = await self._tail(supervisor, offer.stream, owned, keyed=bool(wished.wish.definition.window.key))
            await supervisor.take_over(owned, tail, lambda written, held: seam(written, held, since_ms, _now_ms()))
            self._owner.adopt(supervisor, wished.until_ms, life)
            adopted = True
            if not supervisor.is_open.is_set():
                supervisor.again()  # the old owner's connection is out of the way
        except TimeoutError:
            logger.info("stream %s: stood by in vain", offer.stream)
        finally:
            del self._standing[offer.stream]
            if not adopted:
                life.cancel()
                await asyncio.gather(life, return_exceptions=True)

    async def _tail(self, supervisor: Supervisor, stream: str, owned: Ownership, *, keyed: bool) -> list[Row]:
        """The newest rows that were written; of a keyed window the newest one only, since others may be replaced."""
        wanted = 1 if keyed else supervisor.waiting_rows + TAIL_MORE
        rows: list[Row] = []
        after = max(0, owned.top - wanted)
        while after < owned.top:
            snapshot = await self._window.read(stream, after, wanted)
            if not snapshot.batches or snapshot.batches[-1].last <= after:
                break
            for batch in snapshot.batches:
                rows += [(item.at, item.payload) for item in batch.messages() if item.offset > after]
            after = snapshot.batches[-1].last
        return rows

    async def _say(self, offer: Offer, op: Literal["ready", "refuse"]) -> None:
        await self._control.offer(offer.sender, Offer(op=op, stream=offer.stream, sender=self._hub))

    def _start(self, stream: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=f"hand-over of {stream}")
        self._tasks[task] = stream
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        stream = self._tasks.pop(task)
        self._giving.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, RedisError | OSError):
            logger.warning("stream %s: Redis does not answer while it is handed over (%s)", stream, error)
        elif error is not None:
            logger.error("stream %s: could not be handed over", stream, exc_info=error)


async def _first(event: asyncio.Event, future: asyncio.Future[Ownership]) -> None:
    """Wait for either."""
    happening = asyncio.create_task(event.wait())
    either: set[asyncio.Future[Any]] = {happening, future}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        happening.cancel()


def _now_ms() -> int:
    return int(time.time() * 1000)
