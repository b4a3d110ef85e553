"""Whether an upstream has read what was sent to it: it answers the ping that was sent behind.

A socket that takes bytes says little: after a cable was pulled it goes on taking them for minutes.
"""

from __future__ import annotations

import asyncio
from typing import Final

from picows.websockets.exceptions import ConnectionClosed

from .wire import Connection

CONFIRM_SECONDS: Final = 5.0  # for a ping's answer, which stands behind the messages that we are still to read


class Receipts:
    """Of one connection. `begin` once it is open: an upstream that answers no pings is taken at its socket's word."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._first: asyncio.Task[float] | None = None
        self._silent_from = 0.0  # unanswered until then, the first ping won't be answered any more

    async def begin(self) -> None:
        """Find out whether pings are answered. Raises ConnectionClosed."""
        self._silent_from = asyncio.get_running_loop().time() + CONFIRM_SECONDS
        self._first = await self._ping()

    async def ask(self) -> asyncio.Task[float] | None:
        """Ping; what is returned ends with the answer. None where none can be expected. Raises ConnectionClosed."""
        if self._first is None:
            return None
        if not self._first.done() and asyncio.get_running_loop().time() > self._silent_from:
            return None
        return await self._ping()

    async def came(self, receipt: asyncio.Task[float]) -> bool:
        """Whether everything sent before the ping has been read, as far as that can be known."""
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                await asyncio.shield(receipt)
        except ConnectionClosed:
            return False
        except TimeoutError:
            return self._first is not None and not self._first.done()
        return True

    async def _ping(self) -> asyncio.Task[float]:
        answer = asyncio.ensure_future(await self._connection.ping())
        answer.add_done_callback(_look)
        return answer


def _look(answer: asyncio.Task[float]) -> None:
    """Take note of how it ended: nobody may be waiting any more when the connection ends."""
    if not answer.cancelled():
        answer.exception()
