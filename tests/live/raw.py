"""A socket spoken to in bytes, for what no WebSocket library would send; and what a process holds meanwhile."""

from __future__ import annotations

import asyncio
import json
import struct
from pathlib import Path
from typing import Any, Self

HANDSHAKE = (
    "GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: bG93c3RyZWFtLWJlbmNoIQ==\r\nSec-WebSocket-Version: 13\r\n"
)
TEXT, BINARY, CLOSE, PING, PONG, MORE = 0x1, 0x2, 0x8, 0x9, 0xA, 0x0
FIN, RSV1 = 0x80, 0x40


def frame(payload: bytes, head: int = FIN | TEXT) -> bytes:
    """A frame as a client sends it, masked with zeros."""
    size = len(payload)
    if size < 126:
        length = bytes((0x80 | size,))
    elif size < 65_536:
        length = b"\xfe" + struct.pack("!H", size)
    else:
        length = b"\xff" + struct.pack("!Q", size)
    return bytes((head,)) + length + bytes(4) + payload


def resident_bytes(pid: int) -> int:
    """Memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def open_files(pid: int) -> int:
    """File descriptors of a process, sockets among them."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


class Raw:
    """One TCP connection. `close_code` is that of the server's close frame, 1006 when it just went."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.received = bytearray()

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.transport.abort()

    async def upgrade(self, *headers: str) -> str:
        """The handshake; the answer's head."""
        self.writer.write((HANDSHAKE + "".join(f"{header}\r\n" for header in headers) + "\r\n").encode())
        head = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 10)).decode()
        assert " 101 " in head.split("\r\n", maxsplit=1)[0], head
        return head

    async def hello(self, token: str) -> None:
        """Upgrade and say who it is."""
        await self.upgrade()
        self.say({"type": "hello", "protocol": 1, "token": token})
        assert b"welcome" in await asyncio.wait_for(self.reader.read(65_536), 10)

    def say(self, message: Any) -> None:
        """A text frame."""
        self.writer.write(frame(json.dumps(message).encode()))

    async def flood(self, block: bytes, blocks: int) -> bool:
        """Write so many blocks, reading nothing; False when the server had enough before."""
        try:
            for _ in range(blocks):
                self.writer.write(block)
                await self.writer.drain()
        except ConnectionError:
            return False
        return True

    async def close_code(self, seconds: float = 10.0) -> int:
        """Read until the server lets go."""
        data = bytearray()
        try:
            async with asyncio.timeout(seconds):
                while some := await self.reader.read(65_536):
                    data = (data + some)[-200:]
        except ConnectionError:
            pass
        at = data.rfind(b"\x88")
        return int.from_bytes(data[at + 2 : at + 4], "big") if at >= 0 else 1006
