"""The relay benchmark: one upstream, one client, and Lowstream or a peer between them.

Throughput: the upstream sends 100,000 messages of 130 bytes as fast as they are taken; counted are the CPU time of
every process between it and the client, and messages per second at the client. Latency: 1,000 messages a second, from
the upstream's write to the client's read. Prints a table and writes var/bench/relay.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from .processes import ROOT, BenchFailed, Process, cpu_seconds
from .systems import Lowstream, NodeRed, Relay, bare_node_ws, bare_websockets, install_peers, node_program
from .upstream import MESSAGE_BYTES

OUT: Final = ROOT / "var" / "bench"
WARM_UP: Final = 10_000  # messages: lets just-in-time compilers and caches settle
CONNECT_SECONDS: Final = 30
RUN_SECONDS: Final = 90  # no relay that works takes longer for one run
SETTLE_SECONDS: Final = 0.5  # what is still done after the last message belongs to the run
LATENCY_RATE: Final = 1_000


class Bench:
    """One run of the benchmark; `close` of its stack stops everything it started."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack = stack
        self._folder = folder
        self._logs = OUT / "logs"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._upstream = Process.python("bench.upstream", self._logs / "upstream.log")
        stack.callback(self._upstream.stop)
        self._port = self._upstream.hear(CONNECT_SECONDS)["port"]

    def start(self, wanted: list[str]) -> list[Relay]:
        """Start the relays by name."""
        node = node_program() if {"node_ws", "node_red"} & set(wanted) else ""
        peers = install_peers(OUT / "peers") if node else OUT
        makers: dict[str, Callable[[str], Relay]] = {
            "lowstream": lambda url: Lowstream(url, self._sub("lowstream"), self._logs),
            "websockets": lambda url: bare_websockets(url, self._logs),
            "node_ws": lambda url: bare_node_ws(node, peers, url, self._logs),
            "node_red": lambda url: NodeRed(node, peers, url, self._sub("node-red"), self._logs),
        }
        relays: list[Relay] = []
        for name in wanted:
            print(f"Starting {name} ...", flush=True)
            relay = makers[name](f"ws://127.0.0.1:{self._port}/{name}")
            self._stack.callback(relay.stop)
            relays.append(relay)
        return relays

    def throughput(self, relay: Relay, count: int) -> dict[str, Any]:
        """One flood of `count` messages."""
        processes = relay.processes()
        client = self._client(relay, count)
        try:
            before = cpu_seconds(processes.values())
            self._upstream.say({"do": "flood", "path": f"/{relay.name}", "count": count})
            began = self._upstream.hear(CONNECT_SECONDS)["began"]
            result = client.hear(RUN_SECONDS)
            self._upstream.hear(RUN_SECONDS)
            time.sleep(SETTLE_SECONDS)
            after = cpu_seconds(processes.values())
        finally:
            client.stop()
        self._check(relay, result, count)
        by_process = {name: (after[pid] - before[pid]) * 1e6 / count for name, pid in processes.items()}
        return {
            "cpu_us_per_message": sum(by_process.values()),
            "cpu_us_by_process": by_process,
            "messages_per_second": result["received"] / ((result["last"] - began) / 1e9),
            "received": result["received"],
            "gaps": result["gaps"],
        }

    def latency(self, relay: Relay, seconds: float) -> dict[str, Any]:
        """A steady pace."""
        count = round(LATENCY_RATE * seconds)
        client = self._client(relay, count)
        try:
            self._upstream.say({"do": "pace", "path": f"/{relay.name}", "rate": LATENCY_RATE, "seconds": seconds})
            self._upstream.hear(CONNECT_SECONDS)
            result = client.hear(RUN_SECONDS)
            self._upstream.hear(RUN_SECONDS)
        finally:
            client.stop()
        self._check(relay, result, count)
        return result

    def _client(self, relay: Relay, expect: int) -> Process:
        """A client that is connected, to a relay that is connected."""
        client = Process.python(
            "bench.client", self._logs / f"client-{relay.name}.log", json.dumps(relay.order(expect))
        )
        try:
            self._wait_until_connected(relay, client)
        except BaseException:
            client.stop()
            raise
        return client

    def _wait_until_connected(self, relay: Relay, client: Process) -> None:
        answer = client.hear(CONNECT_SECONDS)
        if "ready" not in answer:
            raise BenchFailed(f"the client of {relay.name} was not served: {answer['fault']}")
        deadline = time.monotonic() + CONNECT_SECONDS
        while not self._is_connected(relay):
            if time.monotonic() > deadline:
                raise BenchFailed(f"{relay.name} has not dialled the upstream within {CONNECT_SECONDS} s")
            time.sleep(0.05)

    def _is_connected(self, relay: Relay) -> bool:
        self._upstream.say({"do": "open", "path": f"/{relay.name}"})
        return bool(self._upstream.hear(CONNECT_SECONDS)["open"])

    def _check(self, relay: Relay, result: dict[str, Any], count: int) -> None:
        if result["fault"] or result["received"] + result["gaps"] < count:
            raise BenchFailed(
                f"{relay.name} delivered {result['received']:,} of {count:,} messages and reported "
                f"{result['gaps']:,} as missed. {result['fault']}"
            )

    def _sub(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder


def measure(wanted: list[str], count: int, runs: int, seconds: float) -> dict[str, Any]:
    """The whole benchmark; the result as it is written."""
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in wanted}
    latencies: dict[str, dict[str, Any]] = {}
    load = os.getloadavg()[0]  # well above zero: others worked on this machine, so read the figures with care
    # Short: the path of a Unix socket has a bound, and a private Redis has one here.
    with tempfile.TemporaryDirectory(prefix="lowstream-bench-") as folder, ExitStack() as stack:
        bench = Bench(stack, Path(folder))
        relays = bench.start(wanted)
        for relay in relays:
            bench.throughput(relay, min(WARM_UP, count))
        for run in range(runs):  # interleaved: what disturbs the machine disturbs all
            for relay in relays:
                result = bench.throughput(relay, count)
                results[relay.name].append(result)
                print(
                    f"Run {run + 1} of {runs}: {relay.name:<11} {result['cpu_us_per_message']:6.1f} µs/message "
                    f"{result['messages_per_second']:9,.0f} messages/s"
                    + (f", {result['gaps']:,} missed" if result["gaps"] else ""),
                    flush=True,
                )
        for relay in relays:
            print(f"Latency of {relay.name} ...", flush=True)
            latencies[relay.name] = bench.latency(relay, seconds)
    return {name: _summary(results[name], latencies[name]) for name in wanted} | {
        "run": {
            "messages": count,
            "message_bytes": MESSAGE_BYTES,
            "throughput_runs": runs,
            "latency_rate": LATENCY_RATE,
            "latency_seconds": seconds,
        }
        | about(load)
    }


def about(load: float) -> dict[str, Any]:
    """Where and when it was measured, and with what."""
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "cpus": os.cpu_count(),
        "load_average_at_start": load,
        "kernel": platform.release(),
        "versions": _versions(),
    }


def _summary(runs: list[dict[str, Any]], latency: dict[str, Any]) -> dict[str, Any]:
    """Medians of the runs, and the latencies."""

    def median(key: str) -> float:
        return float(statistics.median(run[key] for run in runs))

    by_process = {
        name: round(statistics.median(run["cpu_us_by_process"][name] for run in runs), 2)
        for name in runs[0]["cpu_us_by_process"]
    }
    return {
        "cpu_us_per_message": round(median("cpu_us_per_message"), 2),
        "messages_per_second": round(median("messages_per_second")),
        "p50_ms": round(latency["p50_ms"], 3),
        "p99_ms": round(latency["p99_ms"], 3),
        "cpu_us_by_process": by_process,
        "received": [run["received"] for run in runs],
        "gaps": sum(run["gaps"] for run in runs) + latency["gaps"],
        "runs_cpu_us_per_message": [round(run["cpu_us_per_message"], 2) for run in runs],
        "runs_messages_per_second": [round(run["messages_per_second"]) for run in runs],
    }


def _versions() -> dict[str, str]:
    peers = OUT / "peers" / "node_modules"
    found = {
        name: version(name) for name in ("websockets", "picows", "daphne", "uvicorn", "channels", "redis", "uvloop")
    }
    found["python"] = platform.python_version()
    if shutil.which("node"):
        found["node"] = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    for name in ("ws", "node-red", "@grafana/data"):
        if (peers / name / "package.json").exists():
            found[name] = json.loads((peers / name / "package.json").read_text())["version"]
    return found


def table(result: dict[str, Any]) -> str:
    """The result for a person."""
    heads = ("", "CPU µs/message", "messages/s", "p50 ms", "p99 ms", "gaps")
    rows = [
        (
            name,
            f"{each['cpu_us_per_message']:.1f}",
            f"{each['messages_per_second']:,}",
            f"{each['p50_ms']:.2f}",
            f"{each['p99_ms']:.2f}",
            f"{each['gaps']:,}",
        )
        for name, each in result.items()
        if name != "run"
    ]
    lines = [f"{row[0]:<11}" + "".join(f"{cell:>16}" for cell in row[1:]) for row in (heads, *rows)]
    if "lowstream" in result:
        parts = result["lowstream"]["cpu_us_by_process"].items()
        lines += ["", "lowstream by process: " + ", ".join(f"{name} {cost:.1f} µs" for name, cost in parts)]
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    names = ("lowstream", "websockets", "node_ws", "node_red")
    parser = argparse.ArgumentParser(prog="python -m bench relay", description=__doc__)
    parser.add_argument("--systems", nargs="+", choices=names, default=list(names))
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="of the latency measurement")
    parser.add_argument("--out", type=Path, default=OUT / "relay.json")
    chosen = parser.parse_args(arguments)
    result = measure(chosen.systems, chosen.messages, chosen.runs, chosen.seconds)
    chosen.out.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\n{table(result)}\n\nWritten to {chosen.out}")
