"""Windows in Redis: appending a batch, telling an event, and reading from a cursor on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings

from apps.streams.core import message
from apps.streams.core.cursor import Hole, follow
from apps.streams.core.message import Batch, Item

from . import keys
from .client import AsyncRedis, connect_sync, script
from .lease import RETENTION_SECONDS

WINDOW_MAX_BYTES: Final = 16 * 1024 * 1024
READ_MAX_BYTES: Final = 256 * 1024  # of one read while catching up: a frame's worth
WHOLE: Final = -1  # as `after`: the newest messages, as many as the window holds


class LostOwnership(Exception):
    """Another hub owns the stream now."""


class Vanished(Exception):
    """Redis has lost what it knew of the stream; nobody else has taken it since."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A stream as Redis holds it: `batches` follow `after`, oldest first, as far as the byte limit let them.

    Of a `keyed` window they are sparse, and reach to `top` when nothing more remains; an empty one may be among them.
    Nothing in them is older than the window's age.
    """

    epoch: str
    top: int
    status: bytes
    after: int
    owned: bool
    batches: list[Batch]
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class WindowSlice:
    """Messages of a window, oldest first."""

    epoch: str
    top: int
    entries: list[Item] = field(default_factory=list)
    gap: tuple[int, int] | None = None  # first and last offset that `after` asked for and nobody has any more


class Window:
    """The windows of all streams, through one Redis client."""

    def __init__(self, redis: AsyncRedis) -> None:
        self._append = redis.register_script(script("append"))
        self._tell = redis.register_script(script("tell"))
        self._read = redis.register_script(script("read"))

    async def append(self, stream: str, fence: int, batch: Batch, keep_from: int) -> None:
        """Append and publish a batch, dropping entries that end before `keep_from`. Safe to repeat.

        Raises LostOwnership; redis.RedisError when Redis doesn't answer.
        """
        done = await self._append(
            keys=[keys.meta(stream), keys.window(stream), keys.feed(stream)],
            args=[fence, batch.epoch, batch.last, keep_from, batch.text, RETENTION_SECONDS],
        )
        if not done:
            raise LostOwnership(stream)

    async def tell(
        self, stream: str, fence: int, epoch: str, event: bytes, status: bytes = b"", connection: int = 0
    ) -> None:
        """Publish an event; a status given with it is kept for those who come later. Raises as `append`."""
        done = await self._tell(
            keys=[keys.meta(stream), keys.feed(stream)], args=[fence, epoch, event, status, connection]
        )
        if not done:
            raise LostOwnership(stream)

    async def read(self, stream: str, after: int, size: int, max_bytes: int = READ_MAX_BYTES) -> Snapshot:
        """Read what follows `after`; with WHOLE the newest `size` messages."""
        reply = await self._read(
            keys=[keys.meta(stream), keys.window(stream), keys.lease(stream)], args=[after, size, max_bytes]
        )
        return _snapshot(reply)


def read_window_sync(stream: str, after: int | None, limit: int) -> WindowSlice:
    """Read up to `limit` messages: those after `after`, or the newest. For REST; raises redis.RedisError."""
    with connect_sync(settings.REDIS_URL) as redis:
        read = redis.register_script(script("read"))
        whole = after is None
        reply = read(
            keys=[keys.meta(stream), keys.window(stream), keys.lease(stream)],
            args=[WHOLE if after is None else after, limit, WINDOW_MAX_BYTES],
        )
    snapshot = _snapshot(reply)
    entries: list[Item] = []
    gap: tuple[int, int] | None = None
    for part in follow(snapshot.after, snapshot.batches):
        if isinstance(part, Hole):
            if not entries and not whole:
                gap = (part.first, part.last)
        else:
            entries.extend(part.messages())
    if not entries and not whole and snapshot.after < snapshot.top:
        gap = (snapshot.after + 1, snapshot.top)  # nothing of it is left
    return WindowSlice(snapshot.epoch, snapshot.top, entries[:limit], gap)


def _snapshot(reply: Sequence[Any]) -> Snapshot:  # Any: what a script returns is only known to the script
    return Snapshot(
        epoch=reply[0].decode(),
        top=int(reply[1]),
        status=reply[2],
        after=int(reply[3]),
        owned=bool(reply[4]),
        batches=[message.read(text) for text in reply[5:]],
    )
