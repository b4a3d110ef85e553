"""The one client, a process of its own: receives everything a relay delivers and says how that went.

`python -m bench.client '{"url": ..., "expect": 100000, "live": {"token": ..., "query": ...} or null}'` prints
`{"ready": true}`, then, when all has come or nothing has for QUIET_SECONDS, the result:
`{"received", "gaps", "last" (CLOCK_MONOTONIC, ns), "p50_ms", "p99_ms"}` (the latter two of stamped messages).
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from .frames import CLOSE, PING, PONG, TEXT, frame, request, split

QUIET_SECONDS: Final = 10


class Receiver(asyncio.Protocol):
    """A socket that counts messages; each TEXT frame is one."""

    def __init__(self, host: str, path: str, expect: int) -> None:
        self.expect = expect
        self.received = self.gaps = 0
        self.last = 0
        self.latencies: list[int] = []
        self.ready = asyncio.Event()
        self.done = asyncio.Event()
        self.fault = ""
        self._request = request(host, path)
        self._data = b""
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.is_set():
            self.fail("the connection was closed")

    def data_received(self, data: bytes) -> None:
        self._data = self._data + data if self._data else data
        if not self._open:
            if b"\r\n\r\n" not in self._data:
                return
            head, self._data = self._data.split(b"\r\n\r\n", 1)
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.fail(f"the handshake was answered {head[:200]!r}")
                return
            self._open = True
            self.opened()
        frames, self._data = split(self._data)
        now = time.monotonic_ns()
        for opcode, payload in frames:
            if opcode == TEXT:
                self.take(payload, now)
            elif opcode == PING:
                self.transport.write(frame(payload, PONG, masked=True))
            elif opcode == CLOSE:
                self.fail(f"closed with {int.from_bytes(payload[:2], 'big')} {payload[2:].decode(errors='replace')}")
        if self.received + self.gaps >= self.expect:
            self.done.set()

    def opened(self) -> None:
        """The handshake is done: a bare relay has nothing to say."""
        self.ready.set()

    def take(self, payload: bytes, now: int) -> None:
        """One message."""
        self.received += 1
        self.last = now
        stamp = payload[payload.index(b'"t":') + 4 : payload.index(b',"p"')]
        if stamp != b"0":
            self.latencies.append(now - int(stamp))

    def fail(self, fault: str) -> None:
        """End with what went wrong first."""
        self.fault = self.fault or fault
        self.ready.set()
        self.done.set()


class LiveReceiver(Receiver):
    """Speaks Lowstream's browser protocol: hello, run, ack; unpacks batches and sees gaps."""

    def __init__(self, host: str, path: str, expect: int, token: str, query: str) -> None:
        super().__init__(host, path, expect)
        self._token = token
        self._query = query
        self._frames = 0
        self._welcome = False
        self._next: int | None = None

    def opened(self) -> None:
        self._say({"type": "hello", "protocol": 1, "token": self._token})

    def take(self, payload: bytes, now: int) -> None:
        for item in orjson.loads(payload):
            self._handle(item, now)
        if self._welcome:
            self._frames += 1  # the frame with the welcome counts
            self._say({"type": "ack", "frames": self._frames})

    def _handle(self, item: dict[str, Any], now: int) -> None:
        match item["type"]:
            case "welcome":
                self._welcome = True
                self._say({"type": "run", "id": 1, "query": self._query})
            case "stream" | "status":
                if item["status"]["status"] == "open":
                    self.ready.set()
            case "messages":
                for batch in item["batches"]:
                    self._batch(batch, now)
            case "gap":
                self.gaps += item["count"] or 0
                self._next = item["to"] + 1
            case "result" if not item["ok"]:
                self.fail(str(item["error"]))
            case "failure" | "error":
                self.fail(str(item))

    def _batch(self, batch: dict[str, Any], now: int) -> None:
        first, last = batch["from"], batch["to"]
        if self._next is not None and first != self._next:
            self.fail(f"offsets jumped from {self._next} to {first} without a gap")
        self._next = last + 1
        self.received += last - first + 1
        self.last = now
        self.latencies += [now - message["t"] for message in batch["data"] if message["t"]]

    def _say(self, message: dict[str, Any]) -> None:
        self.transport.write(frame(orjson.dumps(message), masked=True))

    def leave(self) -> None:
        """Close the session's upstream at once, so that it is out of the way of the next run."""
        self._say({"type": "stop", "id": 2, "query": self._query})


async def receive(order: dict[str, Any]) -> None:
    """Follow one order; prints what the module says."""
    url = urlsplit(order["url"])
    where, live = (url.netloc, url.path, order["expect"]), order.get("live")
    made = LiveReceiver(*where, live["token"], live["query"]) if live else Receiver(*where)
    await asyncio.get_running_loop().create_connection(lambda: made, url.hostname, url.port)
    await made.ready.wait()
    if not made.fault:
        print('{"ready": true}', flush=True)
    before = -1
    while not made.done.is_set() and (before < made.received or made.received == 0):
        before = made.received
        try:
            await asyncio.wait_for(made.done.wait(), QUIET_SECONDS)
        except TimeoutError:
            if made.received == before:
                break
    result = {"received": made.received, "gaps": made.gaps, "last": made.last, "fault": made.fault}
    if made.latencies:
        ordered = sorted(made.latencies)
        result |= {f"p{share}_ms": ordered[len(ordered) * share // 100] / 1e6 for share in (50, 99)}
    print(json.dumps(result), flush=True)
    if isinstance(made, LiveReceiver) and not made.transport.is_closing():
        made.leave()
        await asyncio.sleep(0.5)  # until the hub has closed it
    made.transport.close()


if __name__ == "__main__":
    asyncio.run(receive(json.loads(sys.argv[1])))
