"""What a window keeps: the tightest of its bounds (messages or keys, bytes, age) decides what goes, oldest first.

The owner of a stream keeps this picture of its window, so that Redis is only told what to drop. Somebody else may have
emptied the window meanwhile: what is then dropped in vain is older than all that is really there, so nothing else is.
"""

from __future__ import annotations

from collections import deque

from apps.streams.definition import Window as Bounds


class Entries:
    """The batches in a window. The newest is kept however large it is."""

    def __init__(self, bounds: Bounds) -> None:
        self._size = bounds.size
        self._max_bytes = bounds.max_bytes
        self._max_age_ms = bounds.max_age_seconds * 1000
        self._kept: deque[tuple[int, int, int]] = deque()  # last offset, bytes, when the last message was received
        self._lowest = 0
        self.bytes = 0

    @property
    def oldest_at(self) -> int | None:
        """When the last message of the oldest entry was received (ms)."""
        return self._kept[0][2] if self._kept else None

    def add(self, last: int, size: int, at: int) -> None:
        """Note a batch that ends at offset `last`."""
        self._kept.append((last, size, at))
        self.bytes += size
        self._lowest = max(self._lowest, last - self._size + 1)

    def lowest(self, now_ms: int) -> int:
        """The lowest offset to keep: entries that end before it go."""
        kept = self._kept
        oldest = now_ms - self._max_age_ms if self._max_age_ms else 0
        while kept and (
            kept[0][0] < self._lowest or kept[0][2] < oldest or (self.bytes > self._max_bytes and len(kept) > 1)
        ):
            last, size, _ = kept.popleft()
            self.bytes -= size
            self._lowest = max(self._lowest, last + 1)
        return self._lowest


class Rows:
    """The rows of a keyed window, in the order of their offsets. The newest is kept however large it is."""

    def __init__(self, bounds: Bounds) -> None:
        self._size = bounds.size
        self._max_bytes = bounds.max_bytes
        self._max_age_ms = bounds.max_age_seconds * 1000
        self._kept: dict[bytes, tuple[int, int]] = {}  # name -> bytes, when received; replaced ones go to the end
        self.bytes = 0

    @property
    def oldest_at(self) -> int | None:
        """When the oldest row was received (ms)."""
        return next(iter(self._kept.values()))[1] if self._kept else None

    def add(self, name: bytes, size: int, at: int) -> None:
        """Note the newest row of a name."""
        before = self._kept.pop(name, None)
        if before is not None:
            self.bytes -= before[0]
        self._kept[name] = (size, at)
        self.bytes += size

    def removed(self, now_ms: int) -> list[bytes]:
        """The names of those that go."""
        kept, names = self._kept, list[bytes]()
        oldest = now_ms - self._max_age_ms if self._max_age_ms else 0
        while kept:
            name, (size, at) = next(iter(kept.items()))
            over = len(kept) > self._size or at < oldest or (self.bytes > self._max_bytes and len(kept) > 1)
            if not over:
                break
            del kept[name]
            self.bytes -= size
            names.append(name)
        return names
