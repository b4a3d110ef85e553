"""The page around the widgets: phones and tablets, the app's own theme and header, and the sign on a draft."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.system import System

from .conftest import Come
from .documents import button, document, text
from .person import Person
from .test_containers import at, box_of, widget


def _app(system: System, **appearance: Any) -> Any:  # Any: JSON
    tabs = [{"key": f"t{n}", "title": f"A rather long heading {n}"} for n in range(5)]
    made = document(
        [],
        [
            at(text("right", "right"), 8, 0, 4, 2),
            at(text("left", "left"), 0, 0, 4, 2),
            at(text("middle", "middle"), 4, 0, 4, 2),
            at(widget("container", "box", title="A box"), 0, 2, 12, 3),
            at(text("second", "second"), 6, 0, 6, 2, "box"),
            at(text("first", "first"), 0, 0, 6, 2, "box"),
            at(widget("tabs", "tabs1", tabs=tabs), 0, 5, 12, 4),
            at(text("inTab", "in a tab"), 0, 0, 6, 2, "tabs1", "t0"),
            at(widget("modal", "ask", title="A dialog"), 0, 9, 6, 2),
            at(widget("input", "amount", label="Amount"), 0, 0, 6, 1, "ask"),
            at(button("open", "ask.open()"), 0, 11, 3, 1),
        ],
    )
    return system.make_app({**made, "appearance": appearance}, visibility="public")


@pytest.fixture(scope="module")
def app(system: System) -> Any:  # Any: JSON
    return _app(system)


def test_on_a_phone_all_stands_in_one_column_in_reading_order(app: Any, come: Come) -> None:
    phone = come(signed_in=False, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    viewer = phone.view(app)
    expect(viewer.widget("inTab")).to_have_text("in a tab")
    order = ("left", "middle", "right", "box", "tabs1", "open")
    places = [box_of(viewer.widget(name)) for name in order]
    assert [place[1] for place in places] == sorted(place[1] for place in places)
    assert {(place[0], place[2]) for place in places} == {(12, 336)}, "each the full width"
    first, second, box = (box_of(viewer.widget(name)) for name in ("first", "second", "box"))
    assert first[1] + first[3] < second[1], "in the container too"
    assert second[1] + second[3] < box[1] + box[3], "which is as high as what it holds"
    for frame in (viewer.page, viewer.frame):
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert viewer.frame.evaluate("(([s]) => s.scrollWidth <= s.clientWidth)(document.getElementsByClassName('scroll'))")
    button = viewer.widget("open").get_by_role("button")
    assert box_of(button)[3] >= 36, "in reach of a finger"
    assert box_of(viewer.widget("tabs1").get_by_role("tab").first)[3] >= 36
    button.tap()
    dialog = viewer.player.get_by_role("dialog", name="A dialog")
    expect(dialog).to_be_visible()
    x, y, width, height = box_of(dialog)
    assert (x, width, y + height) == (0, 360, 740), "a sheet from below"


def test_on_a_tablet_there_are_two_columns(app: Any, come: Come) -> None:
    viewer = come(signed_in=False, viewport={"width": 768, "height": 1024}).view(app)
    expect(viewer.widget("inTab")).to_have_text("in a tab")
    left, middle, right, box = (box_of(viewer.widget(name)) for name in ("left", "middle", "right", "box"))
    assert left[1] == middle[1]
    assert left[2] == middle[2] > 350
    assert right[1] > left[1]
    assert box[2] > 700


@pytest.mark.parametrize(("theme", "system_theme"), [("dark", "light"), ("light", "dark")])
def test_an_app_s_own_theme_comes_before_the_system_s(
    system: System, come: Come, theme: str, system_theme: str
) -> None:
    viewer = come(signed_in=False, color_scheme=system_theme).view(_app(system, theme=theme, header=False))
    expect(viewer.widget("left")).to_have_text("left")
    for frame in (viewer.page, viewer.frame):
        assert frame.evaluate("document.documentElement.dataset.theme") == theme
    assert viewer.player.locator("header.top").count() == 0
    assert box_of(viewer.widget("left"))[1] == 16, "no header above"
    viewer.page.emulate_media(color_scheme="light" if system_theme == "dark" else "dark")
    viewer.page.emulate_media(color_scheme="dark" if system_theme == "dark" else "light")
    assert viewer.frame.evaluate("document.documentElement.dataset.theme") == theme


def test_otherwise_the_theme_follows_the_system(app: Any, visitor: Person) -> None:
    viewer = visitor.view(app)
    root = viewer.player.locator("html")
    viewer.page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")
    viewer.page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-theme", "light")


def test_a_draft_says_that_it_is_one(app: Any, builder: Person) -> None:
    draft = builder.view(app, "?draft=1")
    sign = draft.page.get_by_role("note")
    expect(sign).to_contain_text("Draft")
    expect(sign.get_by_role("link", name="Open the studio")).to_have_attribute("href", f"/apps/{app['id']}/")
    expect(draft.widget("left")).to_have_text("left")
    assert box_of(draft.page.locator("iframe.app-frame"))[1] == box_of(sign)[3], "it covers nothing of the app"
    assert builder.view(app).page.get_by_role("note").count() == 0
