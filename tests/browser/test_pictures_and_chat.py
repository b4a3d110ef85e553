"""Pictures that stream, and a chat: what comes, what is written, and what is never loaded."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Final

import pytest
from playwright.sync_api import expect

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .conftest import Come
from .documents import Json, button, document, query, run, shown
from .test_inputs import serious
from .viewer import Viewer

SIDE: Final = 16  # pixels of a test picture


def png(shade: int) -> bytes:
    """A square of one colour: red is `shade`."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes((shade, 80, 160)) * SIDE) * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def image(name: str, source: str, *events: Json, **properties: str) -> Json:
    fields = {"source": source, "media_type": "image/png", "alt": name} | properties
    return {"type": "image", "name": name, "properties": fields, "events": list(events)}


WATCH: Final = """img => new Promise((resolve) => {
  const seen = { urls: new Set(), empty: 0, frames: 0 };
  const look = () => {
    seen.urls.add(img.src);
    if (img.hidden || !img.complete || img.naturalWidth === 0) seen.empty += 1;
    if (++seen.frames < 60) requestAnimationFrame(look);
    else resolve({ urls: seen.urls.size, empty: seen.empty });
  };
  look();
})"""


def test_a_picture_streams_without_a_flicker_and_keeps_no_old_frame(system: System, come: Come) -> None:
    with UpstreamThread(Numbered(rate=20, make=lambda n: png(n % 256))) as upstream:
        app = system.make_app(
            document(
                [query("camera", upstream.url, format="binary")],
                [
                    image("live", "{{ camera.data }}", run("click", "hits.setValue((hits.value ?? 0) + 1)")),
                    shown("h", "hits.value"),
                ],
                states=("hits",),
            ),
            visibility="public",
        )
        viewer = come(signed_in=False).view(app)
        viewer.frame.evaluate(
            """() => {
              self.alive = new Set();
              const { createObjectURL, revokeObjectURL } = URL;
              URL.createObjectURL = (x) => { const url = createObjectURL(x); self.alive.add(url); return url; };
              URL.revokeObjectURL = (url) => { self.alive.delete(url); revokeObjectURL(url); };
            }"""
        )
        picture = viewer.widget("live").locator("img")
        picture.wait_for()
        seen = picture.evaluate(WATCH)
        assert seen["empty"] == 0
        assert seen["urls"] >= 5
        assert viewer.frame.evaluate("self.alive.size") <= 3  # the one shown, the one that loads
        viewer.widget("live").get_by_role("button", name="live").click()
        viewer.wait(lambda: viewer.value("h") == 1, "the click")


def test_pictures_that_are_none_say_why_and_nothing_is_loaded_from_elsewhere(system: System, come: Come) -> None:
    data = base64.b64encode(png(9)).decode()
    app = system.make_app(
        document(
            [],
            [
                image("data", f"data:image/png;base64,{data}"),
                image("svg", "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"),
                image("away", "http://127.0.0.1:9/x.png"),
                image("odd", "not base64!"),
                image("torn", base64.b64encode(png(9)[:40]).decode()),
                image("none", "{{ null }}"),
            ],
        ),
        visibility="public",
    )
    visitor = come(signed_in=False)
    viewer = visitor.view(app)
    for name in ("data", "svg"):
        viewer.widget(name).get_by_role("img").wait_for()
    faults = {
        "away": "Pictures of other addresses are not loaded",
        "odd": "This is not base64: not base64!",
        "torn": "The picture could not be read",
        "none": "No picture yet.",
    }
    for name, text in faults.items():
        expect(viewer.widget(name)).to_contain_text(text)
    assert not [request.url for request in visitor.requests if ":9/" in request.url]


def _chat(**properties: object) -> Json:
    return {
        "type": "chat",
        "name": "room",
        "layout": {"x": 0, "y": 0, "w": 6, "h": 8},
        "properties": {"title": "Room", "data": "{{ said.value }}", "time": "at", "own": "Ann", "limit": 1_000}
        | properties,
        "events": [run("send", "said.setValue([...said.value, { author: 'Ann', text: event.data, at: Date.now() }])")],
    }


@pytest.fixture
def viewer(system: System, come: Come) -> Viewer:
    first = "({ author: n % 3 ? 'Bob' : 'Eve', text: 'Message ' + n, at: 1_700_000_000_000 + n * 600_000 })"
    buttons = [
        button("fill", f"said.setValue(Array.from({{ length: 1000 }}, (_, n) => {first}))"),
        button("more", "said.setValue([...said.value, { author: 'Bob', text: 'Another', at: Date.now() }])"),
        button(
            "odd",
            "said.setValue([{ author: 'Eve', text: '<b>Hi</b> see https://example.org/a?b=1.' }, { text: null }])",
        ),
        button("write", "room.setValue('By code')"),
        button("clear", "room.clear()"),
        button("focus", "room.focus()"),
        button("end", "room.scrollToEnd()"),
        {"type": "checkbox", "name": "shut", "properties": {"label": "Shut"}},
    ]
    for at, widget in enumerate(buttons):
        widget["layout"] = {"x": 6 + 2 * (at % 3), "y": at // 3, "w": 2, "h": 1}
    value = shown("value", "[room.value, said.value.length]") | {"layout": {"x": 6, "y": 4, "w": 6, "h": 4}}
    app = system.make_app(
        {
            "states": [{"name": "said", "initial": []}],
            "widgets": [_chat(disabled="{{ shut.value }}"), *buttons, value],
        },
        visibility="public",
    )
    viewer = come(signed_in=False).view(app)
    expect(viewer.widget("room")).to_contain_text("No messages yet.")
    return viewer


def _press(viewer: Viewer, name: str) -> None:
    viewer.widget(name).get_by_role("button").click()


def test_enter_sends_and_the_composer_is_emptied(viewer: Viewer) -> None:
    room = viewer.widget("room")
    field = room.locator("textarea")
    expect(room.get_by_role("button", name="Send")).to_be_disabled()
    field.press_sequentially("Hello")
    viewer.wait(lambda: viewer.value("value") == ["Hello", 0], "what is being written")
    field.press("Shift+Enter")
    field.press_sequentially("you")
    field.press("Enter")
    expect(field).to_have_value("")
    expect(room.locator(".chat-message.own .chat-text")).to_have_text("Hello\nyou")
    expect(room).to_contain_text("Today")
    viewer.wait(lambda: viewer.value("value") == ["", 1], "an empty composer and one message")
    field.fill("By the button")
    room.get_by_role("button", name="Send").click()
    expect(room.locator(".chat-message.own")).to_have_count(2)
    expect(room.locator(".chat-who")).to_have_count(1)  # grouped
    viewer.widget("shut").get_by_role("checkbox").check()
    expect(field).to_be_disabled()


def test_app_code_writes_clears_and_focuses_the_composer(viewer: Viewer) -> None:
    field = viewer.widget("room").locator("textarea")
    _press(viewer, "write")
    expect(field).to_have_value("By code")
    _press(viewer, "focus")
    expect(field).to_be_focused()
    _press(viewer, "clear")
    expect(field).to_have_value("")


def test_a_thousand_messages_are_followed_unless_one_has_scrolled_up(viewer: Viewer) -> None:
    _press(viewer, "fill")
    log = viewer.player.get_by_role("log")
    expect(log.locator(".chat-message")).to_have_count(1_000)
    expect(log.locator(".chat-message").last).to_be_in_viewport()
    log.hover()
    viewer.page.mouse.wheel(0, -3_000)
    expect(log.locator(".chat-message").last).not_to_be_in_viewport()
    top = log.evaluate("log => log.scrollTop")
    _press(viewer, "more")
    new = viewer.player.get_by_role("button", name="New messages")
    expect(new).to_be_visible()
    assert abs(log.evaluate("log => log.scrollTop") - top) < 60  # one that leaves at the top takes its height with it
    new.click()
    expect(log.locator(".chat-text").last).to_have_text("Another")
    expect(log.locator(".chat-message").last).to_be_in_viewport()
    expect(new).to_have_count(0)
    log.press("Home")
    viewer.wait(lambda: log.evaluate("log => log.scrollTop") == 0, "the beginning")
    _press(viewer, "end")
    expect(log.locator(".chat-message").last).to_be_in_viewport()


def test_what_is_said_is_text_with_links_that_are_safe(viewer: Viewer) -> None:
    _press(viewer, "odd")
    said = viewer.widget("room").locator(".chat-text")
    expect(said).to_have_text("<b>Hi</b> see https://example.org/a?b=1.")
    expect(said.locator("b")).to_have_count(0)
    link = said.get_by_role("link")
    expect(link).to_have_attribute("href", "https://example.org/a?b=1")
    before = viewer.frame.url
    link.click()
    assert viewer.frame.url == before


def test_a_chat_is_sound_for_assistive_technology(viewer: Viewer) -> None:
    _press(viewer, "odd")
    viewer.player.get_by_role("log", name="Room").wait_for()
    assert serious(viewer, "room") == []
