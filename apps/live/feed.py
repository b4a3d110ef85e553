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

from .memory import Memory

EVENTS_KEPT: Final = 64  # a viewer that lags further behind sees the last of them; the status always arrives

STORE_DOWN: Final = "store_down"
HUBS_FULL: Final = (
    "Every hub has as many streams as it can hold: this one waits for room. Whoever runs the server can start another "
    "hub (manage.py runhub)."
)

Listener = Callable[[], None]


class Feed:
    """Fed by `apps.live.reader`; viewers read it and keep their own place.

    `numbering` counts how often the offsets began anew; `begins_after` is the offset that this one began after, as far
    as viewers that followed the one before are concerned.
    """

    def __init__(self, stream: str, *, keyed: bool = False) -> None:
        self.stream = stream
        self.keyed = keyed
        self.epoch = ""
        self.numbering = 0
        self.begins_after = 0
        self.cleared_to = 0  # somebody emptied the window up to here
        self.status = StreamStatus()
        self.memory = Memory(stream)
        self.events: deque[tuple[int, Event]] = deque(maxlen=EVENTS_KEPT)
        self.last_event = 0  # the number of the newest event; viewers remember how far they have got
        self.last_urgent = 0  # likewise, of those that don't wait for a slow query's turn
        self.ready = asyncio.Event()  # the window has been looked at since the subscription stands
        self.listeners: set[Listener] = set()  # called at everything new
        self.waiting: set[Listener] = set()  # called once, at the next: a viewer that looks by itself isn't in here
        self.waiting_urgently: set[Listener] = set()  # called once, at what doesn't wait for a slow query's turn
        self.users = 0  # subscriptions that hold it; the reader drops it after the last
        self._is_urgent = False  # what is being told
        self._former: StreamStatus | None = None  # while the store is away

    @property
    def top(self) -> int:
        """The last offset given out, as far as it is known here."""
        return self.memory.top

    @property
    def is_cut_off(self) -> bool:
        """Whether the store is away: nothing can be read from the window."""
        return self._former is not None

    def receive(self, text: bytes) -> None:
        """Take what was published: a batch or an event."""
        if text.startswith(event.PREFIX):
            self._take_event(event.read(text))
        else:
            self._take_batch(message.read(text))
        self._notify()

    def refresh(self, snapshot: Snapshot, *, hubs_full: bool = False) -> None:
        """Take what Redis holds: at the start, and after the subscription was interrupted.

        `hubs_full`: why nobody owns it, if nobody does.
        A lower top of the same epoch, or none, is a store that has lost its newest writes: the hub still has the
        numbering, or another begins a new one; either is told by what comes next.
        """
        if snapshot.epoch and snapshot.epoch != self.epoch:
            self._start_over(snapshot.epoch, snapshot.top)
        elif snapshot.top > self.top:
            self.memory.start_over(snapshot.top)
        former = self._former or self.status
        status = _status_in(snapshot, former, hubs_full=hubs_full, first=not self.ready.is_set())
        if self._former is not None or (status.at >= former.at and status != former):
            after = self.top if self._former is None else 0  # that the trouble is over waits for nothing
            self._take_event(event.status_event(after, status if status.at >= former.at else former))
        self.ready.set()
        self._notify()

    def cut_off(self, at_ms: int) -> None:
        """The store does not answer: tell it, until the next `refresh`."""
        if self._former is not None or not self.ready.is_set():
            return
        former = self.status
        told = {
            "status": "degraded",
            "at": at_ms,
            "code": STORE_DOWN,
            "message": "The server's message store does not answer; what comes meanwhile follows later, or as a gap.",
        }
        self._take_event(event.status_event(self.top, former.model_copy(update=told)))
        self._former = former
        self._notify()

    def events_after(self, number: int) -> list[tuple[int, Event]]:
        """The events a viewer at `number` has not had, oldest first, as far as they are kept."""
        if number == self.last_event:
            return []
        return [entry for entry in self.events if entry[0] > number]

    def _notify(self) -> None:
        for listener in self.listeners:
            listener()
        if self.waiting:
            _call(self.waiting)
        if self.waiting_urgently and self._is_urgent:
            _call(self.waiting_urgently)
        self._is_urgent = False

    def _take_event(self, happened: Event) -> None:
        if happened.kind == "status":
            self.status = StreamStatus.model_validate(happened.body)
            self._former = None
        elif happened.kind == "cleared":
            self.cleared_to = max(self.cleared_to, happened.after)
        self.last_event += 1
        self.events.append((self.last_event, happened))
        if happened.kind != "error":
            self.last_urgent = self.last_event
            self._is_urgent = True

    def _take_batch(self, batch: Batch) -> None:
        if batch.epoch != self.epoch:
            self._start_over(batch.epoch, batch.first - 1)
        elif batch.last <= self.top:
            if not self.memory.contradicts(batch):
                return  # a hub that had no answer wrote it again
            # A store that lost a whole owner's writes let the next one count on from before.
            self._start_over(batch.epoch, batch.first - 1, begins_after=batch.first - 1)
        self.memory.add(batch)

    def _start_over(self, epoch: str, top: int, begins_after: int = 0) -> None:
        self.memory.start_over(top)
        self.epoch, self.begins_after = epoch, begins_after
        self.cleared_to = 0
        self.numbering += 1
        self._is_urgent = True


def _call(waiting: set[Listener]) -> None:
    for listener in list(waiting):
        listener()
    waiting.clear()


def _status_in(snapshot: Snapshot, former: StreamStatus, *, hubs_full: bool, first: bool) -> StreamStatus:
    """The status Redis holds, or the former one if it has lost it; and what is to be thought of one without a hub."""
    status = StreamStatus.model_validate_json(snapshot.status) if snapshot.status else former
    is_fresh = status.status == "idle" or status.code == "unused"
    if snapshot.owned or not (is_fresh or status.status in ("connecting", "open", "retrying", "degraded")):
        return status
    if first and is_fresh:
        return status  # it is taken within milliseconds
    # None has had it, or it is gone without a farewell; the next tells more within seconds, if there is one with room.
    code, message_ = ("hubs_full", HUBS_FULL) if hubs_full else ("no_hub", "Waiting for a hub to take the stream.")
    return status.model_copy(update={"status": "connecting", "code": code, "message": message_})
