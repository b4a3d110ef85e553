"""uvicorn: asyncio protocols on uvloop, with the sans-I/O half of `websockets` for sockets.

Of uvicorn's other two, `websockets` is deprecated and `wsproto` would be one more package; docs/adr/0009 has figures.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import socket
from typing import Any, Final

import uvloop
from uvicorn import Config, Server
from uvicorn.protocols.utils import ClientDisconnected

from apps.live import protocol

from . import CLOSE_SECONDS, HANDSHAKES_BACKLOG, PING_SECONDS, PONG_SECONDS, RECEIVED_MAX_BYTES, SERVER_NAME, Site
from .door import Door
from .knocking import Request
from .reading import GentleSocket

FAREWELL_SECONDS: Final = 1.0  # for sockets' last words; the rest of CLOSE_SECONDS is for requests
STUCK_SECONDS: Final = protocol.SILENCE_SECONDS  # a peer that reads nothing for so long is as good as gone
WHOLE_TEXT: Final = 0x81  # FIN and the opcode of text
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def serve(site: Site) -> None:
    """Serve until SIGTERM or SIGINT."""
    uvloop.run(_serve(GracefulServer(config_of(site)), site))


def config_of(site: Site) -> Config:
    """How uvicorn is to serve it."""
    return Config(
        _Guests(Door(site.application)),
        host=site.host,
        port=site.port,
        http=Request,
        ws=Socket,
        ws_max_size=RECEIVED_MAX_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PONG_SECONDS,
        ws_per_message_deflate=False,
        backlog=HANDSHAKES_BACKLOG,
        timeout_graceful_shutdown=round(CLOSE_SECONDS - FAREWELL_SECONDS),
        lifespan="off",
        log_config=None,  # the settings' own
        access_log=False,
        proxy_headers=False,  # as Django is told to trust them, by its settings
        server_header=False,
        headers=[("Server", SERVER_NAME)],
    )


async def _serve(server: GracefulServer, site: Site) -> None:
    task = asyncio.create_task(site.meanwhile())
    try:
        await server.serve()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


class Socket(GentleSocket):
    """One browser socket. Its application is told of the end of the process by a cancellation, as Daphne does."""

    application: asyncio.Task[None] | None = None

    async def run_asgi(self) -> None:
        self.application = asyncio.current_task()
        await super().run_asgi()

    async def send(self, message: Any) -> None:  # Any: ASGI's own types are as loose
        """Pass over what comes when the tab is gone, as Daphne does; the event that says so is on its way."""
        if self.close_sent:
            return
        text = message.get("text")
        if not self.writable.is_set() and not await self._has_room(STUCK_SECONDS if text else CLOSE_SECONDS):
            return
        if text and self.handshake_complete:
            if not self.close_sent and self.conn.close_rcvd is None and not self.transport.is_closing():
                self.transport.write(_wire.of(text))
            return
        with suppress(ClientDisconnected):
            await super().send(message)
        if self.close_sent:
            self.loop.call_later(CLOSE_SECONDS, self.transport.abort)  # whether or not it has read the last words

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.loop.call_later(CLOSE_SECONDS, self.transport.abort)  # what is still to be written may never be taken

    async def _has_room(self, seconds: float) -> bool:
        """Wait until the peer takes more; drop one that doesn't."""
        try:
            async with asyncio.timeout(seconds):
                await self.writable.wait()
        except TimeoutError:
            self.transport.abort()
            return False
        return True


class Wire:
    """The bytes of a text frame, made once for the viewers that are sent the same one after the other.

    A server's frames are not masked, and nothing is compressed, so they are the same for all.
    """

    def __init__(self) -> None:
        self._text = ""
        self._bytes = b""

    def of(self, text: str) -> bytes:
        """The frame of this text."""
        if text is not self._text and text != self._text:
            payload = text.encode()
            self._bytes = _head(len(payload)) + payload
            self._text = text
        return self._bytes


_wire: Final = Wire()


def _head(size: int) -> bytes:
    """The head of a whole text frame (RFC 6455, 5.2) of so many bytes."""
    if size < 126:
        return bytes((WHOLE_TEXT, size))
    if size < 65_536:
        return bytes((WHOLE_TEXT, 126)) + size.to_bytes(2, "big")
    return bytes((WHOLE_TEXT, 127)) + size.to_bytes(8, "big")


class GracefulServer(Server):
    """Ends in order: sockets first, then requests."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        open_sockets = [each for each in self.server_state.connections if isinstance(each, Socket)]
        running = [each.application for each in open_sockets if each.application is not None]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=FAREWELL_SECONDS)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End with exit code 0 after a signal; uvicorn's own raises it once more."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)


class _Guests:
    """The application, with the cancellation of a socket taken for its end in good order, not for a fault."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self._application(scope, receive, send)
        except asyncio.CancelledError:
            if scope["type"] != "websocket":
                raise
