"""Rows straight from windows, pausing and stepping through them, and hidden tabs, as viewers meet them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import System, wait_for

from .conftest import Come
from .documents import button, document, query, run, shown, stat
from .person import Person
from .tabs import Tabs
from .viewer import Viewer

BURST: Final = 3_000
RATE: Final = 2_000  # messages a second
FLOWING: Final = 6_000  # messages: three seconds of it
HIDDEN_SECONDS: Final = 5.0  # of each of them, some hundred messages
CAUGHT_UP_MS: Final = 1_000.0

COUNT = """
const r = (window.record ??= { received: 0, last: 0, disorder: 0 });
if (event.data.n !== r.last + 1) r.disorder += 1;
r.received += 1;
r.last = event.data.n;
newest.setValue(event.data.n);
"""


def source(*queries: str, **fields: Any) -> dict[str, Any]:
    return {"queries": list(queries), **fields}


def table(name: str, **properties: Any) -> dict[str, Any]:
    """Rows oldest first, so that they read as they are ordered."""
    columns = properties.pop("columns", [{"field": "v"}])
    return {"type": "table", "name": name, "properties": {"newest_first": False, "columns": columns, **properties}}


@dataclass
class Feeds:
    """Two upstreams, and the app that shows them."""

    a: UpstreamThread
    b: UpstreamThread
    app: dict[str, Any]

    def view(self, person: Person) -> Viewer:
        viewer = person.view(self.app)
        for name in ("a", "b"):
            viewer.wait(lambda name=name: viewer.value("open")[name] == "open", f"{name} open")  # type: ignore[misc]
        return viewer

    @staticmethod
    def send(upstream: UpstreamThread, *rows: Any) -> None:
        upstream.send(*(json.dumps(row) for row in rows))


@pytest.fixture(scope="module")
def feeds(system: System) -> Iterator[Feeds]:
    widgets = [
        shown("open", "{a: a.status, b: b.status}"),
        table("lone", data="{{ a.messages }}", limit=5),
        table("merged", source=source("a", "b"), columns=[{"field": "v"}]),
        table("keyed", source=source("a", mode="upsert", key="k")),
        table("some", source=source("a", where=[{"field": "v", "operator": "at_least", "value": 10}])),
        table("sorted", source=source("a", "b", order_by="t"), limit=3),
        table("fresh", source=source("a", span_seconds=2)),
        table("listed", source=source("b", mode="replace"), limit=2),
        shown("total", "{count: handled.value, rows: lone.data.length}"),
        {
            "type": "button",
            "name": "stop",
            "properties": {"text": "stop"},
            "events": [run("click", "playback.toggle()")],
        },
        button("back", "playback.stepBack(2)"),
        shown("state", "{paused: playback.paused, newer: playback.newer}"),
    ]
    counting = run("success", "handled.setValue((handled.value ?? 0) + 1)")
    with UpstreamThread() as a, UpstreamThread() as b:
        made = document([query("a", a.url, counting), query("b", b.url)], widgets, states=("handled",))
        yield Feeds(a, b, system.make_app(made, "Windows"))


def rows(viewer: Viewer, name: str) -> Locator:
    return viewer.widget(name).locator(".t-row")


def expect_rows(viewer: Viewer, name: str, texts: list[str]) -> None:
    """In the order shown, which isn't that of the document: a row's element stays with it while it moves."""
    number = "(rows) => rows.map((row) => [Number(row.getAttribute('aria-rowindex')), row.innerText])"
    viewer.wait(
        lambda: [text for _, text in sorted(rows(viewer, name).evaluate_all(number))] == texts, f"{name}: {texts}"
    )


def test_rows_come_from_windows_without_code(feeds: Feeds, builder: Person) -> None:
    viewer = feeds.view(builder)
    feeds.send(feeds.a, {"k": "x", "v": 1, "t": 5}, {"k": "y", "v": 20, "t": 2})
    expect_rows(viewer, "merged", ["1", "20"])
    feeds.send(feeds.b, {"v": 3, "t": 1})
    expect_rows(viewer, "merged", ["1", "20", "3"])
    feeds.send(feeds.a, {"k": "x", "v": 11, "t": 4})
    expect_rows(viewer, "merged", ["1", "20", "3", "11"])
    expect_rows(viewer, "keyed", ["11", "20"])
    expect_rows(viewer, "some", ["20", "11"])
    expect_rows(viewer, "sorted", ["20", "11", "1"])
    expect_rows(viewer, "lone", ["1", "20", "11"])
    # Too old after two seconds, and nothing else has to come for it.
    expect(rows(viewer, "fresh")).to_have_count(0)
    expect(rows(viewer, "lone")).to_have_count(3)

    feeds.send(feeds.b, [{"v": 7}, {"v": 8}, {"v": 9}])
    expect_rows(viewer, "listed", ["8", "9"])


def test_a_burst_leaves_the_newest_rows_and_every_message_handled(feeds: Feeds, builder: Person) -> None:
    viewer = feeds.view(builder)
    feeds.send(feeds.a, *({"k": f"k{n % 7}", "v": n, "t": n} for n in range(BURST)))
    viewer.wait(lambda: (viewer.value("total") or {}).get("count") == BURST, f"{BURST} handled messages")
    expect_rows(viewer, "lone", [f"{n:,}" for n in range(BURST - 5, BURST)])
    expect(rows(viewer, "keyed")).to_have_count(7)
    expect_rows(viewer, "sorted", [f"{n:,}" for n in range(BURST - 3, BURST)])
    assert viewer.value("total") == {"count": BURST, "rows": 1_000}


def test_a_person_pauses_steps_slides_and_resumes(feeds: Feeds, builder: Person) -> None:
    viewer = feeds.view(builder)
    feeds.send(feeds.a, *({"v": n} for n in (1, 2)))
    expect_rows(viewer, "merged", ["1", "2"])
    feeds.send(feeds.b, {"v": 3})
    expect_rows(viewer, "merged", ["1", "2", "3"])
    viewer.player.get_by_role("button", name="Pause").click()
    bar = viewer.player.get_by_role("region", name="Paused")
    expect(bar).to_contain_text(re.compile(r"Paused at \d\d:\d\d:\d\d\.\d{3} · 0 newer messages"))

    feeds.send(feeds.a, *({"v": n} for n in range(4, 10)))
    expect(bar).to_contain_text("6 newer messages")
    expect_rows(viewer, "merged", ["1", "2", "3"])
    assert viewer.value("total")["count"] == 2

    bar.get_by_role("button", name="Back one message").click()
    expect_rows(viewer, "merged", ["1", "2"])
    viewer.page.keyboard.press("Enter")  # the button still has the focus
    expect_rows(viewer, "merged", ["1"])
    bar.get_by_role("button", name="Forward one message").click()
    expect_rows(viewer, "merged", ["1", "2"])
    bar.get_by_role("slider", name="Time").press("End")
    expect_rows(viewer, "merged", ["1", "2", "3"])
    bar.get_by_role("slider", name="Time").press("Home")
    expect(rows(viewer, "merged").and_(viewer.player.locator("[aria-rowindex='2']"))).to_have_text("1")
    expect(rows(viewer, "merged")).not_to_have_count(3)

    bar.get_by_role("button", name="Resume").click()
    expect(bar).to_have_count(0)
    expect_rows(viewer, "merged", [str(n) for n in range(1, 10)])
    viewer.wait(lambda: viewer.value("total")["count"] == 8, "all that was handled meanwhile")
    expect(viewer.player.get_by_role("button", name="Pause")).to_be_visible()


def test_app_code_pauses_and_steps(feeds: Feeds, builder: Person) -> None:
    viewer = feeds.view(builder)
    feeds.send(feeds.a, *({"v": n} for n in (1, 2, 3)))
    expect_rows(viewer, "merged", ["1", "2", "3"])
    viewer.player.get_by_role("button", name="back").click()
    expect_rows(viewer, "merged", ["1"])
    viewer.wait(lambda: viewer.value("state")["paused"] is True, "paused")
    viewer.player.get_by_role("button", name="stop").click()
    expect_rows(viewer, "merged", ["1", "2", "3"])
    viewer.wait(lambda: viewer.value("state") == {"paused": False, "newer": 0}, "playing")


def test_an_app_may_be_without_the_button(system: System, feeds: Feeds, builder: Person) -> None:
    made = document([query("a", feeds.a.url)], [shown("open", "a.status")])
    app = system.make_app({**made, "appearance": {"playback": False}}, "No pause")
    viewer = builder.view(app)
    viewer.wait(lambda: viewer.value("open") == "open", "open")
    expect(viewer.player.get_by_role("button", name="Pause")).to_have_count(0)


def test_two_thousand_a_second_are_each_handled_once_beside_a_chart_and_a_table(system: System, come: Come) -> None:
    widgets = [
        {"type": "chart", "name": "chart", "properties": {"data": "{{ q.messages }}", "limit": 1000, "series": ["n"]}},
        {"type": "table", "name": "table", "properties": {"data": "{{ q.messages }}", "limit": 100}},
        stat("last", "{{ newest.value }}"),
        shown("record", "window.record"),
    ]
    with UpstreamThread(Numbered(count=FLOWING, rate=RATE)) as upstream:
        made = document([query("q", upstream.url, run("success", COUNT))], widgets, states=("newest",))
        viewer = come().view(system.make_app(made, "Flow"))
        viewer.wait(lambda: viewer.value("record") == {"received": FLOWING, "last": FLOWING, "disorder": 0}, "all", 30)
        expect(viewer.widget("table").locator("[aria-rowindex='2']")).to_contain_text(f"{FLOWING:,}")
        expect(viewer.widget("chart").locator("canvas")).to_be_visible()
        expect(viewer.widget("chart")).to_contain_text("last 1000")


@pytest.mark.alone
def test_a_hidden_tab_costs_nothing_and_is_right_as_soon_as_it_is_shown(system: System, chromium: Browser) -> None:
    toast = {"event": "success", "action": {"type": "show_message", "text": "message {{ event.data.n }}"}}
    widgets = [
        stat("last", "{{ newest.value }}"),
        shown("record", "window.record"),
        table("rows", data="{{ q.messages }}", limit=3, columns=[{"field": "n"}]),
    ]
    with UpstreamThread(Numbered(count=400, rate=100)) as upstream, Tabs(chromium.browser_type, system.api) as tabs:
        made = document([query("q", upstream.url, run("success", COUNT), toast)], widgets, states=("newest",))
        app = system.make_app(made, "Hidden")
        viewer = Viewer(tabs.open(f"{system.base}/a/{app['slug']}/"))
        viewer.wait_number("last", 1)
        tabs.hide(viewer.page)
        frame = viewer.frame
        frame.wait_for_function("() => !document.querySelector('.toast')", polling=100)  # a hidden page has no frames
        frame.evaluate(WATCH)
        # The last message comes while it is hidden, and none after it that could show what was missed.
        until = time.monotonic() + HIDDEN_SECONDS
        wait_for(lambda: time.monotonic() > until, HIDDEN_SECONDS + 1)
        assert frame.evaluate("window.changes") == 0
        tabs.show(viewer.page)
        frame.wait_for_function("() => window.right !== null")
        assert frame.evaluate("window.right - window.shown") < CAUGHT_UP_MS
        expect(viewer.widget("last")).to_contain_text("400")
        expect_rows(viewer, "rows", ["398", "399", "400"])
        assert viewer.value("record") == {"received": 400, "last": 400, "disorder": 0}
        assert frame.evaluate("window.toasts") == 1, "the last one, and not one for each message"


WATCH = """() => {
  Object.assign(window, { changes: 0, toasts: 0, shown: null, right: null });
  document.addEventListener("visibilitychange", () => { window.shown ??= performance.now(); });
  new MutationObserver((list) => {
    if (document.hidden) window.changes += list.length;
    for (const { addedNodes } of list)
      for (const node of addedNodes)
        if (node.nodeType === 1 && (node.matches(".toast") || node.querySelector(".toast"))) window.toasts += 1;
    if (window.right === null && document.querySelector('[data-widget="last"]').innerText.includes("400"))
      window.right = performance.now();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
