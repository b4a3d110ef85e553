"""One a web process: hears all streams that its viewers watch, keeps their wishes alive, and knows of trouble."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Coroutine, Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

from django.conf import settings
from redis.exceptions import RedisError

from apps.common.errors import AppError
from apps.common.figures import reached
from apps.common.turns import Turns
from apps.streams.bus import keys
from apps.streams.bus.client import connect
from apps.streams.bus.control import Control, Request, Wish
from apps.streams.bus.hubs import Hubs
from apps.streams.bus.notices import CHANNEL
from apps.streams.bus.places import Holder, Places
from apps.streams.bus.snapshot import Snapshot
from apps.streams.bus.subscriber import Subscriber
from apps.streams.bus.window import WHOLE, Window
from apps.streams.definition import Scope

from .answers import Answers
from .ears import Ears
from .feed import Feed
from .limits import Limits
from .pace import Ticker
from .permits import Permits
from .releases import Releases
from .spent import Spent

logger = logging.getLogger(__name__)

RENEW_SECONDS: Final = 5
RETRY_SECONDS: Final = 0.5  # while a window can't be read
GRACE_SECONDS: Final[dict[Scope, int]] = {"session": 30, "user": 30, "shared": 15}  # after the last viewer
UNOWNED: Final = ("no_hub", "hubs_full", "store_down")  # codes of streams to be looked at again
OLD_SECONDS: Final = 6  # for a stream that a release has replaced: who still wants it renews its wish within that
READY_SECONDS: Final = 5  # for Redis to confirm a subscription


class Reader:
    """Use `acquire()`; it lives from the first socket of the process to the last."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self.ticker = Ticker()
        self.turns = Turns()
        self.releases = Releases(self._start)
        self.permits = Permits()
        self._redis = connect(settings.REDIS_URL)
        self.spent = Spent(self._redis)
        self.window = Window(self._redis)
        self._control = Control(self._redis)
        self._hubs = Hubs(self._redis)
        self.limits = Limits(Places(self._redis))
        self.answers = Answers(self._control, self.id)
        self._subscriber = Subscriber(self._redis, self._on_state)  # of all but streams
        self._ears = Ears(self._redis, self._start, self._on_silence)
        self._feeds: dict[str, tuple[Feed, Wish]] = {}
        self._refreshing: dict[Feed, bool] = {}  # and whether to read again
        self._renewal = asyncio.Event()  # it is due before its time
        self._tasks: set[asyncio.Task[None]] = set()

    # --- life

    async def open(self) -> None:
        """Start to listen."""
        await self._subscriber.add(f"{keys.WEB_PREFIX}{self.id}", self.answers.take, sharded=False)
        await self._subscriber.add(CHANNEL, self._on_notice, self.releases.on_ready, sharded=False)
        self._start(self._subscriber.run())
        self._start(self._renew_forever())
        self._start(self.permits.watch_forever())

    async def close(self) -> None:
        """Stop all tasks and connections."""
        self.ticker.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:  # Any: its send type is never used
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("a task of the reader failed", exc_info=task.exception())

    @property
    def feeds(self) -> int:
        """How many streams are heard."""
        return len(self._feeds)

    async def enter(self, session: str, workspace: int, user: int | None) -> None:
        """Count a session's socket. Raises `too_many_sockets`; while Redis is away nobody is counted."""
        if not self._subscriber.is_down:
            await self.limits.enter(session, workspace, user)

    # --- streams

    async def join(self, stream: str, wish: Wish, holders: Mapping[Holder, int]) -> Feed:
        """Wish for a stream and hear it; ready when its window can be read. Needs one `leave`.

        Raises `unavailable`, and `too_many_streams` when one of its holders may have no more.
        """
        seconds = GRACE_SECONDS[wish.definition.scope] + RENEW_SECONDS
        self._check_store()
        try:
            await self.limits.open(stream, holders, seconds)
        except (RedisError, OSError):
            raise _unavailable() from None
        # From here to the feed's place among the others nobody else has a turn: all who come get the same.
        feed = self._feeds[stream][0] if stream in self._feeds else Feed(stream, keyed=bool(wish.definition.window.key))
        feed.users += 1
        self.limits.note(stream, holders)
        try:
            if stream not in self._feeds:
                self._feeds[stream] = (feed, wish)
                await self._ears.add(wish.workspace, stream, feed.receive, lambda: self._refresh_soon(feed))
            await self._control.wish(stream, wish, seconds)
            async with asyncio.timeout(READY_SECONDS):
                await feed.ready.wait()
            if feed.status.status in ("closed", "failed"):
                await self._control.ask(Request(op="run", stream=stream))
        except (RedisError, OSError, TimeoutError):
            await self.leave(feed)
            raise _unavailable() from None
        except BaseException:
            await self.leave(feed)
            raise
        return feed

    def last_event(self, stream: str) -> int:
        """The number of the newest event of a stream; 0 when nobody here hears it yet."""
        return self._feeds[stream][0].last_event if stream in self._feeds else 0

    async def leave(self, feed: Feed) -> None:
        """Give a feed back; the last user's leaving ends it here. Its wish runs out after the grace time."""
        feed.users -= 1
        if feed.users == 0:
            _, wish = self._feeds.pop(feed.stream)
            self.limits.forget(feed.stream)
            await self._ears.remove(wish.workspace, feed.stream)

    async def drop(self, stream: str, holders: Iterable[Holder]) -> None:
        """End a session's own stream at once. Raises `unavailable`: then its wish runs out by itself."""
        self._check_store()
        try:
            await self._control.drop(stream)
            await self.limits.close(stream, holders)
        except (RedisError, OSError):
            raise _unavailable() from None

    async def replaced(self, stream: str, holders: Iterable[Holder]) -> None:
        """A stream has no more place in its app: it ends soon, unless others still want it."""
        with suppress(RedisError, OSError):  # then its wish runs out a little later
            await self._control.shorten(stream, OLD_SECONDS)
            await self.limits.end_soon(stream, holders, OLD_SECONDS)

    def reached(self, stream: str, offset: int) -> None:
        """Tell the hub how far the viewer of a session's own stream has been sent."""
        if not self._subscriber.is_down:
            self._start(self._tell_reached(Request(op="reached", stream=stream, id=offset)))

    async def _tell_reached(self, request: Request) -> None:
        with suppress(RedisError, OSError):  # then the hub waits a moment for nothing, and goes on
            await self._control.ask(request)

    async def ask(self, request: Request) -> Awaitable[None]:
        """Hand a broadcast, or what is to be forgotten, to the hub that owns the stream. See `Answers.ask`."""
        self._check_store()
        return await self.answers.ask(request)

    # --- what Redis brings, and whether it does

    def _check_store(self) -> None:
        if self._subscriber.is_down:
            raise _unavailable()  # at once: a request that waits holds up those behind it

    def _on_notice(self, text: bytes) -> None:
        self.permits.on_notice(text)
        self.releases.on_notice(text)

    def _on_state(self, delivers: bool) -> None:
        self.releases.forget()
        if delivers:
            self._renewal.set()  # wishes may have run out, or be lost

    def _on_silence(self, streams: Iterable[str]) -> None:
        now_ms = int(time.time() * 1000)
        for stream in streams:
            if stream in self._feeds:
                self._feeds[stream][0].cut_off(now_ms)

    def _refresh_soon(self, feed: Feed) -> None:
        if feed in self._refreshing:
            self._refreshing[feed] = True  # what is being read now may be from before
        else:
            self._refreshing[feed] = True
            self._start(self._refresh(feed))

    async def _refresh(self, feed: Feed) -> None:
        try:
            while feed.users and self._refreshing[feed]:
                self._refreshing[feed] = False
                try:
                    snapshot = await self.window.read(feed.stream, WHOLE, 0, 0)
                    full = not snapshot.owned and await self._hubs.are_full()
                except (RedisError, OSError) as error:
                    logger.warning("stream %s: its window can't be read (%s)", feed.stream, error)
                    await asyncio.sleep(RETRY_SECONDS)
                    self._refreshing[feed] = True
                else:
                    if feed.users and self._ears.hears(self._feeds[feed.stream][1].workspace):
                        self._take(feed, snapshot, hubs_full=full)  # else it is read once the channel stands
        finally:
            del self._refreshing[feed]

    def _take(self, feed: Feed, snapshot: Snapshot, *, hubs_full: bool) -> None:
        before = feed.status.code
        feed.refresh(snapshot, hubs_full=hubs_full)
        if feed.status.code == "hubs_full" != before:
            reached("hub_streams")

    async def _renew_forever(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEW_SECONDS):
                    await self._renewal.wait()
            self._renewal.clear()
            if self._subscriber.is_down:
                continue
            for scope, grace in GRACE_SECONDS.items():
                of_scope = ((stream, feed) for stream, (feed, wish) in self._feeds.items() if _scope(wish) == scope)
                streams = {stream: feed.users for stream, feed in of_scope}
                try:
                    await self._renew(streams, grace + RENEW_SECONDS)
                except (RedisError, OSError) as error:
                    logger.warning("wishes for %d streams were not renewed (%s)", len(streams), error)
            try:
                await self.limits.keep_sockets()
            except (RedisError, OSError) as error:
                logger.warning("the sockets were not counted (%s)", error)

    async def _renew(self, streams: dict[str, int], seconds: float) -> None:
        """Prolong wishes, and tell how many watch; make those again that Redis has lost.

        Streams whose hub is gone, or was, are looked at.
        """
        lost, unowned = await self._control.renew(streams, seconds)
        await self.limits.keep_streams(streams, seconds)
        for stream in lost:
            if stream in self._feeds:
                await self._control.wish(stream, self._feeds[stream][1], seconds)
        waiting = {stream for stream, (feed, _) in self._feeds.items() if feed.status.code in UNOWNED}
        for stream in waiting.union(unowned):
            if stream in self._feeds:
                self._refresh_soon(self._feeds[stream][0])


def _scope(wish: Wish) -> Scope:
    return wish.definition.scope


def _unavailable() -> AppError:
    return AppError("unavailable", "The server's message store does not answer; try again.")


class _Shared:
    """The reader of this process, and how many sockets use it."""

    def __init__(self) -> None:
        self.reader: Reader | None = None
        self.users = 0


_shared: Final = _Shared()


async def acquire() -> Reader:
    """The process's reader, started for its first user. Each call needs one `release`."""
    _shared.users += 1
    if _shared.reader is None:
        _shared.reader = Reader()
        await _shared.reader.open()
    return _shared.reader


async def release() -> None:
    """Give the reader back; the last user closes it."""
    _shared.users -= 1
    if _shared.users == 0 and _shared.reader is not None:
        reader, _shared.reader = _shared.reader, None
        await reader.close()


async def left(session: str) -> None:
    """A session's socket counts no longer."""
    if _shared.reader is not None:
        await _shared.reader.limits.leave(session)


def heard() -> int:
    """How many streams this process hears."""
    return 0 if _shared.reader is None else _shared.reader.feeds
