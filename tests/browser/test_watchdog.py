"""Endless loops in app code: the page stays alive, the culprit is named, and the rest of the app goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .documents import Json, button, document, query, run, stat, text
from .person import Person
from .viewer import Viewer

RATE = 20  # messages a second
REACTION_SECONDS = 1.0  # what a person calls frozen
LOOP = "while (true) {}"

pytestmark = pytest.mark.alone  # a loop takes a core; how fast the page answers beside it is what is measured


@pytest.fixture
def upstream() -> Iterator[UpstreamThread]:
    with UpstreamThread(Numbered(rate=RATE)) as upstream:
        yield upstream


def _open(
    system: System,
    visitor: Person,
    upstream: UpstreamThread,
    *success: str,
    widgets: tuple[Json, ...] = (),
    **rest: str,
) -> Viewer:
    """An app that counts, with app code that hangs somewhere."""
    handlers = [run("success", code) for code in (*success, "counter.setValue(event.data.n)")]
    shown = [stat("count", "{{ counter.value }}"), text("greeting", "# Still here"), *widgets]
    app = system.make_app(
        document([query("numbers", upstream.url, *handlers)], shown, states=("counter",), **rest), visibility="public"
    )
    return visitor.view(app)


def _assert_reacts(viewer: Viewer) -> None:
    """A click and a question to both pages are answered at once; the theme changes in the player too.

    The waits look at each screen frame: what is timed is the page, not Playwright's pauses between two looks.
    """
    began = time.monotonic()
    viewer.player.get_by_role("button", name="Connections").click()
    viewer.frame.wait_for_function("() => document.querySelector('.connections-row')?.checkVisibility()")
    assert viewer.frame.evaluate("1 + 1") == viewer.page.evaluate("1 + 1") == 2
    viewer.page.keyboard.press("Escape")
    viewer.page.emulate_media(color_scheme="dark")
    viewer.frame.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    assert time.monotonic() - began < REACTION_SECONDS


def _wait_until_hung(viewer: Viewer, upstream: UpstreamThread, at: int) -> None:
    """So far the upstream is beyond the message that hangs, and the app is not."""
    dials = upstream.upstream.dials

    def sent() -> int:
        return sum(visit.behaviour.sent for visit in dials if isinstance(visit.behaviour, Numbered))

    viewer.wait(lambda: sent() >= at + RATE, "messages after the one that hangs")
    assert viewer.number("count") <= at


def _banner(viewer: Viewer) -> Locator:
    return viewer.player.locator("[data-notice=stopped]")


def _expect_named(viewer: Viewer, culprit: str) -> None:
    """The banner, after the restart."""
    expect(_banner(viewer)).to_contain_text(f"‘{culprit}’ did not finish within 3 s and was stopped")


def _expect_goes_on(viewer: Viewer) -> None:
    """The engine runs again, and doesn't hang again: its count keeps the upstream's pace."""
    viewer.wait_number("count", viewer.number("count") + 1)
    _expect_pace(viewer)
    expect(_banner(viewer)).to_have_count(1)
    viewer.expect_status("numbers", "open")


def _expect_pace(viewer: Viewer) -> None:
    """A second's messages come in less time than the watchdog takes to mend a hang."""
    viewer.wait_number("count", viewer.number("count") + RATE, 2.5)


def test_a_handler_of_a_stream(system: System, visitor: Person, upstream: UpstreamThread) -> None:
    viewer = _open(system, visitor, upstream, "window.before = event.data.n", f"if (event.data.n >= 30) {LOOP}")
    _wait_until_hung(viewer, upstream, 30)
    _assert_reacts(viewer)
    _expect_named(viewer, "numbers · success · handler 2")
    _expect_goes_on(viewer)
    assert viewer.number("count") > 30, "the third handler got what the second one choked on"


def test_a_handler_of_a_button(system: System, visitor: Person, upstream: UpstreamThread) -> None:
    viewer = _open(system, visitor, upstream, widgets=(button("hang", LOOP),))
    viewer.wait_number("count", 5)
    viewer.widget("hang").get_by_role("button").click()
    _assert_reacts(viewer)
    _expect_named(viewer, "hang · click · handler 1")
    _expect_goes_on(viewer)
    viewer.widget("hang").get_by_role("button").click()
    _expect_pace(viewer)  # the stopped handler doesn't run again


def test_the_startup_script(system: System, visitor: Person, upstream: UpstreamThread) -> None:
    viewer = _open(system, visitor, upstream, startup=f"window.ready = 1;\n{LOOP}")
    expect(viewer.player.get_by_role("heading", name="Test")).to_be_visible()
    _expect_named(viewer, "script · startup")
    _expect_goes_on(viewer)
    expect(viewer.widget("greeting")).to_contain_text("Still here")


def test_a_binding(system: System, visitor: Person, upstream: UpstreamThread) -> None:
    loop = "{{ counter.value > 10 ? (() => { " + LOOP + " })() : counter.value }}"
    viewer = _open(system, visitor, upstream, widgets=(text("stuck", loop),))
    _wait_until_hung(viewer, upstream, 11)
    _assert_reacts(viewer)
    _expect_named(viewer, "stuck · content")
    expect(viewer.widget("stuck").get_by_role("alert")).to_contain_text("content")
    _expect_goes_on(viewer)
    expect(viewer.widget("greeting")).to_contain_text("Still here")
