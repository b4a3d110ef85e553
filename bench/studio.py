"""How quick the studio is with a large app, in headless Chromium: `python -m bench studio`.

100 widgets and 50 queries, half of which run. `open`: from navigation to the canvas with all widgets. `drag`: a widget
is dragged about by the mouse among the others: frames of the canvas by requestAnimationFrame, and the browser's own
long tasks, there and in the studio's page; those in which it is lifted and dropped are told apart. `stolen_percent` is
what the machine's host gave to others meanwhile: with more than one or two, frames are late for that alone. `select`:
from a press on a widget to its outline there and in the list at the left. `arrow`: from a key to the new place. `type`:
from a key in a binding to its value beside it. Writes var/bench/studio.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Frame, Page, sync_playwright

from tests.browser.documents import document, query
from tests.browser.tabs import Tabs
from tests.browser.viewer import Viewer
from tests.fakes.behaviours import Behaviour
from tests.fakes.thread import UpstreamThread
from tests.fakes.upstream import Visit
from tests.system import System

from .probe import PROBE, frames
from .processes import stolen
from .relay import OUT, about

WIDGETS: Final = 100
QUERIES: Final = 50
RUNNING: Final = 25  # of the queries; a session runs 32 at most
EVERY_SECONDS: Final = 0.5  # between two messages of each
OPENINGS: Final = 5
PRESSES: Final = 10
STEP_SECONDS: Final = 1 / 120  # a mouse tells of itself more often than the screen is drawn
NEW_TAB_MS: Final = 1_000  # the browser itself is busy with a new tab; what is measured begins at the navigation
SETTLE_MS: Final = 1_000  # after a drag: what was held meanwhile is drawn
QUIET_MS: Final = 300  # around the press
EDGE_PX: Final = 60
COLUMNS: Final = 12
KINDS: Final = ("stat", "text", "stat", "chart", "input", "stat", "table", "button", "text", "progress")

DRAWN: Final = f"""(() => {{
  if (window === top) return;  // the canvas is in the frame
  const look = () => {{
    if (document.querySelectorAll(".grid-stack-item .w").length < {WIDGETS}) return requestAnimationFrame(look);
    requestAnimationFrame(() => {{ window.canvasDrawn = Date.now(); }});
  }};
  look();
}})()"""

FRAMES: Final = "window.probe.frames.length"

# Of the studio's page. Asked for each frame there, it would draw sixty a second for that alone.
LONG_TASKS: Final = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longTasks.push(Math.round(task.duration));
  }).observe({ entryTypes: ["longtask"] });
}"""

# From the event to the first frame after which it shows.
SHOWS: Final = """([kind, selector]) => new Promise((resolve) => {
  addEventListener(kind, (event) => {
    const began = event.timeStamp;
    const look = () => {
      if (!document.querySelector(selector)) return requestAnimationFrame(look);
      resolve(Math.round((performance.now() - began) * 10) / 10);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true });
})"""

# From a key to the first frame with the value that the text then has.
VALUE: Final = """([field, value]) => {
  const input = document.querySelector(field);
  window.shows = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`${value} was not shown within 10 s`)), 10_000);
    input.addEventListener("keydown", (event) => {
      const began = event.timeStamp;
      const look = () => {
        const shown = input.closest(".template-field").querySelector(".template-value")?.textContent;
        if (shown !== value) return requestAnimationFrame(look);
        resolve(Math.round((performance.now() - began) * 10) / 10);
      };
      requestAnimationFrame(look);
    }, { once: true });
  });
}"""


@dataclass
class Ticking(Behaviour):
    """A number twice a second."""

    async def talk(self, visit: Visit) -> None:
        number = 0
        while True:
            number += 1
            await visit.connection.send(f'{{"n":{number},"v":{100 + number % 17}}}')
            await asyncio.sleep(EVERY_SECONDS)


def large(url: str) -> dict[str, Any]:
    """The app: six widgets a row, of ten kinds, bound to the queries that run."""
    queries = [query(f"q{number}", f"{url}?{number}", run_on_load=number < RUNNING) for number in range(QUERIES)]
    widgets = []
    for number in range(WIDGETS):
        kind = KINDS[number % len(KINDS)]
        name = f"q{number % RUNNING}"
        bound: dict[str, dict[str, Any]] = {
            "stat": {"value": f"{{{{ {name}.data.v }}}}"},
            "text": {"content": f"**{{{{ {name}.data.n }}}}** of {name}"},
            "chart": {"data": f"{{{{ {name}.messages }}}}", "series": ["v"]},
            "table": {"data": f"{{{{ {name}.messages }}}}", "limit": 20},
            "progress": {"value": f"{{{{ {name}.data.v }}}}"},
        }
        properties = bound.get(kind, {})
        layout = {"x": 2 * (number % 6), "y": 3 * (number // 6), "w": 2, "h": 3}
        widgets.append({"type": kind, "name": f"w{number}", "properties": properties, "layout": layout})
    return document(queries, widgets)


def opened(tabs: Tabs, url: str) -> tuple[Page, Frame, int]:
    """The studio in a new tab, with all widgets on its canvas, and how long that took."""
    page = tabs.context.new_page()
    page.add_init_script(DRAWN)
    page.wait_for_timeout(NEW_TAB_MS)
    page.goto(url)
    viewer = Viewer(page)
    viewer.player.locator(".canvas").wait_for()
    frame = viewer.frame
    frame.wait_for_function("() => window.canvasDrawn")
    return page, frame, round(frame.evaluate("window.canvasDrawn") - page.evaluate("performance.timeOrigin"))


def drag(page: Page, frame: Frame, seconds: float) -> dict[str, Any]:
    """A widget goes round among the others."""
    widget = frame.locator('[data-name="w8"]')
    widget.evaluate("widget => widget.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(SETTLE_MS)
    box, room = widget.bounding_box(), page.locator("iframe.app-frame").bounding_box()
    assert box is not None and room is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    # About the middle of the canvas, since nearer to an edge it scrolls.
    middle_x, middle_y = room["x"] + room["width"] / 2, room["y"] + room["height"] / 2
    reach = room["height"] / 2 - EDGE_PX
    page.mouse.move(x, y)
    frame.evaluate(PROBE, False)
    page.evaluate(LONG_TASKS)
    page.wait_for_timeout(QUIET_MS)
    page.mouse.down()
    page.mouse.move(x + 5, y + 5)
    page.wait_for_timeout(QUIET_MS)
    lifted = frame.evaluate(FRAMES)
    before = stolen()
    began = time.monotonic()
    steps = 0
    while (now := time.monotonic() - began) < seconds:
        page.mouse.move(middle_x + 160 * math.sin(2 * now), middle_y + reach * math.sin(1.3 * now))
        steps += 1
        time.sleep(max(0.0, steps * STEP_SECONDS - (time.monotonic() - began)))
    assert frame.locator(".ui-draggable-dragging").count() == 1
    dragged = frame.evaluate(FRAMES)
    after = stolen()
    page.mouse.up()
    page.wait_for_timeout(SETTLE_MS)
    probe = frame.evaluate("window.probe")
    gaps = probe["frames"]
    return {
        "moves_per_second": round(steps / seconds),
        **frames({**probe, "frames": gaps[lifted:dragged]}),
        "frames_over_32_ms": sum(gap > 32 for gap in gaps[lifted:dragged]),
        "lift_max_ms": round(max(gaps[1:lifted]), 1),
        "drop_max_ms": round(max(gaps[dragged:]), 1),
        "studio_tasks_over_50_ms": page.evaluate("window.longTasks"),
        "stolen_percent": round(100 * (after[0] - before[0]) / (after[1] - before[1]), 1),
    }


def select(page: Page, frame: Frame) -> dict[str, Any]:
    """Presses on one widget after another."""
    canvas: list[float] = []
    for number in range(PRESSES):
        _watch(frame, "pointerdown", f"[data-name=w{number}][data-selected]")
        frame.locator(f'[data-name="w{number}"]').click(position={"x": 20, "y": 20})
        canvas.append(frame.evaluate("window.shows"))
    return {"canvas_ms": _spread(canvas)}


def arrows(page: Page, frame: Frame) -> dict[str, Any]:
    """Arrow keys, to the new place on the canvas: by way of the studio."""
    frame.locator('[data-name="w0"]').click(position={"x": 20, "y": 20})
    found: list[float] = []
    for number in range(PRESSES):
        _watch(frame, "keydown", f"[data-name=w0][gs-y='{number + 1}']")
        page.keyboard.press("ArrowDown")
        found.append(frame.evaluate("window.shows"))
    return {"place_ms": _spread(found)}


def typing(page: Page, frame: Frame) -> dict[str, Any]:
    """A number is typed in the binding of a stat, digit by digit."""
    frame.locator('[data-name="w2"]').click(position={"x": 20, "y": 20})
    selector = '[data-testid="property-value"]'
    field = page.locator(selector)
    field.fill("{{ 1000 + 1 }}")
    for _ in range(3):
        field.press("ArrowLeft")  # before the end of the template
    found: list[float] = []
    number = "1"
    for press in range(PRESSES):
        number += str(1 + press % 9)
        page.evaluate(VALUE, [selector, str(1000 + int(number))])
        page.keyboard.press(number[-1])
        found.append(page.evaluate("window.shows"))
    return {"value_ms": _spread(found)}


def _watch(frame: Frame, kind: str, selector: str) -> None:
    """From here on; `window.shows` is how long it took."""
    frame.evaluate(f"(what) => {{ window.shows = ({SHOWS})(what); }}", [kind, selector])


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "max": max(values)}


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench studio", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="of each drag")
    parser.add_argument("--drags", type=int, default=3, help="the quietest is what counts")
    parser.add_argument("--openings", type=int, default=OPENINGS)
    parser.add_argument("--out", type=Path, default=OUT / "studio.json")
    chosen = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    found: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory(prefix="lowstream-bench-") as folder,
        System(Path(folder), LOG_LEVEL="WARNING") as system,
        UpstreamThread(Ticking()) as upstream,
        sync_playwright() as playwright,
        Tabs(playwright.chromium, system.api) as tabs,
    ):
        app = system.make_app(large(upstream.url), "Large")
        url = f"{system.base}/apps/{app['id']}/"
        times = []
        for _ in range(chosen.openings):
            page, frame, took = opened(tabs, url)
            times.append(took)
            page.close()
        found["open"] = {"ms": times, "median_ms": statistics.median(times), "best_ms": min(times)}
        page, frame, _ = opened(tabs, url)
        page.wait_for_timeout(3_000)  # all streams are open, code is compiled
        found["select"] = select(page, frame)
        drags = [drag(page, frame, chosen.seconds) for _ in range(chosen.drags)]
        found["drag"] = min(drags, key=lambda one: one["frames_over_32_ms"])
        found["drags"] = [
            {name: one[name] for name in ("frame_max_ms", "frames_over_32_ms", "stolen_percent")} for one in drags
        ]
        page.wait_for_timeout(SETTLE_MS)
        found["arrow"] = arrows(page, frame)
        found["type"] = typing(page, frame)
        page.close()
    found["run"] = {"seconds": chosen.seconds, "load_after": round(os.getloadavg()[0], 1)} | about(load)
    OUT.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))
