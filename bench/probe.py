"""What a page in Chromium costs: CPU time of its threads by the kernel, frames and long tasks by the page itself."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

from tests.browser.tabs import Tabs

from .processes import TICKS_PER_SECOND, BenchFailed

PROBE = """(ages) => {
  const probe = (window.probe = { frames: [], tasks: [], ages: [] });
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) probe.tasks.push(Math.round(task.duration));
  }).observe({ entryTypes: ["longtask"] });
  let last = performance.now();
  const each = (now) => {
    probe.frames.push(now - last);
    last = now;
    const shown = ages && document.querySelector('[data-widget="sent"]')?.innerText.match(/\\d{13}/);
    if (shown) probe.ages.push(Date.now() - Number(shown[0]));
    requestAnimationFrame(each);
  };
  requestAnimationFrame(each);
}"""


class Threads:
    """CPU seconds of the player's main thread and of its Worker, from /proc."""

    def __init__(self, chromium: int) -> None:
        found = [pid for pid in _descendants(chromium) if _worker(pid)]
        if len(found) != 1:
            raise BenchFailed(f"one process with a Worker was expected, not {len(found)}")
        self.pid = found[0]
        self._worker = _worker(self.pid)

    def seconds(self) -> tuple[float, float]:
        return _cpu(self.pid, self.pid), _cpu(self.pid, self._worker)

    def busy_percent(self, seconds: float) -> tuple[float, float]:
        """Of so many seconds from now, how many percent the page and the Worker are busy."""
        before, began = self.seconds(), time.monotonic()
        time.sleep(seconds)
        after, took = self.seconds(), time.monotonic() - began
        return round(100 * (after[0] - before[0]) / took, 1), round(100 * (after[1] - before[1]) / took, 1)


def _descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it has just ended
            parents.setdefault(parent, []).append(int(entry.name))
    found, look = [], [pid]
    while look:
        children = parents.get(look.pop(), [])
        found += children
        look += children
    return found


def _worker(pid: int) -> int:
    """The thread of a dedicated Worker; 0: there is none."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().startswith("DedicatedWorker"):
            return int(task.name)
    return 0


def _cpu(pid: int, thread: int) -> float:
    fields = Path(f"/proc/{pid}/task/{thread}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def heap_kib(tabs: Tabs, page: Page, frame: Frame) -> int:
    """KiB that JavaScript holds in the page, after a collection."""
    try:
        session = tabs.context.new_cdp_session(frame)
    except Exception:
        session = tabs.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = int(session.send("Runtime.getHeapUsage")["usedSize"]) // 1024
    session.detach()
    return used


def frames(probe: dict[str, Any]) -> dict[str, Any]:
    """Of a probe: how long its frames took, and the tasks that took longer than 50 ms."""
    gaps = sorted(probe["frames"][1:]) or [0.0]
    return {
        "frames": len(gaps),
        "frame_ms": {"p50": round(gaps[len(gaps) // 2], 1), "p99": round(gaps[len(gaps) * 99 // 100], 1)},
        "frame_max_ms": round(gaps[-1], 1),
        "tasks_over_50_ms": probe["tasks"],
    }
