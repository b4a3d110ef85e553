"""One query's stream as one viewer follows it: a cursor, and what is to be sent from there."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from apps.builder.document.broadcasts import ViewersBroadcast
from apps.builder.document.queries import Delivery
from apps.streams.bus.window import Window
from apps.streams.core.cursor import Hole, follow
from apps.streams.core.event import Event
from apps.streams.core.state import StreamStatus
from apps.streams.definition import Scalar, Scope

from . import protocol
from .feed import Feed
from .figures import figures
from .memory import Piece, latest_of, piece_of
from .pace import FRAMES_PER_SECOND
from .protocol import Cursor
from .words import error_for_viewers, status_for_viewers

FRAME_BYTES: Final = 256 * 1024  # a frame this full goes at once, for its viewer is catching up
NEVER: Final = math.inf

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a query is followed: what of its definition matters here, and the parameters it was run with.

    `viewers`: what who follows may broadcast; None for an editor, who may all, and is told all of the upstream.
    """

    query: str
    scope: Scope = "session"
    window: int = 1_000
    max_age_seconds: int = 0
    delivery: Delivery = field(default_factory=Delivery)
    params: Mapping[str, Scalar | None] = field(default_factory=dict)
    viewers: ViewersBroadcast | None = None


@dataclass(slots=True)
class Frame:
    """Items on their way into one frame. `bytes`: of what streams brought; `received_ms`: when the newest came."""

    items: list[str] = field(default_factory=list)
    bytes: int = 0
    received_ms: int = 0

    def add(self, item: protocol.Wire) -> None:
        """Add an item of any kind."""
        self.items.append(protocol.encode(item))
        self.bytes += len(self.items[-1])

    def add_messages(self, piece: Piece) -> None:
        """Add messages, which others get as well."""
        self.items.append(piece.item)
        self.bytes += piece.bytes
        figures.delivered += piece.count


class Subscription:
    """Knows when there is something to send, and adds it to a frame."""

    def __init__(
        self, terms: Terms, feed: Feed, cursor: Cursor | None, heard: int | None = None, tell: Tell | None = None
    ) -> None:
        """`heard`: the newest event when the viewer asked for the stream; its errors since then are news to it.

        `tell`: of a stream that is this viewer's own, how to say up to which offset it was sent.
        """
        self.terms = terms
        self.feed = feed
        self._epoch = ""
        self._numbering = -1
        self._offset = 0
        self._owed_after = 0  # what comes after this offset is delivered or told as a gap
        self._whole_until = 0  # up to here even who wants the latest only is sent everything: the window at joining
        self._event = feed.last_event if heard is None else heard
        self._asked = cursor
        self._begun = False
        self._tell = tell
        self._told: int | None = None
        self._lagging = False
        self._next_at = 0.0
        self._retry_at = 0.0
        self._told_cut_off = False
        per_second = terms.delivery.per_second
        self._pause_seconds = 1 / per_second if per_second < FRAMES_PER_SECOND else 0.0
        self._latest = terms.delivery.mode == "latest"

    @property
    def query(self) -> str:
        """The query's name."""
        return self.terms.query

    @property
    def cursor(self) -> Cursor | None:
        """How far the viewer has been sent; None before it was sent anything."""
        return Cursor(epoch=self._epoch, offset=self._offset) if self._begun else self._asked

    @property
    def is_own(self) -> bool:
        """Whether the upstream is this viewer's own and waits for it."""
        return self._tell is not None

    @property
    def has_begun(self) -> bool:
        """Whether the viewer was told what the stream is."""
        return self._begun

    @property
    def is_lagging(self) -> bool:
        """Whether the viewer was told that it lags."""
        return self._lagging

    def due_at(self) -> float:
        """When (by the loop's clock) there is something to send; in the past: now."""
        feed = self.feed
        if not self._is_going_on() or self._event < feed.last_urgent:
            return self._retry_at
        if self._offset < feed.top or self._event < feed.last_event or self._lagging:
            return max(self._next_at, self._retry_at)
        return NEVER

    def is_far_behind(self) -> bool:
        """Whether an own upstream will soon have to wait for this viewer."""
        return self._tell is not None and self.feed.top - self._offset > self.terms.window // 4

    def tell_progress(self) -> None:
        """Tell an own upstream's hub how far this viewer is, every eighth of a window."""
        if self._tell is None or not self._begun:
            return
        if self._told is None or not 0 <= self._offset - self._told < max(1, self.terms.window // 8):
            self._told = self._offset
            self._tell(self._offset)

    def add_lagging(self, frame: Frame) -> None:
        """Say that the viewer is given no more until it acknowledges."""
        self._lagging = True
        frame.add(protocol.Lagging(stream=self.feed.stream, lagging=True, behind=self.feed.top - self._offset))

    def postpone(self, frame: Frame, until: float) -> None:
        """The window can't be read now. That the store is away is said out of turn, for what comes before it waits."""
        self._retry_at = until
        if self.feed.is_cut_off and self._begun and not self._told_cut_off:
            self._told_cut_off = True
            frame.add(protocol.Status(stream=self.feed.stream, status=self._told_status(self.feed.status)))

    async def fill(self, frame: Frame, window: Window, now: float) -> None:
        """Add what is next, until the frame is full.

        Raises redis.RedisError while the window can't be read; what was added before is to be sent all the same, for
        the cursor is past it.
        """
        feed = self.feed
        if not self._is_going_on():
            self._begin(frame)
        for number, happened in feed.events_after(self._event):
            while self._offset < happened.after <= feed.top and frame.bytes < FRAME_BYTES and self._is_going_on():
                await self._add_next(frame, window, happened.after)
            if frame.bytes >= FRAME_BYTES or not self._is_going_on():
                return
            frame.add(self._item_of(happened))
            self._event = number
        if now < self._next_at:
            return  # only an event was urgent
        while self._offset < feed.top and frame.bytes < FRAME_BYTES and self._is_going_on():
            await self._add_next(frame, window, feed.top)
        if self._offset >= feed.top:
            self._told_cut_off = False
            self._next_at = now + self._pause_seconds if self._pause_seconds else 0.0
            if self._lagging:
                self._lagging = False
                frame.add(protocol.Lagging(stream=feed.stream, lagging=False, behind=0))

    def _is_going_on(self) -> bool:
        """Whether the viewer knows of the stream and its present numbering."""
        feed = self.feed
        if self._numbering == feed.numbering and self._begun:
            return True
        if self._begun and self._numbering < 0 and feed.epoch == self._epoch and self._offset <= feed.top:
            self._numbering = feed.numbering  # the hub, which was unknown, goes on with what the cursor said
            return True
        return self._begun and self._numbering < 0 and not feed.epoch

    def _begin(self, frame: Frame) -> None:
        """Say what the stream is, and decide where to start: after the cursor, or with the window up to now."""
        feed, asked = self.feed, self._asked
        epoch, top, numbering = feed.epoch, feed.top, feed.numbering
        if asked is not None and asked.epoch and not epoch:  # its hub will tell whether the cursor still holds
            epoch, top, numbering = asked.epoch, asked.offset, -1
        resumed = asked is not None and asked.epoch == epoch and asked.offset <= top
        if asked is not None and resumed:
            self._offset = self._owed_after = asked.offset
            if self.terms.max_age_seconds:
                self._whole_until = top
        elif self._begun:  # all of a numbering that began while the viewer followed is news to it
            if self._epoch:
                self._add_unknown_gap(frame, self._epoch, self._offset)
            self._offset = self._owed_after = feed.begins_after
        else:
            if asked is not None and asked.offset:
                self._add_unknown_gap(frame, asked.epoch, asked.offset)
            size = feed.top if feed.keyed else self.terms.window
            self._offset, self._owed_after = max(feed.cleared_to, feed.top - size), feed.top
            self._whole_until = feed.top
        self._epoch, self._numbering, self._asked, self._begun = epoch, numbering, None, True
        frame.add(
            protocol.Stream(
                query=self.query,
                stream=feed.stream,
                scope=self.terms.scope,
                epoch=epoch,
                top=top,
                window=self.terms.window,
                max_age_seconds=self.terms.max_age_seconds,
                keyed=feed.keyed,
                resumed=resumed,
                status=self._told_status(feed.status),
            )
        )
        if self._offset < feed.cleared_to:
            if not feed.keyed:
                self._add_gap(frame, Hole(self._offset + 1, feed.cleared_to))
            self._offset = feed.cleared_to
            frame.add(protocol.Cleared(stream=feed.stream, epoch=epoch, to=feed.cleared_to))
        # What the upstream sent wrong meanwhile, such as one that talks at once; the status came with the above.
        for _, happened in feed.events_after(self._event):
            if happened.kind == "error":
                frame.add(self._item_of(happened))
        self._event = feed.last_event

    async def _add_next(self, frame: Frame, window: Window, until: int) -> None:
        """Add messages up to `until`, or the newest only, from memory or from the window."""
        feed = self.feed
        latest = self._latest and self._offset >= self._whole_until
        piece: Piece | None = None
        if latest:
            piece = feed.memory.latest(self._offset, until, keyed=feed.keyed)
        elif self._offset >= self._whole_until or not (feed.keyed or self.terms.max_age_seconds):
            # Who comes (back) isn't sent what was replaced or has grown too old, though it is still in memory.
            piece = feed.memory.between(self._offset, until, FRAME_BYTES)
        if piece is None:
            await self._add_from_window(frame, window, until, latest=latest and not feed.keyed)
        else:
            frame.add_messages(piece)
            frame.received_ms = piece.received_ms
            self._offset = piece.last

    async def _add_from_window(self, frame: Frame, window: Window, until: int, *, latest: bool) -> None:
        """`latest`: only message `until` matters."""
        feed = self.feed
        if feed.is_cut_off:
            raise ConnectionError("the store is away")
        after = until - 1 if latest else self._offset
        snapshot = await window.read(feed.stream, after, self.terms.window)
        if not snapshot.epoch:
            raise ConnectionError("the store has lost the stream; its hub brings it back")
        if snapshot.epoch != self._epoch:
            feed.refresh(snapshot)  # all starts over
            return
        batches = [batch for batch in snapshot.batches if batch.last > after]
        if latest and batches and batches[0].first <= until:
            piece = latest_of(feed.stream, batches, self._offset, keyed=False)
            frame.add_messages(piece)
            self._offset = piece.last
            return
        for part in follow(self._offset, batches):
            if isinstance(part, Hole):
                self._add_gap(frame, part)
            else:
                frame.add_messages(piece_of(feed.stream, [part]))
            self._offset = part.last
        if not batches:  # the window has nothing of what was asked for
            if not feed.keyed:
                self._add_gap(frame, Hole(self._offset + 1, until))
            self._offset = until

    def _add_gap(self, frame: Frame, hole: Hole) -> None:
        missed = Hole(max(hole.first, self._owed_after + 1), hole.last)  # who comes new misses nothing of before
        if missed.count <= 0:
            return
        figures.gaps += 1
        figures.gap_messages += missed.count
        facts = {"from": missed.first, "to": missed.last, "count": missed.count}
        frame.add(protocol.Gap(stream=self.feed.stream, epoch=self._epoch, **facts))

    def _add_unknown_gap(self, frame: Frame, epoch: str, offset: int) -> None:
        """The numbering that the viewer followed has ended, and nobody knows how far it had got."""
        figures.gaps += 1
        facts = {"from": offset + 1, "to": offset + 1, "count": None}
        frame.add(protocol.Gap.model_validate({"stream": self.feed.stream, "epoch": epoch, **facts}))

    def _item_of(self, happened: Event) -> protocol.Wire:
        stream = self.feed.stream
        if happened.kind == "status":
            status = self._told_status(StreamStatus.model_validate(happened.body))
            return protocol.Status(stream=stream, status=status)
        if happened.kind == "cleared":
            return protocol.Cleared(stream=stream, epoch=self._epoch, to=happened.after)
        body = happened.body if self.terms.viewers is None else error_for_viewers(happened.body)
        return protocol.StreamError.model_validate({"stream": stream, **body})

    def _told_status(self, status: StreamStatus) -> StreamStatus:
        return status if self.terms.viewers is None else status_for_viewers(status)
