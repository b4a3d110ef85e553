"""The studio's canvas by mouse and keys: dragging from the palette, several widgets at once, clipboard, menu, keys."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from tests.system import System, wait_for

from .documents import Json, document, text
from .person import Person
from .studio import Studio
from .test_containers import at, widget

ROW_PX = 64


@pytest.fixture(scope="module")
def app(system: System) -> Any:  # Any: JSON
    """One app for all tests; each begins with the same document."""
    return system.make_app(document([], []), "Canvas")


@pytest.fixture
def canvas(system: System, builder: Person, app: Any) -> Canvas:
    return Canvas(system, builder, app)


class Canvas:
    """The canvas of one app in the studio: a, b and c in a row, and below them a container with one widget."""

    def __init__(self, system: System, builder: Person, app: Any) -> None:  # Any: JSON
        self._api = system.api
        self._path = f"/api/apps/{app['id']}/document/"
        start = document(
            [],
            [
                at(text("a", "{{ b.content }}"), 0, 0, 2, 2),
                at(text("b", "b"), 4, 1, 2, 2),
                at(text("c", "c"), 8, 2, 2, 2),
                at(widget("container", "box", title="Box"), 0, 6, 8, 4),
                at(text("inner", "inner"), 0, 0, 4, 1, "box"),
            ],
        )
        revision = self._api.call("GET", self._path)["revision"]
        self._api.call("PUT", self._path, {"document": start, "revision": revision})
        self.start = self.document()
        self.builder = builder
        self.studio: Studio = builder.build(app)
        self.page = self.studio.page
        self.frame: FrameLocator = self.page.frame_locator("iframe.app-frame")
        expect(self.item("inner").locator(".prose")).to_have_text("inner")

    def item(self, name: str) -> Locator:
        return self.frame.locator(f'.grid-stack-item[data-name="{name}"]')

    def document(self) -> Json:
        """As the server has it."""
        found: Json = self._api.call("GET", self._path)["document"]
        return found

    def saved(self, name: str) -> Json:
        return next(one for one in self.document()["widgets"] if one["name"] == name)

    def names(self) -> list[str]:
        return [one["name"] for one in self.document()["widgets"]]

    def place(self, name: str) -> tuple[int, int, int, int]:
        layout = self.saved(name)["layout"]
        return layout["x"], layout["y"], layout["w"], layout["h"]

    def expect_places(self, **places: tuple[int, int, int, int]) -> None:
        def there() -> bool:
            return all(self.place(name) == place for name, place in places.items())

        wait_for(there, 10, f"{places}, and not {[self.place(name) for name in places]}")

    def expect_names(self, *names: str) -> None:
        wait_for(lambda: self.names() == list(names), 10, f"{names}, and not {self.names()}")

    def expect_selected(self, *names: str) -> None:
        expect(self.frame.locator("[data-selected]")).to_have_count(len(names))
        for name in names:
            expect(self.item(name)).to_have_attribute("data-selected", "true")

    def choose(self, *names: str) -> None:
        for index, name in enumerate(names):
            self.item(name).click(modifiers=["Shift"] if index else [])
        self.expect_selected(*names)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def middle(self, target: Locator) -> tuple[float, float]:
        box = target.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def cell(self, x: float, y: float) -> tuple[float, float]:
        """The upper left corner of a cell of the page's grid, in the window."""
        box = self.frame.locator(".canvas > .grid-stack").bounding_box()
        assert box is not None
        return box["x"] + x * box["width"] / 12, box["y"] + y * ROW_PX

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """As a hand would: in steps."""
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=10)
        self.page.mouse.move(end[0] + 1, end[1] + 1)
        self.page.mouse.up()

    def undo(self) -> None:
        """One step back is the document as it was."""
        self.press("ControlOrMeta+z")
        wait_for(lambda: self.document() == self.start, 10, "the document of the beginning")


def test_a_widget_is_dragged_from_the_palette_to_where_it_is_dropped(canvas: Canvas) -> None:
    canvas.studio.at("panel-add").click()
    entry = canvas.studio.at("add-widget-button")
    x, y = canvas.cell(10, 1)
    canvas.page.mouse.move(*canvas.middle(entry))
    canvas.page.mouse.down()
    canvas.page.mouse.move(x, y + 20, steps=10)
    expect(canvas.frame.locator(".landing")).to_have_text("Button")
    canvas.page.mouse.up()
    wait_for(lambda: "button1" in canvas.names(), 10, "the button")
    assert canvas.place("button1")[:2] == (9, 1)
    assert canvas.saved("button1")["parent"] is None
    canvas.expect_selected("button1")
    expect(canvas.frame.locator(".landing")).to_have_count(0)
    _, _, w, h = canvas.place("button1")
    canvas.expect_places(c=(8, 1 + h, 2, 2))  # it makes room
    canvas.press("ArrowLeft")  # the keys are the canvas's now
    canvas.expect_places(button1=(8, 1, w, h))
    entry.click()
    wait_for(lambda: "button2" in canvas.names(), 10, "a click still adds")


def test_a_drag_from_the_palette_goes_into_a_container_and_can_be_given_up(canvas: Canvas) -> None:
    canvas.studio.at("panel-add").click()
    entry = canvas.studio.at("add-widget-stat")
    box = canvas.item("box").locator(".held").bounding_box()
    assert box is not None
    inside = (box["x"] + box["width"] * 0.75, box["y"] + 40)
    for how in ("Escape", "outside", "dropped"):
        canvas.page.mouse.move(*canvas.middle(entry))
        canvas.page.mouse.down()
        canvas.page.mouse.move(*inside, steps=6)
        expect(canvas.item("box").locator(".landing")).to_have_text("Stat")
        if how == "Escape":
            canvas.press("Escape")
        elif how == "outside":
            canvas.page.mouse.move(*canvas.middle(entry))
        if how != "dropped":
            expect(canvas.frame.locator(".landing")).to_have_count(0)
        canvas.page.mouse.up()
    wait_for(lambda: "stat1" in canvas.names(), 10, "the one that was dropped")
    assert canvas.saved("stat1")["parent"] == {"widget": "box", "slot": ""}
    assert canvas.saved("stat1")["layout"]["x"] >= 4
    assert "stat2" not in canvas.names()


def test_what_is_selected_is_dragged_together_in_one_edit(canvas: Canvas) -> None:
    canvas.choose("a", "b")
    x, y = canvas.middle(canvas.item("b"))
    column = canvas.cell(1, 0)[0] - canvas.cell(0, 0)[0]
    canvas.drag((x, y), (x + 2 * column, y + 2 * ROW_PX))
    canvas.expect_places(a=(2, 2, 2, 2), b=(6, 3, 2, 2), c=(8, 2, 2, 2))
    canvas.expect_selected("a", "b")
    canvas.undo()

    # Given up: all stands where it was.
    canvas.page.mouse.move(*canvas.middle(canvas.item("a")))
    canvas.page.mouse.down()
    canvas.page.mouse.move(x, y + 200, steps=5)
    expect(canvas.frame.locator(".canvas[data-lines]")).to_have_count(1)
    canvas.press("Escape")
    expect(canvas.frame.locator(".canvas[data-lines]")).to_have_count(0)
    canvas.page.mouse.up()
    canvas.expect_selected("a", "b")
    assert canvas.document() == canvas.start

    # Into the container: they keep their distance as far as there is room.
    held = canvas.item("box").locator(".held").bounding_box()
    assert held is not None
    canvas.drag(canvas.middle(canvas.item("a")), (held["x"] + 60, held["y"] + 60))
    wait_for(lambda: (canvas.saved("b")["parent"] or {}).get("widget") == "box", 10, "both in the box")
    assert canvas.saved("a")["parent"] == {"widget": "box", "slot": ""}
    assert canvas.place("b")[0] - canvas.place("a")[0] == 4


def test_a_drag_is_over_with_the_next_move_when_its_end_was_not_heard(canvas: Canvas) -> None:
    """As when the button is let go of where the canvas doesn't hear of it."""
    x, y = canvas.middle(canvas.item("a"))
    canvas.page.mouse.move(x, y)
    canvas.page.mouse.down()
    canvas.page.mouse.move(x, y + 3 * ROW_PX, steps=10)
    expect(canvas.frame.locator(".canvas[data-lines]")).to_have_count(1)
    browser = canvas.page.context.new_cdp_session(canvas.page)
    moved = {"type": "mouseMoved", "x": x, "y": y + 3 * ROW_PX, "button": "none", "buttons": 0}
    browser.send("Input.dispatchMouseEvent", moved)
    expect(canvas.frame.locator(".canvas[data-lines]")).to_have_count(0)
    canvas.page.mouse.up()
    wait_for(lambda: canvas.place("a")[1] == 3, 10, "a three rows lower")


def test_a_frame_drawn_on_the_canvas_selects_what_it_touches(canvas: Canvas) -> None:
    canvas.drag(canvas.cell(11.8, 3.9), canvas.cell(4.5, 1.5))
    canvas.expect_selected("b", "c")
    expect(canvas.studio.at("arrange-bar")).to_contain_text("2 selected")
    canvas.page.keyboard.down("Shift")
    canvas.drag(canvas.cell(2.5, 3), canvas.cell(1, 1))
    canvas.page.keyboard.up("Shift")
    canvas.expect_selected("a", "b", "c")
    canvas.page.mouse.click(*canvas.cell(11, 1))
    canvas.expect_selected()
    canvas.press("ControlOrMeta+a")
    canvas.expect_selected("a", "b", "c", "box")
    canvas.item("b").click(modifiers=["Shift"])
    canvas.expect_selected("a", "c", "box")
    canvas.item("b").click()
    canvas.expect_selected("b")


@pytest.mark.parametrize(
    ("how", "places"),
    [
        ("arrange-left", {"b": (0, 2, 2, 2), "c": (0, 4, 2, 2)}),
        ("arrange-right", {"a": (8, 0, 2, 2), "b": (8, 2, 2, 2), "c": (8, 4, 2, 2)}),
        ("arrange-top", {"b": (4, 0, 2, 2), "c": (8, 0, 2, 2)}),
        ("arrange-bottom", {"a": (0, 2, 2, 2), "b": (4, 2, 2, 2)}),
    ],
)
def test_several_are_lined_up_by_the_bar(canvas: Canvas, how: str, places: dict[str, Any]) -> None:
    canvas.choose("a", "b", "c")
    canvas.studio.at(how).click()
    canvas.expect_places(**places)
    canvas.undo()


def test_several_get_one_size_are_spread_doubled_and_deleted(canvas: Canvas) -> None:
    canvas.item("c").click()
    canvas.press("ControlOrMeta+ArrowRight", "ControlOrMeta+ArrowDown")
    canvas.expect_places(c=(8, 2, 3, 3))
    canvas.item("a").click(modifiers=["Shift"])
    canvas.studio.at("arrange-width").click()
    canvas.studio.at("arrange-height").click()
    canvas.expect_places(a=(0, 0, 3, 3))
    canvas.item("b").click(modifiers=["Shift"])
    canvas.studio.at("arrange-across").click()
    canvas.expect_places(a=(0, 0, 3, 3), b=(5, 1, 2, 2), c=(8, 2, 3, 3))
    canvas.studio.at("edit-duplicate").click()
    canvas.expect_names("a", "b", "c", "box", "inner", "a1", "b1", "c1")
    assert canvas.saved("a1")["properties"]["content"] == "{{ b1.content }}"
    canvas.expect_selected("a1", "b1", "c1")
    canvas.studio.at("edit-delete").click()
    canvas.expect_names("a", "b", "c", "box", "inner")


def test_keys_move_resize_delete_and_choose(canvas: Canvas) -> None:
    canvas.choose("a", "b")
    canvas.press("ArrowRight", "ArrowRight", "ArrowDown")
    canvas.expect_places(a=(2, 1, 2, 2), b=(6, 2, 2, 2))
    canvas.undo()  # held keys are one step
    canvas.press("ControlOrMeta+ArrowRight", "ControlOrMeta+ArrowDown")
    canvas.expect_places(a=(0, 0, 3, 3), b=(4, 1, 3, 3))
    canvas.press("ControlOrMeta+ArrowLeft", "ControlOrMeta+ArrowUp")
    canvas.expect_places(a=(0, 0, 2, 2), b=(4, 1, 2, 2))
    canvas.press("Delete")
    canvas.expect_names("c", "box", "inner")
    canvas.undo()
    # Tab goes by rows and into containers; Escape goes out again.
    canvas.item("a").click()
    for name in ("b", "c", "box", "inner"):
        canvas.press("Tab")
        canvas.expect_selected(name)
        expect(canvas.item(name)).to_be_focused()
    canvas.press("Shift+Tab")
    canvas.expect_selected("box")
    canvas.press("Tab", "Escape")
    canvas.expect_selected("box")
    canvas.press("Escape")
    canvas.expect_selected()
    canvas.item("c").click()
    canvas.press("Backspace")
    canvas.expect_names("a", "b", "box", "inner")


def test_widgets_are_copied_cut_and_doubled_by_keys(canvas: Canvas) -> None:
    canvas.choose("a", "b")
    canvas.press("ControlOrMeta+c", "ControlOrMeta+v")
    canvas.expect_names("a", "b", "c", "box", "inner", "a1", "b1")
    canvas.expect_selected("a1", "b1")
    assert canvas.saved("a1")["properties"]["content"] == "{{ b1.content }}"
    canvas.undo()
    canvas.item("c").click()
    canvas.press("ControlOrMeta+x")
    canvas.expect_names("a", "b", "box", "inner")
    canvas.item("inner").click()
    canvas.press("ControlOrMeta+v")
    canvas.expect_names("a", "b", "box", "inner", "c")
    assert canvas.saved("c")["parent"] == {"widget": "box", "slot": ""}
    canvas.press("ControlOrMeta+d")
    canvas.expect_names("a", "b", "box", "inner", "c", "c1")
    assert canvas.saved("c1")["parent"] == {"widget": "box", "slot": ""}


def test_a_container_is_copied_with_its_contents_into_another_app(canvas: Canvas, system: System) -> None:
    canvas.item("box").click(position={"x": 60, "y": 20})
    canvas.expect_selected("box")
    canvas.press("ControlOrMeta+c")
    other = system.make_app(document([], [at(text("inner", "here"), 0, 0, 12, 2)]), "Other")
    studio = canvas.builder.build(other)
    frame = studio.page.frame_locator("iframe.app-frame")
    expect(frame.locator('[data-name="inner"] .prose')).to_have_text("here")
    studio.at("panel-add").focus()  # the studio's own page hears of it too
    studio.page.keyboard.press("ControlOrMeta+v")
    expect(frame.locator('[data-name="box"] [data-name="inner1"] .prose')).to_have_text("inner")
    studio.expect_saved()


def test_other_text_is_not_pasted_and_broken_widgets_are_said_to_be(canvas: Canvas) -> None:
    broken = json.dumps({"lowstream": "widgets", "format": 9, "widgets": []})
    canvas.builder.context.grant_permissions(["clipboard-read", "clipboard-write"])
    canvas.item("a").click()
    for text_, said in (("hello {{", False), ('{"widgets": [1]}', False), (broken, True)):
        canvas.page.evaluate("text => navigator.clipboard.writeText(text)", text_)
        canvas.item("a").click()
        canvas.press("ControlOrMeta+v")
        toast = canvas.page.get_by_text("These widgets can't be pasted")
        expect(toast).to_have_count(1 if said else 0)
    assert canvas.document() == canvas.start


def test_the_menu_opens_by_mouse_and_by_keys(canvas: Canvas) -> None:
    canvas.builder.context.grant_permissions(["clipboard-read", "clipboard-write"])
    menu = canvas.studio.at("canvas-menu")
    canvas.item("b").click(button="right")
    canvas.expect_selected("b")
    expect(menu.get_by_role("menuitem", name="Copy")).to_be_focused()
    canvas.press("Enter")
    expect(menu).to_have_count(0)
    canvas.item("a").click()
    canvas.press("Shift+F10")
    expect(menu).to_be_visible()
    canvas.press("ArrowDown", "ArrowDown", "Enter")  # paste
    canvas.expect_names("a", "b", "c", "box", "inner", "b1")
    canvas.press("ContextMenu")
    menu.get_by_role("menuitem", name="Delete").click()
    canvas.expect_names("a", "b", "c", "box", "inner")
    canvas.item("inner").click(button="right")
    menu.get_by_role("menuitem", name="Show in the outline").click()
    expect(canvas.studio.at("outline-inner")).to_be_focused()
    canvas.item("a").click(button="right")
    canvas.press("Escape")
    expect(menu).to_have_count(0)
    canvas.expect_selected("a")
    canvas.press("ArrowDown")  # the keys are the canvas's again
    canvas.expect_places(a=(0, 1, 2, 2))
