"""What one stream remembers to say again after every reconnect; Redis has a copy for the stream's next owner."""

from __future__ import annotations

import logging
from typing import Final

from redis.exceptions import RedisError

from apps.streams.bus.remembered import REMEMBERED_MAX, REMEMBERED_MAX_BYTES, Remembered, Said

logger = logging.getLogger(__name__)

UNWRITTEN_MAX: Final = 2 * REMEMBERED_MAX  # names that wait for Redis; beyond, all of its copy is written anew

Refusal = tuple[str, str]
"""A code and a message; two empty texts when all is well."""

DONE: Final[Refusal] = ("", "")


class Memory:
    """Bounds: REMEMBERED_MAX names, REMEMBERED_MAX_BYTES together. Overflow policy: refuse."""

    def __init__(self, stream: str, remembered: Remembered) -> None:
        self.fence = 0  # 0: not ours to write yet
        self._stream = stream
        self._remembered = remembered
        self._said: dict[str, tuple[int, Said]] = {}  # in order of first remembering
        self._loaded = False
        self._unwritten: set[str] = set()  # names that Redis has not heard the latest of; then all is written anew
        self._cleared = False  # what Redis has is void

    async def load(self) -> None:
        """Read what the former owner remembered; again, once that didn't work."""
        if self._loaded:
            return
        try:
            loaded = await self._remembered.load(self._stream)
        except (RedisError, OSError) as error:
            logger.warning("stream %s: what it remembers can't be read (%s)", self._stream, error)
            return
        if self._cleared:
            loaded = {}
        self._said = {name: loaded[name] for name in loaded if name not in self._unwritten} | self._said
        self._loaded = True

    async def own(self, fence: int) -> list[Said]:
        """The stream is ours now; what was remembered since `load`."""
        before, self.fence, self._loaded = self._said, fence, False
        self._said = {name: before[name] for name in self._unwritten if name in before}
        await self.load()
        if not self._loaded:
            self._said = before
        await self.write()
        return [said for name, (_, said) in self._said.items() if before.get(name, (0, None))[1] != said]

    async def own_again(self, fence: int) -> None:
        """Redis had lost the stream, and this with it. Raises LostOwnership."""
        self.fence = fence
        self._unwritten |= set(self._said)
        await self.write()

    def all(self) -> list[Said]:
        """What is to be said again, in order."""
        return [said for _, said in self._said.values()]

    def refusal(self, name: str, said: Said) -> Refusal:
        """Why this can't be remembered, or DONE."""
        if name not in self._said and len(self._said) >= REMEMBERED_MAX:
            return "rate_limited", f"{REMEMBERED_MAX} messages are remembered already; forget some first."
        others = sum(_size(each, kept) for each, (_, kept) in self._said.items() if each != name)
        if others + _size(name, said) > REMEMBERED_MAX_BYTES:
            limit = REMEMBERED_MAX_BYTES // 1024
            return "too_large", f"All that is remembered may take {limit} KiB together; forget some first."
        return DONE

    async def keep(self, name: str, said: Said) -> None:
        """Remember what was sent. Raises LostOwnership."""
        number = self._said[name][0] if name in self._said else max((n for n, _ in self._said.values()), default=0) + 1
        self._said[name] = (number, said)
        self._unwritten.add(name)
        await self.write()

    async def forget(self, name: str) -> None:
        """Forget what is remembered under a name; all of it, if that is empty. Raises LostOwnership."""
        if name:
            self._said.pop(name, None)
            self._unwritten.add(name)
        else:
            self._said.clear()
            self._unwritten.clear()
            self._cleared = True
        await self.write()

    async def write(self) -> None:
        """Bring Redis's copy up to date, as far as it answers; the rest follows later. Raises LostOwnership."""
        if len(self._unwritten) > UNWRITTEN_MAX:
            self._cleared, self._unwritten = True, set(self._said)
        if not self.fence:
            return
        try:
            if self._cleared:
                await self._remembered.forget(self._stream, self.fence)
                self._cleared = False
            for name in sorted(self._unwritten):
                await self._write_one(name)
                self._unwritten.discard(name)
        except (RedisError, OSError) as error:
            logger.warning("stream %s: what it remembers can't be written (%s)", self._stream, error)

    async def _write_one(self, name: str) -> None:
        said = self._said.get(name)
        if said is None:
            await self._remembered.forget(self._stream, self.fence, name)
        else:
            await self._remembered.keep(self._stream, self.fence, name, *said)


def _size(name: str, said: Said) -> int:
    return len(name.encode()) + len(said.encode() if isinstance(said, str) else said)
