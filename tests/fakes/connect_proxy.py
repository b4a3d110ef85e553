"""A small HTTP CONNECT proxy on loopback that remembers what it was asked for."""

from __future__ import annotations

import asyncio
import base64
from contextlib import suppress
from typing import Final, Self

CHUNK_BYTES: Final = 16 * 1024


class ConnectProxy:
    """Tunnels to whatever it is asked for. `routes` says where a name or an address really is.

    `answer`: said instead of tunnelling, byte for byte. `login`: `user:password` that it insists on.
    """

    def __init__(
        self, *, routes: dict[str, str] | None = None, login: str = "", answer: bytes | None = None, extra: bytes = b""
    ) -> None:
        self.port = 0
        self.asked: list[str] = []  # the targets of CONNECT
        self._routes = routes or {}
        self._login = login
        self._answer = answer
        self._extra = extra
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def url(self, login: str = "") -> str:
        """As EGRESS_PROXY has it."""
        return f"http://{login}{'@' if login else ''}127.0.0.1:{self.port}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(OSError, EOFError, asyncio.CancelledError):
                await self._serve(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, target, _ = head.split("\r\n", 1)[0].split(" ", 2)
        assert method == "CONNECT"
        self.asked.append(target)
        wanted = f"Proxy-Authorization: Basic {base64.b64encode(self._login.encode()).decode()}\r\n"
        if self._answer is not None:
            writer.write(self._answer)
        elif self._login and wanted not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 5\r\n\r\nlogin")
        else:
            await self._tunnel(target, reader, writer)
        await writer.drain()
        writer.close()

    async def _tunnel(self, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = target.rpartition(":")
        there = await asyncio.open_connection(self._routes.get(host, host.strip("[]")), int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n" + self._extra)
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(_copy(reader, there[1]))
                ways.create_task(_copy(there[0], writer))
        except* OSError:
            pass
        finally:
            there[1].transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK_BYTES):
        writer.write(chunk)
        await writer.drain()
    writer.write_eof()
