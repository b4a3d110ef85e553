"""The studio around its canvas: the search, the keys, the panels and the tour, as a builder uses them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.system import System

from .documents import document, query, text
from .person import Person
from .studio import Studio

NOWHERE = "ws://127.0.0.1:9/"  # nobody listens; these tests need no messages


@pytest.fixture(scope="module")
def app(system: System) -> Any:  # Any: JSON
    made = document([query("prices", NOWHERE, run_on_load=False)], [text("title", "Hello"), text("footer", "Bye")])
    made["pages"] = [{"name": "page1", "title": "Page 1"}, {"name": "details", "title": "Details"}]
    return system.make_app(made)


@pytest.fixture
def studio(app: Any, builder: Person) -> Studio:
    studio = builder.build(app)
    expect(studio.page.frame_locator("iframe.app-frame").locator('[data-name="title"]')).to_be_visible()
    return studio


def search(studio: Studio, words: str) -> None:
    studio.page.keyboard.press("ControlOrMeta+k")
    studio.at("search").fill(words)


def found(studio: Studio) -> Locator:
    return studio.page.get_by_role("listbox", name="Found").get_by_role("option")


def test_the_search_leads_to_parts_of_the_app_by_a_few_letters(studio: Studio) -> None:
    search(studio, "foot")
    expect(found(studio).first).to_contain_text("footer")
    studio.page.keyboard.press("Enter")
    expect(studio.at("search")).to_have_count(0)
    expect(studio.at("widget-name")).to_have_value("footer")
    search(studio, "details")
    studio.page.keyboard.press("Enter")
    expect(studio.at("page-details")).to_have_attribute("aria-current", "page")
    search(studio, "prices")
    studio.page.keyboard.press("Enter")
    expect(studio.at("item-prices")).to_have_class("row sel")


def test_the_search_runs_commands_and_adds_widgets_by_keys_and_by_mouse(studio: Studio) -> None:
    studio.at("open-search").click()
    studio.at("search").fill("add sl")
    expect(found(studio)).to_have_count(1)
    found(studio).click()
    expect(studio.at("widget-name")).to_have_value("slider1")
    search(studio, "new")
    options = found(studio)
    expect(options.first).to_have_attribute("aria-selected", "true")
    studio.page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    studio.page.keyboard.press("ArrowUp")
    studio.page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    studio.at("search").fill("zzz")
    expect(studio.page.get_by_text('Nothing has "zzz" in its name.')).to_be_visible()
    studio.page.keyboard.press("Escape")
    expect(studio.at("search")).to_have_count(0)


def test_the_list_of_keys_opens_with_a_question_mark_in_the_studio_and_on_the_canvas(studio: Studio) -> None:
    sheet = studio.page.get_by_role("dialog", name="Keyboard shortcuts")
    studio.at("outline-title").focus()
    studio.page.keyboard.press("?")
    expect(sheet).to_contain_text("Save now")
    studio.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    studio.page.frame_locator("iframe.app-frame").locator('[data-name="title"]').click()
    studio.page.keyboard.press("?")
    expect(sheet).to_contain_text("Keyboard shortcuts")


def test_panels_close_and_open_by_keys_and_take_the_size_they_are_dragged_to(studio: Studio) -> None:
    for key, name in (("b", "Outline and state"), ("u", "Inspector"), ("j", "Queries and states")):
        panel = studio.page.locator(f':is(aside, section)[aria-label="{name}"]')
        expect(panel).to_be_visible()
        studio.page.keyboard.press(f"ControlOrMeta+{key}")
        expect(panel).to_have_count(0)
        studio.page.keyboard.press(f"ControlOrMeta+{key}")
        expect(panel).to_be_visible()

    splitter = studio.at("splitter-left")
    box = splitter.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 100
    studio.page.mouse.move(x, y)
    studio.page.mouse.down()
    studio.page.mouse.move(x + 80, y, steps=4)
    studio.page.mouse.up()
    expect(splitter).to_have_attribute("aria-valuenow", "316")
    studio.at("splitter-right").focus()
    studio.page.keyboard.press("ArrowLeft")
    expect(studio.at("splitter-right")).to_have_attribute("aria-valuenow", "312")
    studio.page.keyboard.press("ControlOrMeta+j")

    studio.page.reload()
    expect(splitter).to_have_attribute("aria-valuenow", "316")
    expect(studio.page.locator('section[aria-label="Queries and states"]')).to_have_count(0)
    splitter.dblclick()
    expect(splitter).to_have_attribute("aria-valuenow", "236")


def test_who_begins_with_an_empty_app_is_shown_around_once(system: System, builder: Person) -> None:
    studio = builder.build(system.make_app(document([], [])))
    tour = studio.at("tour")
    for title in ("Start with a stream", "See what comes", "Place widgets", "Publish"):
        expect(tour.get_by_role("heading")).to_have_text(title)
        studio.at("tour-next").click()
    expect(tour).to_have_count(0)
    studio.page.reload()
    expect(studio.at("item-startup")).to_be_visible()
    expect(tour).to_have_count(0)
    search(studio, "tour")
    studio.page.keyboard.press("Enter")
    expect(tour.get_by_role("heading")).to_have_text("Start with a stream")
    studio.at("tour-skip").click()
    expect(tour).to_have_count(0)
