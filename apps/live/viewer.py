"""What one browser socket is sent, and when.

A viewer is a cursor per stream, not a queue: its memory is constant.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from redis.exceptions import RedisError

from apps.common.turns import Share
from apps.streams.bus.window import Window

from . import protocol
from .feed import Listener
from .figures import figures
from .pace import INTERVAL_SECONDS, Ticker
from .subscription import FRAME_BYTES, NEVER, Frame, Subscription

__all__ = ["CREDIT_BYTES", "FRAME_BYTES", "REPLIES_MAX", "Subscription", "Viewer"]

CREDIT_BYTES: Final = 1024 * 1024  # sent and not yet acknowledged
REPLIES_MAX: Final = (
    10_000  # since the last acknowledgement, about a megabyte: who asks so much and reads none is closed
)
RETRY_SECONDS: Final = 0.5  # while the window can't be read
TURN_BYTES: Final = 1024 * 1024  # sent to a workspace's viewers before others have their turn: one or two milliseconds,
TURN_FRAMES: Final = 64  # as these are of small frames

Send = Callable[[str], Awaitable[None]]


class Viewer:
    """Sends frames until cancelled: at most FRAMES_PER_SECOND, within the credit and its workspace's share of the loop.

    Replies go at once.

    It is idle, and hears of the first news of any stream; or it looks again by itself when its turn comes; or it is out
    of credit, and goes on with the next acknowledgement.
    """

    def __init__(self, window: Window, send: Send, ticker: Ticker, share: Share) -> None:
        self._window = window
        self._send = send
        self._ticker = ticker
        self._place = ticker.place()
        self._share = share
        self._cost = FRAME_BYTES / TURN_BYTES  # of the frame before; the first may be a full one
        self._in_line = False  # for its share: what comes meanwhile waits in the window
        self._served = False
        self._loop = asyncio.get_running_loop()
        self._subscriptions: dict[str, Subscription] = {}
        self._hurried: dict[str, Listener] = {}  # of streams of this viewer's own
        self._replies: list[str] = []  # bounded: one for each request, and requests are handled one by one
        self._replies_unacked = 0
        self._wake = asyncio.Event()
        self._idle = False
        self._has_turn = False  # the ticker calls within two intervals
        self._look_at = NEVER  # when it calls because something is due then
        self._sent_at = 0.0
        self._unacked: deque[int] = deque()
        self._unacked_bytes = 0
        self._acked_frames = 0

    def reply(self, item: protocol.Wire) -> None:
        """Send an item without waiting for the next frame's turn."""
        self._replies.append(protocol.encode(item))
        self._replies_unacked += 1
        self._wake.set()

    def follow(self, subscription: Subscription) -> None:
        """Send what the query's stream brings."""
        query = subscription.query
        self.unfollow(query)
        self._subscriptions[query] = subscription
        if subscription.is_own:
            self._hurried[query] = partial(self._on_own_news, subscription)
            subscription.feed.listeners.add(self._hurried[query])
        self._wake.set()

    def unfollow(self, query: str) -> Subscription | None:
        """Send nothing more of a query; what was followed, if it was."""
        subscription = self._subscriptions.pop(query, None)
        if subscription is not None:
            subscription.feed.waiting.discard(self._on_news)
            subscription.feed.waiting_urgently.discard(self._on_news)
            if query in self._hurried:
                subscription.feed.listeners.discard(self._hurried.pop(query))
        return subscription

    def followed(self, query: str) -> Subscription | None:
        """How a query is followed; None when it isn't."""
        return self._subscriptions.get(query)

    @property
    def is_deaf(self) -> bool:
        """Whether the browser asks and asks, and acknowledges nothing."""
        return self._replies_unacked > REPLIES_MAX

    @property
    def is_lagging(self) -> bool:
        """Whether any stream's messages wait for an acknowledgement."""
        return any(subscription.is_lagging for subscription in self._subscriptions.values())

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
        was_out = self._unacked_bytes >= CREDIT_BYTES
        while self._acked_frames < frames:
            self._unacked_bytes -= self._unacked.popleft()
            self._acked_frames += 1
        if was_out and self._unacked_bytes < CREDIT_BYTES:
            self._wake.set()
        return True

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._idle = False
            now = self._loop.time()
            frame = Frame(self._replies)
            self._replies = []
            may_fill = self._may_fill()
            more = may_fill and await self._fill(frame, now)
            if may_fill:
                self._note_cost(1 / TURN_FRAMES + frame.bytes / TURN_BYTES)
            if frame.items:
                await self._send_frame(frame, now)
            if more:
                self._wake.set()
                await asyncio.sleep(0)
            elif may_fill and not self._wake.is_set():
                self._arrange(now, sent=frame.bytes > 0)

    # --- whose turn it is

    def _may_fill(self) -> bool:
        """Whether the workspace's share allows for another frame; if not, this viewer is called when it does."""
        if self._in_line:
            return False
        if self._served or self._share.take(self._cost):
            self._served = False
            return True
        self._in_line = True
        self._share.wait(self._on_share, self._cost)
        return False

    def _note_cost(self, cost: float) -> None:
        self._share.correct(cost - self._cost)
        self._cost = cost

    def _on_share(self) -> None:
        self._in_line, self._served = False, True
        self._wake.set()

    # --- when to look

    def _arrange(self, now: float, *, sent: bool) -> None:
        """Decide who calls next."""
        if self._has_turn:
            return
        out_of_credit = self._unacked_bytes >= CREDIT_BYTES
        if sent and not out_of_credit:  # likely there is more by then: to look is cheaper than to hear of each batch
            self._take_turn(now)
            return
        due = NEVER
        for subscription in self._subscriptions.values():
            if out_of_credit and (subscription.is_lagging or not subscription.has_begun):
                continue  # the next acknowledgement is what it waits for
            its = subscription.due_at()
            (subscription.feed.waiting if its == NEVER else subscription.feed.waiting_urgently).add(self._on_news)
            due = min(due, its)
        self._idle = True
        if due < self._look_at:
            self._look_at = due
            self._ticker.call_at(due, self._look)

    def _take_turn(self, now: float) -> None:
        self._has_turn = True
        self._ticker.call_in_turn(now, self._place, self._on_turn)

    def _on_turn(self) -> None:
        self._has_turn = False
        self._wake.set()

    def _look(self) -> None:
        self._look_at = NEVER
        self._wake.set()

    def _on_news(self) -> None:
        """Something is new on a stream, and nobody else will call soon."""
        if not self._idle:
            return
        self._idle = False
        now = self._loop.time()
        if now - self._sent_at >= INTERVAL_SECONDS:
            self._wake.set()
        else:
            self._take_turn(now - INTERVAL_SECONDS / 2)

    def _on_own_news(self, subscription: Subscription) -> None:
        if subscription.is_far_behind():
            self._wake.set()

    # --- what to send

    async def _fill(self, frame: Frame, now: float) -> bool:
        """Add what is due; whether more of it waits than fits into one frame."""
        out_of_credit = self._unacked_bytes >= CREDIT_BYTES
        for query, subscription in list(self._subscriptions.items()):
            if subscription.due_at() > now:
                continue
            if out_of_credit:
                self._stall(subscription, frame)
                continue
            if frame.bytes >= FRAME_BYTES:
                return True
            try:
                await subscription.fill(frame, self._window, now)
            except (RedisError, OSError):
                subscription.postpone(frame, now + RETRY_SECONDS)
            subscription.tell_progress()
            if self._subscriptions.get(query) is subscription:
                self._subscriptions[query] = self._subscriptions.pop(query)  # the others come first next time
        return frame.bytes >= FRAME_BYTES

    def _stall(self, subscription: Subscription, frame: Frame) -> None:
        if subscription.has_begun and not subscription.is_lagging:
            figures.credit_stalls += 1
            subscription.add_lagging(frame)

    async def _send_frame(self, frame: Frame, now: float) -> None:
        text = protocol.frame(frame.items)
        size = max(frame.bytes, len(text))  # bytes of the messages; of the rest characters, which is near enough
        self._unacked.append(size)
        self._unacked_bytes += size
        if frame.bytes:
            self._sent_at = now
        if frame.received_ms:
            figures.lag.observe(time.time() - frame.received_ms / 1000)
        figures.frames += 1
        figures.bytes += len(text)
        await self._send(text)
