"""`python -m bench fairness`: what one tenant's flood costs another, in the same hub, Redis and web process.

Tenant B has one shared stream of 100 messages a second and ten viewers; its latency is measured alone, then while
tenant A floods (`bench.flood`: 20 upstreams at full speed, two of them with messages of 400 kB, 40 viewers that
broadcast at their limit, ten of which open and close streams all the time), then alone again. Every viewer of B must
have had every message once. The flood's own process, with A's upstreams and viewers, gets only the CPU that nobody else
wants, so that what is measured is how the house shares, not how a small machine does; B's have the usual priority.
Prints a table and writes var/bench/fairness.json.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from tests.system import System

from .processes import BenchFailed, Process, cpu_seconds, rss_kib
from .relay import CONNECT_SECONDS, OUT, RUN_SECONDS, about

RATE: Final = 100
VIEWERS: Final = 10
SECONDS: Final = 10.0
FLOODS: Final = 20
LARGE: Final = 2  # of those, with large messages
WATCHERS: Final = 40
SETTLE_SECONDS: Final = 3.0  # after the flood begins, or ends

MAKE_APP: Final = """
from apps.accounts.services import create_workspace
from apps.builder.document import AppDocument
from apps.builder.models import Visibility
from apps.builder.services import create_app, publish
from apps.accounts.models import User
app = create_app(create_workspace({name!r}), None, {name!r}, AppDocument.model_validate({document!r}))
publish(app, User.objects.first(), 1, Visibility.PUBLIC)
print("app", app.pk)
"""


class Fairness:
    """The house with both tenants, each in a workspace of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._logs = OUT / "logs"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._stack = stack
        self._upstream = self._process("bench.upstream", "fairness-upstream")
        self._flood = self._process("bench.flood", "fairness-flood")
        self._viewers = self._process("bench.viewers", "fairness-viewers")
        port, flood = self._upstream.hear(CONNECT_SECONDS)["port"], self._flood.hear(CONNECT_SECONDS)["port"]
        self._system = System(folder, LOG_LEVEL="WARNING")
        stack.enter_context(self._system)
        self._quiet = self._app("Quiet", [{"name": "calm", "url": f"ws://127.0.0.1:{port}/calm", "scope": "shared"}])
        url = f"ws://127.0.0.1:{flood}"
        floods = [
            {"name": f"f{n}", "url": f"{url}/{n}{'/large' if n < LARGE else ''}", "scope": "shared"}
            for n in range(FLOODS)
        ]
        self._names = [str(query["name"]) for query in floods]
        self._loud = self._app("Loud", [*floods, {"name": "own", "url": f"{url}/own"}])

    def run(self, seconds: float) -> dict[str, Any]:
        """All three phases."""
        url = self._system.base.replace("http", "ws", 1) + "/live/"
        tokens = [self._token(self._quiet) for _ in range(VIEWERS)]
        self._viewers.say({"do": "connect", "url": url, "query": "calm", "tokens": tokens})
        fault = self._viewers.hear(CONNECT_SECONDS)["fault"]
        if fault:
            raise BenchFailed(fault)
        self._wait_for_upstream()
        self._pace(1.0)
        alone = self._pace(seconds)
        print(f"alone: {alone}; now the flood ...", flush=True)
        tokens = [self._token(self._loud) for _ in range(WATCHERS)]
        self._flood.say({"do": "start", "url": url, "tokens": tokens, "queries": self._names})
        self._flood.hear(RUN_SECONDS)
        self._flood.say({"do": "flood"})
        self._flood.hear(RUN_SECONDS)
        time.sleep(SETTLE_SECONDS)
        self._flood.say({"do": "count"})
        before = self._flood.hear(CONNECT_SECONDS)
        print(f"flooding: {before}", flush=True)
        beside = self._pace(seconds)
        self._flood.say({"do": "count"})
        after = self._flood.hear(CONNECT_SECONDS)
        print(f"beside it: {beside}", flush=True)
        self._flood.stop()
        time.sleep(SETTLE_SECONDS)
        again = self._pace(seconds)
        return {
            "alone": alone,
            "beside_the_flood": beside,
            "alone_again": again,
            "ratio_p50": round(beside["p50_ms"] / alone["p50_ms"], 2),
            "ratio_p99": round(beside["p99_ms"] / alone["p99_ms"], 2),
            "flood": {name: after[name] - before.get(name, 0) for name in after},
        }

    def _process(self, module: str, name: str) -> Process:
        process = Process.python(module, self._logs / f"{name}.log")
        self._stack.callback(process.stop)
        return process

    def _app(self, name: str, queries: list[dict[str, Any]]) -> dict[str, Any]:
        told = self._system.manage("shell", "-c", MAKE_APP.format(name=name, document={"queries": queries}))
        return {"id": int(told.rsplit("app ", 1)[1])}

    def _token(self, app: dict[str, Any]) -> str:
        return str(self._system.open_app(app)["token"])

    def _wait_for_upstream(self) -> None:
        deadline = time.monotonic() + CONNECT_SECONDS
        while True:
            self._upstream.say({"do": "open", "path": "/calm"})
            if self._upstream.hear(CONNECT_SECONDS)["open"]:
                return
            if time.monotonic() > deadline:
                raise BenchFailed("the hub has not dialled the quiet tenant's upstream")
            time.sleep(0.05)

    def _pace(self, seconds: float) -> dict[str, Any]:
        """So many seconds of B's messages; what came of them, and what the processes took meanwhile."""
        pids = {name: process.pid for name, process in self._system.processes.items()}
        before, began = cpu_seconds(pids.values()), time.monotonic()
        self._viewers.say({"do": "expect", "count": round(RATE * seconds)})
        self._viewers.hear(CONNECT_SECONDS)
        self._upstream.say({"do": "pace", "path": "/calm", "rate": RATE, "seconds": seconds})
        self._upstream.hear(CONNECT_SECONDS)
        result = self._viewers.hear(RUN_SECONDS)
        self._upstream.hear(RUN_SECONDS)
        if result["fault"]:
            raise BenchFailed(result["fault"])
        took, after = time.monotonic() - began, cpu_seconds(pids.values())
        return {
            "p50_ms": round(result["p50_ms"], 2),
            "p99_ms": round(result["p99_ms"], 2),
            "worst_ms": round(result["worst_ms"], 2),
            "cores": {name: round((after[pid] - before[pid]) / took, 2) for name, pid in pids.items()},
            "mib": {name: rss_kib(pid) // 1024 for name, pid in pids.items()},
        }


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench fairness", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--out", type=Path, default=OUT / "fairness.json")
    chosen = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="lowstream-bench-") as folder, ExitStack() as stack:
        result = Fairness(Path(folder), stack).run(chosen.seconds)
    result["run"] = {"rate": RATE, "viewers": VIEWERS, "seconds": chosen.seconds} | about(load)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(result, indent=2) + "\n")
    print(f"{'':<20}{'p50 ms':>10}{'p99 ms':>10}{'worst ms':>10}{'hub':>8}{'web':>8}{'redis':>8}")
    for name in ("alone", "beside_the_flood", "alone_again"):
        phase = result[name]
        cores = "".join(f"{phase['cores'][each]:>8.2f}" for each in ("hub", "web", "redis"))
        print(f"{name:<20}{phase['p50_ms']:>10.1f}{phase['p99_ms']:>10.1f}{phase['worst_ms']:>10.1f}{cores}")
    print(f"ratio: p50 {result['ratio_p50']}, p99 {result['ratio_p99']}; flood {result['flood']}")
    print(f"\nWritten to {chosen.out}")
