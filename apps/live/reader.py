"""One a web process: hears all streams that its viewers watch, keeps the wishes for them alive, and awaits answers."""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from typing import Any, Final

from django.conf import settings
from redis.exceptions import RedisError

from apps.common.errors import AppError
from apps.streams.bus import keys
from apps.streams.bus.client import connect
from apps.streams.bus.control import Answer, Control, Request, Wish
from apps.streams.bus.subscriber import Subscriber
from apps.streams.bus.window import WHOLE, Window
from apps.streams.definition import Scope

from .feed import Feed

logger = logging.getLogger(__name__)

RENEW_SECONDS: Final = 5
RETRY_SECONDS: Final = 0.5  # while a window can't be read
GRACE_SECONDS: Final[dict[Scope, int]] = {"session": 30, "shared": 15}  # after the last viewer
ANSWER_SECONDS: Final = 10  # for a hub to answer; longer than it waits for the upstream's socket
ANSWERS_MAX: Final = 10_000  # awaited at once in this process
READY_SECONDS: Final = 5  # for Redis to confirm a subscription


class Reader:
    """Use `opened()`; it lives from the first socket of the process to the last."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self._redis = connect(settings.REDIS_URL)
        self.window = Window(self._redis)
        self._control = Control(self._redis)
        self._subscriber = Subscriber(self._redis)
        self._feeds: dict[str, tuple[Feed, Wish]] = {}
        self._answers: dict[int, asyncio.Future[Answer]] = {}
        self._numbers = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    # --- life

    async def open(self) -> None:
        """Start to listen."""
        await self._subscriber.add(f"{keys.WEB_PREFIX}{self.id}", self._on_answer, sharded=False)
        self._start(self._subscriber.run())
        self._start(self._renew_forever())

    async def close(self) -> None:
        """Stop all tasks and connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:  # Any: a coroutine's send type is never used
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("a task of the reader failed", exc_info=task.exception())

    # --- streams

    async def join(self, stream: str, wish: Wish) -> Feed:
        """Wish for a stream and hear it; ready when its window can be read. Needs one `leave`. Raises `unavailable`."""
        scope = wish.definition.scope
        feed = self._feeds[stream][0] if stream in self._feeds else Feed(stream)
        feed.users += 1
        try:
            if stream not in self._feeds:
                self._feeds[stream] = (feed, wish)
                await self._subscriber.add(
                    keys.feed(stream), feed.receive, lambda: self._start(self._refresh(feed)), sharded=True
                )
            await self._control.wish(stream, wish, GRACE_SECONDS[scope] + RENEW_SECONDS)
            async with asyncio.timeout(READY_SECONDS):
                await feed.ready.wait()
            if feed.status.status in ("closed", "failed"):
                await self._control.ask(Request(op="run", stream=stream))
        except (RedisError, OSError, TimeoutError):
            await self.leave(feed)
            raise AppError("unavailable", "The server's message store does not answer; try again.") from None
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
            del self._feeds[feed.stream]
            await self._subscriber.remove(keys.feed(feed.stream))

    async def drop(self, stream: str) -> None:
        """End a session's own stream at once. Raises `unavailable`."""
        try:
            await self._control.drop(stream)
        except (RedisError, OSError):
            raise AppError("unavailable", "The server's message store does not answer; try again.") from None

    def reached(self, stream: str, offset: int) -> None:
        """Tell the hub how far the viewer of a session's own stream has been sent."""
        self._start(self._tell_reached(Request(op="reached", stream=stream, id=offset)))

    async def _tell_reached(self, request: Request) -> None:
        with suppress(RedisError, OSError):  # then the hub waits a moment for nothing, and goes on
            await self._control.ask(request)

    async def send(self, stream: str, text: str) -> Awaitable[None]:
        """Hand text to the hub that owns the stream; what is returned ends once the upstream's socket has taken it.

        Texts are sent in the order of these calls. Both steps raise AppError when it can't be.
        """
        if len(self._answers) >= ANSWERS_MAX:
            raise AppError("rate_limited", "The server awaits too many confirmations; try again.")
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            request = Request(op="broadcast", stream=stream, id=number, reply_to=self.id, text=text)
            heard = await self._control.ask(request)
        except (RedisError, OSError):
            del self._answers[number]
            raise AppError("unavailable", "The server's message store does not answer; try again.") from None
        except BaseException:
            del self._answers[number]
            raise
        if not heard:
            del self._answers[number]
            raise AppError("not_connected", "The upstream is not connected.")
        return self._confirmed(number)

    async def _confirmed(self, number: int) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await self._answers[number]
        except TimeoutError:
            message = f"No confirmation within {ANSWER_SECONDS} s; it may have been sent."
            raise AppError("not_confirmed", message) from None
        finally:
            del self._answers[number]
        if answer.code:
            raise AppError(answer.code, answer.message)

    # --- what Redis brings

    def _on_answer(self, text: bytes) -> None:
        answer = Answer.model_validate_json(text)
        future = self._answers.get(answer.id)
        if future is not None and not future.done():
            future.set_result(answer)

    async def _refresh(self, feed: Feed) -> None:
        while feed.users:
            try:
                feed.refresh(await self.window.read(feed.stream, WHOLE, 0, 0))
            except (RedisError, OSError) as error:
                logger.warning("stream %s: its window can't be read (%s)", feed.stream, error)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    async def _renew_forever(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            for scope, grace in GRACE_SECONDS.items():
                streams = [stream for stream, (_, wish) in self._feeds.items() if wish.definition.scope == scope]
                try:
                    await self._renew(streams, grace + RENEW_SECONDS)
                except (RedisError, OSError) as error:
                    logger.warning("wishes for %d streams were not renewed (%s)", len(streams), error)

    async def _renew(self, streams: list[str], seconds: float) -> None:
        """Prolong wishes, make those again that Redis has lost, and look at streams whose hub is gone (or was)."""
        lost, unowned = await self._control.renew(streams, seconds)
        for stream in lost:
            if stream in self._feeds:
                await self._control.wish(stream, self._feeds[stream][1], seconds)
        waiting = {stream for stream, (feed, _) in self._feeds.items() if feed.status.code == "no_hub"}
        for stream in waiting.union(unowned):
            if stream in self._feeds:
                await self._refresh(self._feeds[stream][0])


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
