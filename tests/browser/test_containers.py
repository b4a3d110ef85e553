"""Container, tabs and modal as viewers use them: what stands in them is drawn, kept and focused as it should."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from tests.system import System

from .axe import faults
from .documents import Json, button, document, run, text
from .person import Person
from .viewer import Viewer

LONG = "\n\n".join(f"line {number}" for number in range(60))


def at(widget: Json, x: int, y: int, w: int, h: int, within: str = "", slot: str = "") -> Json:
    """The widget in its place, in a container if `within` names one."""
    widget["layout"] = {"x": x, "y": y, "w": w, "h": h}
    if within:
        widget["parent"] = {"widget": within, "slot": slot}
    return widget


def widget(kind: str, name: str, *events: Json, **properties: Any) -> Json:
    return {"type": kind, "name": name, "properties": properties, "events": list(events)}


def note(event: str) -> Json:
    """A handler that adds the event, and its data if it has any, to the state `log`."""
    return run(event, f"log.setValue([...(log.value ?? []), '{event}' + (event.data ? ' ' + event.data : '')])")


def hidden(one: Json, when: str) -> Json:
    return {**one, "hidden": "{{ " + when + " }}"}


APP = document(
    [],
    [
        at(text("said", "{{ (log.value ?? []).join(', ') }}"), 0, 0, 6, 1),
        at(text("facts", "{{ tabs1.value }} {{ ask.isOpen }}"), 6, 0, 6, 1),
        at(widget("container", "box", title="Box of {{ 1 + 1 }}"), 0, 1, 6, 4),
        at(text("right", "right"), 6, 0, 6, 2, "box"),
        at(text("left", "left"), 0, 0, 6, 2, "box"),
        at(text("below", LONG), 0, 2, 12, 6, "box"),
        at(widget("container", "bare", plain=True), 6, 1, 6, 4),
        at(widget("container", "inner", title="In a bare one"), 0, 0, 12, 4, "bare"),
        at(button("deep", "log.setValue(['deep'])"), 0, 0, 12, 1, "inner"),
        at(
            widget(
                "tabs",
                "tabs1",
                note("change"),
                tabs=[{"key": k, "title": t} for k, t in (("one", "One"), ("two", "Two"), ("three", "Third tab"))],
                value="two",
            ),
            *(0, 5, 6, 4),
        ),
        at(widget("input", "name", label="Name"), 0, 0, 6, 1, "tabs1", "one"),
        at(text("second", "on the second"), 0, 0, 12, 1, "tabs1", "two"),
        at(text("third", "on the third, {{ name.value }}"), 0, 0, 12, 1, "tabs1", "three"),
        at(widget("modal", "ask", note("open"), note("close"), title="How much?", size="small"), 6, 5, 6, 4),
        at(widget("input", "amount", label="Amount"), 0, 0, 12, 1, "ask"),
        at(button("nested", "sure.open()"), 0, 1, 12, 1, "ask"),
        at(widget("modal", "sure", title="Sure?", closable=False, size="large"), 0, 9, 6, 2),
        at(button("yes", "sure.close(); utils.showMessage('Said yes')"), 0, 0, 12, 1, "sure"),
        at(widget("modal", "everything", title="All of it", size="full"), 6, 9, 6, 2),
        at(text("all", LONG), 0, 0, 12, 30, "everything"),
        at(button("openAsk", "ask.open()"), 0, 11, 3, 1),
        at(button("openBoth", "ask.open(); setTimeout(() => ask.close(), 300)"), 3, 11, 3, 1),
        at(button("openAll", "everything.open()"), 6, 11, 3, 1),
        at(button("toThree", "tabs1.setValue('three')"), 9, 11, 3, 1),
        at(button("toNone", "tabs1.setValue('none')"), 0, 12, 3, 1),
        at(button("fold", "folded.setValue(!folded.value)"), 3, 12, 3, 1),
        hidden(at(text("gone", "hidden for now"), 0, 13, 12, 3), "folded.value !== true"),
        at(text("last", "the last"), 0, 16, 12, 1),
    ],
    states=("log", "folded"),
)


@pytest.fixture(scope="module")
def app(system: System) -> Any:  # Any: JSON
    return system.make_app(APP, visibility="public")


@pytest.fixture
def viewer(app: Any, visitor: Person) -> Viewer:
    viewer = visitor.view(app)
    expect(viewer.widget("facts")).to_have_text("two false")
    return viewer


def press(viewer: Viewer, name: str) -> None:
    viewer.widget(name).get_by_role("button").click()


def box_of(one: Locator) -> tuple[float, float, float, float]:
    box = one.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def dialog(player: FrameLocator, title: str) -> Locator:
    return player.get_by_role("dialog", name=title)


def tab(viewer: Viewer, title: str) -> Locator:
    return viewer.widget("tabs1").get_by_role("tab", name=title)


def test_a_container_holds_its_widgets_on_a_grid_of_its_own(viewer: Viewer) -> None:
    box = viewer.widget("box")
    expect(box.locator(".held-title")).to_have_text("Box of 2")
    (x, y, width, _), left, right = box_of(box), box_of(viewer.widget("left")), box_of(viewer.widget("right"))
    assert left[0] > x, "within the container"
    assert left[1] > y
    assert right[0] + right[2] < x + width
    assert left[1] == right[1], "side by side"
    assert left[0] + left[2] < right[0]
    assert viewer.player.locator(".app > .stage > .cell [data-widget=left]").count() == 1, (
        "drawn once, in the container"
    )
    assert viewer.player.locator("[data-widget=left]").count() == 1


def test_what_is_taller_than_its_container_scrolls_in_it(viewer: Viewer) -> None:
    held = viewer.widget("box").locator("> .held")
    assert held.evaluate("(held) => held.scrollHeight > held.clientHeight + 100")
    before = box_of(viewer.widget("below"))[1]
    held.hover()
    viewer.page.mouse.wheel(0, 120)
    viewer.wait(lambda: box_of(viewer.widget("below"))[1] < before - 50, "the scrolled text")


def test_containers_stand_in_one_another_and_a_plain_one_has_no_card(viewer: Viewer) -> None:
    bare, inner = box_of(viewer.widget("bare")), box_of(viewer.widget("inner"))
    assert bare == inner, "four of its rows are four of the page's"
    assert viewer.widget("bare").evaluate("(w) => getComputedStyle(w).backgroundColor") == "rgba(0, 0, 0, 0)"
    press(viewer, "deep")
    expect(viewer.widget("said")).to_have_text("deep")


def test_tabs_begin_with_the_bound_one_and_draw_no_other(viewer: Viewer) -> None:
    expect(tab(viewer, "Two")).to_have_attribute("aria-selected", "true")
    expect(viewer.widget("second")).to_have_text("on the second")
    assert viewer.widget("name").count() == 0
    panel = viewer.widget("tabs1").get_by_role("tabpanel", name="Two")
    expect(panel).to_be_visible()


def test_a_tab_is_chosen_by_click_and_app_code_hears_of_it(viewer: Viewer) -> None:
    tab(viewer, "One").click()
    expect(viewer.widget("name")).to_be_visible()
    expect(viewer.widget("second")).to_have_count(0)
    expect(viewer.widget("said")).to_have_text("change one")
    expect(viewer.widget("facts")).to_have_text("one false")
    tab(viewer, "One").click()
    tab(viewer, "Two").click()
    expect(viewer.widget("said")).to_have_text("change one, change two")


def test_arrow_keys_go_from_tab_to_tab(viewer: Viewer) -> None:
    tab(viewer, "Two").focus()
    for key, title in (("ArrowRight", "Third tab"), ("ArrowRight", "One"), ("End", "Third tab"), ("Home", "One")):
        viewer.page.keyboard.press(key)
        expect(tab(viewer, title)).to_be_focused()
        expect(tab(viewer, title)).to_have_attribute("aria-selected", "true")
    expect(viewer.widget("name").get_by_role("textbox")).to_be_visible()
    # While there is more in a tab than in sight, what scrolls is the next stop; this one has room for all.
    expect(viewer.player.get_by_role("tabpanel", name="One")).not_to_have_attribute("tabindex", "0")
    viewer.page.keyboard.press("Tab")
    expect(viewer.widget("name").get_by_role("textbox")).to_be_focused()


def test_what_was_entered_on_a_tab_stays_while_another_is_shown(viewer: Viewer) -> None:
    tab(viewer, "One").click()
    viewer.widget("name").get_by_role("textbox").fill("Ada")
    tab(viewer, "Third tab").click()
    expect(viewer.widget("third")).to_have_text("on the third, Ada")
    tab(viewer, "One").click()
    expect(viewer.widget("name").get_by_role("textbox")).to_have_value("Ada")


def test_set_value_shows_a_tab_and_an_unknown_key_none(viewer: Viewer) -> None:
    press(viewer, "toThree")
    expect(viewer.widget("third")).to_be_visible()
    expect(viewer.widget("facts")).to_have_text("three false")
    press(viewer, "toNone")
    expect(viewer.widget("facts")).to_have_text("three false")
    expect(viewer.widget("third")).to_be_visible()
    expect(viewer.widget("said")).to_have_text("")  # not chosen by the viewer


def test_a_modal_is_drawn_only_while_it_is_open_and_gives_the_focus_back(viewer: Viewer) -> None:
    assert viewer.widget("amount").count() == 0
    press(viewer, "openAsk")
    ask = dialog(viewer.player, "How much?")
    expect(ask).to_be_visible()
    expect(viewer.widget("facts")).to_have_text("two true")
    viewer.page.keyboard.press("Escape")
    expect(ask).to_be_hidden()
    expect(viewer.widget("said")).to_have_text("open, close")
    expect(viewer.widget("facts")).to_have_text("two false")
    expect(viewer.widget("amount")).to_have_count(0)
    expect(viewer.widget("openAsk").get_by_role("button")).to_be_focused()


def test_the_focus_stays_in_an_open_modal(viewer: Viewer) -> None:
    press(viewer, "openAsk")
    ask = dialog(viewer.player, "How much?")
    expect(ask.get_by_role("textbox")).to_be_visible()
    seen = set()
    for _ in range(8):
        viewer.page.keyboard.press("Tab")
        seen.add(
            viewer.frame.evaluate("document.activeElement.closest('dialog') ? 'in' : document.activeElement.tagName")
        )
    assert seen <= {"in", "BODY"}, "BODY: the browser's own controls, or the page around the frame"
    assert "in" in seen


@pytest.mark.parametrize("how", ["button", "backdrop", "code"])
def test_a_modal_closes_by_its_button_beside_it_and_by_code(viewer: Viewer, how: str) -> None:
    press(viewer, "openBoth" if how == "code" else "openAsk")
    ask = dialog(viewer.player, "How much?")
    if how == "button":
        ask.get_by_role("button", name="Close").click()
    elif how == "backdrop":
        expect(ask).to_be_visible()
        viewer.page.mouse.click(20, 400)
    expect(viewer.widget("said")).to_have_text("open, close")
    expect(ask).to_be_hidden()


def test_a_modal_opens_over_another_and_one_that_can_not_be_closed_waits_for_code(viewer: Viewer) -> None:
    press(viewer, "openAsk")
    press(viewer, "nested")
    sure = dialog(viewer.player, "Sure?")
    expect(sure).to_be_visible()
    viewer.page.keyboard.press("Escape")
    viewer.page.keyboard.press("Escape")
    viewer.page.mouse.click(20, 400)
    expect(sure).to_be_visible()
    assert sure.get_by_role("button", name="Close").count() == 0
    sure.get_by_role("button", name="yes").click()
    expect(sure).to_be_hidden()
    expect(dialog(viewer.player, "How much?")).to_be_visible()
    toast = viewer.player.locator(".toast")
    expect(toast).to_have_text("Said yes")
    assert toast.evaluate("(toast) => toast.closest('.toasts').matches(':popover-open')"), "over the dialog"


def test_modals_have_sizes_and_the_largest_scrolls(viewer: Viewer) -> None:
    press(viewer, "openAsk")
    ask = dialog(viewer.player, "How much?")
    assert box_of(ask)[2] == 400
    ask.get_by_role("button", name="Close").click()
    press(viewer, "openAll")
    everything = dialog(viewer.player, "All of it")
    expect(everything).to_be_visible()
    assert box_of(everything) == (16, 16, 1408, 868)
    assert everything.locator("> .held").evaluate("(held) => held.scrollHeight > held.clientHeight")


def test_rows_of_what_is_hidden_and_of_modals_leave_no_hole(viewer: Viewer) -> None:
    assert viewer.widget("gone").count() == 0
    fold, last = box_of(viewer.widget("fold")), box_of(viewer.widget("last"))
    assert last[1] == fold[1] + fold[3] + 12, "the row after"
    press(viewer, "fold")
    expect(viewer.widget("gone")).to_be_visible()
    assert box_of(viewer.widget("last"))[1] == last[1] + 3 * 64
    tabs, ask = box_of(viewer.widget("tabs1")), box_of(viewer.widget("openAsk"))
    assert ask[1] == tabs[1] + tabs[3] + 12, "the modals' two rows are none"


def test_a_view_that_can_not_be_loaded_says_so_and_is_tried_again(app: Any, visitor: Person) -> None:
    visitor.expects("Failed to load resource", "net::ERR", "dynamically imported")
    visitor.context.route(re.compile("/widget-tabs-"), lambda route: route.abort())
    viewer = visitor.view(app)
    expect(viewer.widget("tabs1").get_by_role("alert")).to_contain_text("This tabs could not be loaded")
    expect(viewer.widget("left")).to_have_text("left")
    visitor.context.unroute(re.compile("/widget-tabs-"))
    viewer.widget("tabs1").get_by_role("button", name="Try again").click()
    expect(viewer.widget("second")).to_have_text("on the second")


def test_what_scrolls_is_a_stop_for_the_keyboard_and_nothing_else_is(viewer: Viewer) -> None:
    held = viewer.widget("box").locator("> .held")
    expect(held).to_have_attribute("tabindex", "0")
    expect(viewer.widget("tabs1").locator("> .held")).not_to_have_attribute("tabindex", "0")  # all of it is in sight
    held.press("End")
    viewer.wait(lambda: held.evaluate("held => held.scrollTop") > 0, "the container scrolled by a key")
    assert faults(viewer, "box", "bare", "tabs1") == []
