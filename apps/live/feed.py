"""One stream as this web process sees it: its newest batches, its last events, and who wants to know of more."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from apps.streams.bus.window import Snapshot
from apps.streams.core import event, message
from apps.streams.core.event import Event
from apps.streams.core.message import Batch
from apps.streams.core.state import StreamStatus

RECENT_BYTES: Final = 1024 * 1024  # batches kept for viewers that keep up; others read on from the window
EVENTS_KEPT: Final = 64  # a viewer that lags further behind sees the last of them; the status always arrives

Listener = Callable[[], None]


class Feed:
    """Fed by `apps.live.reader`; viewers read it and keep their own place.

    `recent` is without holes and ends at `top`. Overflow policy: drop oldest, they stay in the window.
    """

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.epoch = ""
        self.top = 0
        self.status = StreamStatus()
        self.recent: deque[Batch] = deque()
        self.events: deque[tuple[int, Event]] = deque(maxlen=EVENTS_KEPT)
        self.last_event = 0  # the number of the newest event; viewers remember how far they have got
        self.ready = asyncio.Event()  # the window has been looked at since the subscription stands
        self.listeners: set[Listener] = set()
        self.users = 0  # subscriptions that hold it; the reader drops it after the last
        self._recent_bytes = 0
        self._texts: tuple[tuple[int, int, int], tuple[list[str], int]] | None = None

    def receive(self, text: bytes) -> None:
        """Take what the hub published: a batch or an event."""
        if text.startswith(event.PREFIX):
            self._take_event(event.read(text))
        else:
            self._take_batch(message.read(text))
        for listener in self.listeners:
            listener()

    def refresh(self, snapshot: Snapshot) -> None:
        """Take what Redis holds: at the start, and after the subscription was interrupted."""
        if snapshot.epoch != self.epoch:
            self._start_over(snapshot.epoch, snapshot.top)
        elif snapshot.top > self.top:
            self._forget_recent()
            self.top = snapshot.top
        if snapshot.status:
            status = StreamStatus.model_validate_json(snapshot.status)
            if not snapshot.owned and status.status in ("connecting", "open", "retrying"):
                # Its hub is gone without a farewell; the next one tells more within seconds.
                message_ = "Waiting for a hub to take the stream."
                status = status.model_copy(update={"status": "connecting", "code": "no_hub", "message": message_})
            if status.at >= self.status.at and status != self.status:
                self._take_event(event.status_event(self.top, status))
        self.ready.set()
        for listener in self.listeners:
            listener()

    def texts_between(self, after: int, until: int, enough: int) -> tuple[list[str], int] | None:
        """Texts of the batches after `after` up to `until` (a batch's end), and the last offset in them.

        It stops once the texts have `enough` characters. None when the batches aren't at hand. Viewers that keep up
        ask for the same piece one after the other, so the last answer is kept.
        """
        asked = (after, until, enough)
        if self._texts is not None and self._texts[0] == asked:
            return self._texts[1]
        wanted: list[Batch] = []
        for batch in reversed(self.recent):
            if batch.last <= after:
                break
            if batch.first <= until:
                wanted.append(batch)
            if batch.first <= after + 1:
                self._texts = (asked, _texts_of(wanted, after, enough))
                return self._texts[1]
        return None

    def events_after(self, number: int) -> list[tuple[int, Event]]:
        """The events a viewer at `number` has not had, oldest first, as far as they are kept."""
        if number == self.last_event:
            return []
        return [entry for entry in self.events if entry[0] > number]

    def _take_event(self, happened: Event) -> None:
        if happened.kind == "status":
            self.status = StreamStatus.model_validate(happened.body)
        self.last_event += 1
        self.events.append((self.last_event, happened))

    def _take_batch(self, batch: Batch) -> None:
        if batch.epoch != self.epoch:
            self._start_over(batch.epoch, batch.first - 1)
        if batch.last <= self.top:
            return
        if batch.first != self.top + 1:
            self._forget_recent()  # something between was not delivered here; the window has it
        self.recent.append(batch)
        self._recent_bytes += len(batch.text)
        self.top = batch.last
        while self._recent_bytes > RECENT_BYTES and len(self.recent) > 1:
            self._recent_bytes -= len(self.recent.popleft().text)

    def _start_over(self, epoch: str, top: int) -> None:
        self._forget_recent()
        self.epoch, self.top = epoch, top

    def _forget_recent(self) -> None:
        self.recent.clear()
        self._recent_bytes = 0
        self._texts = None


def _texts_of(newest_first: list[Batch], after: int, enough: int) -> tuple[list[str], int]:
    texts: list[str] = []
    size, last = 0, after
    for batch in reversed(newest_first):
        if size >= enough:
            break
        texts.append(batch.after(after).text.decode())
        size += len(texts[-1])
        last = batch.last
    return texts, last
