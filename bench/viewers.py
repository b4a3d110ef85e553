"""Many viewers of one stream in one process; it costs little, so that it doesn't become what is measured.

`python -m bench.viewers` is told by JSON lines on stdin and answers by JSON lines on stdout:
    {"do": "connect", "url": ..., "query": ..., "tokens": [...]}  -> {"connected": n} once all follow the stream
    {"do": "expect", "count": 10000}                              -> {"ready": true}, then the result (see `result`)
    {"do": "deaf", "url": ..., "query": ..., "tokens": [...]}     -> {"connected": n}: these say only that they live
Each viewer speaks the browser's protocol: hello, run, ack. Of a frame only the first and the last number are read and
the messages counted; the process's first viewer reads all of it, and so learns when each number was sent.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections import Counter
from contextlib import suppress
from typing import Any, Final, cast
from urllib.parse import urlsplit

import orjson
import uvloop

from .frames import CLOSE, PING, PONG, TEXT, frame, request, split

CONNECT_AT_ONCE: Final = 50  # handshakes under way; more would only measure how a server sheds load
CONNECT_SECONDS: Final = 60
QUIET_SECONDS: Final = 10
ACK_BYTES: Final = 64 * 1024  # as the engine does, which acknowledges so much,
ACK_SECONDS: Final = 1.0  # or whatever has come since so long,
PULSE_SECONDS: Final = 10  # or that it lives
BUCKET_MS: Final = 0.05  # of the latencies' histogram
NUMBER: Final = b'{"n":'


class Viewer(asyncio.Protocol):
    """One browser's socket."""

    def __init__(self, house: House, host: str, path: str, token: str, query: str) -> None:
        self.following = asyncio.Event()
        self.upto = 0  # the newest number
        self.frames: list[tuple[int, int, int]] = []  # when it came (ns), first and last number
        self._house = house
        self._handshake = request(host, path)
        self._token = token
        self._query = query
        self._data = b""
        self._open = False
        self._frames = 0
        self._unacknowledged = 0
        self._processed = 0  # frames acknowledged; a deaf viewer stays where it is
        self.is_deaf = False
        self._due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own isn't derived from it
        self.transport.write(self._handshake)

    def connection_lost(self, exc: Exception | None) -> None:
        self._house.fail("a viewer's connection was closed")

    def data_received(self, data: bytes) -> None:
        self._data = self._data + data if self._data else data
        if not self._open:
            if b"\r\n\r\n" not in self._data:
                return
            head, self._data = self._data.split(b"\r\n\r\n", 1)
            if b" 101 " not in head.split(b"\r\n")[0]:
                self._house.fail(f"the handshake was answered {head[:200]!r}")
                return
            self._open = True
            self._say({"type": "hello", "protocol": 1, "token": self._token})
        frames, self._data = split(self._data)
        for opcode, payload in frames:
            if opcode == TEXT:
                self._take(payload)
            elif opcode == PING:
                self.transport.write(frame(payload, PONG, masked=True))
            elif opcode == CLOSE:
                self._house.fail(f"a viewer was closed with {int.from_bytes(payload[:2], 'big')}")

    def acknowledge(self) -> None:
        """Say how far it is."""
        self._unacknowledged = 0
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if not self.is_deaf:
            self._processed = self._frames
        self._say({"type": "ack", "frames": self._processed})

    def _take(self, payload: bytes) -> None:
        self._frames += 1
        if self.is_deaf and self.following.is_set():
            return
        at = payload.find(NUMBER)
        if at < 0 or not self.following.is_set():
            self._take_items(orjson.loads(payload))
        else:
            now = time.monotonic_ns()
            first = _number(payload, at)
            last = _number(payload, payload.rfind(NUMBER))
            if first != self.upto + 1 or payload.count(NUMBER) != last - first + 1:
                self._house.fail(f"a viewer had {self.upto} and then {first} to {last}")
            self.upto = last
            self.frames.append((now, first, last))
            self._house.came(self, payload)
        self._unacknowledged += len(payload)
        if self._unacknowledged >= ACK_BYTES:
            self.acknowledge()
        elif self._due is None:
            self._due = self._house.loop.call_later(ACK_SECONDS, self.acknowledge)

    def _take_items(self, items: list[dict[str, Any]]) -> None:
        for item in items:
            match item["type"]:
                case "welcome":
                    self._say({"type": "run", "id": 1, "query": self._query})
                case "stream":
                    self.following.set()
                case "gap" | "failure" | "error":
                    self._house.fail(str(item))
                case "result" if not item["ok"]:
                    self._house.fail(str(item))

    def _say(self, message: dict[str, Any]) -> None:
        self.transport.write(frame(orjson.dumps(message), masked=True))


def _number(payload: bytes, at: int) -> int:
    start = at + len(NUMBER)
    return int(payload[start : payload.index(b",", start)])


class House:
    """All viewers of the process."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.fault = ""
        self._viewers: list[Viewer] = []
        self._deaf: list[Viewer] = []
        self._expected = 0
        self._left = 0  # viewers that have not had everything
        self._last = 0.0  # when anything came
        self._sent: dict[int, int] = {}  # number -> when it was sent (ns)
        self._done = asyncio.Event()

    async def connect(self, order: dict[str, Any]) -> None:
        """Open a socket for each token and follow the stream; a deaf viewer acknowledges nothing of it."""
        deaf = order["do"] == "deaf"
        url = urlsplit(order["url"])
        gate = asyncio.Semaphore(CONNECT_AT_ONCE)
        loop = asyncio.get_running_loop()

        async def one(token: str) -> None:
            async with gate:
                viewer = Viewer(self, url.netloc, url.path, token, order["query"])
                await loop.create_connection(lambda: viewer, url.hostname, url.port)
                viewer.is_deaf = deaf
                await viewer.following.wait()
                (self._deaf if deaf else self._viewers).append(viewer)

        async with asyncio.timeout(CONNECT_SECONDS):
            await asyncio.gather(*(one(token) for token in order["tokens"]))
        gc.freeze()

    async def acknowledge_forever(self) -> None:
        """What each viewer owes however little comes."""
        while True:
            await asyncio.sleep(PULSE_SECONDS)
            for viewer in (*self._viewers, *self._deaf):
                viewer.acknowledge()

    def expect(self, count: int) -> None:
        """Start to count anew."""
        self._expected, self._left = count, len(self._viewers)
        self._sent.clear()
        self._done.clear()
        for viewer in self._viewers:
            viewer.upto = 0
            viewer.frames.clear()

    def came(self, viewer: Viewer, payload: bytes) -> None:
        """A frame of messages."""
        self._last = time.monotonic()
        if viewer is self._viewers[0]:
            for item in orjson.loads(payload):
                for batch in item.get("batches", ()):
                    self._sent.update((message["n"], message["t"]) for message in batch["data"])
        if viewer.upto == self._expected:
            self._left -= 1
            if self._left == 0:
                self._done.set()

    def fail(self, fault: str) -> None:
        """Keep what went wrong first."""
        self.fault = self.fault or fault
        self._done.set()

    async def result(self) -> dict[str, Any]:
        """`{"fault", "delivered", "frames", "p50_ms", "p99_ms", "worst_ms"}`, once everything or nothing more came."""
        self._last = time.monotonic()
        while not self._done.is_set() and time.monotonic() - self._last < QUIET_SECONDS:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._done.wait(), 0.5)
        if not self._done.is_set():
            self.fail(f"{self._left} viewers still waited for messages")
        latencies: Counter[int] = Counter()
        for viewer in self._viewers:
            for now, first, last in viewer.frames:
                # Which were sent between those two came with them: three points of a frame stand for all of it.
                middle = (first + last) // 2
                for number, weight in ((first, 1), (middle, 2), (last, 1)):
                    if number in self._sent:
                        bucket = int((now - self._sent[number]) / 1e6 / BUCKET_MS)
                        latencies[bucket] += weight * (last - first + 1)
        return {
            "fault": self.fault,
            "delivered": sum(viewer.upto for viewer in self._viewers),
            "frames": sum(len(viewer.frames) for viewer in self._viewers),
            **_quantiles(latencies),
        }


def _quantiles(latencies: Counter[int]) -> dict[str, float]:
    """p50, p99 and the worst, in ms."""
    total, passed = latencies.total(), 0
    found: dict[str, float] = {}
    for bucket in sorted(latencies):
        passed += latencies[bucket]
        upper = (bucket + 1) * BUCKET_MS
        for name, share in (("p50_ms", 0.5), ("p99_ms", 0.99)):
            if name not in found and passed >= share * total:
                found[name] = upper
        found["worst_ms"] = upper
    return found


async def main() -> None:
    """Follow orders until stdin ends."""
    house = House()
    loop = asyncio.get_running_loop()
    acknowledging = asyncio.create_task(house.acknowledge_forever())
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        if order["do"] in ("connect", "deaf"):
            await house.connect(order)
            _say({"connected": len(order["tokens"]), "fault": house.fault})
        else:
            house.expect(order["count"])
            _say({"ready": True})
            _say(await house.result())
    acknowledging.cancel()


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    gc.disable()
    uvloop.run(main())
