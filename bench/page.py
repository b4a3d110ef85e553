"""What a live app costs the browser that shows it, in headless Chromium: `python -m bench page`.

1. `start`: the sample ticker, from navigation to its first chart.
2. `flow`: 2,000 messages a second into one success handler, with a line chart of 1,000 points and a table of 100 rows.
3. `latest`: 10,000 messages a second, delivery `latest`: how old the value is that stands on the screen.
4. `rows`: a table, a list and a log of 10,000 rows each, 20 new rows a second, scrolled all the time.

The page's main thread and the engine's Worker are measured by the kernel (CPU time of their threads), frames by
requestAnimationFrame and the browser's own long tasks, memory after a collection. Writes var/bench/page.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

from tests.browser.documents import document, query, run, shown, stat
from tests.browser.tabs import Tabs
from tests.browser.viewer import Viewer
from tests.fakes.behaviours import Behaviour
from tests.fakes.thread import UpstreamThread
from tests.fakes.upstream import Visit
from tests.system import System, free_port, wait_for

from .many_rows import rows
from .probe import PROBE, Threads, frames, heap_kib
from .processes import rss_kib
from .relay import OUT, about

FLOW_RATE: Final = 2_000
LATEST_RATE: Final = 10_000
TICK_SECONDS: Final = 0.01  # how often the upstream writes what is due
WARM_UP_SECONDS: Final = 5.0  # the window fills, code is compiled
DRAIN_SECONDS: Final = 30.0
STARTS: Final = 5
NEW_TAB_MS: Final = 1_000  # the browser itself is busy with a new tab; what is measured begins at the navigation

COUNT = """
const r = (window.record ??= { received: 0, last: 0, disorder: 0 });
if (event.data.n !== r.last + 1) r.disorder += 1;
r.received += 1;
r.last = event.data.n;
"""

FIRST_CHART = """(() => {
  const look = () => {
    if (!document.querySelector('[data-widget="candleChart"] canvas')) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.firstChart = Date.now(); });
  };
  look();
})()"""


@dataclass
class Paced(Behaviour):
    """Numbered messages with the time they were sent, so many a second, until told to stop."""

    rate: int
    sent: int = field(default=0, init=False)
    stopped: bool = field(default=False, init=False)

    async def talk(self, visit: Visit) -> None:
        began = time.monotonic()
        while not self.stopped:
            due = int((time.monotonic() - began) * self.rate)
            now = time.time_ns() // 1_000_000
            while self.sent < due:
                self.sent += 1
                value = 100 + (self.sent % 997) / 10
                await visit.connection.send(f'{{"n":{self.sent},"t":{now},"v":{value},"w":{self.sent % 31}}}')
            await asyncio.sleep(TICK_SECONDS)


def flow(system: System, tabs: Tabs, seconds: float) -> dict[str, Any]:
    """2,000 a second, each handled once.

    Frames are counted in the second half: who asks for each of them keeps the page busy by that alone.
    """
    widgets = [
        {"type": "chart", "name": "chart", "properties": {"data": "{{ q.messages }}", "limit": 1000, "series": ["v"]}},
        {"type": "table", "name": "table", "properties": {"data": "{{ q.messages }}", "limit": 100}},
        shown("record", "window.record"),
    ]
    for number, widget in enumerate(widgets):
        widget["layout"] = {"x": 0, "y": 4 * number, "w": 12, "h": 4}
    pace = Paced(FLOW_RATE)
    with UpstreamThread(pace) as upstream:
        app = system.make_app(document([query("q", upstream.url, run("success", COUNT))], widgets), "Flow")
        viewer = Viewer(tabs.open(f"{system.base}/a/{app['slug']}/"))
        viewer.wait(lambda: (viewer.value("record") or {}).get("received"), "messages")
        time.sleep(WARM_UP_SECONDS)
        threads = Threads(tabs.process.pid)
        heap = [heap_kib(tabs, viewer.page, viewer.frame)]
        memory = rss_kib(threads.pid)
        began, sent = time.monotonic(), pace.sent
        busy = threads.busy_percent(seconds / 2)
        viewer.frame.evaluate(PROBE, False)
        probed = threads.busy_percent(seconds / 2)
        took, rate = time.monotonic() - began, pace.sent - sent
        probe = viewer.frame.evaluate("window.probe")
        heap.append(heap_kib(tabs, viewer.page, viewer.frame))
        pace.stopped = True
        viewer.wait(lambda: viewer.value("record")["last"] == pace.sent, "the last message", DRAIN_SECONDS)
        record = viewer.value("record")
        viewer.page.close()
    return {
        "messages_per_second": round(rate / took),
        "sent": pace.sent,
        "handled": record["received"],
        "out_of_order": record["disorder"],
        "page_busy_percent": busy[0],
        "worker_busy_percent": busy[1],
        "page_busy_with_probe_percent": probed[0],
        "page_heap_kib": heap,
        "process_rss_kib": [memory, rss_kib(threads.pid) if Path(f"/proc/{threads.pid}").exists() else memory],
        **frames(probe),
    }


def latest(system: System, tabs: Tabs, seconds: float) -> dict[str, Any]:
    """10,000 a second of which the newest is shown."""
    pace = Paced(LATEST_RATE)
    with UpstreamThread(pace) as upstream:
        asked = query("q", upstream.url, delivery={"mode": "latest"})
        app = system.make_app(document([asked], [shown("sent", "q.data.t"), stat("n", "{{ q.data.n }}")]), "Latest")
        viewer = Viewer(tabs.open(f"{system.base}/a/{app['slug']}/"))
        viewer.wait_number("n", 1)
        time.sleep(WARM_UP_SECONDS)
        viewer.frame.evaluate(PROBE, True)
        began, sent = time.monotonic(), pace.sent
        time.sleep(seconds)
        rate = (pace.sent - sent) / (time.monotonic() - began)
        probe = viewer.frame.evaluate("window.probe")
        pace.stopped = True
        viewer.page.close()
    ages = sorted(probe["ages"])
    return {
        "messages_per_second": round(rate),
        "age_ms": {"p50": ages[len(ages) // 2], "p99": ages[len(ages) * 99 // 100], "max": ages[-1]},
        **frames(probe),
    }


def start(system: System, tabs: Tabs) -> dict[str, Any]:
    """The sample ticker's first chart: from navigation, with an empty cache the first time."""
    made = system.api.call("POST", "/api/samples/exchange-ticker/", {})
    path = f"/api/apps/{made['id']}"
    system.api.call("POST", f"{path}/releases/", {"revision": made["draft_revision"], "visibility": "signed_in"})
    slug = system.api.call("GET", f"{path}/")["slug"]
    times: list[int] = []
    for _ in range(STARTS):
        page = tabs.context.new_page()
        page.add_init_script(FIRST_CHART)
        page.wait_for_timeout(NEW_TAB_MS)
        page.goto(f"{system.base}/a/{slug}/")
        viewer = Viewer(page)
        viewer.wait(lambda: viewer.widget("candleChart").locator("canvas").count(), "the chart")  # noqa: B023
        viewer.frame.wait_for_function("() => window.firstChart")
        times.append(round(viewer.frame.evaluate("window.firstChart") - page.evaluate("performance.timeOrigin")))
        page.close()
    return {"first_chart_ms": times, "median_ms": round(statistics.median(times))}


def listens(port: int) -> bool:
    """Whether somebody takes connections there: who opens an app before that waits for the hub's next attempt."""
    with socket.socket() as dialler:
        return dialler.connect_ex(("127.0.0.1", port)) == 0


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    names = ("start", "flow", "latest", "rows")
    parser = argparse.ArgumentParser(prog="python -m bench page", description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=names, default=list(names))
    parser.add_argument(
        "--seconds", type=float, default=300, help="of the flow; a tenth of it for the latest and each rows"
    )
    parser.add_argument("--out", type=Path, default=OUT / "page.json")
    chosen = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    port = free_port()
    found: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory(prefix="lowstream-bench-") as folder,
        System(Path(folder), LOG_LEVEL="WARNING", EXCHANGE_URL=f"ws://127.0.0.1:{port}/") as system,
        sync_playwright() as playwright,
        Tabs(playwright.chromium, system.api) as tabs,
    ):
        system.start("exchange", "runexchange", "--port", str(port))
        wait_for(lambda: listens(port), what="the exchange")
        if "start" in chosen.parts:
            found["start"] = start(system, tabs)
        if "flow" in chosen.parts:
            found["flow"] = flow(system, tabs, chosen.seconds)
        if "latest" in chosen.parts:
            found["latest"] = latest(system, tabs, chosen.seconds / 10)
        if "rows" in chosen.parts:
            found["rows"] = rows(system, tabs, chosen.seconds / 10)
    found["run"] = {"seconds": chosen.seconds} | about(load)
    OUT.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps({name: part for name, part in found.items() if name != "run"}, indent=2))
