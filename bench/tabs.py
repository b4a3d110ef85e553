"""Many app sessions in one process, and an upstream that takes any number of silent connections."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any, Final, Self

from websockets.asyncio.client import ClientConnection, connect

from .frames import CLOSE, PING, PONG, frame, response, split

QUERIES: Final = 32  # of one app: as many as a session may run
ANSWER_SECONDS: Final = 60.0


class SilentUpstream:
    """Accepts, answers pings and closes, and says nothing. One port on each of several loopback addresses."""

    def __init__(self, addresses: int) -> None:
        self.accepted: list[float] = []  # when, by time.monotonic()
        self.open: set[asyncio.Transport] = set()
        self._ports = dict.fromkeys((f"127.0.0.{number}" for number in range(1, addresses + 1)), 0)
        self._servers: list[asyncio.Server] = []

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._vanish()

    @property
    def urls(self) -> list[str]:
        """Where it listens."""
        return [f"ws://{host}:{port}/" for host, port in self._ports.items()]

    async def be_away(self, seconds: float) -> None:
        """Reset all connections and refuse new ones for so long."""
        self._vanish()
        await asyncio.sleep(seconds)
        await self._listen()

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for host, port in self._ports.items():
            server = await loop.create_server(lambda: _Silent(self), host, port, backlog=2048)
            self._servers.append(server)
            self._ports[host] = server.sockets[0].getsockname()[1]

    def _vanish(self) -> None:
        for server in self._servers:
            server.close()
        self._servers.clear()
        for transport in self.open:
            transport.abort()


class _Silent(asyncio.Protocol):
    def __init__(self, upstream: SilentUpstream) -> None:
        self._upstream = upstream
        self._data = b""
        self._accepted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._upstream.open.add(transport)
        self._upstream.accepted.append(time.monotonic())

    def connection_lost(self, exc: Exception | None) -> None:
        self._upstream.open.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        if not self._accepted:
            if b"\r\n\r\n" not in self._data:
                return
            head, self._data = self._data.split(b"\r\n\r\n", 1)
            self._accepted = True
            self._transport.write(response(head))
        frames, self._data = split(self._data)
        for opcode, payload in frames:
            if opcode == PING:
                self._transport.write(frame(payload, PONG))
            elif opcode == CLOSE:
                self._transport.write(frame(payload[:2], CLOSE))
                self._transport.close()


class Tab:
    """One session: runs and stops queries, keeps nothing but who waits for what."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._ids = itertools.count(1)
        self._results: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._open: dict[str, asyncio.Future[None]] = {}
        self._queries: dict[str, str] = {}  # stream -> query
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._socket = await connect(self._url, proxy=None, compression=None, max_size=None, ping_interval=None)
        self._task = asyncio.create_task(self._receive(self._socket))
        await self._socket.send(json.dumps({"type": "hello", "protocol": 1, "token": self._token}))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._socket is not None and self._task is not None
        await self._socket.close()
        await asyncio.gather(self._task, return_exceptions=True)

    async def run(self, query: str) -> None:
        """Until the query's upstream is open."""
        opened = self._open[query] = asyncio.get_running_loop().create_future()
        await self._request("run", query)
        async with asyncio.timeout(ANSWER_SECONDS):
            await opened

    async def stop(self, query: str) -> None:
        """Until the server has confirmed it."""
        await self._request("stop", query)

    async def _request(self, kind: str, query: str) -> None:
        assert self._socket is not None
        number = next(self._ids)
        answer = self._results[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"type": kind, "id": number, "query": query}))
        async with asyncio.timeout(ANSWER_SECONDS):
            result = await answer
        del self._results[number]
        assert result["ok"], result

    async def _receive(self, socket: ClientConnection) -> None:
        frames = 0
        async for text in socket:
            frames += 1
            for item in json.loads(text):
                self._take(item)
            await socket.send(json.dumps({"type": "ack", "frames": frames}))

    def _take(self, item: dict[str, Any]) -> None:
        if item["type"] == "result":
            future = self._results.get(item["id"])
            if future is not None and not future.done():
                future.set_result(item)
        elif item["type"] == "stream":
            self._queries[item["stream"]] = item["query"]
            self._look(item)
        elif item["type"] == "status":
            self._look(item)

    def _look(self, item: dict[str, Any]) -> None:
        opened = self._open.get(self._queries[item["stream"]])
        if item["status"]["status"] == "open" and opened is not None and not opened.done():
            opened.set_result(None)


async def open_tabs(stack: AsyncExitStack, url: str, mint: Callable[[], dict[str, Any]], count: int) -> list[Tab]:
    """So many sessions of one app; `mint` gives a token for each."""
    tabs = []
    for _ in range(count):
        opened = await asyncio.to_thread(mint)
        tabs.append(await stack.enter_async_context(Tab(url, opened["token"])))
    return tabs


def document(urls: list[str]) -> dict[str, Any]:
    """An app of QUERIES queries, spread over the upstream's addresses."""
    names = [f"q{number}" for number in range(QUERIES)]
    return {"queries": [{"name": name, "url": urls[at % len(urls)]} for at, name in enumerate(names)]}
