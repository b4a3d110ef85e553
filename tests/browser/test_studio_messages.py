"""From messages to widgets in the studio, and its list of queries: by mouse and keyboard, on the built-in exchange."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.system import System

from .conftest import Exchange
from .documents import document, query
from .person import Person
from .studio import Studio
from .viewer import Viewer

OHLC = json.dumps({"event": "subscribe", "pair": ["XBT/USD"], "subscription": {"name": "ohlc"}})


class Bench:
    """Apps in the studio, all in one browser, and what of them has reached the server."""

    def __init__(self, system: System, person: Person) -> None:
        self._system = system
        self._person = person
        self._app: dict[str, Any] = {}

    def open(self, parts: dict[str, Any] | None = None) -> Studio:
        """A new app in a new tab."""
        for page in self._person.context.pages:
            page.close()
        call = self._system.api.call
        self._app = call("POST", "/api/apps/", {"name": "Messages"})
        if parts:
            body = {"revision": self._app["draft_revision"], "document": {**document([], []), **parts}}
            call("PUT", f"/api/apps/{self._app['id']}/document/", body)
        return self._person.build(self._app)

    def saved(self, studio: Studio) -> dict[str, Any]:
        """The document as the server has it, once all is saved."""
        studio.expect_saved()
        found: dict[str, Any] = self._system.api.call("GET", f"/api/apps/{self._app['id']}/document/")["document"]
        return found


@pytest.fixture(scope="module")
def bench(system: System, exchange: Exchange, chromium: Browser) -> Iterator[Bench]:
    person = Person(chromium, system.base, system.api.cookies, permissions=["clipboard-read", "clipboard-write"])
    yield Bench(system, person)
    person.leave()
    person.assert_quiet()


def _ticker(exchange: Exchange, **fields: Any) -> dict[str, Any]:
    return query("ticker", exchange.url, on_connect=[OHLC], **fields)


def _open_message(studio: Studio, text: str) -> Locator:
    """Open the newest message with this text; the list stands still meanwhile."""
    line = studio.at("messages").locator(".log-line", has_text=text).first
    line.get_by_role("button").first.click()
    opened = studio.at("messages").locator(".log-line.on")
    expect(opened.locator(".message-tree")).to_be_visible()
    return opened


def _make(studio: Studio, opened: Locator, path: str, what: str) -> None:
    opened.locator(f'[data-path="{path}"]').click()
    studio.page.get_by_role("menuitem", name=what, exact=True).click()


def _widgets(document: dict[str, Any]) -> dict[str, Any]:
    return {widget["name"]: widget for widget in document["widgets"]}


def test_a_built_in_source_becomes_candles_and_a_table_in_three_clicks(bench: Bench) -> None:
    studio = bench.open()
    studio.at("source-candles").click()
    studio.expect_status("open", "exchange")
    studio.at("suggest-candle-chart").click()
    studio.at("suggest-candle-table").click()
    expect(studio.at("suggestion")).to_have_count(0)
    canvas = Viewer(studio.page)
    canvas.wait(lambda: canvas.drawing("candles") != "", "a drawing of candles")
    expect(canvas.widget("candleTable")).to_contain_text("Close")
    canvas.wait(lambda: canvas.widget("candleTable").locator("[role=row]").count() >= 3, "two candles in the table")
    widgets = _widgets(bench.saved(studio))
    assert widgets["candles"]["properties"]["source"]["mode"] == "upsert"
    assert widgets["candles"]["properties"]["title"] == "XBT/USD"

    # A field is picked from a message: the rows are other ones from now on, and the widgets follow.
    opened = _open_message(studio, '],"ohlc-1"')
    _make(studio, opened, "[1][6]", "Make a field")
    opened.get_by_role("button").first.click()  # closed, the list goes on
    expect(studio.at("messages")).to_contain_text('"vwap"')
    saved = bench.saved(studio)
    fields = {field["alias"]: field["path"] for field in saved["queries"][0]["fields"]}
    assert fields["vwap"] == "$[1][6]" and fields["close"] == "$[1][5]"
    assert _widgets(saved)["candles"]["properties"]["close"] == "close"
    drawn = canvas.drawing("candles")
    canvas.wait(lambda: canvas.drawing("candles") != drawn, "a chart that goes on")
    canvas.wait(lambda: canvas.widget("candleTable").locator("[role=row]").count() >= 3, "a table that goes on")


def test_an_address_and_a_subscription_are_all_a_query_needs(bench: Bench, exchange: Exchange) -> None:
    studio = bench.open()
    studio.at("new-query-url").fill(exchange.url)
    studio.write(studio.at("new-query-message"), OHLC)
    expect(studio.at("new-query-name")).to_have_value("query1")
    studio.at("new-query-create").click()
    studio.expect_status("open", "query1")
    expect(studio.at("messages")).to_contain_text("ohlc-1")
    assert bench.saved(studio)["queries"][0]["on_connect"][0]["kind"] == "json"


def test_places_in_a_message_become_widgets(bench: Bench, exchange: Exchange) -> None:
    studio = bench.open({"queries": [_ticker(exchange)]})
    opened = _open_message(studio, '],"ohlc-1"')
    _make(studio, opened, "[1][5]", "Make a stat")
    _make(studio, opened, "[1][5]", "Make a chart over time")
    _make(studio, opened, "[1][5]", "Make a table")
    canvas = Viewer(studio.page)
    expect(canvas.widget("closeStat")).to_contain_text("XBT/USD close")
    canvas.wait(lambda: canvas.drawing("closeChart") != "", "a line")
    expect(canvas.widget("tickerTable").locator("[role=row]").nth(3)).to_be_visible()
    expect(studio.at("item-ticker")).to_be_visible()
    widgets = _widgets(bench.saved(studio))
    assert widgets["closeChart"]["properties"]["x"] == "[1][1]"
    titles = [column["title"] for column in widgets["tickerTable"]["properties"]["columns"]]
    assert titles == ["Time", "Etime", "Open", "High", "Low", "Close", "Vwap", "Volume", "Count"]


def test_a_path_is_reached_and_its_menu_worked_by_keyboard(bench: Bench, exchange: Exchange) -> None:
    studio = bench.open({"queries": [_ticker(exchange)]})
    keyboard = studio.page.keyboard
    line = studio.at("messages").locator(".log-line", has_text="systemStatus").get_by_role("button").first
    line.focus()
    keyboard.press("Enter")
    studio.at("messages").locator('[data-path=""]').focus()
    for _ in range(2):
        keyboard.press("ArrowDown")
    expect(studio.at("messages").locator("[data-path=event]")).to_be_focused()
    keyboard.press("Enter")
    menu = studio.page.get_by_role("menu", name="Make of event")
    expect(menu.get_by_role("menuitem", name="Make a field")).to_be_focused()
    keyboard.press("End")
    keyboard.press("Enter")  # Copy path
    expect(studio.page.get_by_text("Copied event")).to_be_visible()
    assert studio.page.evaluate("navigator.clipboard.readText()") == "event"
    expect(studio.at("messages").locator("[data-path=event]")).to_be_focused()


def test_messages_like_one_are_skipped_from_then_on(bench: Bench, exchange: Exchange) -> None:
    trades = OHLC.replace("ohlc", "trade")
    studio = bench.open({"queries": [query("ticker", exchange.url, on_connect=[OHLC, trades])]})
    opened = _open_message(studio, '],"ohlc-1"')
    _make(studio, opened, "[2]", "Skip messages like this")
    opened.get_by_role("button").first.click()  # closed, the list goes on
    expect(studio.at("messages").locator("[data-skipped]").first).to_be_visible()
    newest = studio.at("messages").locator(".log-text")
    canvas = Viewer(studio.page)
    canvas.wait(lambda: "ohlc" not in str(newest.all_inner_texts()[:10]), "messages of the other kind alone")
    studio.at("messages-clear").click()
    expect(studio.at("messages")).to_contain_text('"trade"')
    expect(studio.at("messages")).not_to_contain_text("ohlc-1")
    rules = bench.saved(studio)["queries"][0]["skip"]["rules"]
    assert rules == [{"path": "$[2]", "operator": "equals", "value": "ohlc-1"}]


def test_the_list_is_filtered_held_and_tells_what_was_sent(bench: Bench, exchange: Exchange) -> None:
    studio = bench.open({"queries": [_ticker(exchange), query("idle", exchange.url, run_on_load=False)]})
    log = studio.at("messages")
    expect(log).to_contain_text("ohlc-1")
    studio.at("messages-filter").click()
    studio.at("messages-text").fill("systemStatus")
    expect(log.locator(".log-line")).to_have_count(1)
    studio.at("messages-text").fill("")
    studio.at("messages-pause").click()
    held = log.locator(".log-line").first.inner_text()
    expect(studio.at("messages-since")).to_be_visible()
    assert log.locator(".log-line").first.inner_text() == held
    studio.at("messages-pause").click()

    studio.tab("Query settings", "Messages")
    studio.write(studio.at("send-text"), '{"event": "ping", "reqid": 7}')
    studio.at("send").click()
    studio.page.get_by_label("Kind", exact=True).select_option("sent")
    sent = log.locator("[data-kind=sent]")
    expect(sent).to_have_count(2)
    expect(sent.nth(0)).to_contain_text("taken after")
    expect(sent.nth(1)).to_contain_text("when connected")
    studio.choose("idle")
    studio.write(studio.at("send-text"), "{}")
    studio.at("send").click()
    expect(log.locator("[data-kind=unsent]")).to_contain_text("isn't running")
    studio.page.get_by_label("Of which query", exact=True).select_option("all")
    expect(log.locator(".log-line")).to_have_count(3)


def _order(studio: Studio) -> list[str]:
    rows = studio.panel("Queries and states").locator("button[data-testid^=item-]:not(.item-more)")
    return [name for name in rows.locator(".row-name").all_inner_texts() if name != "startup"]


@pytest.fixture
def crowd() -> dict[str, Any]:
    idle = [query(f"q{number}", "ws://127.0.0.1:9/", run_on_load=False) for number in range(1, 51)]
    return {"queries": idle, "states": [{"name": "last"}]}


def test_fifty_queries_are_filtered_moved_put_into_folders_and_copied(bench: Bench, crowd: dict[str, Any]) -> None:
    studio = bench.open(crowd)
    page = studio.page
    studio.at("item-filter").fill("q4")
    expect(studio.at("item-q1")).to_have_count(0)
    assert _order(studio) == ["q4", *[f"q4{digit}" for digit in range(10)]]
    studio.at("item-filter").fill("")

    # By keyboard, by dragging.
    studio.at("item-q3").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(studio.at("item-q3")).to_be_focused()
    assert _order(studio)[:4] == ["q1", "q3", "q2", "q4"]
    studio.at("item-q4").drag_to(studio.at("item-q1"), target_position={"x": 20, "y": 3})
    expect(studio.at("item-q4")).to_be_visible()
    assert _order(studio)[:4] == ["q4", "q1", "q3", "q2"]

    # Into a folder by the menu, another by dragging, then the folder gets another name.
    studio.at("item-q2").click(button="right")
    page.get_by_role("menuitem", name="Move to folder…").click()
    studio.at("folder-name").fill("Prices")
    studio.at("folder-move").click()
    studio.at("item-q1").drag_to(studio.at("folder-Prices"))
    studio.at("folder-Prices").click(button="right")
    page.get_by_role("menuitem", name="Rename folder").click()
    studio.at("item-rename").fill("Rates")
    studio.at("item-rename").press("Enter")
    expect(studio.at("folder-Rates")).to_contain_text("2")
    studio.at("folder-Rates").click()
    expect(studio.at("item-q1")).to_have_count(0)

    # Copied, renamed.
    studio.at("item-q5").click(button="right")
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(studio.at("query-name")).to_have_value("q")
    studio.at("item-q").click(button="right")
    page.get_by_role("menuitem", name="Rename").click()
    studio.at("item-rename").fill("copy")
    studio.at("item-rename").press("Enter")
    expect(studio.at("item-copy")).to_be_visible()
    saved = {one["name"]: one for one in bench.saved(studio)["queries"]}
    assert [saved[name]["folder"] for name in ("q1", "q2", "q3")] == ["Rates", "Rates", ""]
    assert saved["copy"]["url"] == "ws://127.0.0.1:9/"
    page.reload()
    expect(studio.at("folder-Rates")).to_have_attribute("aria-expanded", "false")
