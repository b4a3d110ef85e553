"""The list, used as a person would."""

from __future__ import annotations

from playwright.sync_api import expect

from .axe import faults
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
