"""The fan-out benchmark: one shared stream of 1,000 messages a second to 1, 100 and 500 viewers, under both servers.

Counted are the CPU time of hub, web and Redis for each message delivered to a viewer, the time from the upstream's
write to the viewer's read, and what an idle viewer takes of web's memory. Every viewer must have had every number
once. Prints a table and writes var/bench/fanout.json.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from apps.live.serving import SERVERS
from lowstream.settings import WEB_SERVER
from tests.system import System

from .processes import NO_LIMITS, BenchFailed, Process, cpu_seconds, rss_kib, waited_seconds
from .relay import CONNECT_SECONDS, OUT, RUN_SECONDS, SETTLE_SECONDS, about
from .upstream import MESSAGE_BYTES

RATE: Final = 1_000  # messages a second
VIEWERS: Final = (1, 100, 500)
SECONDS: Final = 8.0  # of each of six figures: less than four minutes in all
WARM_UP_SECONDS: Final = 2.0
CREDIT_SECONDS: Final = 10.0  # of messages are more than a viewer is sent that acknowledges none
DEAF_BESIDE: Final = 100  # viewers, with whom a viewer that stopped reading is tried
IDLE_SECONDS: Final = 2.0  # until what opening took is given back
QUERY: Final = "shared"
MINTING: Final = 4  # tokens asked for at once


class Fanout:
    """One server's house; a fresh web process for each number of viewers."""

    def __init__(self, server: str, folder: Path, stack: ExitStack) -> None:
        self._server = server
        self._stack = stack
        self._logs = OUT / "logs"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._upstream = Process.python("bench.upstream", self._logs / "fanout-upstream.log")
        stack.callback(self._upstream.stop)
        port = self._upstream.hear(CONNECT_SECONDS)["port"]
        folder.mkdir()
        self._system = System(folder, LOG_LEVEL="WARNING", WEB_SERVER=server, **NO_LIMITS)
        stack.enter_context(self._system)
        query = {"name": QUERY, "url": f"ws://127.0.0.1:{port}/fanout", "scope": "shared"}
        self._app = self._system.make_app({"queries": [query]}, "Fan-out")

    def measure(self, viewers: int, seconds: float, *, deaf: bool = False) -> dict[str, Any]:
        """One figure of the table. `deaf`: and once more beside a viewer that acknowledges nothing."""
        system = self._system
        system.stop("web")
        web = system.start("web", "runweb", "--port", str(system.port))
        system.wait_until_ready()
        tokens = self._tokens(viewers + 2)
        client = Process.python("bench.viewers", self._logs / "viewers.log")
        first = Process.python("bench.viewers", self._logs / "viewers-first.log")
        try:
            self._connect(first, tokens[:1])  # whatever is loaded at the first, and the upstream's connection
            first.stop()
            time.sleep(IDLE_SECONDS)
            before = rss_kib(web.pid)
            self._connect(client, tokens[2:])
            time.sleep(IDLE_SECONDS)
            after = rss_kib(web.pid)
            self._pace(client, WARM_UP_SECONDS)
            found = self._flow(client, viewers, seconds)
            found["kib_per_idle_viewer"] = round((after - before) / viewers, 1)
            if deaf:
                found["beside_one_that_stopped_reading"] = self._beside_a_deaf_one(client, tokens[1:2], seconds, found)
            return found
        finally:
            first.stop()
            client.stop()

    def _tokens(self, count: int) -> list[str]:
        """A session of its own for each viewer."""
        self._system.open_app(self._app)  # the rest needn't queue for what is loaded at the first
        with ThreadPoolExecutor(MINTING) as pool:
            opened = pool.map(lambda _: self._system.open_app(self._app)["token"], range(count))
            return list(opened)

    def _beside_a_deaf_one(
        self, client: Process, tokens: list[str], seconds: float, before: dict[str, Any]
    ) -> dict[str, Any]:
        web = self._system.processes["web"].pid
        self._connect(client, tokens, "deaf")
        memory = rss_kib(web)
        self._pace(client, CREDIT_SECONDS)
        after = self._pace(client, seconds)
        return {
            "p99_ms": round(after["p99_ms"], 2),
            "p99_ratio": round(after["p99_ms"] / before["p99_ms"], 2),
            "web_growth_kib": rss_kib(web) - memory,
        }

    def _connect(self, client: Process, tokens: list[str], how: str = "connect") -> None:
        url = self._system.base.replace("http", "ws", 1) + "/live/"
        client.say({"do": how, "url": url, "query": QUERY, "tokens": tokens})
        answer = client.hear(CONNECT_SECONDS * 2)
        if answer["fault"]:
            raise BenchFailed(f"{self._server}: {answer['fault']}")
        deadline = time.monotonic() + CONNECT_SECONDS
        while True:
            self._upstream.say({"do": "open", "path": "/fanout"})
            if self._upstream.hear(CONNECT_SECONDS)["open"]:
                return
            if time.monotonic() > deadline:
                raise BenchFailed("the hub has not dialled the upstream")
            time.sleep(0.05)

    def _pace(self, client: Process, seconds: float) -> dict[str, Any]:
        """So many seconds of messages; the client's result, which must be complete."""
        count = round(RATE * seconds)
        client.say({"do": "expect", "count": count})
        client.hear(CONNECT_SECONDS)
        self._upstream.say({"do": "pace", "path": "/fanout", "rate": RATE, "seconds": seconds})
        self._upstream.hear(CONNECT_SECONDS)
        result = client.hear(RUN_SECONDS)
        self._upstream.hear(RUN_SECONDS)
        if result["fault"]:
            raise BenchFailed(f"{self._server}: {result['fault']}")
        return result

    def _flow(self, client: Process, viewers: int, seconds: float) -> dict[str, Any]:
        processes = {name: process.pid for name, process in self._system.processes.items()}
        processes["client"] = client.popen.pid
        began = time.monotonic()
        before = cpu_seconds(processes.values())
        waited = -waited_seconds(processes["web"])
        result = self._pace(client, seconds)
        took = time.monotonic() - began
        waited += waited_seconds(processes["web"])
        time.sleep(SETTLE_SECONDS)
        after = cpu_seconds(processes.values())
        spent = {name: after[pid] - before[pid] for name, pid in processes.items()}
        client_share = spent.pop("client") / took
        delivered = result["delivered"]
        if delivered != viewers * round(RATE * seconds):
            raise BenchFailed(f"{self._server}: {delivered} deliveries to {viewers} viewers in {seconds} s")
        return {
            "cpu_us_per_delivery": round(sum(spent.values()) * 1e6 / delivered, 3),
            "p50_ms": round(result["p50_ms"], 2),
            "p99_ms": round(result["p99_ms"], 2),
            "worst_ms": round(result["worst_ms"], 2),
            "messages_per_frame": round(delivered / result["frames"], 1),
            "cores": {name: round(cost / took, 3) for name, cost in spent.items()},
            "client_cores": round(client_share, 3),
            # Well above zero: others worked on this machine, and the latencies are theirs too.
            "web_waited_for_cpu": round(waited / took, 3),
        }


def measure(servers: list[str], viewers: list[int], seconds: float) -> dict[str, Any]:
    """The whole benchmark; the result as it is written."""
    result: dict[str, Any] = {"default": WEB_SERVER}
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="lowstream-bench-") as folder:
        for server in servers:
            with ExitStack() as stack:
                print(f"Starting {server} ...", flush=True)
                fanout = Fanout(server, Path(folder) / server, stack)
                result[server] = {}
                for count in viewers:
                    result[server][str(count)] = found = fanout.measure(count, seconds, deaf=count == DEAF_BESIDE)
                    print(_line(server, count, found), flush=True)
    facts = {"rate": RATE, "seconds": seconds, "message_bytes": MESSAGE_BYTES}
    return result | {"run": facts | about(load)}


HEADS: Final = ("CPU µs/delivery", "p50 ms", "p99 ms", "KiB/idle viewer", "web cores", "client cores")


def _line(server: str, viewers: int | str, found: dict[str, Any]) -> str:
    cells = (
        f"{found['cpu_us_per_delivery']:.2f}",
        f"{found['p50_ms']:.1f}",
        f"{found['p99_ms']:.1f}",
        f"{found['kib_per_idle_viewer']:.1f}",
        f"{found['cores']['web']:.2f}",
        f"{found['client_cores']:.2f}",
    )
    return f"{server:<8}{viewers:>8}" + "".join(f"{cell:>17}" for cell in cells)


def table(result: dict[str, Any]) -> str:
    """The result for a person."""
    lines = [f"{'':<8}{'viewers':>8}" + "".join(f"{head:>17}" for head in HEADS)]
    for server in SERVERS:
        lines += [_line(server, viewers, found) for viewers, found in result.get(server, {}).items()]
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench fanout", description=__doc__)
    parser.add_argument("--servers", nargs="+", choices=SERVERS, default=list(SERVERS))
    parser.add_argument("--viewers", nargs="+", type=int, default=list(VIEWERS))
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--out", type=Path, default=OUT / "fanout.json")
    chosen = parser.parse_args(arguments)
    result = measure(chosen.servers, chosen.viewers, chosen.seconds)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\n{table(result)}\n\nWritten to {chosen.out}")
