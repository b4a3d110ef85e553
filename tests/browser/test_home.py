"""The start page: finding apps, every way to a new one, what their streams do, and how they look."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.demo.samples import SAMPLES
from tests.system import System

from .conftest import Exchange
from .documents import document, query, stat
from .person import Person

SECRET = "a-key-nobody-may-see"


@pytest.fixture(scope="module")
def app(system: System, exchange: Exchange) -> Any:  # Any: JSON
    """One with a stream and a credential."""
    return make_app(system, exchange, "Crème brûlée")


def make_app(system: System, exchange: Exchange, name: str) -> Any:  # Any: JSON
    ticker = query("ticker", exchange.url, auth={"type": "bearer", "token": SECRET})
    figures = [stat("seen", "{{ ticker.received }}"), stat("price", "{{ ticker.rate }}")]
    return system.make_app(document([ticker], figures), name=name, visibility="public")


@pytest.fixture(scope="module")
def others(system: System) -> list[Any]:
    return [system.make_app(document([], []), name=f"Zebra {number}") for number in (9, 10)]


@pytest.fixture
def home(app: Any, others: list[Any], builder: Person) -> Iterator[Page]:
    page = builder.open("/")
    expect(card(page, app)).to_be_visible()
    yield page
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "nothing stands out at the side"


def card(page: Page, app: Any) -> Locator:
    return page.get_by_test_id(f"app-{app['slug']}")


def choose(page: Page, app: Any, action: str) -> None:
    card(page, app).get_by_role("button", name="More about").click()
    page.get_by_role("menuitem", name=action, exact=True).click()


def import_file(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as choosing:
        page.get_by_test_id("import-app").click()
    choosing.value.set_files(path)


@pytest.fixture
def file(home: Page, app: Any, tmp_path: Path) -> Path:
    """The app, exported by its menu."""
    with home.expect_download() as saving:
        choose(home, app, "Export")
    path = tmp_path / saving.value.suggested_filename
    saving.value.save_as(path)
    return path


def test_the_slash_leads_to_the_search_which_finds_at_once(home: Page, app: Any, others: list[Any]) -> None:
    home.keyboard.press("/")
    home.keyboard.type("BRULEE creme")
    expect(card(home, app)).to_be_visible()
    expect(card(home, others[0])).to_have_count(0)
    home.keyboard.type(" nowhere")
    expect(home.get_by_text("No app has “BRULEE creme nowhere” in its name.")).to_be_visible()
    home.keyboard.press("Escape")
    expect(card(home, others[0])).to_be_visible()


def test_apps_are_ordered_by_name_and_arrows_lead_through_them(home: Page, others: list[Any]) -> None:
    home.get_by_test_id("search").fill("zebra")
    names = home.get_by_role("list", name="Apps").get_by_role("heading")
    expect(names).to_have_text(["Zebra 10", "Zebra 9"])  # the last that was made comes first
    home.get_by_label("Order").select_option("name")
    expect(names).to_have_text(["Zebra 9", "Zebra 10"])
    home.get_by_role("link", name="Zebra 9", exact=True).focus()
    home.keyboard.press("ArrowRight")
    expect(home.get_by_role("link", name="Zebra 10", exact=True)).to_be_focused()
    home.keyboard.press("Enter")
    home.wait_for_url(f"**/apps/{others[1]['id']}/")


def test_a_card_says_who_sees_what_and_what_its_streams_do(
    system: System, exchange: Exchange, builder: Person, visitor: Person
) -> None:
    app = make_app(system, exchange, "Streaming")
    one = card(builder.open("/"), app)
    expect(one).to_contain_text("Release 1 · Anyone with the link")
    expect(one).to_contain_text(re.compile(r"\d+ \w+, \d\d:\d\d · Owner"))
    expect(one.get_by_test_id("streams")).to_have_text("No stream open")
    visitor.view(app).expect_status("ticker", "open")
    expect(one.get_by_test_id("streams")).to_have_text("1 stream open")


def test_an_app_goes_out_as_a_file_and_comes_back_as_another(home: Page, app: Any, file: Path, system: System) -> None:
    said = json.loads(file.read_text())
    assert SECRET not in file.read_text()
    assert (said["lowstream"], said["name"]) == (1, "Crème brûlée")
    import_file(home, file)
    told = home.get_by_test_id("import-left-out")
    expect(told).to_contain_text("queries[0].auth.token")
    home.get_by_test_id("import-open").click()
    home.wait_for_url("**/apps/*/")
    expect(home.get_by_test_id("app-name")).to_have_value("Crème brûlée")
    made = home.url.rstrip("/").rsplit("/", 1)[1]
    assert made != str(app["id"])
    exported = json.loads(system.api.text(f"/api/apps/{made}/export/"))
    assert exported["document"]["widgets"] == said["document"]["widgets"]


def test_every_fault_of_a_file_is_shown_with_its_place(home: Page, file: Path, builder: Person) -> None:
    builder.expects(r"status of 422")
    said = json.loads(file.read_text())
    said["document"]["queries"][0]["url"] = "http://x"
    said["document"]["widgets"][0]["colour"] = "red"
    file.write_text(json.dumps(said))
    import_file(home, file)
    told = home.get_by_test_id("import-error")
    expect(told.get_by_role("listitem")).to_have_text(
        [re.compile(r"queries\[0\]\.url.*must start with ws://"), re.compile(r"widgets\[0\]\.colour.*remove it")]
    )
    expect(home.get_by_role("dialog")).to_contain_text(f"{file.name} has 2 faults")
    file.write_text("{ not json")
    with home.expect_file_chooser() as choosing:  # the same file once more
        home.get_by_role("button", name="Choose another file").click()
    choosing.value.set_files(file)
    expect(told).to_contain_text("It is not JSON")
    home.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    expect(home.get_by_role("dialog")).to_have_count(0)


def test_a_file_is_dropped_on_the_page(home: Page, tmp_path: Path) -> None:
    path = tmp_path / "dropped.json"
    path.write_text(json.dumps({"lowstream": 1, "name": "Dropped", "document": {}}))
    browser = home.context.new_cdp_session(home)
    at = {"x": 400, "y": 300, "data": {"items": [], "files": [str(path)], "dragOperationsMask": 1}}
    for kind in ("dragEnter", "dragOver"):
        browser.send("Input.dispatchDragEvent", {"type": kind, **at})
    expect(home.get_by_test_id("drop-zone")).to_be_visible()
    browser.send("Input.dispatchDragEvent", {"type": "drop", **at})
    home.wait_for_url("**/apps/*/")
    expect(home.get_by_test_id("app-name")).to_have_value("Dropped")


def test_the_templates_are_drawn_and_one_click_opens_a_copy(home: Page) -> None:
    gallery = home.get_by_role("region", name="Start from a template")
    expect(gallery.locator(".schematic")).to_have_count(len(SAMPLES))
    for drawing in gallery.locator(".schematic").all():
        assert drawing.locator(".shape").count() > 3
    gallery.get_by_role("button", name="Team chat").focus()
    home.keyboard.press("Enter")
    home.wait_for_url("**/apps/*/")
    expect(home.get_by_test_id("app-name")).to_have_value("Team chat")


def test_an_app_is_copied_renamed_and_deleted(home: Page, others: list[Any]) -> None:
    choose(home, others[0], "Copy")
    home.get_by_test_id("search").fill("copy")
    copy = home.get_by_role("list", name="Apps").get_by_role("listitem")
    expect(copy).to_contain_text("Zebra 9 copy")
    expect(copy).to_contain_text("Not published")
    copy.get_by_role("button", name="More about").click()
    home.get_by_role("menuitem", name="Rename").click()
    home.get_by_test_id("rename-name").fill("Copy of a zebra")
    home.get_by_test_id("rename-confirm").click()
    expect(copy).to_contain_text("Copy of a zebra")
    copy.get_by_role("button", name="More about").click()
    home.get_by_role("menuitem", name="Delete").click()
    home.get_by_test_id("delete-app-confirm").click()
    expect(copy).to_have_count(0)


def test_a_list_that_is_empty_teaches_and_one_that_fails_says_why(app: Any, builder: Person) -> None:
    builder.expects(r"status of 500")
    page = builder.context.new_page()
    page.route("**/api/apps/", lambda route: route.fulfill(json=[]))
    page.goto("/")
    expect(page.get_by_role("heading", name="Make the first live app")).to_be_visible()
    page.get_by_test_id("new-app").click()
    expect(page.get_by_test_id("new-app-name")).to_be_focused()
    page.unroute("**/api/apps/")
    page.route("**/api/apps/", lambda route: route.fulfill(status=500, json={"code": "internal", "message": "Broken."}))
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("The apps could not be loaded")
    page.unroute("**/api/apps/")
    page.get_by_role("button", name="Try again").click()
    expect(card(page, app)).to_be_visible()


def test_the_studio_takes_a_picture_which_the_start_page_shows(
    exchange: Exchange, app: Any, builder: Person, system: System
) -> None:
    page = builder.open("/")
    expect(card(page, app).locator(".schematic .shape")).to_have_count(2)
    is_picture = re.compile(rf"/api/apps/{app['id']}/thumbnail/$")
    with page.expect_response(is_picture) as sending:
        card(page, app).get_by_role("link", name="Crème brûlée", exact=True).click()
    assert sending.value.status == 204
    sent = system.api.call("GET", f"/api/apps/{app['id']}/")["thumbnail"]
    page.get_by_test_id("panel-add").click()
    page.get_by_test_id("add-widget-chart").click()
    with page.expect_response(is_picture) as published:  # at once, however short a time since the last
        page.get_by_test_id("publish").click()
        page.get_by_test_id("publish-confirm").click()
    assert published.value.status == 204
    page.get_by_test_id("publish-done").click()
    page.get_by_role("link", name="All apps").click()
    picture = card(page, app).get_by_test_id("thumbnail")
    expect(picture).to_have_js_property("naturalWidth", 640)
    assert system.api.call("GET", f"/api/apps/{app['id']}/")["thumbnail"] != sent
    assert picture.evaluate(COLOURS) > 20, "boxes, text and lines, and not an empty canvas"


COLOURS = """(image) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 400 });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return new Set(new Uint32Array(context.getImageData(0, 0, 640, 400).data.buffer)).size;
}"""
