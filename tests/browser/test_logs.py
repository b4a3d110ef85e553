"""The log, used as a person would."""

from __future__ import annotations

from playwright.sync_api import expect

from .axe import faults
from .row_app import Rows


def test_a_log_follows_is_searched_and_filtered(rows: Rows) -> None:
    log = rows.widget("journal")
    box = log.get_by_role("listbox", name="Journal")
    rows.wait_in_sight(log.get_by_text("line 99"), box)
    top = box.evaluate("box => [box.scrollTop % 20, box.clientHeight % 20]")
    assert top == [0, 0], "the topmost line is whole"
    expect(log.locator(".log-line.error").first).to_contain_text("ERR")
    box.evaluate("box => box.scrollTo({ top: 400 })")
    log.get_by_role("button", name="Follow the newest line").wait_for()
    rows.press("log_more")
    rows.wait_in_sight(log.get_by_text("line 21", exact=True), box)
    rows.press("m_log_end")
    rows.wait_in_sight(log.get_by_text("late"), box)
    log.get_by_role("searchbox").fill("fault 9")
    expect(log.get_by_role("status")).to_have_text("1 of 101")
    expect(log.locator("mark")).to_have_text(["fault 9"])
    rows.wait(lambda: rows.value("state_")["search"] == "fault 9", "the search as state")
    rows.press("m_log_search")
    expect(log.get_by_role("status")).to_have_text("1 of 101")
    expect(log.get_by_role("searchbox")).to_have_value("fault 1")
    log.get_by_role("searchbox").fill("")
    log.get_by_label("Level").select_option("Errors")
    expect(log.get_by_role("status")).to_have_text("10 of 101")


def test_a_line_is_clicked_by_mouse_and_by_key(rows: Rows) -> None:
    log = rows.widget("journal")
    log.get_by_text("line 99", exact=True).click()
    rows.wait(lambda: [line["text"] for line in rows.heard("line_click")] == ["line 99"], "a click")
    box = log.get_by_role("listbox")
    box.press("ArrowUp")
    box.press("Enter")
    rows.wait(lambda: rows.heard("line_click")[-1]["text"] == "line 98", "the line above")


def test_assistive_technology_finds_nothing_wrong_with_a_log(rows: Rows) -> None:
    rows.widget("journal").get_by_text("line 99", exact=True).wait_for()
    assert faults(rows, "journal") == []
    rows.widget("journal").get_by_role("searchbox").fill("nowhere")
    rows.widget("journal").get_by_text("No line matches.").wait_for()
    assert faults(rows, "journal") == []
