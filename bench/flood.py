"""A tenant that takes all it can get, a process of its own: upstreams at full speed, and viewers that ask and ask.

`python -m bench.flood` prints `{"port": n}` of its upstream, is told by JSON lines on stdin and answers on stdout:
    {"do": "start", "url": ..., "tokens": [...], "queries": [...]}  -> {"watching": n}
    {"do": "flood"}                                                 -> {"flooding": n connections}
    {"do": "count"}                                                 -> {"sent_bytes", "received_bytes", "refused"}
Told to flood, the upstream floods every connection: with small messages, or on a path that ends in `/large` with large
ones. Each viewer follows one query, broadcasts as fast as it may, and every fourth opens and closes another stream all
the time. From then on it gets only the CPU that nobody else wants (SCHED_IDLE): in earnest it runs on other machines.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from typing import Any, ClassVar, Final, cast
from urllib.parse import urlsplit

import orjson
import uvloop

from .frames import CLOSE, PING, PONG, TEXT, frame, request, response, split

SMALL: Final = frame(b'{"n":1,"p":"' + b"x" * 100 + b'"}') * 400
LARGE: Final = frame(b'{"n":1,"p":"' + b"x" * 400_000 + b'"}')
ACK_BYTES: Final = 64 * 1024
SAY_SECONDS: Final = 1 / 30  # over the twenty broadcasts a second that are let through
CHURN_SECONDS: Final = 0.1
counts: Final[Counter[str]] = Counter()


class Source(asyncio.Protocol):
    """One connection of the hub's: as much as it takes."""

    all: ClassVar[set[Source]] = set()
    flooding: ClassVar[bool] = False

    def __init__(self) -> None:
        self._data = b""
        self._block = b""
        self._writable = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.all.add(self)

    def pause_writing(self) -> None:
        self._writable = False

    def resume_writing(self) -> None:
        self._writable = True
        self.pump()

    def connection_lost(self, exc: Exception | None) -> None:
        self._writable = False
        self.all.discard(self)

    def data_received(self, data: bytes) -> None:
        self._data += data
        if not self._block:
            if b"\r\n\r\n" not in self._data:
                return
            head, self._data = self._data.split(b"\r\n\r\n", 1)
            self._block = LARGE if head.split(b" ", 2)[1].endswith(b"/large") else SMALL
            self.transport.write(response(head))
            self.pump()
        frames, self._data = split(self._data)
        for opcode, payload in frames:
            if opcode == PING:
                self.transport.write(frame(payload, PONG))
            elif opcode == CLOSE:
                self.transport.close()

    def pump(self) -> None:
        """Write on, as long as it is taken."""
        if self.flooding and self._writable and self._block and not self.transport.is_closing():
            self.transport.write(self._block)
            counts["sent_bytes"] += len(self._block)
            asyncio.get_running_loop().call_soon(self.pump)


class Watcher(asyncio.Protocol):
    """One viewer."""

    loud: ClassVar[bool] = False

    def __init__(self, host: str, path: str, token: str, query: str, churns: bool) -> None:
        self.following = asyncio.Event()
        self._handshake = request(host, path)
        self._token, self._query, self._churns = token, query, churns
        self._data = b""
        self._open = False
        self._frames = self._unacknowledged = 0
        self._ids = 10

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._handshake)

    def data_received(self, data: bytes) -> None:
        counts["received_bytes"] += len(data)
        self._data = self._data + data if self._data else data
        if not self._open:
            if b"\r\n\r\n" not in self._data:
                return
            _, self._data = self._data.split(b"\r\n\r\n", 1)
            self._open = True
            self._say({"type": "hello", "protocol": 1, "token": self._token})
        frames, self._data = split(self._data)
        for opcode, payload in frames:
            if opcode == PING:
                self.transport.write(frame(payload, PONG, masked=True))
            elif opcode == TEXT:
                self._frames += 1
                self._unacknowledged += len(payload)
                counts["refused"] += payload.count(b'"ok":false')
                if not self.following.is_set():
                    self._begin(payload)
        if self._unacknowledged >= ACK_BYTES:
            self._acknowledge()

    def _begin(self, payload: bytes) -> None:
        for item in orjson.loads(payload):
            if item["type"] == "welcome":
                self._say({"type": "run", "id": 1, "query": self._query})
            elif item["type"] == "stream":
                self.following.set()
                self._shout()
                if self._churns:
                    self._churn()

    def _shout(self) -> None:
        if not self.transport.is_closing():
            if self.loud:
                self._ids += 1
                self._say({"type": "broadcast", "id": self._ids, "query": self._query, "text": "x" * 4_000})
            asyncio.get_running_loop().call_later(SAY_SECONDS, self._shout)

    def _churn(self) -> None:
        if not self.transport.is_closing():
            if self.loud:
                self._ids += 2
                self._say({"type": "run", "id": self._ids - 1, "query": "own"})
                self._say({"type": "stop", "id": self._ids, "query": "own"})
            asyncio.get_running_loop().call_later(CHURN_SECONDS, self._churn)
            self._acknowledge()

    def _acknowledge(self) -> None:
        self._unacknowledged = 0
        self._say({"type": "ack", "frames": self._frames})

    def _say(self, message: dict[str, Any]) -> None:
        self.transport.write(frame(orjson.dumps(message), masked=True))


async def start(order: dict[str, Any]) -> int:
    """Open a socket for each token; the queries in turn."""
    url, loop = urlsplit(order["url"]), asyncio.get_running_loop()
    watchers: list[Watcher] = []
    for number, token in enumerate(order["tokens"]):
        query = order["queries"][number % len(order["queries"])]
        watcher = Watcher(url.netloc, url.path, token, query, number % 4 == 0)
        await loop.create_connection(lambda watcher=watcher: watcher, url.hostname, url.port)  # type: ignore[misc]
        watchers.append(watcher)
    async with asyncio.timeout(60):
        await asyncio.gather(*(watcher.following.wait() for watcher in watchers))
    return len(watchers)


async def main() -> None:
    """Follow orders until stdin ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Source, "127.0.0.1", 0)
    _say({"port": server.sockets[0].getsockname()[1]})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        match order["do"]:
            case "start":
                _say({"watching": await start(order)})
            case "flood":
                os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
                Source.flooding = Watcher.loud = True
                for each in list(Source.all):
                    each.pump()
                _say({"flooding": len(Source.all)})
            case _:
                _say(dict(counts))


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
