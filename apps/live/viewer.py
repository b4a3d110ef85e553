"""What one browser socket is sent, and when.

A viewer is a cursor per stream, not a queue: its memory is constant.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Final

from redis.exceptions import RedisError

from apps.streams.bus.window import Window
from apps.streams.core.cursor import Hole, follow

from . import protocol
from .feed import Feed, Listener
from .protocol import Cursor

FRAMES_PER_SECOND: Final = 20
FRAME_BYTES: Final = 256 * 1024  # a frame this full goes at once, for its viewer is catching up
CREDIT_BYTES: Final = 1024 * 1024  # sent and not yet acknowledged
REPLIES_MAX: Final = (
    10_000  # since the last acknowledgement, about a megabyte: who asks so much and reads none is closed
)
RETRY_SECONDS: Final = 0.5  # while the window can't be read

Send = Callable[[str], Awaitable[None]]
Tell = Callable[[int], None]


class Subscription:
    """One query's stream as one viewer follows it."""

    def __init__(
        self,
        query: str,
        scope: str,
        size: int,
        feed: Feed,
        cursor: Cursor | None,
        heard: int | None = None,
        tell: Tell | None = None,
    ) -> None:
        """`heard`: the newest event when the viewer asked for the stream; its errors since then are news to it.

        `tell`: of a stream that is this viewer's own, how to say up to which offset it was sent.
        """
        self.query = query
        self.feed = feed
        self.scope = scope
        self._size = size
        self._epoch = ""
        self._offset = 0
        self._owed_after = 0  # what comes after this offset is delivered or told as a gap
        self._event = feed.last_event if heard is None else heard
        self._asked = cursor
        self._begun = False
        self._tell = tell
        self._told: int | None = None

    def behind(self) -> bool:
        """Whether there is anything to send."""
        feed = self.feed
        return not self._going_on() or self._offset < feed.top or self._event < feed.last_event

    def is_far_behind(self) -> bool:
        """Whether an own upstream will soon have to wait for this viewer."""
        return self._tell is not None and self.feed.top - self._offset > self._size // 4

    def tell_progress(self) -> None:
        """Tell an own upstream's hub how far this viewer is, every eighth of a window."""
        if self._tell is None or not self._begun:
            return
        if self._told is None or not 0 <= self._offset - self._told < max(1, self._size // 8):
            self._told = self._offset
            self._tell(self._offset)

    async def next_items(self, window: Window, items: list[str], enough: int) -> None:
        """Append the next items, until they have `enough` characters.

        Raises redis.RedisError while the window can't be read; what was appended before is to be sent all the same,
        for the cursor is past it.
        """
        feed = self.feed
        if not self._going_on():
            items.append(self._begin())
            items += self._errors_before_beginning()
        size = 0
        for number, happened in feed.events_after(self._event):
            while self._offset < happened.after <= feed.top and size < enough and self._going_on():
                size += await self._messages(window, happened.after, items)
            if size >= enough or not self._going_on():
                return
            items.append(self._event_item(happened.kind, happened.body))
            self._event = number
        while self._offset < feed.top and size < enough and self._going_on():
            size += await self._messages(window, feed.top, items)

    def _going_on(self) -> bool:
        """Whether the viewer knows of the stream and its present numbering."""
        return self._begun and self._epoch == self.feed.epoch

    def _begin(self) -> str:
        """Say what the stream is, and decide where to start: after the cursor, or with the window up to now."""
        feed, asked = self.feed, self._asked
        resumed = asked is not None and asked.epoch == feed.epoch and asked.offset <= feed.top
        if resumed and asked is not None:
            self._offset = self._owed_after = asked.offset
        elif self._begun:  # all of a numbering that began while the viewer followed is news to it
            self._offset = self._owed_after = 0
        else:
            self._offset, self._owed_after = max(0, feed.top - self._size), feed.top
        self._epoch, self._asked, self._begun = feed.epoch, None, True
        return protocol.encode(
            protocol.Stream(
                query=self.query,
                stream=feed.stream,
                scope=self.scope,
                epoch=feed.epoch,
                top=feed.top,
                window=self._size,
                resumed=resumed,
                status=feed.status,
            )
        )

    def _errors_before_beginning(self) -> list[str]:
        """What the upstream sent wrong meanwhile, such as one that talks at once; its status came with `_begin`."""
        happened = [each for _, each in self.feed.events_after(self._event) if each.kind == "error"]
        self._event = self.feed.last_event
        return [self._event_item(each.kind, each.body) for each in happened]

    async def _messages(self, window: Window, until: int, items: list[str]) -> int:
        """Append the messages up to `until`, from memory or from the window; return their size in characters."""
        feed = self.feed
        found = feed.texts_between(self._offset, until, FRAME_BYTES)
        if found is not None:
            texts, self._offset = found
            return self._add(items, texts)
        snapshot = await window.read(feed.stream, self._offset, self._size)
        if snapshot.epoch != self._epoch:
            self._offset = feed.top  # a new epoch is on its way through the feed, and starts over
            return 0
        parts = follow(snapshot.after, snapshot.batches)
        if not parts:
            parts = [Hole(self._offset + 1, until)]  # the window has nothing of what was asked for
        size = 0
        for part in parts:
            if isinstance(part, Hole):
                self._add_gap(items, part)
            else:
                size += self._add(items, [part.text.decode()])
        self._offset = parts[-1].last
        return size

    def _add(self, items: list[str], texts: list[str]) -> int:
        if texts:
            items.append(protocol.messages_item(self.feed.stream, texts))
        return sum(map(len, texts))

    def _add_gap(self, items: list[str], hole: Hole) -> None:
        missed = Hole(max(hole.first, self._owed_after + 1), hole.last)  # who comes new misses nothing of before
        if missed.count > 0:
            facts = {"from": missed.first, "to": missed.last, "count": missed.count}
            items.append(protocol.encode(protocol.Gap(stream=self.feed.stream, epoch=self._epoch, **facts)))

    def _event_item(self, kind: str, body: dict[str, object]) -> str:
        if kind == "status":
            return protocol.encode(protocol.Status.model_validate({"stream": self.feed.stream, "status": body}))
        return protocol.encode(protocol.StreamError.model_validate({"stream": self.feed.stream, **body}))


class Viewer:
    """Sends frames until cancelled: at most FRAMES_PER_SECOND, within the credit, replies at once."""

    def __init__(self, window: Window, send: Send) -> None:
        self._window = window
        self._send = send
        self._subscriptions: dict[str, Subscription] = {}
        self._listeners: dict[str, Listener] = {}
        self._replies: list[str] = []  # bounded: one for each request, and requests are handled one by one
        self._replies_unacked = 0
        self._wake = asyncio.Event()
        self._urgent = asyncio.Event()
        self._unacked: deque[int] = deque()
        self._unacked_bytes = 0
        self._acked_frames = 0

    def reply(self, item: protocol.Wire) -> None:
        """Send an item without waiting for the next frame's turn."""
        self._replies.append(protocol.encode(item))
        self._replies_unacked += 1
        self._urgent.set()
        self._wake.set()

    def follow(self, subscription: Subscription) -> None:
        """Send what the query's stream brings."""
        self._subscriptions[subscription.query] = subscription
        self._listeners[subscription.query] = partial(self._on_news, subscription)
        subscription.feed.listeners.add(self._listeners[subscription.query])
        self._urgent.set()
        self._wake.set()

    def unfollow(self, query: str) -> Subscription | None:
        """Send nothing more of a query; what was followed, if it was."""
        subscription = self._subscriptions.pop(query, None)
        if subscription is not None:
            subscription.feed.listeners.discard(self._listeners.pop(query))
        return subscription

    def followed(self, query: str) -> Subscription | None:
        """How a query is followed; None when it isn't."""
        return self._subscriptions.get(query)

    @property
    def is_deaf(self) -> bool:
        """Whether the browser asks and asks, and acknowledges nothing."""
        return self._replies_unacked > REPLIES_MAX

    @property
    def queries(self) -> list[str]:
        """The queries that are followed."""
        return list(self._subscriptions)

    def acknowledge(self, frames: int) -> bool:
        """Note how many frames the browser has processed in all; False when that can't be."""
        if not self._acked_frames <= frames <= self._acked_frames + len(self._unacked):
            return False
        if self._acked_frames < frames:
            self._replies_unacked = 0
        while self._acked_frames < frames:
            self._unacked_bytes -= self._unacked.popleft()
            self._acked_frames += 1
        self._wake.set()
        return True

    def _on_news(self, subscription: Subscription) -> None:
        self._wake.set()
        if subscription.is_far_behind():
            self._urgent.set()

    async def run(self) -> None:
        """Send until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._urgent.clear()
            began = loop.time()
            items, full = await self._collect()
            if items:
                await self._send_frame(protocol.frame(items))
            if full:
                self._wake.set()
                await asyncio.sleep(0)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout_at(began + 1 / FRAMES_PER_SECOND):
                    await self._urgent.wait()

    async def _collect(self) -> tuple[list[str], bool]:
        """What is to be sent now, and whether more of it waits than fits into one frame."""
        items, self._replies = self._replies, []
        size = 0
        for query, subscription in list(self._subscriptions.items()):
            if self._unacked_bytes >= CREDIT_BYTES:
                return items, False  # goes on with the next acknowledgement
            if size >= FRAME_BYTES:
                return items, True
            if not subscription.behind():
                continue
            found: list[str] = []
            try:
                await subscription.next_items(self._window, found, FRAME_BYTES - size)
            except (RedisError, OSError):
                asyncio.get_running_loop().call_later(RETRY_SECONDS, self._wake.set)
            items += found
            size += sum(map(len, found))
            subscription.tell_progress()
            if self._subscriptions.get(query) is subscription:
                self._subscriptions[query] = self._subscriptions.pop(query)  # the others come first next time
        return items, size >= FRAME_BYTES

    async def _send_frame(self, text: str) -> None:
        self._unacked.append(len(text))
        self._unacked_bytes += len(text)
        await self._send(text)
