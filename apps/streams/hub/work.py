"""What work costs of a workspace's share of the hub: 1.0 is a turn, one or two milliseconds of the loop.

A message is paid for twice: when it is received, and when its batch is written.
"""

from __future__ import annotations

from typing import Final

TURN_BYTES: Final = 1024 * 1024
MESSAGE_BYTES: Final = 2 * 1024  # a message costs as much as so many bytes more
TURN_SECONDS: Final = 0.002  # of work that takes long for its bytes
PIECE: Final = 1 / 4  # of a turn, that a stream receives between two looks at its share


def cost_of(messages: int, size: int) -> float:
    """Of messages with so many bytes together."""
    return (messages * MESSAGE_BYTES + size) / TURN_BYTES
