"""The upstream read compared: what one message of 130 bytes costs a process that only receives.

Four ways to read the same flood from another process: `websockets` as it is; its sans-I/O half under an
asyncio.Protocol of ours; `picows.websockets`, which the hub dials with; and picows' own listener. All on uvloop, in
turns; each takes every message as bytes and counts it. Prints a table and writes var/bench/upstream.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

import uvloop

from .processes import BenchFailed, Process, cpu_seconds
from .relay import CONNECT_SECONDS, OUT, RUN_SECONDS, about
from .upstream import MESSAGE_BYTES

COUNT: Final = 200_000
RUNS: Final = 3
MAX_BYTES: Final = 1024 * 1024


async def websockets_as_it_is(url: str, expect: int) -> None:
    """`recv` of the asyncio client."""
    from websockets.asyncio.client import connect

    async with connect(url, proxy=None, compression=None, max_size=MAX_BYTES) as connection:
        _ready()
        for _ in range(expect):
            await connection.recv(decode=False)


async def websockets_sans_io(url: str, expect: int) -> None:
    """ClientProtocol, fed by an asyncio.Protocol."""
    from websockets.client import ClientProtocol
    from websockets.frames import Frame, Opcode
    from websockets.http11 import Response
    from websockets.uri import parse_uri

    done = asyncio.get_running_loop().create_future()

    class Upstream(asyncio.Protocol):
        left = expect

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast(asyncio.Transport, transport)
            self.protocol = ClientProtocol(parse_uri(url), max_size=MAX_BYTES)
            self.protocol.send_request(self.protocol.connect())
            self.flush()

        def flush(self) -> None:
            for data in self.protocol.data_to_send():
                self.transport.write(data)

        def data_received(self, data: bytes) -> None:
            self.protocol.receive_data(data)
            for event in self.protocol.events_received():
                if isinstance(event, Frame):
                    if event.opcode is Opcode.TEXT:
                        self.left -= len(event.data) > 0
                elif isinstance(event, Response):
                    _ready()
            self.flush()
            if self.left == 0 and not done.done():
                done.set_result(None)

    where = urlsplit(url)
    await asyncio.get_running_loop().create_connection(Upstream, where.hostname or "", where.port or 80)
    await done


async def picows_websockets(url: str, expect: int) -> None:
    """The drop-in, as the hub uses it."""
    from picows.websockets import connect

    connection = await connect(url, proxy=None, compression=None, max_size=MAX_BYTES)
    _ready()
    for _ in range(expect):
        await connection.recv(decode=False)
    await connection.close()


async def picows_listener(url: str, expect: int) -> None:
    """Frames as they come, without a queue between."""
    from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

    done = asyncio.get_running_loop().create_future()

    class Upstream(WSListener):
        left = expect

        def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
            if frame.msg_type == WSMsgType.TEXT:
                self.left -= len(frame.get_payload_as_bytes()) > 0
                if self.left == 0:
                    done.set_result(None)

    transport, _ = await ws_connect(Upstream, url)
    _ready()
    await done
    transport.disconnect()


WAYS: Final[dict[str, Callable[[str, int], Awaitable[None]]]] = {
    "websockets": websockets_as_it_is,
    "websockets_sans_io": websockets_sans_io,
    "picows_websockets": picows_websockets,
    "picows_listener": picows_listener,
}


def _ready() -> None:
    print('{"ready": true}', flush=True)


def one(upstream: Process, port: int, way: str, count: int) -> dict[str, float]:
    """One flood read in one way by a process of its own."""
    logs = OUT / "logs"
    receiver = Process.python("bench.receivers", logs / f"{way}.log", way, f"ws://127.0.0.1:{port}/{way}", str(count))
    try:
        receiver.hear(CONNECT_SECONDS)
        before = cpu_seconds([receiver.popen.pid])[receiver.popen.pid]
        upstream.say({"do": "flood", "path": f"/{way}", "count": count})
        began = upstream.hear(CONNECT_SECONDS)["began"]
        result = receiver.hear(RUN_SECONDS)
        upstream.hear(RUN_SECONDS)
    finally:
        receiver.stop()
    return {
        "cpu_us_per_message": (result["cpu"] - before) * 1e6 / count,
        "messages_per_second": count / ((result["at"] - began) / 1e9),
    }


def measure(count: int, runs: int) -> dict[str, Any]:
    """All ways in turn; medians."""
    (OUT / "logs").mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    upstream = Process.python("bench.upstream", OUT / "logs" / "flood.log")
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    try:
        port = upstream.hear(CONNECT_SECONDS)["port"]
        for _ in range(runs):
            for way, results in found.items():
                results.append(one(upstream, port, way, count))
    finally:
        upstream.stop()

    def median(way: str, key: str) -> float:
        return statistics.median(result[key] for result in found[way])

    return {
        way: {
            "cpu_us_per_message": round(median(way, "cpu_us_per_message"), 2),
            "messages_per_second": round(median(way, "messages_per_second")),
            "runs_cpu_us_per_message": [round(result["cpu_us_per_message"], 2) for result in found[way]],
        }
        for way in WAYS
    } | {"run": {"messages": count, "message_bytes": MESSAGE_BYTES, "runs": runs} | about(load)}


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench upstream", description=__doc__)
    parser.add_argument("--messages", type=int, default=COUNT)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--out", type=Path, default=OUT / "upstream.json")
    chosen = parser.parse_args(arguments)
    result = measure(chosen.messages, chosen.runs)
    chosen.out.write_text(json.dumps(result, indent=2) + "\n")
    print(f"{'':<20}{'CPU µs/message':>16}{'messages/s':>14}")
    for way in WAYS:
        print(f"{way:<20}{result[way]['cpu_us_per_message']:>16.2f}{result[way]['messages_per_second']:>14,}")
    print(f"\nWritten to {chosen.out}")


async def receive(way: str, url: str, expect: int) -> None:
    """The receiving process."""
    try:
        async with asyncio.timeout(RUN_SECONDS):
            await WAYS[way](url, expect)
    except TimeoutError:
        raise BenchFailed(f"{way} did not receive {expect:,} messages within {RUN_SECONDS} s") from None
    print(json.dumps({"at": time.monotonic_ns(), "cpu": time.process_time()}), flush=True)


if __name__ == "__main__":
    uvloop.run(receive(sys.argv[1], sys.argv[2], int(sys.argv[3])))
