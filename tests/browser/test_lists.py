"""The list, used as a person would."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.fakes.thread import UpstreamThread
from tests.system import System

from .axe import faults
from .documents import Json, document, query, shown
from .person import Person
from .row_app import Rows


def test_a_list_shows_markdown_and_is_chosen_from(rows: Rows) -> None:
    items = rows.widget("cards").get_by_role("option")
    assert items.count() < 60
    items.nth(1).click()
    rows.wait(lambda: rows.value("state_")["card"] == 58, "the selected item")
    expect(rows.widget("cards").get_by_role("option", selected=True)).to_have_count(1)
    box = rows.widget("cards").get_by_role("listbox")
    box.press("ArrowDown")
    box.press("Enter")
    rows.wait(lambda: [item["n"] for item in rows.heard("item_click")] == [58, 57], "two clicks")
    rows.press("m_list_end")
    last = rows.widget("cards").locator('[aria-posinset="60"]')
    rows.wait_in_sight(last, box)
    rows.press("m_list_start")
    rows.wait_in_sight(rows.widget("cards").locator('[aria-posinset="1"]'), box)


def test_assistive_technology_finds_nothing_wrong_with_a_list(rows: Rows) -> None:
    rows.widget("cards").get_by_role("option").first.wait_for()
    assert faults(rows, "cards") == []


def price(pair: str, value: float) -> str:
    return json.dumps({"pair": pair, "price": value})


def test_items_of_a_window_come_change_and_go_without_code(system: System, visitor: Person) -> None:
    item = "**{{ item.pair }}** at {{ item.price.toFixed(1) }}"
    keyed = {"queries": ["q"], "mode": "upsert", "key": "pair"}
    widgets: list[Json] = [
        {
            "type": "list",
            "name": "pairs",
            "properties": {"source": keyed, "item": item, "newest_first": False, "limit": 3},
        },
        {
            "type": "list",
            "name": "last",
            "properties": {"data": "{{ q.messages }}", "item": "{{ index }}: {{ item.price }}"},
        },
        shown("open", "q.status"),
    ]

    def expect_items(name: str, *texts: str) -> None:
        items = viewer.widget(name).get_by_role("listitem")
        viewer.wait(lambda: items.all_inner_texts() == list(texts), f"{texts} in {name}, not {items.all_inner_texts()}")

    with UpstreamThread() as upstream:
        made = document([query("q", upstream.url, window=4)], widgets)
        viewer = visitor.view(system.make_app(made, "Items", "public"))
        viewer.wait(lambda: viewer.value("open") == "open", "the stream open")
        expect(viewer.widget("pairs")).to_contain_text("Nothing yet.")
        upstream.send(price("XBT", 1), price("ETH", 2))
        expect_items("pairs", "XBT at 1.0", "ETH at 2.0")
        expect(viewer.widget("pairs").locator("strong").first).to_have_text("XBT")
        expect_items("last", "1: 2", "0: 1")  # the newest first
        second = viewer.widget("pairs").get_by_role("listitem").nth(1).element_handle()

        upstream.send(price("XBT", 3))  # another row of its key takes its place
        expect_items("pairs", "XBT at 3.0", "ETH at 2.0")
        assert second.evaluate("item => item.isConnected"), "what didn't change stays the same element"
        upstream.send(price("ADA", 4), price("SOL", 5))  # the list holds three, the window four
        expect_items("pairs", "ETH at 2.0", "ADA at 4.0", "SOL at 5.0")
        expect_items("last", "3: 5", "2: 4", "1: 3", "0: 2")

        upstream.send(json.dumps({"pair": "ETH", "price": None}))  # one row's template fails, the others show
        expect(viewer.widget("pairs").get_by_role("alert")).to_contain_text("reading 'toFixed'")
        expect_items("pairs", "", "ADA at 4.0", "SOL at 5.0")
        upstream.send(price("ETH", 6))
        expect(viewer.widget("pairs").get_by_role("alert")).to_have_count(0)
        viewer.widget("pairs").get_by_role("listitem").filter(has_text="ETH at 6.0").wait_for()
