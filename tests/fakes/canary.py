"""A listener on loopback that must not be reached: it counts every TCP connection, and speaks WebSocket when it is."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from contextlib import suppress
from typing import Final, Self

from tests.system import free_port

MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455


class Canary:
    """The same port on 127.0.0.1 and [::1]. `count`: connections so far; `requests`: what came over them."""

    def __init__(self) -> None:
        self.port = free_port()
        self.count = 0
        self.requests: list[str] = []
        self._servers: list[asyncio.Server] = []
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        for host in ("127.0.0.1", "::1"):
            self._servers.append(await asyncio.start_server(self._accept, host, self.port))
        return self

    async def __aexit__(self, *_: object) -> None:
        for writer in list(self._writers):
            writer.transport.abort()
        for server in self._servers:
            server.close()
            await server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.count += 1
        self._writers.add(writer)
        try:
            with suppress(OSError, EOFError, asyncio.CancelledError):  # one that ends cancelled would be reported
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests.append(head.decode("latin-1"))
                key = re.search(rb"(?i)sec-websocket-key: *(\S+)", head)
                accept = base64.b64encode(hashlib.sha1(key[1] + MAGIC).digest()) if key else b""
                writer.write(
                    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
                )
                await reader.read(1)  # its goodbye; there is none from here
        finally:
            self._writers.discard(writer)
            writer.transport.abort()
