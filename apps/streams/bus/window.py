"""Windows in Redis: appending a batch, telling an event, reading from a cursor on, trimming and clearing.

A plain window is a Redis Stream with one entry a batch. A keyed one is a compacted log: a hash of the newest row of
each key, and a sorted set of their offsets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from apps.streams.core.message import Batch

from . import keys
from .client import AsyncRedis, connect_sync, script
from .snapshot import MARK, Snapshot, WindowSlice, read_keys, slice_of, snapshot_of

__all__ = ["WHOLE", "LostOwnership", "Row", "Snapshot", "Vanished", "Window", "WindowSlice", "mark"]

READ_MAX_BYTES: Final = 256 * 1024  # of one read while catching up: a frame's worth
ALL_BYTES: Final = 64 * 1024 * 1024  # of one read of everything: no window has as much, however its texts were cut
WHOLE: Final = -1  # as `after`: the newest messages (or keys), as many as the window holds


class LostOwnership(Exception):
    """Another hub owns the stream now."""


class Vanished(Exception):
    """Redis has lost what it knew of the stream, and nobody has taken it since."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a keyed window. `name`: the key as `message.name_of` writes it, or a mark (see `upsert.lua`)."""

    name: bytes
    offset: int
    at: int
    payload: bytes

    @property
    def value(self) -> bytes:
        """As the hash holds it."""
        return b"%d:%b" % (self.at, self.payload)


def mark(first: int, last: int, at: int) -> Row:
    """The row that stands for what was never written, or is lost."""
    return Row(b"%b%d" % (MARK, first), last, at, b"")


class Window:
    """The windows of all streams, through one Redis client.

    Every write raises LostOwnership, Vanished, or redis.RedisError when Redis doesn't answer; each may be repeated.
    """

    def __init__(self, redis: AsyncRedis) -> None:
        self._append = redis.register_script(script("append"))
        self._upsert = redis.register_script(script("upsert"))
        self._tell = redis.register_script(script("tell"))
        self._take = redis.register_script(script("take"))
        self._trim = redis.register_script(script("trim"))
        self._read = redis.register_script(script("read"))

    async def take(
        self, stream: str, fence: int, epoch: str, *, keyed: bool, max_age_ms: int
    ) -> Iterator[tuple[bytes, int, int]]:
        """Say how the window is to be read; return what is in it, oldest first: name, bytes and time (ms) of each.

        The name of a batch is its last offset.
        """
        reply = await self._take(
            keys=[keys.meta(stream), keys.window(stream), keys.rows(stream), keys.order(stream)],
            args=[fence, epoch, int(keyed), max_age_ms],
        )
        _check(stream, reply[0])
        return zip(reply[1::3], reply[2::3], reply[3::3], strict=True)

    async def append(self, stream: str, fence: int, batch: Batch, keep_from: int) -> None:
        """Append and publish a batch, dropping entries that end before `keep_from`."""
        done = await self._append(
            keys=[keys.meta(stream), keys.window(stream), keys.feed(stream)],
            args=[fence, batch.epoch, batch.last, keep_from, batch.text],
        )
        _check(stream, done)

    async def upsert(
        self, stream: str, fence: int, batch: Batch, written: int, rows: Sequence[Row], removed: Sequence[bytes]
    ) -> Row | None:
        """Publish a batch and write its rows, dropping those named in `removed`.

        `written`: the last offset that Redis has taken; the mark that was made for what it has lost of it is returned.
        """
        # One argument for all rows: packing each by itself would cost the client more than all else.
        lines = b"\n".join([part for row in rows for part in (row.name, b"%d" % row.offset, row.value)])
        done = await self._upsert(
            keys=[keys.meta(stream), keys.rows(stream), keys.order(stream), keys.feed(stream)],
            args=[fence, batch.epoch, written, batch.last, batch.text, lines, *removed],
        )
        _check(stream, done)
        return None if done == 1 else mark(done - 1, written, 0)

    async def trim(self, stream: str, fence: int, epoch: str, keep_from: int, removed: Sequence[bytes]) -> None:
        """Drop entries that end before `keep_from`, and rows of these names."""
        done = await self._trim(
            keys=[keys.meta(stream), keys.window(stream), keys.rows(stream), keys.order(stream)],
            args=[fence, epoch, keep_from, *removed],
        )
        _check(stream, done)

    async def tell(
        self,
        stream: str,
        fence: int,
        epoch: str,
        event: bytes,
        status: bytes = b"",
        connection: int = 0,
        number: int = 0,
    ) -> None:
        """Publish an event; a status given with it is kept for those who come later.

        An owner that counts its events in `number`, from 1, may repeat a call whose answer was lost.
        """
        done = await self._tell(
            keys=[keys.meta(stream), keys.feed(stream)], args=[fence, epoch, event, status, connection, number]
        )
        _check(stream, done)

    async def read(self, stream: str, after: int, size: int, max_bytes: int = READ_MAX_BYTES) -> Snapshot:
        """Read what follows `after`; with WHOLE the newest `size` messages, or keys."""
        return snapshot_of(await self._read(keys=read_keys(stream), args=[after, size, max_bytes]))


def read_window_sync(stream: str, after: int | None, size: int) -> WindowSlice:
    """Read what follows `after`, or the newest `size` messages or keys. For REST; raises redis.RedisError."""
    with connect_sync(settings.REDIS_URL) as redis:
        read = redis.register_script(script("read"))
        reply = read(keys=read_keys(stream), args=[WHOLE if after is None else after, size, ALL_BYTES])
    return slice_of(snapshot_of(reply), whole=after is None)


def clear_window_sync(stream: str) -> int:
    """Empty a window; the offset up to which it was cleared. For REST; raises redis.RedisError."""
    with connect_sync(settings.REDIS_URL) as redis:
        clear = redis.register_script(script("clear"))
        names = [keys.meta(stream), keys.window(stream), keys.rows(stream), keys.order(stream), keys.feed(stream)]
        return int(clear(keys=names))


def _check(stream: str, answer: int) -> None:
    if answer == 0:
        raise LostOwnership(stream)
    if answer == -1:
        raise Vanished(stream)
