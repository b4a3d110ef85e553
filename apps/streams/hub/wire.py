"""The WebSocket on a socket that is already connected: picows, with what we need to know of it beside the messages."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final

import picows
from picows.websockets import ClientConnection
from picows.websockets.compat import Request, Response

from apps.streams.core.plan import Plan

CLOSE_SECONDS: Final = 2.0
WRITE_HIGH_BYTES: Final = 0  # nothing waits in our buffers: a broadcast that returns was taken by the socket
READ_BYTES: Final = 4 * 1024  # of an idle connection's buffer, which grows with what comes
# Of the kernel. The library's buffer doubles whenever a read has filled it, and all it holds is parsed at once: with
# its own bound (up to 32 MiB) twenty floods took 300 MiB and held the loop for a third of a second.
SOCKET_BYTES: Final = 256 * 1024  # at a round trip of 50 ms still 5 MB/s of one upstream
QUEUE_MESSAGES: Final = 16  # read ahead of whoever receives; then the socket is read no further
ANSWERS_MAX_BYTES: Final = 1024 * 1024  # pongs that wait for an upstream which takes none; sixteen of our messages
ANSWERS_LOOK_SECONDS: Final = 0.1  # while some wait: what a ping flood can add meanwhile is a few MiB
PIECES_MAX: Final = 4_096  # of one message; 16 MiB in the smallest pieces that servers make, of 4 KiB
USER_AGENT: Final = "Lowstream/0.1"

_ILLEGAL: Final = re.compile(r"invalid close code: (\d+)")
_DATA: Final = (picows.WSMsgType.TEXT, picows.WSMsgType.BINARY, picows.WSMsgType.CONTINUATION)
_PIECES: Final = f"The upstream sent a message in more than {PIECES_MAX:,} pieces."
_PONG: Final = b"\x8a\x00"  # an unsolicited one is ignored


class Connection(ClientConnection):
    """A picows connection that shows its transport, and the code of a close frame that the library refuses.

    `leads_to`: the checked address that was dialled; none where a proxy resolves names itself. `why`: we gave it up.
    """

    ears: Ears
    leads_to: tuple[tuple[socket.AddressFamily, str], ...] = ()
    why: str = ""
    _look: asyncio.TimerHandle | None = None

    def on_ws_connected(self, transport: picows.WSTransport) -> None:
        """Keep the transport."""
        self.wire = transport
        super().on_ws_connected(transport)

    def abort(self) -> None:
        """Drop the TCP connection."""
        self.wire.underlying_transport.abort()

    def give_up(self, why: str) -> None:
        """Drop it, and say why to whoever receives."""
        self.why = self.why or why
        self.abort()

    def suspect(self) -> None:
        """Nothing was heard for a while: count the pieces of what comes next, until a message is whole."""
        if type(self) is Connection:
            # Each frame through a method of ours would cost the quick ones a third more.
            self.__class__ = SuspectConnection

    def pause_writing(self) -> None:
        """The upstream takes no more for now. What we say waits for it; the library's pongs don't."""
        super().pause_writing()
        self._look_at_answers()

    def resume_writing(self) -> None:
        """It has taken all."""
        self._look_no_more()
        super().resume_writing()

    def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
        """It is over."""
        self._look_no_more()
        super().on_ws_disconnected(transport)

    def _look_at_answers(self) -> None:
        self._look_no_more()
        if self.wire.underlying_transport.get_write_buffer_size() > ANSWERS_MAX_BYTES:
            self.give_up("The upstream sends pings and takes no answers.")
        else:
            self._look = asyncio.get_running_loop().call_later(ANSWERS_LOOK_SECONDS, self._look_at_answers)

    def _look_no_more(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None


class SuspectConnection(Connection):
    """A connection that counts the pieces of one message: each takes memory, also when there is nothing in it."""

    _pieces: int = 0

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        """Count until a message is whole."""
        if self.why:
            return  # what was read before we gave up is still handed out
        super().on_ws_frame(transport, frame)
        if frame.msg_type not in _DATA:
            return
        if frame.fin:
            self._pieces = 0
            self.__class__ = Connection
        else:
            self._pieces += 1
            if self._pieces > PIECES_MAX:
                self.give_up(_PIECES)


class KindsConnection(Connection):
    """Also notes of each message whether it came as a text frame; as many notes as messages wait, in order."""

    def __init__(self, **options: Any) -> None:  # Any: passed on
        super().__init__(**options)
        self.texts: deque[bool] = deque()
        self._pieces = 0

    def on_ws_frame(self, transport: picows.WSTransport, frame: picows.WSFrame) -> None:
        """Note the kind of a message's first frame, and count its pieces."""
        if self.why:
            return
        super().on_ws_frame(transport, frame)
        if frame.msg_type in (picows.WSMsgType.TEXT, picows.WSMsgType.BINARY):
            self.texts.append(frame.msg_type == picows.WSMsgType.TEXT)
        if frame.msg_type in _DATA:
            self._pieces = 0 if frame.fin else self._pieces + 1
        if self._pieces > PIECES_MAX:
            self.give_up(_PIECES)


class Ears:
    """Stands where the library wants a logger, since only there it says which close code it refused.

    The supervisor tells all else in words, so the rest is not listened to.
    """

    connection: Connection | None = None
    code: int | None = None
    reason: str = ""

    def error(self, _: str, *arguments: object) -> None:
        """A frame broke the protocol."""
        found = _ILLEGAL.search(str(arguments))
        if found and self.code is None:
            self.code = int(found[1])
            asyncio.get_running_loop().call_soon(self._read_reason)  # before the socket is read again

    def _read_reason(self) -> None:
        """Find the refused frame in the buffer it was read into, for the reason in it.

        What the library has refused still stands there. The buffer is handed out from the first unread byte on; taking
        one more frame in makes that its beginning.
        """
        if self.connection is None or self.code is None:
            return
        protocol = self.connection.wire.underlying_transport.get_protocol()
        if not isinstance(protocol, asyncio.BufferedProtocol):
            return
        room = memoryview(protocol.get_buffer(-1))
        if len(room) < len(_PONG):
            return
        room[: len(_PONG)] = _PONG
        protocol.buffer_updated(len(_PONG))
        seen = bytes(memoryview(protocol.get_buffer(-1)))
        frame = re.search(rb"\x88([\x02-\x7d])" + re.escape(self.code.to_bytes(2, "big")), seen)
        if frame is not None:
            self.reason = seen[frame.end() : frame.end() + frame[1][0] - 2].decode("utf-8", "replace")

    def isEnabledFor(self, _: int) -> bool:  # noqa: N802 - the name of logging's
        """Never: nothing is written."""
        return False

    def _ignore(self, *_: object, **__: object) -> None:
        pass

    debug = info = warning = exception = critical = log = _ignore


async def open_websocket(
    plan: Plan,
    sock: socket.socket,
    context: ssl.SSLContext | None,
    *,
    with_kinds: bool = False,
    on_secured: Callable[[], None] = lambda: None,
) -> Connection:
    """TLS (with a context) and the opening handshake. `on_secured` is called in between.

    Raises what picows, ssl and the socket raise.
    """
    ears = Ears()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SOCKET_BYTES)

    def headers() -> Iterator[tuple[str, str]]:
        # They are read when the request is written, so TLS stands by then.
        on_secured()
        yield from plan.headers
        if plan.subprotocols:
            yield "Sec-WebSocket-Protocol", ", ".join(plan.subprotocols)  # `dial` checks what comes of it
        if not any(name.lower() == "user-agent" for name, _ in plan.headers):
            yield "User-Agent", USER_AGENT

    def listener(request: picows.WSUpgradeRequest, response: picows.WSUpgradeResponse) -> Connection:
        if response.headers.get("Sec-WebSocket-Extensions") is not None:
            raise picows.WSHandshakeError("it uses an extension that was not offered", response=response)
        ears.connection = (KindsConnection if with_kinds else Connection)(
            request=Request.from_picows(request),
            response=Response.from_picows(response),
            subprotocol=response.headers.get("Sec-WebSocket-Protocol"),
            permessage_deflate=None,  # inflating costs more than a nearby network saves
            ping_interval=None,  # `talk` pings: it knows what else came meanwhile
            ping_timeout=None,
            close_timeout=CLOSE_SECONDS,
            max_queue=QUEUE_MESSAGES,
            write_limit=WRITE_HIGH_BYTES,
            max_message_size=2 * plan.message_bytes,  # the receiver tells the author of what is over the real bound
            max_frame_size=2 * plan.message_bytes,
            logger=ears,
        )
        ears.connection.ears = ears
        return ears.connection

    def factory(read: picows.WSParsedURL) -> socket.socket:
        if (read.host, read.port, read.is_secure) != (plan.host, plan.port, plan.secure):
            raise picows.WSHandshakeError(f"it would have gone to {read.host}:{read.port}")  # two readings of one URL
        return sock

    _, connection = await picows.ws_connect(
        listener,
        plan.url,
        ssl_context=context,
        websocket_handshake_timeout=None,  # `dial` bounds the whole
        enable_auto_ping=False,
        max_frame_size=2 * plan.message_bytes,
        extra_headers=headers(),
        read_buffer_init_size=READ_BYTES,
        max_redirects=0,  # a redirect would lead around the guard
        proxy=None,  # an environment proxy would lead around the guard
        socket_factory=factory,
        logger_name=ears,  # type: ignore[arg-type]  # anything that logs will do
    )
    assert isinstance(connection, Connection)
    return connection


async def hang_up(connection: Connection, code: int = 1000, reason: str = "") -> None:
    """Close a connection, within CLOSE_SECONDS also when the upstream reads nothing."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await connection.close(code, reason)  # its own time-out begins only when the close frame has been taken
    except TimeoutError:
        connection.abort()
    except asyncio.CancelledError:
        connection.abort()
        raise
