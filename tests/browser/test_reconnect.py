"""Processes die and come back, tabs are duplicated: an open app goes on without a reload and misses nothing."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .documents import document, query, run, shown, stat
from .person import Person
from .viewer import Viewer

RATE = 50  # messages a second

# Whatever is missing between two numbers is counted; so is whatever comes twice or too late.
KEEP = """
const r = (window.record ??= { first: event.data.n, last: event.data.n - 1, missed: 0, disorder: 0, received: 0 });
const { n } = event.data;
if (n <= r.last) r.disorder += 1;
else r.missed += n - r.last - 1;
r.received += 1;
r.last = n;
"""


@pytest.fixture
def upstream() -> Iterator[UpstreamThread]:
    with UpstreamThread(Numbered(rate=RATE)) as upstream:
        yield upstream


@pytest.fixture
def viewer(system: System, visitor: Person, upstream: UpstreamThread) -> Viewer:
    """A visitor who watches numbers come."""
    numbers = query("numbers", upstream.url, run("success", KEEP), run("gap", "window.gap = true"), window=5_000)
    widgets = [shown("record", "window.record"), stat("gaps", "{{ numbers.gaps }}")]
    app = system.make_app(document([numbers], widgets), visibility="public")
    visitor.expects("WebSocket connection to", "net::ERR_", "status of 50")
    viewer = visitor.view(app)
    viewer.page.evaluate("self.stayed = true")
    _wait_for_more(viewer, 20)
    return viewer


def _last(viewer: Viewer) -> int:
    return int((viewer.value("record") or {"last": 0})["last"])


def _wait_for_more(viewer: Viewer, more: int) -> None:
    until = _last(viewer) + more
    viewer.wait(lambda: _last(viewer) >= until, f"message {until}", 30)


def _expect_nothing_missed(viewer: Viewer, stayed: bool = True) -> None:
    record = viewer.value("record")
    assert record["missed"] == record["disorder"] == 0
    assert record["received"] == record["last"] - record["first"] + 1
    assert viewer.number("gaps") == 0
    assert viewer.page.evaluate("self.stayed ?? false") == stayed, "the page was loaded again"


def test_a_restart_of_the_web_process_is_survived_without_a_reload(
    system: System, viewer: Viewer, upstream: UpstreamThread
) -> None:
    system.stop("web")
    viewer.expect_status("numbers", "retrying")
    expect(viewer.player.get_by_role("status").filter(has_text="The connection to the server is lost")).to_be_visible()
    system.start("web", "runweb", "--port", str(system.port))
    system.wait_until_ready()
    viewer.expect_status("numbers", "open", 30)
    _wait_for_more(viewer, 2 * RATE)
    _expect_nothing_missed(viewer)
    assert len(upstream.dials) == 1, "the hub kept the upstream's connection meanwhile"


def test_a_hub_that_is_killed_is_followed_by_another(system: System, viewer: Viewer, upstream: UpstreamThread) -> None:
    system.stop("hub", signal.SIGKILL)
    try:
        upstream.wait_for(lambda: not upstream.upstream.opened)
    finally:
        system.start("hub", "runhub")
        system.wait_until_ready()
    upstream.wait_for(lambda: len(upstream.upstream.dials) == 2 and upstream.upstream.opened, 30)
    viewer.expect_status("numbers", "open", 30)
    _wait_for_more(viewer, 2 * RATE)
    record = viewer.value("record")
    # What the dead hub held for at most one batch is lost with it; nothing comes twice, and the page stays.
    assert record["disorder"] == 0
    assert record["missed"] <= RATE
    assert viewer.page.evaluate("self.stayed"), "the page was loaded again"


def test_a_duplicated_tab_has_a_session_of_its_own(viewer: Viewer, upstream: UpstreamThread) -> None:
    upstream.behave(Numbered(rate=RATE))  # who dials next is counted for apart
    # window.open copies the sessionStorage, as "Duplicate tab" does.
    with viewer.page.expect_popup() as opened:
        viewer.page.evaluate("open(location.href)")
    copy = Viewer(opened.value)
    copy.expect_status("numbers", "open")
    upstream.wait_for(lambda: len(upstream.upstream.opened) == 2)
    viewer.wait(lambda: _last(copy) > 0, "the copy's own numbers")
    _wait_for_more(viewer, RATE)
    _expect_nothing_missed(viewer)
    _expect_nothing_missed(copy, stayed=False)
    expect(viewer.player.get_by_text("Open in another tab")).to_have_count(0)
    copy.reload()
    copy.expect_status("numbers", "open")
    assert len(upstream.dials) == 2, "the copy's reload goes on with the copy's own session"
