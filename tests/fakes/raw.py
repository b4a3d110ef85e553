"""A WebSocket server written by hand, for what no library would send: it upgrades and then says any bytes."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455
TEXT, CONTINUATION, PING = 1, 0, 9

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def frame(
    opcode: int, payload: bytes = b"", *, fin: bool = True, rsv1: bool = False, claims: int | None = None
) -> bytes:
    """One unmasked frame. `claims`: a length that isn't the payload's."""
    length = len(payload) if claims is None else claims
    first = opcode | 0x80 * fin | 0x40 * rsv1
    if length < 126:
        return bytes([first, length]) + payload
    if length < 65_536:
        return bytes([first, 126]) + struct.pack(">H", length) + payload
    return bytes([first, 127]) + struct.pack(">Q", length) + payload


def upgrade(head: bytes, *more: str) -> bytes:
    """The answer to a handshake, with further headers."""
    found = re.search(rb"(?i)sec-websocket-key: *(\S+)", head)
    assert found is not None
    accept = base64.b64encode(hashlib.sha1(found[1] + MAGIC).digest()).decode()
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    return "\r\n".join([*lines, f"Sec-WebSocket-Accept: {accept}", *more, "", ""]).encode()


@asynccontextmanager
async def raw(talk: Talk, *headers: str, answer: bytes | None = None) -> AsyncIterator[str]:
    """Serve; yields the URL. `answer`: said instead of the upgrade."""
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(OSError, EOFError, asyncio.CancelledError):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(upgrade(head, *headers) if answer is None else answer)
                await talk(reader, writer)
        finally:
            tasks.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
