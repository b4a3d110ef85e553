"""Custom HTML: it talks with the app, within bounds, and reaches nothing else; a page that hangs hangs alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Frame, FrameLocator, expect

from tests.system import System

from .conftest import Come
from .documents import button, document, run, shown
from .outsider import Outsider
from .test_containers import at, widget
from .viewer import Viewer

TALK: Final = """
<p id="model"></p><p id="heard"></p>
<button id="say" onclick="lowstream.send({ n: lowstream.model.n, at: new Date(0) })">Say</button>
<button id="many" onclick="for (let i = 1; i <= 300; i++) lowstream.send(i)">Many</button>
<button id="large" onclick="lowstream.send('x'.repeat(70_000))">Large</button>
<button id="odd" onclick="try { lowstream.send(new MessageChannel().port1) }
  catch (error) { heard.textContent = error.name }">Odd</button>
<button id="leave" onclick="location = 'http://OTHER/leave'">Leave</button>
<button id="spoof" onclick="for (const to of [parent, top]) {
  const { port2 } = new MessageChannel();
  to.postMessage({ type: 'lowstream.connect' }, '*', [port2]);
  to.postMessage({ type: 'lowstream.ready' }, '*');
  to.postMessage({ type: 'init' }, '*');
}; lowstream.send('spoofed')">Spoof</button>
<script>
lowstream.onModel((m) => { model.textContent = JSON.stringify(m) });
lowstream.onMessage((m) => { heard.textContent += JSON.stringify(m) });
</script>
"""


@pytest.fixture(scope="module")
def outsider() -> Iterator[Outsider]:
    with Outsider() as outsider:
        yield outsider


@pytest.fixture(scope="module")
def app(system: System, outsider: Outsider) -> Any:  # Any: JSON
    heard = run("message", "got.setValue([...(got.value ?? []), event.data])")
    page = widget(
        "html", "page", heard, title="A page", html=TALK.replace("OTHER", outsider.host), model="{{ model.value }}"
    )
    return system.make_app(
        document(
            [],
            [
                at(page, 0, 0, 12, 5),
                at(shown("got1", "got.value"), 0, 5, 12, 2),
                at(button("next", "model.setValue({ n: (model.value?.n ?? 0) + 1 })"), 0, 7, 4, 1),
                at(button("post", "page.post({ hello: 1 })"), 4, 7, 4, 1),
                at(button("posts", "for (let i = 0; i < 80; i++) page.post(i)"), 8, 7, 4, 1),
                at(button("alive", "got.setValue('alive')"), 0, 8, 4, 1),
            ],
            states=("got", "model"),
        ),
        visibility="public",
    )


@pytest.fixture
def viewer(app: Any, come: Come) -> Viewer:
    visitor = come(signed_in=False)
    visitor.expects(
        "Content Security Policy", "violates the following", "sandbox", "Blocked", "Failed to load resource"
    )
    viewer = visitor.view(app)
    expect(page_of(viewer).locator("#say")).to_be_visible()
    return viewer


def page_of(viewer: Viewer, name: str = "page") -> FrameLocator:
    return viewer.widget(name).frame_locator("iframe")


def frame_of(viewer: Viewer) -> Frame:
    return next(frame for frame in viewer.page.frames if frame.url.endswith("/frame/html/"))


def press(viewer: Viewer, name: str) -> None:
    viewer.widget(name).get_by_role("button").click()


def test_the_page_is_given_the_model_and_sends_messages(viewer: Viewer) -> None:
    page = page_of(viewer)
    press(viewer, "next")
    expect(page.locator("#model")).to_have_text('{"n":1}')
    press(viewer, "next")
    expect(page.locator("#model")).to_have_text('{"n":2}')
    page.locator("#say").click()
    viewer.wait(lambda: viewer.value("got1") == [{"n": 2, "at": "1970-01-01T00:00:00.000Z"}], "the message")
    press(viewer, "post")
    expect(page.locator("#heard")).to_have_text('{"hello":1}')
    expect(viewer.widget("page").locator("iframe")).to_have_attribute("title", "A page")


def test_messages_have_bounds_each_way_and_what_is_dropped_is_said_once(viewer: Viewer) -> None:
    page, faults = page_of(viewer), viewer.widget("page").locator(".w-faults")
    page.locator("#many").click()
    viewer.wait(lambda: viewer.value("got1") == list(range(1, 51)), "the first fifty")
    expect(faults).to_contain_text("Messages were dropped: more than 50 a second")
    press(viewer, "posts")
    expect(page.locator("#heard")).to_contain_text("49")
    assert "50" not in page.locator("#heard").inner_text()
    frame_of(viewer).evaluate("new Promise((later) => setTimeout(later, 1000))")  # the second that they are counted in
    page.locator("#odd").click()
    expect(page.locator("#heard")).to_contain_text("DataCloneError")
    page.locator("#large").click()
    expect(faults).to_contain_text("larger than 64 KiB")
    assert len(viewer.value("got1")) == 50


def test_a_page_that_goes_elsewhere_arrives_nowhere(viewer: Viewer, outsider: Outsider) -> None:
    page_of(viewer).locator("#leave").click()

    def refused() -> bool:
        viewer.page.evaluate("0")  # Playwright hears of frames only while it is asked something
        return not any(frame.url.endswith("/frame/html/") for frame in viewer.page.frames)

    viewer.wait(refused, "the refusal")
    assert all(outsider.host not in frame.url for frame in viewer.page.frames)
    assert outsider.hits == []
    press(viewer, "alive")
    viewer.wait(lambda: viewer.value("got1") == "alive", "the app going on")


def test_nobody_takes_the_page_s_word_for_the_site_s(viewer: Viewer) -> None:
    page_of(viewer).locator("#spoof").click()
    viewer.wait(lambda: viewer.value("got1") == ["spoofed"], "the message after the false ones")
    press(viewer, "alive")
    viewer.wait(lambda: viewer.value("got1") == "alive", "the app going on")
    assert viewer.page.locator("iframe.app-frame").count() == 1


def test_an_endless_loop_hangs_only_the_page_which_is_stopped_and_can_start_again(viewer: Viewer) -> None:
    frame_of(viewer).evaluate("void setTimeout(() => { for (;;); })")
    press(viewer, "alive")
    viewer.wait(lambda: viewer.value("got1") == "alive", "the app going on", 3)
    expect(viewer.widget("page")).to_contain_text("page did not answer for 3 s and was stopped.")
    viewer.widget("page").get_by_role("button", name="Start it again").click()
    expect(page_of(viewer).locator("#say")).to_be_visible()


def test_the_page_s_own_frame_has_no_origin(viewer: Viewer) -> None:
    frame = frame_of(viewer)
    assert frame.evaluate("self.origin") == "null"
    assert frame.evaluate("document.compatMode") == "CSS1Compat"
    assert frame.evaluate("Object.isFrozen(lowstream)")


@pytest.mark.parametrize("whom", ["parent", "top"])
@pytest.mark.parametrize("where", ["the page", "a frame in it"])
def test_a_page_that_floods_a_window_around_it_is_stopped(viewer: Viewer, where: str, whom: str) -> None:
    """The player's, and the page's around that: nobody gave it a port there."""
    out = (
        {"parent": "parent", "top": "top"}[whom]
        if where == "the page"
        else {"parent": "parent.parent", "top": "top"}[whom]
    )
    flood = f"setInterval(() => {{ for (let n = 0; n < 500; n++) {out}.postMessage('x', '*') }}, 10)"
    if where == "the page":
        frame_of(viewer).evaluate(f"void {flood}")
    else:
        inner = f"<script>{flood}</script>"
        frame_of(viewer).evaluate(
            "(srcdoc) => void document.body.append(Object.assign(document.createElement('iframe'), { srcdoc }))", inner
        )
    expect(viewer.widget("page")).to_contain_text("page sent more than the app can take and was stopped.")
    press(viewer, "alive")
    viewer.wait(lambda: viewer.value("got1") == "alive", "the app going on", 3)
