"""One connection of a demo server: a bounded outbox, emptied by one task."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

from websockets.asyncio.server import ServerConnection

OUTBOX_MAX: Final = 10_000  # messages, about 2 MB; a client this far behind is closed (policy: close)
TOO_SLOW: Final = 1008  # close code: policy violation
HEARTBEAT_SECONDS: Final = 1.0


class Client:
    """A connection and what is to be sent to it. `heartbeat`: sent when nothing else was for a second, if `beats`."""

    def __init__(self, connection: ServerConnection, heartbeat: str = "") -> None:
        self.connection = connection
        self.beats = False
        self.slow = False
        self.writer: asyncio.Task[None] = asyncio.create_task(self._write())
        self._heartbeat = heartbeat
        self._outbox: deque[str] = deque()
        self._filled = asyncio.Event()

    def put(self, text: str) -> None:
        """Queue a message; past OUTBOX_MAX the client counts as too slow and its writer ends."""
        if len(self._outbox) >= OUTBOX_MAX:
            self.slow = True
            self.writer.cancel()
            return
        self._outbox.append(text)
        self._filled.set()

    async def until_over(self, reader: asyncio.Task[None]) -> None:
        """Serve until the client leaves or is too slow; `reader` handles what it says, and ends with it."""
        try:
            await asyncio.wait((reader, self.writer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            reader.cancel()
            self.writer.cancel()
            await asyncio.gather(reader, self.writer, return_exceptions=True)
        if self.slow:
            await self.connection.close(TOO_SLOW, f"Too slow: {OUTBOX_MAX} messages were waiting")

    async def _write(self) -> None:
        while True:
            while self._outbox:
                await self.connection.send(self._outbox.popleft())
            self._filled.clear()
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS if self.beats else None):
                    await self._filled.wait()
            except TimeoutError:
                self.put(self._heartbeat)
