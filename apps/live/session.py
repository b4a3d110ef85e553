"""One opened app in one browser tab: what it may run and send, and how much."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from channels.db import database_sync_to_async

from apps.builder.document import StreamQuery
from apps.builder.selectors import document_for
from apps.common.errors import AppError
from apps.streams.bus.control import Wish
from apps.streams.core.plan import stream_key
from apps.streams.core.state import StreamStatus
from apps.streams.definition import SEND_MAX_BYTES

from . import protocol
from .reader import Reader
from .tokens import Claims
from .viewer import Subscription, Viewer

logger = logging.getLogger(__name__)

WAITING_WINDOW: Final = 1_000  # messages; waiting for half of less would slow a live upstream down to our round trips
STREAMS_MAX: Final = 32  # of one session
BROADCASTS_PER_SECOND: Final = 20
BROADCASTS_BURST: Final = 40
CONFIRMATIONS_MAX: Final = 64  # as many as one upstream's queue holds
BUCKETS_MAX: Final = 10_000  # sessions whose allowance is remembered over a reconnect; the oldest are forgotten


T = TypeVar("T")


@dataclass(slots=True)
class Bucket:
    """A token bucket: BROADCASTS_PER_SECOND on average, BROADCASTS_BURST at once."""

    tokens: float = BROADCASTS_BURST
    at: float = 0.0

    def take(self, now: float) -> bool:
        """Take one token, if there is one. `now` in seconds."""
        self.tokens = min(BROADCASTS_BURST, self.tokens + (now - self.at) * BROADCASTS_PER_SECOND)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


_buckets: Final[OrderedDict[str, Bucket]] = OrderedDict()


def _bucket(session: str) -> Bucket:
    bucket = _buckets.setdefault(session, Bucket(at=time.monotonic()))
    _buckets.move_to_end(session)
    if len(_buckets) > BUCKETS_MAX:
        _buckets.popitem(last=False)
    return bucket


class Session:
    """Handles a socket's frames, one at a time; every refusal is a `result` with a code."""

    def __init__(self, claims: Claims, reader: Reader, viewer: Viewer) -> None:
        self._claims = claims
        self._reader = reader
        self._viewer = viewer
        self._bucket = _bucket(claims.session_id)
        self._confirmations: set[asyncio.Task[None]] = set()

    async def handle(self, frame: protocol.Run | protocol.Stop | protocol.Broadcast) -> None:
        """Do what a request asks and answer it."""
        if isinstance(frame, protocol.Run):
            await self._answer(frame.id, self._run(frame))
        elif isinstance(frame, protocol.Stop):
            await self._answer(frame.id, self._stop(frame))
        else:
            confirmed = await self._tried(frame.id, self._broadcast(frame))
            if confirmed is not None:  # its result comes later, so that frames behind it needn't wait
                task = asyncio.create_task(self._answer(frame.id, confirmed))
                self._confirmations.add(task)
                task.add_done_callback(self._confirmations.discard)

    async def _answer(self, request: int, work: Awaitable[None]) -> None:
        if await self._tried(request, _done(work)):
            self._viewer.reply(protocol.Result(id=request, ok=True))

    async def _tried(self, request: int, work: Awaitable[T]) -> T | None:
        """Do the work; when it fails, answer the request with the reason and return None."""
        try:
            return await work
        except AppError as error:
            self._refuse(request, error)
        except Exception:
            logger.exception("session %s: a request failed", self._claims.session_id)
            self._refuse(request, AppError("internal", "The server failed on this request; its log says why."))
        return None

    def _refuse(self, request: int, error: AppError) -> None:
        problem = protocol.Problem(code=error.code, message=error.message)
        self._viewer.reply(protocol.Result(id=request, ok=False, error=problem))

    async def close(self) -> None:
        """Leave all streams; they stay open for the grace time."""
        for task in self._confirmations:
            task.cancel()
        await asyncio.gather(*self._confirmations, return_exceptions=True)
        for query in self._viewer.queries:
            await self._leave(query)

    async def _run(self, frame: protocol.Run) -> None:
        query = await self._query(frame.query)
        before = self._viewer.followed(query.name)
        if before is None and len(self._viewer.queries) >= STREAMS_MAX:
            raise AppError("too_many_streams", f"A session runs at most {STREAMS_MAX} queries at once.")
        definition = query.definition()
        identity = self._claims.session_id if definition.scope == "session" else ""
        stream = stream_key(self._claims.app_id, query.name, definition, identity)
        heard = self._reader.last_event(stream)
        feed = await self._reader.join(stream, Wish(app=self._claims.app_id, query=query.name, definition=definition))
        await self._leave(query.name)
        if before is not None and before.feed.stream != stream and before.scope == "session":
            await self._reader.drop(before.feed.stream)  # the definition has changed: its old upstream is nobody's
        size = definition.window.size
        waits = definition.scope == "session" and size >= WAITING_WINDOW
        reached = partial(self._reader.reached, stream) if waits else None
        self._viewer.follow(Subscription(query.name, definition.scope, size, feed, frame.cursor, heard, reached))

    async def _stop(self, frame: protocol.Stop) -> None:
        followed = self._followed(frame.query)  # as it was run; the draft may know it no longer
        feed = followed.feed
        await self._leave(frame.query)
        if followed.scope == "session":
            await self._reader.drop(feed.stream)
        status = StreamStatus(
            status="closed",
            at=int(time.time() * 1000),
            connection=feed.status.connection,
            code="disconnected",
            message="Disconnected by the app.",
        )
        self._viewer.reply(protocol.Status(stream=feed.stream, status=status))

    async def _broadcast(self, frame: protocol.Broadcast) -> Awaitable[None]:
        feed = self._followed(frame.query).feed
        size = len(frame.text.encode())
        if size > SEND_MAX_BYTES:
            raise AppError("too_large", f"A message of {size} bytes is over the {SEND_MAX_BYTES} that may be sent.")
        if not self._bucket.take(time.monotonic()):
            raise AppError("rate_limited", f"A session sends at most {BROADCASTS_PER_SECOND} messages a second.")
        if len(self._confirmations) >= CONFIRMATIONS_MAX:
            raise AppError("rate_limited", f"{CONFIRMATIONS_MAX} messages of this session await confirmation already.")
        return await self._reader.send(feed.stream, frame.text)

    def _followed(self, query: str) -> Subscription:
        followed = self._viewer.followed(query)
        if followed is None:
            raise AppError("not_running", f"The query {query!r} is not running; run it first.")
        return followed

    async def _query(self, name: str) -> StreamQuery:
        claims = self._claims
        loaded = await database_sync_to_async(document_for)(claims.app_id, claims.mode, claims.release)
        return loaded.query(name)

    async def _leave(self, query: str) -> None:
        followed = self._viewer.unfollow(query)
        if followed is not None:
            await self._reader.leave(followed.feed)


async def _done(work: Awaitable[None]) -> bool:
    await work
    return True
