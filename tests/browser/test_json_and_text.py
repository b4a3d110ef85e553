"""The tree of a value and the text, used as a person would."""

from __future__ import annotations

from playwright.sync_api import expect

from .axe import faults
from .row_app import Rows


def test_a_tree_opens_by_mouse_and_key_and_keeps_open(rows: Rows) -> None:
    tree = rows.widget("value").get_by_role("tree")

    def names() -> list[str]:
        return tree.locator(".json-name").all_inner_texts()

    assert names() == ["name", "parts", "odd key", "long"]
    tree.get_by_role("treeitem").filter(has_text="parts").click()
    rows.wait(lambda: names() == ["name", "parts", "0", "1", "odd key", "long"], "the parts")
    rows.press("tree_next")
    expect(tree).to_contain_text('"other"')
    assert names() == ["name", "parts", "0", "1", "odd key", "long"]
    tree.press("ArrowDown")
    tree.press("ArrowRight")
    rows.wait(lambda: "id" in names(), "the first part's fields")
    tree.press("ArrowDown")
    tree.press("Enter")
    rows.wait(lambda: {"path": "parts[0].id", "value": 1} in rows.heard("value_click"), "a click by key")
    tree.press("Control+c")
    rows.player.get_by_text("Copied parts[0].id").wait_for()
    rows.press("m_collapse")
    rows.wait(lambda: names() == [], "all closed")
    rows.press("m_expand")
    tree.press("End")
    more = tree.get_by_text("… 90 more")
    more.click()
    tree.press("End")
    expect(tree.get_by_role("treeitem").filter(has_text="189").first).to_be_visible()


def test_a_text_shows_what_it_can_and_says_what_failed(rows: Rows) -> None:
    text = rows.widget("prose")
    expect(text).to_contain_text("Before 2, ⚠ ReferenceError: nothing is not defined, after 4")
    expect(text.get_by_role("heading", level=2)).to_have_text("Heading")
    expect(text.get_by_role("cell")).to_have_text(["1", "2"])
    expect(text.get_by_role("alert")).to_have_count(0)


def test_assistive_technology_finds_nothing_wrong_with_a_tree_and_a_text(rows: Rows) -> None:
    rows.widget("value").get_by_role("treeitem").first.wait_for()
    assert faults(rows, "value", "prose", "state_", "code") == []


def test_a_long_line_of_code_wraps_and_a_long_text_is_scrolled_by_keys(rows: Rows) -> None:
    text = rows.widget("code").locator(".prose")
    assert text.evaluate("text => [...text.querySelectorAll('pre')].every((pre) => pre.scrollWidth <= pre.clientWidth)")
    text.focus()
    text.press("End")
    rows.wait(lambda: text.evaluate("text => text.scrollTop") > 0, "the text scrolled by a key")
