"""Broadcasts that are sent again after every reconnect: kept in Redis too, so that the stream's next owner has them."""

from __future__ import annotations

from typing import Final

from . import keys
from .client import AsyncRedis, script
from .window import LostOwnership

REMEMBERED_MAX: Final = 100  # names of one stream; subscriptions of more than that belong into on-connect messages
REMEMBERED_MAX_BYTES: Final = 256 * 1024  # of one stream, names and messages together

Said = str | bytes


class Remembered:
    """What all streams remember, through one Redis client. All of it raises redis.RedisError."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._remember = redis.register_script(script("remember"))

    async def load(self, stream: str) -> dict[str, tuple[int, Said]]:
        """Each name with its number (names were first remembered in the order of these) and what is to be said."""
        fields = await self._redis.hgetall(keys.remembered(stream))
        loaded = {_bytes(name).decode(): _read(_bytes(value)) for name, value in fields.items()}
        return dict(sorted(loaded.items(), key=lambda item: item[1][0]))

    async def keep(self, stream: str, fence: int, name: str, number: int, said: Said) -> None:
        """Keep it under this name, in place of what was there. Raises LostOwnership."""
        kind, text = (b"b", said) if isinstance(said, bytes) else (b"t", said.encode())
        await self._write(stream, fence, name, b"%d %b %b" % (number, kind, text))

    async def forget(self, stream: str, fence: int, name: str = "") -> None:
        """Keep nothing under this name, or nothing at all. Raises LostOwnership."""
        await self._write(stream, fence, name, b"")

    async def _write(self, stream: str, fence: int, name: str, value: bytes) -> None:
        answer = await self._remember(
            keys=[keys.meta(stream), keys.remembered(stream)], args=[fence, name, value, REMEMBERED_MAX]
        )
        if answer == 0:
            raise LostOwnership(stream)


def _read(value: bytes) -> tuple[int, Said]:
    number, kind, text = value.split(b" ", 2)
    return int(number), text if kind == b"b" else text.decode()


def _bytes(value: bytes | str) -> bytes:
    assert isinstance(value, bytes)  # the client decodes nothing
    return value
