"""Every shortcut of the studio, pressed for real in one app; edits by keys leave no trace when they are undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, expect

from tests.system import System, wait_for

from .documents import Json, document, query, text
from .person import Person
from .studio import Studio
from .test_containers import at, widget

NOWHERE = "ws://127.0.0.1:9/"  # nobody listens; running it is known by its status
IDLE: Final = {"run_on_load": False}


class Desk:
    """One app in one tab: a and b beside one another, a container with one widget, two queries that don't run."""

    def __init__(self, system: System, person: Person) -> None:
        start = document(
            [query("first", NOWHERE, **IDLE), query("second", NOWHERE, **IDLE)],
            [
                at(text("a", "a"), 2, 2, 2, 2),
                at(text("b", "b"), 6, 2, 2, 2),
                at(widget("container", "box", title="Box"), 0, 6, 8, 4),
                at(text("inner", "inner"), 0, 0, 4, 1, "box"),
            ],
        )
        app = system.make_app(start, "Shortcuts")
        self._read: Callable[[], Any] = lambda: system.api.call("GET", f"/api/apps/{app['id']}/document/")
        self.studio: Studio = person.build(app)
        self.page = self.studio.page
        self.frame: FrameLocator = self.page.frame_locator("iframe.app-frame")
        expect(self.item("inner").locator(".prose")).to_have_text("inner")
        self.start = self.document

    @property
    def document(self) -> Json:
        """As the server has it."""
        found: Json = self._read()["document"]
        return found

    @property
    def widgets(self) -> dict[str, Json]:
        return {one["name"]: one for one in self.document["widgets"]}

    @property
    def place(self) -> tuple[int, ...]:
        """Of a: x, y, w, h."""
        layout = self.widgets["a"]["layout"]
        return tuple(layout[key] for key in "xywh")

    def item(self, name: str) -> Locator:
        return self.frame.locator(f'.grid-stack-item[data-name="{name}"]')

    def choose(self, name: str) -> None:
        """By a click on the canvas: the keys are the canvas's from then on."""
        self.item(name).click()
        expect(self.item(name)).to_have_attribute("data-selected", "true")

    def selected(self, *names: str) -> None:
        expect(self.frame.locator("[data-selected]")).to_have_count(len(names))
        for name in names:
            expect(self.item(name)).to_have_attribute("data-selected", "true")

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)

    def wait(self, what: str, condition: Callable[[], object]) -> None:
        wait_for(condition, 10, what)

    def undone(self) -> None:
        """Undo until there is nothing to undo: the document is the one of the beginning, to the byte."""
        undo = self.studio.at("undo")
        while undo.is_enabled():
            undo.click()
        self.wait("the document of the beginning", lambda: self.document == self.start)
        self.studio.expect_saved()


@pytest.fixture(scope="module")
def desk(system: System, chromium: Browser) -> Iterator[Desk]:
    person = Person(chromium, system.base, system.api.cookies, permissions=["clipboard-read", "clipboard-write"])
    yield Desk(system, person)
    person.leave()
    person.assert_quiet()


# What the keys do. Each begins with the document of the beginning; what it edits is undone for it.


def _moves(keys: str, *place: int) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        desk.choose("a")
        desk.press(keys)
        desk.wait(f"a at {place}", lambda: desk.place == place)

    return act


def _panel(keys: str, name: str) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        panel = desk.page.locator(f':is(aside, section)[aria-label="{name}"]')
        expect(panel).to_be_visible()
        desk.press(keys)
        expect(panel).to_have_count(0)
        desk.press(keys)
        expect(panel).to_be_visible()

    return act


def _opens(keys: str, name: str) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        dialog = desk.page.get_by_role("dialog", name=name)
        desk.choose("a")
        desk.press(keys)
        expect(dialog).to_be_visible()
        desk.press("Escape")
        expect(dialog).to_have_count(0)

    return act


def _deletes(keys: str) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        desk.choose("a")
        desk.press(keys)
        desk.wait("a deleted", lambda: "a" not in desk.widgets)

    return act


def _redoes(keys: str) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        _deletes("Delete")(desk)
        desk.press("ControlOrMeta+z")
        desk.wait("a again", lambda: "a" in desk.widgets)
        desk.press(keys)
        desk.wait("a deleted again", lambda: "a" not in desk.widgets)

    return act


def _orders(keys: str, chosen: str) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        desk.studio.choose(chosen)
        desk.press(keys)
        desk.wait("the other order", lambda: [one["name"] for one in desk.document["queries"]] == ["second", "first"])

    return act


def _saves(desk: Desk) -> None:
    """At once, also while a field is typed in: without it the draft waits until the typing is over."""
    desk.choose("a")
    content = desk.studio.at("property-content")
    content.click()
    with desk.page.expect_request(re.compile(r"/document/$")):
        desk.page.keyboard.type("!")
        desk.press("ControlOrMeta+s")
    desk.wait("what was typed", lambda: desk.widgets["a"]["properties"]["content"] == "a!")


def _previews(desk: Desk) -> None:
    with desk.page.expect_popup() as opening:
        desk.press("ControlOrMeta+Shift+p")
    opening.value.wait_for_url(re.compile(r"\?draft=1$"))
    opening.value.close()


def _runs(desk: Desk) -> None:
    """From within a field of the query too."""
    desk.studio.choose("first")
    desk.studio.tab("Query settings", "General")
    desk.studio.at("query-name").click()
    desk.press("ControlOrMeta+Enter")
    desk.studio.expect_status(re.compile("retrying|failed|connecting"), "first")


def _undoes(desk: Desk) -> None:
    _deletes("Delete")(desk)
    desk.press("ControlOrMeta+z")
    desk.wait("a again", lambda: desk.document == desk.start)


def _copies(desk: Desk) -> None:
    desk.choose("a")
    desk.press("ControlOrMeta+c")
    desk.wait("the clipboard", lambda: '"widgets"' in desk.page.evaluate("navigator.clipboard.readText()"))
    assert desk.document == desk.start


def _cuts(desk: Desk) -> None:
    desk.choose("b")
    desk.press("ControlOrMeta+x")
    desk.wait("b cut out", lambda: "b" not in desk.widgets)
    assert '"b"' in desk.page.evaluate("navigator.clipboard.readText()")


def _pastes(desk: Desk) -> None:
    _copies(desk)
    desk.press("ControlOrMeta+v")
    desk.wait("a copy of a", lambda: "a1" in desk.widgets)


def _doubles(desk: Desk) -> None:
    desk.choose("a")
    desk.press("ControlOrMeta+d")
    desk.wait("a copy of a", lambda: "a1" in desk.widgets)
    desk.selected("a1")


def _takes_all(desk: Desk) -> None:
    desk.choose("a")
    desk.press("ControlOrMeta+a")
    desk.selected("a", "b", "box")


def _goes_outward(desk: Desk) -> None:
    desk.choose("inner")
    desk.press("Escape")
    desk.selected("box")
    desk.press("Escape")
    desk.selected()


# By the keys as the sheet shows them, on anything but a Mac.
CASES: Final[dict[str, Callable[[Desk], None]]] = {
    "Ctrl S": _saves,
    "Ctrl ⇧ P": _previews,
    "Ctrl ↵": _runs,
    "Ctrl Z": _undoes,
    "Ctrl ⇧ Z": _redoes("ControlOrMeta+Shift+z"),
    "Ctrl Y": _redoes("ControlOrMeta+y"),
    "Ctrl C": _copies,
    "Ctrl X": _cuts,
    "Ctrl V": _pastes,
    "Ctrl D": _doubles,
    "Ctrl A": _takes_all,
    "Del": _deletes("Delete"),
    "Backspace": _deletes("Backspace"),
    "Esc": _goes_outward,
    "←": _moves("ArrowLeft", 1, 2, 2, 2),
    "→": _moves("ArrowRight", 3, 2, 2, 2),
    "↑": _moves("ArrowUp", 2, 1, 2, 2),
    "↓": _moves("ArrowDown", 2, 3, 2, 2),
    "Ctrl ←": _moves("ControlOrMeta+ArrowLeft", 2, 2, 1, 2),
    "Ctrl →": _moves("ControlOrMeta+ArrowRight", 2, 2, 3, 2),
    "Ctrl ↑": _moves("ControlOrMeta+ArrowUp", 2, 2, 2, 1),
    "Ctrl ↓": _moves("ControlOrMeta+ArrowDown", 2, 2, 2, 3),
    "Alt ↑": _orders("Alt+ArrowUp", "second"),
    "Alt ↓": _orders("Alt+ArrowDown", "first"),
    "Ctrl K": _opens("ControlOrMeta+k", "Search"),
    "Ctrl B": _panel("ControlOrMeta+b", "Outline and state"),
    "Ctrl U": _panel("ControlOrMeta+u", "Inspector"),
    "Ctrl J": _panel("ControlOrMeta+j", "Queries and states"),
    "?": _opens("?", "Keyboard shortcuts"),
}


def test_the_sheet_lists_the_keys_that_are_tested_here(desk: Desk) -> None:
    desk.choose("a")
    desk.press("?")
    sheet = desk.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    listed = [key.replace("⌘", "Ctrl ") for key in sheet.locator("kbd").all_inner_texts()]
    desk.press("Escape")
    assert sorted(listed) == sorted(CASES), "a key without a test, or a test without its key"


@pytest.mark.parametrize("keys", CASES)
def test_a_shortcut_does_what_the_sheet_says(desk: Desk, keys: str) -> None:
    CASES[keys](desk)
    desk.undone()
