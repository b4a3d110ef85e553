"""The draft while it is being edited: undo and redo, what is saved and said of it, and the same app in two places."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import System, wait_for

from .conftest import Come
from .documents import Json, document, query, text
from .person import Person
from .studio import Studio

EDITOR = """
from apps.accounts.models import Role, Workspace
from apps.accounts.services import add_member, create_user
add_member(Workspace.objects.order_by("pk").first(), create_user("second@example.com", "Second"), Role.EDITOR)
"""


def _make(system: System, *queries: Json) -> Json:
    app: Json = system.make_app(document(list(queries), [text("title", "Title"), text("price", "{{ 1 + 1 }}")]))
    return app


@pytest.fixture(scope="module")
def second(system: System) -> str:
    """The e-mail of another editor."""
    system.manage("shell", "-c", EDITOR)
    return "second@example.com"


@pytest.fixture
def colleague(system: System, second: str, come: Come) -> Person:
    """Somebody else who may edit, at a browser of their own."""
    link = system.manage("signinlink", "--base-url", system.base, "--email", second).strip().splitlines()[-1]
    person = come(signed_in=False)
    person.open(link).close()
    return person


class Drafts:
    """What the server has of an app's draft."""

    def __init__(self, system: System, app: Json) -> None:
        self._system = system
        self._path = f"/api/apps/{app['id']}/document/"

    def _read(self) -> Json:
        document: Json = self._system.api.call("GET", self._path)["document"]
        return document

    @property
    def text(self) -> str:
        return json.dumps(self._read())

    def widget(self, name: str) -> Json | None:
        return next((one for one in self._read()["widgets"] if one["name"] == name), None)

    def wait(self, text: str, what: str) -> None:
        wait_for(lambda: self.text == text, 10, what)


def _open(person: Person, app: Json) -> Studio:
    studio = person.build(app)
    expect(_on_canvas(studio, "title")).to_be_visible()
    return studio


def _on_canvas(studio: Studio, name: str) -> Locator:
    return studio.page.frame_locator("iframe.app-frame").locator(f'.grid-stack-item[data-name="{name}"]')


def _undoes(studio: Studio, what: str) -> None:
    """What a click on Undo would take back."""
    expect(studio.at("undo")).to_have_attribute("title", re.compile(rf"^Undo: {re.escape(what)} \("))


def test_every_step_is_undone_and_done_again_to_the_byte(system: System, builder: Person) -> None:
    with UpstreamThread(Numbered(rate=10)) as upstream:
        app = _make(system, query("ticker", upstream.url))
        drafts = Drafts(system, app)
        before = drafts.text
        studio = _open(builder, app)
        keyboard = studio.page.keyboard
        studio.expect_status("open", "ticker")
        expect(studio.at("undo")).to_be_disabled()

        studio.at("panel-add").click()
        studio.at("add-widget-text").click()
        _undoes(studio, "Add text1")
        content = studio.at("property-content")
        content.fill("")
        content.press_sequentially("Hello there", delay=5)
        studio.at("widget-name").fill("greeting")
        studio.at("widget-name").press("Enter")
        _undoes(studio, "Rename text1 to greeting")
        box = _on_canvas(studio, "greeting").bounding_box()
        assert box is not None
        studio.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        studio.page.mouse.down()
        studio.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 2 * box["height"], steps=8)
        studio.page.mouse.up()
        expect(studio.at("undo")).to_have_attribute("title", re.compile("^Undo: Move"))
        _on_canvas(studio, "title").click()
        studio.at("delete-widget").click()
        _undoes(studio, "Delete title")
        studio.expect_saved()
        after = drafts.text
        assert after != before and drafts.widget("title") is None

        # Back: by a click, from the canvas, and from the page.
        studio.at("undo").click()
        expect(_on_canvas(studio, "title")).to_be_visible()
        expect(studio.at("widget-name")).to_have_value("title")
        _on_canvas(studio, "price").click()
        keyboard.press("ControlOrMeta+z")
        _undoes(studio, "Rename text1 to greeting")
        studio.at("undo").click()
        expect(studio.at("widget-name")).to_have_value("text1")
        expect(content).to_have_value("Hello there")
        keyboard.press("ControlOrMeta+z")  # all that was typed
        keyboard.press("ControlOrMeta+z")
        expect(studio.at("undo")).to_be_disabled()
        expect(_on_canvas(studio, "text1")).to_have_count(0)
        drafts.wait(before, "the draft as it was")
        studio.expect_saved()

        for press in ("ControlOrMeta+Shift+z", "ControlOrMeta+y", "ControlOrMeta+Shift+z", "ControlOrMeta+y"):
            keyboard.press(press)
        studio.at("redo").click()
        expect(studio.at("redo")).to_be_disabled()
        drafts.wait(after, "the draft with all of it")
        studio.expect_status("open", "ticker")
        assert len(upstream.dials) == 1  # the canvas's stream went on


def test_in_a_text_field_undo_is_the_fields_own_and_a_checkbox_has_none(system: System, builder: Person) -> None:
    studio = _open(builder, _make(system))
    _on_canvas(studio, "price").click()
    content = studio.at("property-content")
    content.press("End")
    content.press_sequentially("more")
    expect(content).to_have_value("{{ 1 + 1 }}more")
    for _ in "more":  # the browser takes back a letter, or all of them
        content.press("ControlOrMeta+z")
    expect(content).to_have_value("{{ 1 + 1 }}")
    studio.at("panel-settings").click()
    header = studio.panel("App settings").get_by_role("checkbox").first
    was = header.is_checked()
    header.click()
    studio.page.keyboard.press("ControlOrMeta+z")
    expect(header).to_be_checked(checked=was)


def test_two_tabs_of_one_person_show_the_same_draft(system: System, builder: Person) -> None:
    app = _make(system)
    one, two = _open(builder, app), _open(builder, app)
    one.add_widget("text", "greeting", content="Hello")
    expect(_on_canvas(two, "greeting")).to_contain_text("Hello")
    expect(two.page.get_by_text("Edited elsewhere: greeting")).to_be_visible()
    _undoes(two, "Edited elsewhere")
    two.expect_saved()
    two.at("undo").click()
    expect(_on_canvas(one, "greeting")).to_have_count(0)
    expect(one.at("widget-name")).to_have_count(0)  # what is gone is selected no longer
    one.expect_saved()


def test_two_people_see_one_anothers_edits_and_nothing_is_overwritten_unasked(
    system: System, builder: Person, colleague: Person
) -> None:
    app = _make(system)
    drafts = Drafts(system, app)
    mine, theirs = _open(builder, app), _open(colleague, app)
    mine.add_widget("text", "greeting", content="Hello")
    expect(_on_canvas(theirs, "greeting")).to_contain_text("Hello")
    expect(theirs.at("stale")).to_have_count(0)
    mine.expect_saved()

    # Out of reach, the colleague goes on, and is told what is not saved.
    colleague.expects("ERR_INTERNET_DISCONNECTED", "WebSocket")
    colleague.context.set_offline(True)
    _on_canvas(theirs, "price").click()
    theirs.at("property-content").fill("theirs")
    expect(theirs.at("save-state")).to_have_attribute("data-state", "offline")
    expect(theirs.at("save-state")).to_contain_text("Not saved: server not reachable")
    theirs.at("undo").click()
    theirs.at("redo").click()
    mine.at("widget-name").fill("hello")
    mine.at("widget-name").press("Enter")
    mine.expect_saved()
    saved = drafts.text

    colleague.expects("409")
    colleague.context.set_offline(False)
    expect(theirs.at("stale")).to_be_visible()
    expect(theirs.at("save-state")).to_have_text("Not saved: changed elsewhere")
    assert drafts.text == saved
    with theirs.page.expect_download():
        theirs.at("stale-theirs").click()
    expect(_on_canvas(theirs, "hello")).to_be_visible()
    theirs.expect_saved()
    assert drafts.text == saved
    theirs.at("undo").click()  # what was loaded over is not lost
    expect(_on_canvas(theirs, "price")).to_contain_text("theirs")
    expect(_on_canvas(mine, "price")).to_contain_text("theirs")


def test_an_edit_on_its_way_while_somebody_else_saves_is_asked_about(
    system: System, builder: Person, colleague: Person
) -> None:
    app = _make(system)
    mine, theirs = _open(builder, app), _open(colleague, app)
    held: list[Any] = []  # Any: Playwright's routes
    theirs.page.route(
        "**/document/", lambda route: held.append(route) if route.request.method == "PUT" else route.continue_()
    )
    _on_canvas(theirs, "price").click()
    theirs.at("property-content").fill("theirs")
    expect(theirs.at("save-state")).to_have_attribute("data-state", "saving")
    mine.add_widget("text", "greeting", content="Hello")
    mine.expect_saved()
    wait_for(lambda: theirs.page.evaluate("true") and held, 10, "the save held back")
    colleague.expects("409")
    held[0].continue_()
    expect(theirs.at("stale")).to_be_visible()
    theirs.page.unroute("**/document/")
    theirs.at("stale-mine").click()
    theirs.at("stale-overwrite").click()
    theirs.expect_saved()
    expect(_on_canvas(mine, "price")).to_contain_text("theirs")
    expect(_on_canvas(mine, "greeting")).to_have_count(0)
    mine.at("undo").click()  # so it can be had back
    expect(_on_canvas(mine, "greeting")).to_be_visible()
