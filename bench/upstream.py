"""The upstream, a process of its own: floods or paces 130-byte messages to the newest connection of a path.

Told by JSON lines on stdin, answers by JSON lines on stdout:
    {"do": "open", "path": "/x"}                               -> {"open": 1}
    {"do": "flood", "path": "/x", "count": 100000}             -> {"began": ns}, once all is written {"sent": 100000}
    {"do": "pace", "path": "/x", "rate": 1000, "seconds": 10}  -> {"began": ns}, then {"sent": 10000}
Each message is `{"n": number from 1, "t": CLOCK_MONOTONIC in ns or 0, "p": padding}`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any, ClassVar, Final

from .frames import CLOSE, PING, PONG, frame, response, split

MESSAGE_BYTES: Final = 130
BLOCK_MESSAGES: Final = 400  # about 52 kB a write
TICK_SECONDS: Final = 0.001


def message(number: int, at: int = 0) -> bytes:
    """One message of exactly MESSAGE_BYTES."""
    head = f'{{"n":{number},"t":{at},"p":"'
    return f'{head}{"x" * (MESSAGE_BYTES - len(head) - 2)}"}}'.encode()


class Connection(asyncio.Protocol):
    """One relay's connection."""

    newest: ClassVar[dict[str, Connection]] = {}

    def __init__(self) -> None:
        self._data = b""
        self._path: str | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._writable.set()
        if self._path is not None and self.newest.get(self._path) is self:
            del self.newest[self._path]

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self._path is None:
            if b"\r\n\r\n" not in self._data:
                return
            head, self._data = self._data.split(b"\r\n\r\n", 1)
            self._path = head.split(b" ", 2)[1].decode()
            self.transport.write(response(head))
            self.newest[self._path] = self
        frames, self._data = split(self._data)
        for opcode, payload in frames:
            if opcode == PING:
                self.transport.write(frame(payload, PONG))
            elif opcode == CLOSE:
                self.transport.write(frame(payload[:2], CLOSE))
                self.transport.close()

    async def flood(self, blocks: list[bytes]) -> None:
        """Write all blocks, as fast as they are taken."""
        for block in blocks:
            await self._writable.wait()
            self.transport.write(block)
            await asyncio.sleep(0)

    async def pace(self, rate: int, seconds: float) -> int:
        """Write `rate` messages a second, each stamped when it is written."""
        began, sent, total = time.monotonic(), 0, round(rate * seconds)
        while sent < total:
            due = min(total, int((time.monotonic() - began) * rate))
            while sent < due:
                sent += 1
                self.transport.write(frame(message(sent, time.monotonic_ns())))
            await asyncio.sleep(TICK_SECONDS)
        return sent


async def _serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", port)
    _say({"port": server.sockets[0].getsockname()[1]})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        connection = Connection.newest.get(order["path"])
        if order["do"] == "open" or connection is None:
            _say({"open": int(connection is not None)})
        elif order["do"] == "flood":
            count = order["count"]
            frames = [frame(message(number)) for number in range(1, count + 1)]
            blocks = [b"".join(frames[at : at + BLOCK_MESSAGES]) for at in range(0, count, BLOCK_MESSAGES)]
            _say({"began": time.monotonic_ns()})
            await connection.flood(blocks)
            _say({"sent": count})
        else:
            _say({"began": time.monotonic_ns()})
            _say({"sent": await connection.pace(order["rate"], order["seconds"])})


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(0))
