"""Apps of several pages: as viewers go through them, and as builders make them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.system import System

from .documents import Json, button, document, shown, text
from .person import Person
from .viewer import Viewer


def on(page: str, widget: Json) -> Json:
    return {**widget, "page": page}


APP = {
    **document(
        [],
        [
            on("home", text("welcome", "You are at home")),
            on("home", {"type": "input", "name": "note", "properties": {"label": "Note"}}),
            on(
                "home",
                {
                    "type": "button",
                    "name": "secret",
                    "properties": {"text": "secret"},
                    "events": [{"event": "click", "action": {"type": "open_page", "page": "backroom"}}],
                },
            ),
            on("details", text("told", "The note says {{ note.value }}")),
            on("details", shown("where", "[pages.current, pages.list.length, url.query]")),
            on("details", button("back", "pages.open('home')")),
            on("backroom", text("found", "You found it")),
        ],
    ),
    "pages": [
        {"name": "home", "title": "Home"},
        {"name": "details"},
        {"name": "backroom", "title": "Back room", "hidden": True},
    ],
}


@pytest.fixture(scope="module")
def app(system: System) -> Any:  # Any: JSON
    return system.make_app(APP, visibility="public")


def go(viewer: Viewer, title: str) -> None:
    viewer.player.get_by_role("navigation", name="Pages").get_by_role("button", name=title, exact=True).click()


def test_the_navigation_leads_to_pages_and_what_was_typed_stays(app: Any, visitor: Person) -> None:
    viewer = visitor.view(app, "?pair=EUR")
    pages = viewer.player.get_by_role("navigation", name="Pages").get_by_role("button")
    expect(pages).to_have_text(["Home", "details"])  # without the hidden one
    expect(pages.first).to_have_attribute("aria-current", "page")
    expect(viewer.widget("told")).to_have_count(0)
    viewer.widget("note").get_by_role("textbox").fill("remember")
    go(viewer, "details")
    expect(viewer.widget("told")).to_have_text("The note says remember")
    expect(viewer.widget("welcome")).to_have_count(0)
    viewer.wait(lambda: viewer.value("where") == ["details", 3, {"pair": "EUR"}], "where it is")
    expect(visitor.context.pages[0]).to_have_url(re.compile(r"\?pair=EUR&page=details$"))
    viewer.widget("back").get_by_role("button").click()
    expect(viewer.widget("note").get_by_role("textbox")).to_have_value("remember")


def test_the_browser_goes_back_and_forward_and_an_address_leads_to_its_page(app: Any, visitor: Person) -> None:
    viewer = visitor.view(app)
    expect(viewer.widget("welcome")).to_be_visible()
    go(viewer, "details")
    expect(viewer.widget("told")).to_be_visible()
    viewer.page.go_back()
    expect(viewer.widget("welcome")).to_be_visible()
    expect(viewer.page).to_have_url(re.compile(r"/$"))
    viewer.page.go_forward()
    expect(viewer.widget("told")).to_be_visible()
    viewer.reload()
    expect(viewer.widget("told")).to_be_visible()
    viewer.page.goto(viewer.page.url.replace("details", "nowhere"))
    expect(viewer.widget("welcome")).to_be_visible()


def test_an_action_opens_a_page_that_the_navigation_leaves_out(app: Any, visitor: Person) -> None:
    viewer = visitor.view(app)
    viewer.widget("secret").get_by_role("button").click()
    expect(viewer.widget("found")).to_be_visible()
    current = viewer.player.get_by_role("navigation", name="Pages").locator("[aria-current]")
    expect(current).to_have_text("Back room")


def test_a_builder_adds_names_fills_and_deletes_pages(system: System, builder: Person) -> None:
    made = system.make_app(document([], [text("first", "On the first")]))
    studio = builder.build(made)
    canvas = studio.page.frame_locator("iframe.app-frame")
    expect(canvas.locator('[data-name="first"]')).to_be_visible()
    studio.at("add-page").click()
    expect(studio.at("page-page2")).to_have_attribute("aria-current", "page")
    expect(canvas.locator('[data-name="first"]')).to_have_count(0)
    studio.add_widget("text", "second", content="On the second")
    expect(canvas.locator('[data-name="second"]')).to_be_visible()

    studio.at("panel-outline").click()
    studio.at("page-page2").hover()
    studio.page.get_by_role("button", name="Actions of Page 2").click()
    studio.page.get_by_role("menuitem", name="Page settings").click()
    studio.at("page-title").fill("Details")
    studio.at("page-name").fill("details")
    studio.page.get_by_role("button", name="Close").click()
    expect(studio.at("page-details")).to_have_text("Details")
    expect(canvas.locator('[data-name="second"]')).to_be_visible()
    studio.expect_saved()
    saved = system.api.call("GET", f"/api/apps/{made['id']}/document/")["document"]
    assert [(page["name"], page["title"]) for page in saved["pages"]] == [("page1", "Page 1"), ("details", "Details")]
    assert {one["name"]: one["page"] for one in saved["widgets"]} == {"first": "page1", "second": "details"}

    studio.at("page-page1").click()
    expect(canvas.locator('[data-name="first"]')).to_be_visible()
    expect(studio.at("outline-second")).to_have_count(0)
    studio.at("page-details").hover()
    studio.page.get_by_role("button", name="Actions of Details").click()
    studio.page.get_by_role("menuitem", name="Delete").click()
    studio.at("delete-page").click()
    expect(studio.at("page-details")).to_have_count(0)
    expect(canvas.locator('[data-name="first"]')).to_be_visible()
    studio.expect_saved()
