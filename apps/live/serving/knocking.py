"""Connections to uvicorn that have not said what they want: so long, and so many of them.

A request's head has HEAD_SECONDS from its first byte (of a new connection: from its opening), its body BODY_SECONDS.
Overflow policy: who is too slow is dropped; of too many that wait, the one that has waited longest.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any, Final, Literal

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from apps.common.figures import reached

HEAD_SECONDS: Final = 10.0  # a browser sends it in one packet; the rest is for a mobile network's repetitions
BODY_SECONDS: Final = 60.0  # the largest body over a quarter of a megabit a second
KNOCKING_MAX: Final = 1_000  # at once: as many as the backlog holds, all of them browsers that reconnect


class Request(H11Protocol):
    """An HTTP connection, or one that becomes a browser's socket."""

    # Of this process, the longest waiting first.
    _knocking: Final[OrderedDict[Request, None]] = OrderedDict()

    def __init__(self, *arguments: Any, **options: Any) -> None:  # Any: passed on
        super().__init__(*arguments, **options)
        self._awaited: Literal["head", "body"] | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Wait for the first request's head."""
        super().connection_made(transport)
        self._await("head")

    def data_received(self, data: bytes) -> None:
        """See what is still missing."""
        super().data_received(data)
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            self._await(None)
        elif self.conn.their_state is h11.SEND_BODY:
            self._await("body")
        else:
            self._await("head" if self.conn.their_state is h11.IDLE else None)

    def on_response_complete(self) -> None:
        """The next request may take its time to begin: uvicorn's own pause bounds that."""
        super().on_response_complete()
        self._await("body" if self.conn.their_state is h11.SEND_BODY else None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing."""
        self._await(None)
        super().connection_lost(exc)

    def _await(self, what: Literal["head", "body"] | None) -> None:
        if what == self._awaited:
            return
        self._awaited = what
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._knocking.pop(self, None)
        if what is not None:
            seconds = HEAD_SECONDS if what == "head" else BODY_SECONDS
            self._deadline = self.loop.call_later(seconds, self._give_up)
        if what == "head":
            self._knocking[self] = None
            if len(self._knocking) > KNOCKING_MAX:
                longest = next(iter(self._knocking))
                reached("connections_without_request")
                longest._await(None)
                longest.transport.abort()

    def _give_up(self) -> None:
        reached(f"{self._awaited}_seconds")
        self.transport.abort()
