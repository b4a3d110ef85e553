"""Fair sharing of one event loop among workspaces: start-time fair queueing, one turn in each round of the loop.

Whoever works for a workspace asks its share before each piece of work, and says what that will likely cost: as much as
the piece before; 1.0 is a turn. The clock is virtual: the turns that those who wait have had, once they are served. A
workspace a turn ahead of it waits in line; one that asks for less than the others never does, however many wait.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Final
from weakref import WeakValueDictionary

ALONE_SECONDS: Final = 1.0  # without a word from another workspace: nobody is held up by who goes on


class Turns:
    """The shares of one loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.now = 0.0  # virtual
        self.latest: Share | None = None  # who asked last
        self.changes = 0  # how often that was another
        self.clock = clock
        self._shares: WeakValueDictionary[int, Share] = WeakValueDictionary()
        self._in_line: dict[Share, None] = {}  # in the order they came
        self._is_due = False

    def share(self, workspace: int) -> Share:
        """The share of a workspace, the same for all who work for it. They keep it: nobody else does."""
        share = self._shares.get(workspace)
        if share is None:
            share = self._shares[workspace] = Share(self)
        return share

    def line_up(self, share: Share) -> None:
        """Serve it when its time has come."""
        self._in_line[share] = None
        self._arrange()

    def _arrange(self) -> None:
        if self._in_line and not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._serve)  # behind what the sockets have brought meanwhile

    def _serve(self) -> None:
        """Give a turn to the one that has had least; of several to the one that was served longest ago."""
        self._is_due = False
        share = min(self._in_line, key=lambda each: each.had)
        del self._in_line[share]
        self.now = max(self.now, share.had)
        if share.serve():
            self._in_line[share] = None
        self._arrange()


class Share:
    """What one workspace has had, and its work that waits.

    The line is bounded by those who work: each stream, writer or viewer stands in it once.
    """

    def __init__(self, turns: Turns) -> None:
        self.had = turns.now
        self._turns = turns
        self._line: deque[tuple[Callable[[], None], float]] = deque()
        self._changes = 0
        self._beside_others_at = turns.clock()

    def take(self, cost: float) -> bool:
        """Go on at once, if that is fair or nobody else is there; otherwise `wait`."""
        turns = self._turns
        if turns.latest is not self:
            turns.latest = self
            turns.changes += 1
        if not self._may_go():
            if self._line or not self._is_alone():
                return False
            turns.now = self.had
        self._pay(cost)
        return True

    def correct(self, by: float) -> None:
        """It cost more than expected, or less."""
        self.had += by

    def wait(self, go: Callable[[], None], cost: float) -> None:
        """Call when the turn has come; it can't be taken back."""
        self._line.append((go, cost))
        self._turns.line_up(self)

    async def turn(self, cost: float) -> None:
        """Go on when that is fair. Who is alone lets the loop's other work in after each turn."""
        if self._may_go():
            self._pay(cost)
            return
        turn = asyncio.get_running_loop().create_future()
        self.wait(lambda: None if turn.done() else turn.set_result(None), cost)  # done: who waited was cancelled
        await turn

    def serve(self) -> bool:
        """Let go on what a turn holds; whether more waits."""
        end = self._turns.now + 1.0
        while self._line and self.had < end:
            go, cost = self._line.popleft()
            self._pay(cost)
            go()
        return bool(self._line)

    def _may_go(self) -> bool:
        return not self._line and self.had < self._turns.now + 1.0

    def _pay(self, cost: float) -> None:
        now = self._turns.now
        self.had = (self.had if self.had > now else now) + cost

    def _is_alone(self) -> bool:
        turns, at = self._turns, self._turns.clock()
        if self._changes != turns.changes:
            self._changes, self._beside_others_at = turns.changes, at
        return at - self._beside_others_at > ALONE_SECONDS
