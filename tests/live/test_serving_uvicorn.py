"""uvicorn's sockets as we extend them: frames made once, and peers that take nothing let go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import connect

from apps.live.serving import Site
from apps.live.serving import uvicorn as ours
from tests.system import free_port

Talk = Callable[[Any], Awaitable[None]]
HANDSHAKE = (
    b"GET /live/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: bG93c3RyZWFtLWJlbmNoIQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@asynccontextmanager
async def serving(talk: Talk) -> AsyncIterator[tuple[int, ours.GracefulServer]]:
    """A server whose application accepts and then talks."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await talk(send)
        while (await receive())["type"] != "websocket.disconnect":
            pass

    port = free_port()
    server = ours.GracefulServer(ours.config_of(Site(application, "127.0.0.1", port)))
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(10):
        while not server.started:
            await asyncio.sleep(0.01)
    try:
        yield port, server
    finally:
        server.should_exit = True
        await task


@pytest.mark.parametrize("size", [1, 125, 126, 65_535, 65_536, 300_000])
async def test_a_text_of_any_length_arrives_as_it_was(size: int) -> None:
    texts = ["x" * size, "x" * size, "ü" * (size // 2) + "y" * (size % 2), ""]

    async def talk(send: Any) -> None:
        for text in texts[:3]:
            await send({"type": "websocket.send", "text": text})

    async with serving(talk) as (port, _), connect(f"ws://127.0.0.1:{port}/", proxy=None) as socket:
        assert [await socket.recv() for _ in range(3)] == texts[:3]


async def test_a_peer_that_reads_nothing_is_dropped_also_while_it_is_told_to_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ours, "STUCK_SECONDS", 0.3)
    monkeypatch.setattr(ours, "CLOSE_SECONDS", 0.3)
    sent: list[int] = []

    async def flood(send: Any) -> None:
        for _ in range(1_000):
            await send({"type": "websocket.send", "text": "x" * 100_000})
            sent.append(1)
        await send({"type": "websocket.close", "code": 4008})

    async with serving(flood) as (port, server):
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(HANDSHAKE)
        async with asyncio.timeout(10):
            while not server.server_state.connections:
                await asyncio.sleep(0.01)
            while server.server_state.connections:
                await asyncio.sleep(0.01)
        writer.transport.abort()


async def test_a_peer_that_ignores_its_close_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "CLOSE_SECONDS", 0.3)

    async def leave(send: Any) -> None:
        await send({"type": "websocket.close", "code": 4008})
        await send({"type": "websocket.send", "text": "too late"})

    async with serving(leave) as (port, server):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HANDSHAKE)
        async with asyncio.timeout(10):
            answer = await reader.read()  # until the server lets go
        assert answer.endswith(b"\x88\x02" + (4008).to_bytes(2, "big"))
        assert not server.server_state.connections
        writer.close()
