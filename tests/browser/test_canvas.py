"""The studio's canvas with containers: what stands in them is selected, moved, resized, dragged from grid to grid."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from tests.system import System, wait_for

from .documents import Json, document, text
from .person import Person
from .studio import Studio
from .test_containers import at, widget

COLUMN = 1 / 12


@pytest.fixture
def app(system: System) -> Any:  # Any: JSON
    tabs = [{"key": "one", "title": "One"}, {"key": "two", "title": "Two"}]
    return system.make_app(
        document(
            [],
            [
                at(text("free", "free"), 0, 0, 4, 2),
                at(widget("container", "box", title="Box"), 4, 0, 8, 5),
                at(text("held", "held"), 0, 0, 4, 2, "box"),
                at(widget("tabs", "tabs1", tabs=tabs), 0, 5, 6, 5),
                at(text("first", "first"), 0, 0, 6, 2, "tabs1", "one"),
                at(text("second", "second"), 0, 0, 6, 2, "tabs1", "two"),
                at(widget("modal", "ask", title="Ask"), 6, 5, 6, 5),
                at(text("asked", "asked"), 0, 0, 6, 2, "ask"),
            ],
        )
    )


class Canvas:
    """The canvas of one app in the studio."""

    def __init__(self, system: System, builder: Person, app: Any) -> None:  # Any: JSON
        self.studio: Studio = builder.build(app)
        self.page = self.studio.page
        self.frame: FrameLocator = self.page.frame_locator("iframe.app-frame")
        self._api = system.api
        self._path = f"/api/apps/{app['id']}/document/"
        expect(self.item("held").locator(".prose")).to_have_text("held")

    def item(self, name: str) -> Locator:
        return self.frame.locator(f'.grid-stack-item[data-name="{name}"]')

    def saved(self, name: str) -> Json:
        """The widget as the server has it."""
        widgets = self._api.call("GET", self._path)["document"]["widgets"]
        one: Json = next(one for one in widgets if one["name"] == name)
        return one

    def place(self, name: str) -> tuple[int, int, int, int]:
        layout = self.saved(name)["layout"]
        return layout["x"], layout["y"], layout["w"], layout["h"]

    def middle(self, target: Locator) -> tuple[float, float]:
        box = target.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, name: str, to: tuple[float, float]) -> None:
        """By its middle, as a hand would: in steps."""
        self.page.mouse.move(*self.middle(self.item(name)))
        self.page.mouse.down()
        self.page.mouse.move(*to, steps=12)
        self.page.mouse.move(to[0] + 2, to[1] + 2)
        self.page.mouse.up()

    def expect_parent(self, name: str, parent: Json | None) -> None:
        wait_for(lambda: self.saved(name)["parent"] == parent, 10, f"{name} in {parent}")


@pytest.fixture
def canvas(system: System, builder: Person, app: Any) -> Canvas:
    return Canvas(system, builder, app)


def test_a_widget_in_a_container_is_selected_moved_by_arrows_and_resized(canvas: Canvas) -> None:
    canvas.item("held").click()
    expect(canvas.item("held")).to_have_attribute("data-selected", "true")
    expect(canvas.item("held").locator(".sel-tag")).to_have_text("held")
    expect(canvas.item("box")).to_have_accessible_name("Container box")
    canvas.page.keyboard.press("ArrowRight")
    canvas.page.keyboard.press("ArrowDown")
    wait_for(lambda: canvas.place("held") == (1, 1, 4, 2), 10, "the step by arrows")
    handle = canvas.item("held").locator("> .ui-resizable-se")
    x, y = canvas.middle(handle)
    column = (canvas.item("held").bounding_box() or {"width": 0})["width"] / 4
    canvas.page.mouse.move(x, y)
    canvas.page.mouse.down()
    canvas.page.mouse.move(x + 2 * column, y + 64, steps=8)
    canvas.page.mouse.up()
    wait_for(lambda: canvas.place("held") == (1, 1, 6, 3), 10, "the new size")
    assert canvas.saved("held")["parent"] == {"widget": "box", "slot": ""}


def test_a_widget_is_dragged_within_its_container(canvas: Canvas) -> None:
    x, y = canvas.middle(canvas.item("held"))
    column = (canvas.item("held").bounding_box() or {"width": 0})["width"] / 4
    canvas.drag("held", (x + 3 * column, y + 64))
    wait_for(lambda: canvas.place("held") == (3, 1, 4, 2), 10, "the new place")
    assert canvas.place("box") == (4, 0, 8, 5), "the container stays"


def test_dragging_a_widget_into_a_container_changes_its_parent_and_out_of_it_too(canvas: Canvas) -> None:
    box = canvas.item("box").bounding_box()
    assert box is not None
    canvas.drag("free", (box["x"] + box["width"] * 0.75, box["y"] + 200))
    canvas.expect_parent("free", {"widget": "box", "slot": ""})
    expect(canvas.item("box").locator('[data-name="free"] .prose')).to_have_text("free")
    assert canvas.frame.locator('[data-name="free"]').count() == 1
    assert canvas.place("box") == (4, 0, 8, 5), "what was dragged went in, and pushed nothing"

    canvas.drag("free", (box["x"] - 120, box["y"] + 100))
    canvas.expect_parent("free", None)
    expect(canvas.frame.locator('.canvas > .grid-stack > [data-name="free"] .prose')).to_have_text("free")
    canvas.item("free").click()
    canvas.page.keyboard.press("ArrowDown")
    y = canvas.place("free")[1]
    wait_for(lambda: canvas.place("free")[1] == y + 1 or canvas.place("free")[1] == y, 10, "a place")
    canvas.studio.expect_saved()


def test_a_tab_is_chosen_on_the_canvas_and_takes_what_is_dragged_into_it(canvas: Canvas) -> None:
    expect(canvas.item("first")).to_be_visible()
    assert canvas.item("second").count() == 0
    canvas.frame.get_by_role("tab", name="Two").click()
    expect(canvas.item("second").locator(".prose")).to_have_text("second")
    expect(canvas.item("first")).to_have_count(0)
    expect(canvas.item("tabs1")).to_have_accessible_name("Tabs tabs1, selected")
    box = canvas.item("tabs1").bounding_box()
    assert box is not None
    canvas.drag("free", (box["x"] + box["width"] / 2, box["y"] + 150))
    canvas.expect_parent("free", {"widget": "tabs1", "slot": "two"})
    canvas.frame.get_by_role("tab", name="One").click()
    expect(canvas.item("first")).to_be_visible()
    expect(canvas.item("free")).to_have_count(0)


def test_a_widget_chosen_in_the_outline_shows_its_tab(canvas: Canvas) -> None:
    canvas.studio.at("outline-second").click()
    expect(canvas.item("second")).to_have_attribute("data-selected", "true")
    expect(canvas.frame.get_by_role("tab", name="Two")).to_have_attribute("aria-selected", "true")


def test_a_modal_stands_in_its_place_and_its_widgets_can_be_moved(canvas: Canvas) -> None:
    expect(canvas.item("ask").locator("h2")).to_have_text("Ask")
    canvas.item("asked").click()
    canvas.page.keyboard.press("ArrowRight")
    wait_for(lambda: canvas.place("asked") == (1, 0, 6, 2), 10, "the step")


def test_a_container_goes_into_another_with_all_that_stands_in_it(canvas: Canvas) -> None:
    box, ask = canvas.item("box").bounding_box(), canvas.item("ask").bounding_box()
    assert box is not None
    assert ask is not None
    canvas.page.mouse.move(box["x"] + 200, box["y"] + 22)  # by its title
    canvas.page.mouse.down()
    canvas.page.mouse.move(ask["x"] + 200, ask["y"] + 60, steps=15)
    canvas.page.mouse.up()
    canvas.expect_parent("box", {"widget": "ask", "slot": ""})
    expect(canvas.item("ask").locator('[data-name="box"] [data-name="held"] .prose')).to_have_text("held")
    canvas.item("held").click()
    canvas.page.keyboard.press("ArrowRight")
    wait_for(lambda: canvas.place("held") == (1, 0, 4, 2), 10, "the step")
