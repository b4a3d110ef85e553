"""Custom HTML: it talks with the app, within bounds, and reaches nothing else; a page that hangs hangs alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Frame, FrameLocator, expect

from tests.system import System, wait_for

from .conftest import Come
from .documents import button, document, run, shown
from .outsider import Outsider
from .test_containers import at, widget
from .viewer import Viewer

# What a page tries, by the name of the way out; OTHER is a host. Whatever isn't refused says what it got.
WAYS: Final = {
    "fetch": "fetch('http://OTHER/fetch').then((r) => r.text())",
    "fetch of the site": "fetch('/api/apps/').then((r) => r.text())",
    "XMLHttpRequest": "((x) => (x.open('GET', 'http://OTHER/xhr', false), x.send()))(new XMLHttpRequest())",
    "WebSocket": "after(new WebSocket('ws://OTHER/socket'))",
    "WebSocket of the site": "after(new WebSocket(`ws://${location.host}/live/`))",
    "EventSource": "after(new EventSource('http://OTHER/events'))",
    "sendBeacon": "(navigator.sendBeacon('http://OTHER/beacon', 'x'), refuse())",  # it says true whatever comes of it
    "image": "after(Object.assign(new Image(), { src: 'http://OTHER/image.png' }))",
    "script": "after(made('script', { src: 'http://OTHER/script.js' }))",
    "style sheet": "after(made('link', { rel: 'stylesheet', href: 'http://OTHER/sheet.css' }))",
    "font": "new FontFace('x', 'url(http://OTHER/font.woff2)').load()",
    "frame": "after(made('iframe', { src: 'http://OTHER/frame' }), 'load').then(() => refuse())",
    "object": "after(made('object', { data: 'http://OTHER/object' }))",
    "prefetch": "after(made('link', { rel: 'prefetch', href: 'http://OTHER/prefetch' }))",
    "preconnect": "(made('link', { rel: 'preconnect', href: 'http://OTHER/' }), refuse())",
    "form": "(made('form', { action: 'http://OTHER/form' }).submit(), refuse())",
    "window.open": "open('http://OTHER/open') ?? refuse()",
    "worker": "after(new Worker(URL.createObjectURL(new Blob(['fetch(\"http://OTHER/worker\")']))))",
    "the top's address": "(top.location = 'http://OTHER/top')",
    "the player's address": "(parent.location = 'http://OTHER/parent')",
    "the player's page": "parent.document.body.innerHTML",
    "the site's page": "top.document.cookie",
    "cookie": "document.cookie",
    "localStorage": "localStorage.length",
    "indexedDB": "new Promise((got, no) => Object.assign(indexedDB.open('x'), { onsuccess: got, onerror: no }))",
    "alert": "alert('hello') ?? refuse()",
    "WebRTC": "stun('OTHER')",
}
PROBE: Final = """
<p id="done"></p>
<script>
const refuse = () => { throw new Error("nothing came of it") };
const made = (tag, fields) => document.body.appendChild(Object.assign(document.createElement(tag), fields));
const after = (it, good = null) => new Promise((got, no) => {
  it.addEventListener("error", () => no(new Error("error event")));
  for (const name of good ? [good] : ["load", "open", "message"]) it.addEventListener(name, () => got(name));
});
const stun = async (host) => {
  const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${host}` }] });
  const found = [];
  peer.onicecandidate = (event) => event.candidate && found.push(event.candidate.type);
  peer.createDataChannel("x");
  await peer.setLocalDescription(await peer.createOffer());
  await new Promise((later) => setTimeout(later, 500));
  return found.includes("srflx") ? "an address" : refuse();
};
const outcomes = {};
const attempts = { ATTEMPTS };
const tell = (name, outcome) => {
  outcomes[name] = outcome;
  if (Object.keys(outcomes).length === Object.keys(attempts).length) lowstream.send(outcomes);
};
for (const [name, attempt] of Object.entries(attempts)) {
  const no = (error) => tell(name, "refused: " + error?.name);
  setTimeout(() => tell(name, outcomes[name] ?? "refused: no answer"), 1500);
  try {
    const result = attempt();
    if (typeof result?.then === "function") result.then((it) => tell(name, "got " + String(it).slice(0, 100)), no);
    else tell(name, "got " + String(result).slice(0, 100));
  } catch (error) { no(error) }
}
</script>
"""

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


def test_every_way_out_of_the_page_is_refused(system: System, outsider: Outsider, come: Come) -> None:
    attempts = ", ".join(f"{json.dumps(name)}: () => ({code})" for name, code in WAYS.items())
    html = PROBE.replace("ATTEMPTS", attempts).replace("OTHER", outsider.host)
    page = widget("html", "page", run("message", "got.setValue(event.data)"), html=html)
    app = system.make_app(document([], [page, shown("got1", "got.value")], states=("got",)), visibility="public")
    visitor = come(signed_in=False)
    visitor.expects(
        "Content Security Policy", "violates the following", "sandbox", "Blocked", "Unsafe", "SecurityError"
    )
    visitor.expects("net::ERR", "Failed to load", "is not allowed", "WebSocket connection", "Ignored call")
    viewer = visitor.view(app)
    viewer.wait(lambda: viewer.value("got1"), "an outcome of every attempt")
    found: dict[str, str] = viewer.value("got1")
    assert {name: outcome for name, outcome in found.items() if not outcome.startswith("refused: ")} == {}
    assert len(found) == len(WAYS)
    assert outsider.hits == []
    assert [page.url for page in visitor.context.pages] == [viewer.page.url], "no popup, no other page"


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


def test_without_its_policy_the_same_page_would_get_out(outsider: Outsider, come: Come) -> None:
    """What the others assert is only worth something if a hit would be seen."""
    visitor = come(signed_in=False)
    visitor.expects("net::ERR", "Failed to load resource")
    page = visitor.context.new_page()
    page.goto(f"http://{outsider.host}/home")
    page.evaluate("(host) => fetch(`http://${host}/control`).then((answer) => answer.text())", outsider.host)
    wait_for(lambda: "GET /control HTTP/1.1" in outsider.hits, 5, "the hit")
    outsider.hits.clear()


def test_a_page_that_floods_the_player_s_window_is_stopped(viewer: Viewer) -> None:
    frame_of(viewer).evaluate(
        "void setInterval(() => { for (let n = 0; n < 500; n++) parent.postMessage('x', '*') }, 10)"
    )
    expect(viewer.widget("page")).to_contain_text("page sent more than the app can take and was stopped.")
    press(viewer, "alive")
    viewer.wait(lambda: viewer.value("got1") == "alive", "the app going on", 3)
