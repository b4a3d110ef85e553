"""The servers a web process may run on, both on uvloop. docs/adr/0009 says how they compare.

Both keep to the bounds below, write no access log, compress no frame (deflating it anew for each viewer would cost more
than all the rest), close no socket for being idle (silence is the consumer's affair), and end in order: sockets are
told 4000.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from apps.common.descriptors import allow_files
from apps.live.protocol import FRAME_MAX_BYTES
from apps.live.viewer import FRAME_BYTES
from apps.streams.core.pipeline import PAYLOAD_MAX_BYTES

SERVERS: Final = ("uvicorn", "daphne")

# What a browser may send in one frame or in pieces: twice what a frame may be, so that the consumer can refuse in words
# what is a little over; the rest is closed with 1009. A trickling peer holds no more.
RECEIVED_MAX_BYTES: Final = 2 * FRAME_MAX_BYTES
# Daphne has one bound for both ways. Out: a nearly full frame (up to 3 bytes a character) and one more message of the
# largest kind.
SOCKET_MAX_BYTES: Final = 3 * FRAME_BYTES + PAYLOAD_MAX_BYTES + 64 * 1024
FILES_WANTED: Final = 16_384  # sockets, requests, and what Redis and the database take
HANDSHAKES_BACKLOG: Final = 1024  # a thousand viewers that reconnect at once
CLOSE_SECONDS: Final = 2  # for sockets' last words and running requests when the process stops
PING_SECONDS: Final = 20  # proxies close what says nothing for a minute
PONG_SECONDS: Final = 30  # a browser answers pings by itself, however busy its page is
SERVER_NAME: Final = "Lowstream"

Application = Callable[[Any, Any, Any], Awaitable[None]]  # Any: ASGI's own types are as loose


async def nothing() -> None:
    """Wait until cancelled."""
    await asyncio.Event().wait()


@dataclass(frozen=True)
class Site:
    """What is served, and where. `meanwhile` runs as long as the server does; it is cancelled at the end."""

    application: Application
    host: str
    port: int
    meanwhile: Callable[[], Coroutine[None, None, None]] = nothing


def serve(server: str, site: Site) -> None:
    """Serve until SIGTERM or SIGINT."""
    allow_files(FILES_WANTED)
    gc.freeze()  # what was loaded lives as long as the process: the collector needn't look at it again
    if server == "daphne":
        from .daphne import serve as run
    else:
        from .uvicorn import serve as run
    run(site)
