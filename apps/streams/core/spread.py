"""Which hub a stream is meant for: rendezvous hashing, so that a hub's coming or going moves only its own share.

See Thaler and Ravishankar, "Using name-based mappings to increase hit rates" (1998).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b


def preferred(stream: str, hubs: Iterable[str]) -> str | None:
    """The hub that should own the stream; None when there is none."""
    return max(hubs, key=lambda hub: _weight(stream, hub), default=None)


def _weight(stream: str, hub: str) -> bytes:
    return blake2b(f"{hub} {stream}".encode(), digest_size=8).digest()
