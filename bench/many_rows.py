"""A table, a list and a log of 10,000 rows each, scrolled while 20 rows a second come: `page`'s part `rows`."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, Final

from tests.browser.documents import document, query
from tests.browser.tabs import Tabs
from tests.browser.viewer import Viewer
from tests.fakes.behaviours import Behaviour
from tests.fakes.thread import UpstreamThread
from tests.fakes.upstream import Visit
from tests.system import System

from .probe import PROBE, Threads, frames

ROWS: Final = 10_000
RATE: Final = 20  # new rows a second
WHEEL_SECONDS: Final = 0.05  # a turn of a mouse's wheel
WHEEL_PX: Final = 120
TURNS: Final = 40  # down, then as many up
FILL_SECONDS: Final = 60.0
SETTLE_SECONDS: Final = 2.0  # code is compiled, pauses after the fill are over

SPLICE: Final = {"queries": ["q"], "mode": "append"}
COLUMNS: Final = [{"field": "n"}, {"field": "pair"}, {"field": "price"}, {"field": "size"}, {"field": "at"}]
NEWEST: Final = {"source": SPLICE, "limit": ROWS}


@dataclass
class Filled(Behaviour):
    """10,000 rows at once, then some a second, until told to stop."""

    stopped: bool = field(default=False, init=False)
    sent: int = field(default=0, init=False)

    async def talk(self, visit: Visit) -> None:
        while self.sent < ROWS:
            await self._send(visit)
        while not self.stopped:
            await asyncio.sleep(1 / RATE)
            await self._send(visit)

    async def _send(self, visit: Visit) -> None:
        self.sent += 1
        row = {
            "n": self.sent,
            "pair": ("XBT/USD", "ETH/USD", "ADA/USD")[self.sent % 3],
            "price": 100 + self.sent % 997 / 10,
            "size": self.sent % 31,
            "at": time.time(),
        }
        await visit.connection.send(json.dumps(row))


def rows(system: System, tabs: Tabs, seconds: float) -> dict[str, Any]:
    """Each alone on a page, since a person looks at one; `sorted`, `searched`: the table, so arranged by the viewer."""
    table = {"columns": COLUMNS, "search": True}
    return {
        "table": _measure(system, tabs, seconds, "table", table),
        "table_sorted": _measure(system, tabs, seconds, "table", table, sort="price"),
        "table_searched": _measure(system, tabs, seconds, "table", table, search="eth"),
        "list": _measure(system, tabs, seconds, "list", {"item": "**{{ item.pair }}** {{ item.price }}"}),
        "log": _measure(system, tabs, seconds, "log", {}),
    }


def _measure(
    system: System,
    tabs: Tabs,
    seconds: float,
    kind: str,
    properties: dict[str, Any],
    sort: str = "",
    search: str = "",
) -> dict[str, Any]:
    widget = {"type": kind, "name": "rows", "properties": {**NEWEST, **properties}}
    widget["layout"] = {"x": 0, "y": 0, "w": 12, "h": 12}
    upstream = Filled()
    with UpstreamThread(upstream) as server:
        app = system.make_app(document([query("q", server.url, window=ROWS)], [widget]), f"Rows {kind}{sort}{search}")
        viewer = Viewer(tabs.open(f"{system.base}/a/{app['slug']}/"))
        box = viewer.widget("rows").locator(".t-grid, .list, .log")
        box.wait_for()
        row_px = {"table": 27, "list": 37, "log": 20}[kind]
        viewer.wait(
            lambda: box.evaluate("box => box.scrollHeight") > ROWS * row_px * 0.9, "all rows", seconds=FILL_SECONDS
        )
        if sort:
            viewer.widget("rows").get_by_role("columnheader", name=sort).get_by_role("button").click()
        if search:
            viewer.widget("rows").get_by_role("searchbox").fill(search)
        time.sleep(SETTLE_SECONDS)
        middle = box.bounding_box()
        assert middle
        viewer.page.mouse.move(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
        threads = Threads(tabs.process.pid)
        viewer.frame.evaluate(PROBE, True)
        before, began, sent = threads.seconds(), time.monotonic(), upstream.sent
        turn = 0
        while time.monotonic() - began < seconds:
            viewer.page.mouse.wheel(0, WHEEL_PX if turn % (2 * TURNS) < TURNS else -WHEEL_PX)
            turn += 1
            time.sleep(max(0.0, began + turn * WHEEL_SECONDS - time.monotonic()))
        after, took = threads.seconds(), time.monotonic() - began
        probe = viewer.frame.evaluate("window.probe")
        elements = box.evaluate("box => box.querySelectorAll('*').length")
        upstream.stopped = True
        viewer.page.close()
    return {
        "rows_per_second": round((upstream.sent - sent) / took, 1),
        "wheel_turns": turn,
        "elements": elements,
        "page_busy_percent": round(100 * (after[0] - before[0]) / took, 1),
        "worker_busy_percent": round(100 * (after[1] - before[1]) / took, 1),
        **frames(probe),
    }
