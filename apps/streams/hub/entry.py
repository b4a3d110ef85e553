"""A stream of this hub: who runs it, until when it is wanted, and why it ended."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from apps.streams.bus.lease import PROLONG_SECONDS, Held, retention
from apps.streams.core.state import StatusName

from .supervisor import Supervisor


@dataclass(slots=True)
class Entry:
    """`task` lives until the lease is given back."""

    supervisor: Supervisor
    wanted_until_ms: int  # by Redis's clock
    task: asyncio.Task[None] = field(init=False)
    reason: str = ""  # the code of the last status; empty until it is told to stop
    let_go: bool = False  # the lease was handed over or given back, or is just about to be
    prolong_at: float = 0.0  # when its keys are due, by the loop's clock
    _counted: tuple[float, int] = (0.0, 0)  # when the rate was last computed, and the messages until then

    def stop(self, status: StatusName, code: str, message: str) -> None:
        """End it in good order."""
        if not self.reason:
            self.reason = code
            self.supervisor.stop(status, code, message)

    def held(self, now: float) -> Held | None:
        """For the lease's renewal; None when nothing is owned."""
        owned = self.supervisor.held
        if owned is None:
            return None
        since, before = self._counted
        rate = (owned.top - before) / (now - since) if since and now > since else 0.0
        kept = retention(self.supervisor.scope)
        return Held(owned.fence, owned.top, rate, self.supervisor.window_bytes, kept)

    def prolonged(self, now: float) -> None:
        """Its keys and figures were written."""
        owned = self.supervisor.held
        # The first figures are those of the time before it was ours: the next are due soon.
        self.prolong_at = now + (PROLONG_SECONDS if self._counted[0] else 0.0)
        self._counted = (now, owned.top if owned is not None else 0)
