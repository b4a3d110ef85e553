"""What one stream remembers to say again after every reconnect; Redis has a copy for the stream's next owner."""

from __future__ import annotations

import logging
from typing import Final

from redis.exceptions import RedisError

from apps.streams.bus.remembered import REMEMBERED_MAX, REMEMBERED_MAX_BYTES, Remembered, Said

logger = logging.getLogger(__name__)

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
        self._unwritten: set[str] = set()  # names that Redis has not taken yet; at most as many as are remembered

    async def load(self) -> None:
        """Read what the former owner remembered; again, once that didn't work."""
        if self._loaded:
            return
        try:
            loaded = await self._remembered.load(self._stream)
        except (RedisError, OSError) as error:
            logger.warning("stream %s: what it remembers can't be read (%s)", self._stream, error)
            return
        self._said = {**loaded, **self._said}
        self._loaded = True

    async def own(self, fence: int) -> list[Said]:
        """The stream is ours now; what was remembered since `load`."""
        before, self.fence, self._loaded = self._said, fence, False
        self._said = {}
        await self.load()
        if not self._loaded:
            self._said = before
        return [said for name, (_, said) in self._said.items() if before.get(name, (0, None))[1] != said]

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
        names = {name} if name else set(self._said)
        for each in names:
            self._said.pop(each, None)
        self._unwritten |= names
        await self.write()

    async def write(self) -> None:
        """Bring Redis's copy up to date, as far as it answers; the rest follows later. Raises LostOwnership."""
        for name in sorted(self._unwritten):
            try:
                if name in self._said:
                    await self._remembered.keep(self._stream, self.fence, name, *self._said[name])
                else:
                    await self._remembered.forget(self._stream, self.fence, name)
            except (RedisError, OSError) as error:
                logger.warning("stream %s: what it remembers can't be written (%s)", self._stream, error)
                return
            self._unwritten.discard(name)


def _size(name: str, said: Said) -> int:
    return len(name.encode()) + len(said.encode() if isinstance(said, str) else said)
