"""What the writers of this hub may hold while Redis fails, and when each tries again."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final, Protocol

STREAM_BYTES: Final = 8 * 1024 * 1024  # of one stream: a minute of 1,000 messages a second
HUB_BYTES: Final = 128 * 1024 * 1024  # of all together, shared out evenly
LEAST_BYTES: Final = 64 * 1024  # as much as the share of one in 2,000, which is all a hub takes
RETRY_SECONDS: Final = 0.2
RETRIES_PER_SECOND: Final = 100  # of all streams together; the first that succeeds calls the others
RETRY_MAX_SECONDS: Final = 5.0


class Holder(Protocol):
    """A writer with messages that Redis didn't take."""

    def shrink(self) -> None:
        """Drop the oldest messages until the share isn't exceeded."""


class Backlog:
    """The writers whose Redis fails. `share` bytes are what each may hold."""

    def __init__(self) -> None:
        self._holders: set[Holder] = set()
        self._recovered = asyncio.Event()

    @property
    def share(self) -> int:
        """Bytes that one stream may hold now."""
        return max(LEAST_BYTES, min(STREAM_BYTES, HUB_BYTES // max(1, len(self._holders))))

    def join(self, holder: Holder) -> None:
        """Take part; the others' share may become smaller."""
        before = self.share
        self._holders.add(holder)
        if self.share < before:
            for each in list(self._holders):
                each.shrink()

    def leave(self, holder: Holder) -> None:
        """Redis takes this one's messages again, or nobody wants them any more."""
        if holder in self._holders:
            self._holders.discard(holder)
            self._recovered.set()
            self._recovered = asyncio.Event()  # for those who wait from now on

    async def pause(self) -> None:
        """Wait until it is time to try again."""
        seconds = min(RETRY_MAX_SECONDS, max(RETRY_SECONDS, len(self._holders) / RETRIES_PER_SECOND))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._recovered.wait()


BACKLOG: Final = Backlog()  # a hub has its process to itself
