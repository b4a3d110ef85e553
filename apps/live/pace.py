"""When viewers look for news: at most so often, spread over the interval, and many on one timer."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Final

FRAMES_PER_SECOND: Final = 20
INTERVAL_SECONDS: Final = 1 / FRAMES_PER_SECOND
SLOTS: Final = 10  # of an interval: those who look in the same slot share one text; a slot's burst delays no other's
SLOT_SECONDS: Final = INTERVAL_SECONDS / SLOTS


class Ticker:
    """One timer for all viewers of a process; a call is made at the first slot's beginning after its time."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        # Whom to call at which tick, in order; who asks again for a tick that it waits for is called once. So this is
        # bounded by the viewers, and the times that their queries' pauses end at.
        self._due: dict[int, dict[Callable[[], None], None]] = {}
        self._ticks: list[int] = []
        self._timer: asyncio.TimerHandle | None = None
        self._places = itertools.cycle(range(SLOTS))

    def place(self) -> int:
        """The slot of the next viewer: one after the other, so that each holds as many."""
        return next(self._places)

    def call_at(self, when: float, wake: Callable[[], None]) -> None:
        """Call at about this time (of the loop's clock); it can't be taken back."""
        self._add(int(when / SLOT_SECONDS) + 1, wake)

    def call_in_turn(self, now: float, place: int, wake: Callable[[], None]) -> None:
        """Call a viewer that was just sent a frame again: in its slot, half an interval away at least.

        So frames come INTERVAL_SECONDS apart as long as there is news, in step with the others of the slot.
        """
        tick = int(now / SLOT_SECONDS) + 1 + SLOTS // 2
        self._add(tick + (place - tick) % SLOTS, wake)

    def _add(self, tick: int, wake: Callable[[], None]) -> None:
        waiting = self._due.get(tick)
        if waiting is not None:
            waiting[wake] = None
            return
        self._due[tick] = {wake: None}
        heappush(self._ticks, tick)
        if self._ticks[0] == tick:
            self._set_timer()

    def close(self) -> None:
        """Call nobody any more."""
        if self._timer is not None:
            self._timer.cancel()
        self._due.clear()
        self._ticks.clear()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._ticks[0] * SLOT_SECONDS, self._on_time) if self._ticks else None

    def _on_time(self) -> None:
        now = int(self._loop.time() / SLOT_SECONDS + 0.01)  # a timer may be early by the clock's resolution
        while self._ticks and self._ticks[0] <= now:
            for wake in self._due.pop(heappop(self._ticks)):
                wake()
        self._timer = None
        self._set_timer()
