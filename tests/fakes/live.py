"""An upstream as most are: what is new goes to everyone who is connected."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from websockets.http11 import Response

from .behaviours import Behaviour, Refuse, Text, numbered

if TYPE_CHECKING:
    from .upstream import Visit


@dataclass
class Live(Behaviour):
    """Every connection gets the same live numbers, `rate` a second, from the moment it opens."""

    rate: float = 1000
    most: int | None = None  # connections at a time; more are refused
    greeting: str = ""  # each connection's own; `{}` is its number
    began: float = field(default_factory=time.monotonic)
    make: Callable[[int], Text] = numbered

    async def handshake(self, visit: Visit) -> Response | None:
        if self.most is not None and len(visit.upstream.opened) >= self.most:
            return await Refuse(503).handshake(visit)
        return None

    async def talk(self, visit: Visit) -> None:
        if self.greeting:
            await visit.connection.send(self.greeting.format(len(visit.upstream.dials)))
        sent = int((time.monotonic() - self.began) * self.rate)
        while True:
            now = int((time.monotonic() - self.began) * self.rate)
            for n in range(sent + 1, now + 1):
                await visit.connection.send(self.make(n))
            sent = now
            await asyncio.sleep(min(0.02, 1 / self.rate))
