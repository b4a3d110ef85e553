"""One opened app in one browser tab: what it may run and send, and how much."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import time
from collections.abc import Awaitable
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from django.conf import settings

from apps.builder.document import StreamQuery
from apps.builder.selectors import LoadedDocument, Mode
from apps.common.errors import AppError, Forbidden
from apps.common.figures import reached
from apps.streams.bus.control import Request
from apps.streams.bus.places import Holder
from apps.streams.core.state import StatusName, StreamStatus
from apps.streams.definition import SEND_MAX_BYTES, Scope

from . import protocol
from .allowance import BROADCASTS_PER_SECOND, allowance_of
from .figures import figures
from .limits import holders_of
from .opening import Opening, opening
from .reader import Reader
from .sent import sent
from .subscription import Subscription, Terms
from .tokens import Claims
from .viewer import Viewer

logger = logging.getLogger(__name__)

WAITING_WINDOW: Final = 1_000  # messages; waiting for half of less would slow a live upstream down to our round trips
STREAMS_MAX: Final = 32  # of one session
CONFIRMATIONS_MAX: Final = 64  # as many as one upstream's queue holds

T = TypeVar("T")

Requested = protocol.Run | protocol.Stop | protocol.Broadcast | protocol.Forget


class Session:
    """Handles a socket's frames, one at a time; every refusal is a `result` with a code."""

    def __init__(self, claims: Claims, user: protocol.User | None, reader: Reader, viewer: Viewer) -> None:
        self._claims = claims
        self._user = user
        self._release = claims.release  # whose definitions run: the live one's, from the first run on
        self._revision: int | None = None  # of the draft, as told last
        self._reader = reader
        self._viewer = viewer
        self._allowance = allowance_of(claims.session_id)
        self._opened: dict[str, str] = {}  # the stream each query was run as last; bounded by the app's queries
        self._confirmations: set[asyncio.Task[None]] = set()
        self._changing = asyncio.Lock()  # a request and a new release take turns
        self._closed = False
        reader.releases.enter(claims.app_id, self)

    @property
    def mode(self) -> Mode:
        """Whether it runs the live release or the draft."""
        return self._claims.mode

    async def handle(self, frame: Requested) -> None:
        """Do what a request asks and answer it."""
        if isinstance(frame, protocol.Run):
            await self._answer(frame.id, self._run(frame))
        elif isinstance(frame, protocol.Stop):
            await self._answer(frame.id, self._stop(frame))
        else:
            work = self._broadcast(frame) if isinstance(frame, protocol.Broadcast) else self._forget(frame)
            confirmed = await self._tried(frame, work)
            if confirmed is not None:  # its result comes later, so that frames behind it needn't wait
                task = asyncio.create_task(self._confirm(frame, confirmed))
                self._confirmations.add(task)
                task.add_done_callback(self._confirmations.discard)

    async def change_over(self, document: LoadedDocument | None) -> None:
        """Another release is live, or the draft was saved: run what has changed as it is now; end what is gone.

        The parameters stay. A draft's stream goes on as it was opened until it is run again. Raises AppError when it
        must be tried again.
        """
        async with self._changing:
            if self._closed:
                return
            self._note(document)
            for query in self._viewer.queries:
                if document is None:
                    await self._end(query, "unpublished", "The app was unpublished.")
                else:
                    await self._change_one(query, document)

    async def close(self) -> None:
        """Leave all streams; they stay open for the grace time."""
        self._closed = True
        self._reader.releases.leave(self._claims.app_id, self)
        for task in self._confirmations:
            task.cancel()
        await asyncio.gather(*self._confirmations, return_exceptions=True)
        async with self._changing:
            for query in self._viewer.queries:
                await self._leave(query)

    # --- answering

    async def _answer(self, request: int, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:
            self._refuse(request, error)
        else:
            self._viewer.reply(protocol.Result(id=request, ok=True))

    async def _tried(self, frame: protocol.Broadcast | protocol.Forget, work: Awaitable[T]) -> T | None:
        """Do the work; when it fails, answer the request with the reason and return None."""
        try:
            return await work
        except Exception as error:
            code = self._refuse(frame.id, error)
            if isinstance(frame, protocol.Broadcast):
                figures.broadcasts[code] += 1
            return None

    async def _confirm(self, frame: protocol.Broadcast | protocol.Forget, confirmed: Awaitable[None]) -> None:
        if await self._tried(frame, _done(confirmed)):
            if isinstance(frame, protocol.Broadcast):
                figures.broadcasts["sent"] += 1
                sent.note(self._claims, self._user, frame.query)
            self._viewer.reply(protocol.Result(id=frame.id, ok=True))

    def _refuse(self, request: int, error: Exception) -> str:
        if not isinstance(error, AppError):
            logger.error("session %s: a request failed", self._claims.session_id, exc_info=error)
            error = AppError("internal", "The server failed on this request; its log says why.")
        problem = protocol.Problem(code=error.code, message=error.message)
        self._viewer.reply(protocol.Result(id=request, ok=False, error=problem))
        return error.code

    # --- running

    async def _run(self, frame: protocol.Run) -> None:
        async with self._changing:
            query = await self._query(frame.query)
            if self._viewer.followed(query.name) is None and len(self._viewer.queries) >= STREAMS_MAX:
                reached("session_streams")
                raise AppError("too_many_streams", f"A session runs at most {STREAMS_MAX} queries at once.")
            wanted = opening(self._claims, self._user, query, frame.params)
            self._take_opening(wanted)
            await self._join(wanted, frame.cursor)

    def _take_opening(self, wanted: Opening) -> None:
        """With other parameters each run may open an upstream, and one that others may share outlives it."""
        query, stream = wanted.terms.query, wanted.stream
        if self._opened.get(query) == stream:
            return
        if not self._allowance.opens.try_take(time.monotonic()):
            reached("session_opens")
            limit = settings.LIMIT_SESSION_OPENS_PER_SECOND
            raise AppError("rate_limited", f"A session opens at most {limit} other streams a second.")
        self._opened[query] = stream

    async def _join(self, wanted: Opening, cursor: protocol.Cursor | None) -> None:
        """Follow a stream from a cursor on, in place of what the query was run as before."""
        stream, definition = wanted.stream, wanted.wish.definition
        before = self._viewer.followed(wanted.terms.query)
        heard = self._reader.last_event(stream)
        feed = await self._reader.join(stream, wanted.wish, self._holders(definition.scope))
        await self._leave(wanted.terms.query)
        waits = definition.scope == "session" and definition.window.size >= WAITING_WINDOW
        reached = partial(self._reader.reached, stream) if waits else None
        self._viewer.follow(Subscription(wanted.terms, feed, cursor, heard, reached))
        if before is not None and before.feed.stream != stream:
            await self._give_up(before)

    async def _give_up(self, before: Subscription) -> None:
        """A stream that was left for another: a session's own is nobody's now."""
        try:
            if before.terms.scope == "session":
                await self._reader.drop(before.feed.stream, self._holders("session"))
            else:
                await self._reader.replaced(before.feed.stream, self._holders(before.terms.scope))
        except AppError:
            pass  # its wish runs out by itself

    def _holders(self, scope: Scope) -> dict[Holder, int]:
        return holders_of(scope, self._claims.workspace_id, self._claims.user_id)

    async def _stop(self, frame: protocol.Stop) -> None:
        async with self._changing:
            followed = self._followed(frame.query)  # as it was run; the draft may know it no longer
            await self._leave(frame.query)
            self._tell_end(followed, "closed", "disconnected", "Disconnected by the app.")
            if followed.terms.scope == "session":
                self._opened.pop(frame.query, None)  # to run it again is to dial again
                await self._reader.drop(followed.feed.stream, self._holders("session"))

    async def _query(self, name: str) -> StreamQuery:
        loaded = await self._reader.releases.document(self._claims.app_id, self.mode)
        self._note(loaded)
        return loaded.query(name)

    async def _leave(self, query: str) -> None:
        followed = self._viewer.unfollow(query)
        if followed is not None:
            await self._reader.leave(followed.feed)

    # --- releases

    def _note(self, document: LoadedDocument | None) -> None:
        if self.mode == "release":
            release = None if document is None else document.release
            if release != self._release:
                self._release = release
                self._viewer.reply(protocol.Release(number=release))
        elif document is not None and document.revision != self._revision:
            self._revision = document.revision
            self._viewer.reply(protocol.Draft(revision=document.revision))

    async def _change_one(self, name: str, document: LoadedDocument) -> None:
        followed = self._followed(name)
        try:
            query = document.query(name)
        except AppError:
            await self._end(name, "removed", "The app has this query no longer.")
            return
        try:
            wanted = opening(self._claims, self._user, query, followed.terms.params)
        except AppError as error:
            await self._end(name, error.code, error.message, "failed")
            return
        if wanted.stream != followed.feed.stream:
            if self._claims.mode == "release":  # a builder who is typing an address says by `run` when it is whole
                await self._join(wanted, None)
        elif replace(followed.terms, viewers=wanted.terms.viewers) == wanted.terms:
            followed.terms = wanted.terms  # what may be sent changes nothing of what comes
        else:
            await self._join(wanted, followed.cursor)

    async def _end(self, query: str, code: str, message: str, status: StatusName = "closed") -> None:
        followed = self._followed(query)
        await self._leave(query)
        self._tell_end(followed, status, code, message)
        await self._give_up(followed)

    def _tell_end(self, followed: Subscription, name: StatusName, code: str, message: str) -> None:
        feed = followed.feed
        at, connection = int(time.time() * 1000), feed.status.connection
        status = StreamStatus(status=name, at=at, connection=connection, code=code, message=message)
        self._viewer.reply(protocol.Status(stream=feed.stream, status=status))

    # --- sending

    async def _broadcast(self, frame: protocol.Broadcast) -> Awaitable[None]:
        followed = self._followed(frame.query)
        size = _size(frame)
        if size > SEND_MAX_BYTES:
            raise AppError("too_large", f"A message of {size} bytes is over the {SEND_MAX_BYTES} that may be sent.")
        self._take_turn()
        self._check_broadcast(followed.terms, frame)
        return await self._reader.ask(
            Request(
                op="broadcast",
                stream=followed.feed.stream,
                text=frame.text,
                binary=frame.encoding == "base64",
                remember=frame.remember or "",
            )
        )

    async def _forget(self, frame: protocol.Forget) -> Awaitable[None]:
        followed = self._followed(frame.query)
        self._take_turn()
        self._check_broadcast(followed.terms)  # what is remembered on a shared stream may be somebody else's
        return await self._reader.ask(Request(op="forget", stream=followed.feed.stream, remember=frame.key or ""))

    def _check_broadcast(self, terms: Terms, frame: protocol.Broadcast | None = None) -> None:
        """Viewers send what the query's release lets them; editors, in the draft, whatever they like."""
        viewers = terms.viewers
        if viewers is None:
            return
        if not viewers.is_allowed(terms.scope):
            raise Forbidden(f"Viewers of this app may not broadcast to {terms.query!r}.")
        fault = "" if frame is None else viewers.fault(frame.text, binary=frame.encoding == "base64")
        if fault:
            raise Forbidden(f"This message may not be sent to {terms.query!r}: {fault}.")

    def _take_turn(self) -> None:
        if not self._allowance.sends.try_take(time.monotonic()):
            reached("session_broadcasts")
            raise AppError("rate_limited", f"A session sends at most {BROADCASTS_PER_SECOND} messages a second.")
        if len(self._confirmations) >= CONFIRMATIONS_MAX:
            reached("session_confirmations")
            raise AppError("rate_limited", f"{CONFIRMATIONS_MAX} messages of this session await confirmation already.")

    def _followed(self, query: str) -> Subscription:
        followed = self._viewer.followed(query)
        if followed is None:
            raise AppError("not_running", f"The query {query!r} is not running; run it first.")
        return followed


def _size(frame: protocol.Broadcast) -> int:
    """How many bytes would be sent. Raises AppError for base64 that isn't."""
    if frame.encoding == "text":
        return len(frame.text.encode())
    try:
        return len(base64.b64decode(frame.text, validate=True))
    except (ValueError, binascii.Error):
        raise AppError("bad_frame", "broadcast.text: not base64.") from None


async def _done(work: Awaitable[None]) -> bool:
    await work
    return True
