"""A scriptable WebSocket server on loopback that remembers everything it saw.

    async with Upstream() as upstream:
        upstream.behave(Refuse(503), CloseAtOnce(1011), Echo())  # first dial, second, all later ones
        ...dial upstream.url...
        await upstream.wait_for(lambda: len(upstream.dials) == 3)

`UpstreamThread` (thread.py) offers the same to tests that don't run in a loop.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from .behaviours import Accept, Behaviour, Text

POLL_SECONDS: Final = 0.01
ACCEPT_TURNS: Final = 4  # of the loop, from a socket's acceptance until the server knows the connection
CLOSE_SECONDS: Final = 0.5  # a client that doesn't answer a close frame holds a test up no longer

_log = logging.getLogger(__name__)
_log.setLevel(logging.CRITICAL)  # broken handshakes are what these tests are about


@dataclass
class Received:
    """One message of the client's. `at`: time.monotonic()."""

    data: Text
    at: float


@dataclass(eq=False)
class Visit:
    """One dial: what it asked for, what it said, how it ended. Times are time.monotonic()."""

    upstream: Upstream
    connection: ServerConnection
    behaviour: Behaviour
    path: str  # with the query string
    headers: Headers
    at: float
    received: list[Received] = field(default_factory=list)
    opened_at: float | None = None
    closed_at: float | None = None

    @property
    def open(self) -> bool:
        """Accepted and not closed yet."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def messages(self) -> list[Text]:
        """What the client sent, in order."""
        return [received.data for received in self.received]

    @property
    def subprotocols(self) -> list[str]:
        """What the client offered."""
        return [name.strip() for line in self.headers.get_all("Sec-WebSocket-Protocol") for name in line.split(",")]

    @property
    def close_code(self) -> int | None:
        """How the connection ended; 1006 without a closing handshake."""
        return self.connection.close_code if self.closed_at is not None else None

    def drop(self) -> None:
        """Reset the TCP connection, without a closing handshake."""
        self.connection.transport.abort()


class Upstream:
    """The server; `subprotocols` are those it speaks (the first one offered that it knows is chosen).

    `tls`: serve `wss`, with a certificate of `certificates.make`.
    """

    def __init__(
        self,
        *behaviours: Behaviour,
        host: str = "127.0.0.1",
        port: int = 0,
        subprotocols: Sequence[str] = (),
        compression: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.dials: list[Visit] = []
        self.stopping = asyncio.Event()
        self._subprotocols = subprotocols
        self._compression = compression
        self._tls = tls
        self._server: Server | None = None
        self._script: list[Behaviour] = []
        self.behave(*behaviours or (Accept(),))

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """`ws://host:port/` (or `wss`); known once started."""
        return f"{'wss' if self._tls else 'ws'}://{self.host}:{self.port}/"

    @property
    def opened(self) -> list[Visit]:
        """The connections that are open now."""
        return [visit for visit in self.dials if visit.open]

    @property
    def messages(self) -> list[Text]:
        """What clients sent over all connections, in order of connection."""
        return [message for visit in self.dials for message in visit.messages]

    def behave(self, *behaviours: Behaviour) -> None:
        """From the next dial on, use these one after the other; the last one stays."""
        if not behaviours:
            raise ValueError("behave() needs at least one behaviour")
        self._script = list(behaviours)

    async def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        self.stopping.clear()
        self._server = await serve(
            self._handle,
            self.host,
            self.port,
            process_request=self._answer,
            select_subprotocol=self._select,
            compression=self._compression,
            max_size=None,
            open_timeout=None,
            close_timeout=CLOSE_SECONDS,
            ping_interval=None,
            logger=_log,
            ssl=self._tls,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self, *, drop: bool = False) -> None:
        """Close all connections (1001), or reset them with `drop`, and listen no longer: dials are refused."""
        if self._server is None:
            return
        self.stopping.set()
        if drop:
            self.drop()
        self._server.server.close()
        for _ in range(ACCEPT_TURNS):  # else what was accepted just now would be nobody's to close
            await asyncio.sleep(0)
        self._server.close()
        await self._server.wait_closed()
        self._server = None

    async def restart(self, *, drop: bool = False) -> None:
        """Stop and start on the same port."""
        await self.stop(drop=drop)
        await self.start()

    async def send(self, *messages: Text) -> None:
        """Send to every open connection."""
        for visit in self.opened:
            with suppress(ConnectionClosed):
                for message in messages:
                    await visit.connection.send(message)

    async def ping(self) -> None:
        """Send a ping to every open connection and wait for the pongs."""
        for visit in self.opened:
            await (await visit.connection.ping())

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close every open connection with a closing handshake."""
        await asyncio.gather(*(visit.connection.close(code, reason) for visit in self.opened))

    def drop(self) -> None:
        """Reset every open TCP connection."""
        for visit in self.opened:
            visit.drop()

    async def wait_for(self, condition: Callable[[], object], timeout: float = 5.0) -> None:
        """Wait until the condition holds; raises TimeoutError saying what was seen instead."""
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"not so after {timeout} s; seen: {self.summary()}")
            await asyncio.sleep(POLL_SECONDS)

    def summary(self) -> str:
        """One line for a failed test."""
        dials = ", ".join(
            f"{visit.path} {'open' if visit.open else f'ended {visit.close_code}'} "
            f"{len(visit.received)} received {[str(m)[:60] for m in visit.messages[-3:]]}"
            for visit in self.dials[-5:]
        )
        return f"{len(self.dials)} dials, {len(self.opened)} open: {dials}"

    async def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        behaviour = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        visit = Visit(self, connection, behaviour, request.path, request.headers, time.monotonic())
        self.dials.append(visit)
        response = await behaviour.handshake(visit)
        if response is not None:
            visit.closed_at = time.monotonic()
        return response

    def _select(self, _: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
        return next((name for name in offered if name in self._subprotocols), None)

    async def _handle(self, connection: ServerConnection) -> None:
        visit = next(visit for visit in reversed(self.dials) if visit.connection is connection)
        visit.opened_at = time.monotonic()
        talking = asyncio.create_task(self._talk(visit))
        try:
            with suppress(ConnectionClosed):
                if visit.behaviour.reads:
                    async for message in connection:
                        visit.received.append(Received(message, time.monotonic()))
                        await visit.behaviour.hear(visit, message)
            await connection.wait_closed()
        finally:
            visit.closed_at = time.monotonic()
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)

    async def _talk(self, visit: Visit) -> None:
        with suppress(ConnectionClosed):
            await visit.behaviour.talk(visit)
