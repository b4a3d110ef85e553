"""What a browser's socket may make uvicorn read: a little at a time, so that no peer holds up the others.

The library parses all that it is given before it returns; a quarter of a megabyte of tiny frames would hold the event
loop for most of a second. Overflow policy: backpressure for bytes (the socket is read no further), close for the rest.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from apps.common.figures import reached
from apps.streams.core.rate import Bucket

from . import CLOSE_SECONDS

TURN_BYTES: Final = 4 * 1024  # parsed in a turn of the loop: frames of a few bytes each take some milliseconds
PINGS_PER_SECOND: Final = 2.0  # pings, and pongs that answer none of ours; browsers send none, programs one in seconds
PINGS_BURST: Final = 20.0
INVALID_DATA: Final = 1007  # close codes of RFC 6455, 7.4.1
POLICY_VIOLATION: Final = 1008
MESSAGE_TOO_BIG: Final = 1009
FRAGMENTS_MAX: Final = 1_000  # of one message: a browser cuts a large one into a few dozen


class GentleSocket(WebSocketsSansIOProtocol):
    """Reads in turns, and lets go of a peer that floods it with what no browser sends."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # Any: passed on
        super().__init__(*arguments, **options)
        self._unread = b""  # bounded: while there is some, the transport reads no more than it has read already
        self._turn: asyncio.Handle | None = None
        self._pings = Bucket(PINGS_PER_SECOND, PINGS_BURST)

    def data_received(self, data: bytes) -> None:
        """Parse it now if it is little; else as much as a turn allows, and the rest in further turns."""
        if not self._unread and len(data) <= TURN_BYTES:
            super().data_received(data)
            return
        self._unread += data
        self._go_on()

    async def receive(self) -> Any:  # Any: ASGI's own types are as loose
        """The next event; the frames behind it are parsed once it was taken."""
        message = await super().receive()
        self._go_on()
        return message

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what nobody will read."""
        self._unread = b""
        if self._turn is not None:
            self._turn.cancel()
        super().connection_lost(exc)

    def handle_ping(self) -> None:
        """Answer, unless the peer reads nothing: pongs that nobody takes would pile up."""
        if self.close_sent:
            return
        output = self.conn.data_to_send()
        if not self._pings.try_take(self.loop.time()):
            reached("socket_pings")
            self._refuse(POLICY_VIOLATION, "too many pings")
        elif self.writable.is_set():
            self.transport.write(b"".join(output))

    def handle_pong(self, event: Any) -> None:
        """Pongs that answer nothing count as pings."""
        if self.close_sent:
            return
        if bytes(event.data) == self.pending_ping_payload:
            super().handle_pong(event)
        elif not self._pings.try_take(self.loop.time()):
            reached("socket_pings")
            self._refuse(POLICY_VIOLATION, "too many pongs")

    def handle_cont(self, event: Any) -> None:
        """Take a message's next piece, even an empty one, up to a bound."""
        if len(self.frames) >= FRAGMENTS_MAX:
            self.frames = []
            reached("socket_fragments")
            self._refuse(MESSAGE_TOO_BIG, "too many fragments")
        elif not self.close_sent:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Hand on a whole message, if it is text; uvicorn itself would log the peer's fault as one of ours."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self._refuse(INVALID_DATA, "not UTF-8")
                return
        super().send_receive_event_to_app()

    def _go_on(self) -> None:
        """Parse more in the loop's next turn, unless the application has a message to take first."""
        if self._unread and self._turn is None and not self.transport.is_closing():
            self.transport.pause_reading()
            if not self.read_paused:
                self._turn = self.loop.call_soon(self._read_some)

    def _read_some(self) -> None:
        self._turn = None
        if self.read_paused or self.transport.is_closing():
            return  # `receive` goes on, or nobody
        some, self._unread = self._unread[:TURN_BYTES], self._unread[TURN_BYTES:]
        super().data_received(some)
        if self._unread:
            self._go_on()
        elif not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def _refuse(self, code: int, reason: str) -> None:
        """Close at once; the application hears of it as of any lost connection."""
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.fail(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()
        self.loop.call_later(CLOSE_SECONDS, self.transport.abort)  # what is still to be written may never be taken
