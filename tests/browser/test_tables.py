"""The table, used as a person would."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from .axe import faults
from .row_app import COLUMNS, DOT, PAIRS, Rows


def test_a_table_shows_every_format(rows: Rows) -> None:
    heads = rows.widget("formats").get_by_role("columnheader")
    expect(heads).to_have_text([str(column["title"]) for column in COLUMNS[:-1]])
    first = rows.widget("formats").locator('[aria-rowindex="2"] .t-cell')
    texts = first.evaluate_all("(cells) => cells.map((cell) => cell.textContent)")
    assert texts[:3] == ["XBT/USD", "100.0 USD", "+0.50 %"]
    assert texts[3] in ("2023-11-14", "2023-11-15")
    assert texts[4:7] == ["Yes", "spotdeep", "pair.test/0"]
    assert texts[8:] == ["0 %", "4 values, last 0", '{"a":[0]}']
    expect(first.nth(7).get_by_role("img", name="Dot")).to_have_attribute("src", DOT)
    assert first.nth(9).locator("path").get_attribute("d")
    expect(first.nth(2)).to_have_class("t-cell right up")
    expect(first.nth(4)).to_have_class("t-cell center")
    assert first.nth(5).bounding_box() == {**(first.nth(5).bounding_box() or {}), "width": 130}


def test_a_cell_lights_up_when_its_figure_changes(rows: Rows) -> None:
    rows.press("move")
    price = rows.widget("formats").locator('[aria-rowindex="2"] .t-cell').nth(1)
    expect(price).to_have_class("t-cell right flash-1 flash-up")
    expect(price).to_have_text("200.0 USD")


def test_a_heading_sorts_by_click_and_by_key_and_stays_sorted(rows: Rows) -> None:
    head = rows.widget("formats").get_by_role("columnheader", name="Price")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    rows.press("move")
    rows.wait_for_cells("formats", 0, list(reversed(PAIRS)))
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    rows.wait_for_cells("formats", 0, list(PAIRS))
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "none")
    expect(rows.widget("formats").get_by_role("columnheader", name="Raw").get_by_role("button")).to_have_count(0)


def test_search_and_filters_leave_only_what_matches(rows: Rows) -> None:
    table = rows.widget("sought")
    table.get_by_label("Filter Price").fill(">101")
    rows.wait_for_cells("sought", 0, ["ADA/USD", "SOL/USD"])
    table.get_by_label("Filter Pair").fill("sol")
    rows.wait_for_cells("sought", 0, ["SOL/USD"])
    expect(table.get_by_text("1 of 4")).to_be_visible()
    table.get_by_label("Filter Price").fill(">many")
    expect(table.get_by_label("Filter Price")).to_have_attribute("aria-invalid", "true")
    table.get_by_role("searchbox").fill("nowhere")
    table.get_by_text("No row matches.").wait_for()
    rows.wait(lambda: rows.value("state_")["sought"] == "nowhere", "the search as state")
    table.get_by_role("button", name="Show all").click()
    rows.wait_for_cells("sought", 0, list(PAIRS))
    rows.press("m_search")
    rows.wait_for_cells("sought", 0, ["ETH/USD"])


def test_rows_are_clicked_and_their_events_say_which(rows: Rows) -> None:
    rows.cell("picks", "ETH/USD").click()
    rows.wait(lambda: rows.heard("cell_click"), "a cell click")
    assert [row["id"] for row in rows.heard("row_click")] == [1]
    (cell,) = rows.heard("cell_click")
    assert (cell["field"], cell["value"], cell["row"]["id"]) == ("pair", "ETH/USD", 1)
    assert [[row["id"] for row in chosen] for chosen in rows.heard("selection_change")] == [[1]]
    rows.cell("picks", "ADA/USD").dblclick()
    rows.wait(lambda: [row["id"] for row in rows.heard("row_double_click")] == [2], "a double click")


def test_rows_are_selected_by_box_range_and_key(rows: Rows) -> None:
    def picked(*ids: int) -> None:
        rows.wait(lambda: rows.value("state_")["picks"] == list(ids), f"rows {ids} selected")

    table = rows.widget("picks")
    boxes = table.get_by_label("Select this row")
    boxes.nth(0).click()
    boxes.nth(2).click()
    picked(0, 2)
    expect(boxes.nth(2)).to_be_checked()
    boxes.nth(0).click()
    picked(2)
    expect(boxes.nth(0)).not_to_be_checked()
    rows.cell("picks", "ADA/USD").click()
    rows.cell("picks", "SOL/USD").click(modifiers=["Shift"])
    picked(2, 3)
    table.get_by_label("Select all rows").click()
    picked(0, 1, 2, 3)
    expect(table.get_by_label("Select all rows")).to_be_checked()
    grid = table.get_by_role("grid")
    grid.press("Escape")
    picked()
    grid.press("Home")
    grid.press("ArrowDown")
    grid.press("Space")
    picked(1)
    grid.press("Shift+ArrowDown")
    picked(1, 2)
    grid.press("ArrowRight")
    grid.press("Enter")
    rows.wait(lambda: rows.heard("cell_click")[-1]["value"] == 102, "the price of the third row")
    grid.press("Control+a")
    picked(0, 1, 2, 3)


def test_a_selected_row_is_followed_until_it_goes(rows: Rows) -> None:
    rows.cell("one", "XBT/USD").click()
    rows.wait(lambda: rows.value("state_")["price"] == 100, "the selected row")
    rows.press("move")
    rows.wait(lambda: rows.value("state_")["price"] == 200, "the row as it is now")
    rows.press("drop")
    rows.wait(lambda: rows.value("state_")["one"] is None, "no row")


def test_app_code_selects_and_clears(rows: Rows) -> None:
    rows.press("m_select")
    rows.wait(lambda: rows.value("state_")["picks"] == [2], "row 2")
    expect(rows.widget("picks").get_by_role("row", selected=True)).to_have_count(1)
    rows.press("m_clear")
    rows.wait(lambda: rows.value("state_")["picks"] == [], "no row")
    assert len(rows.heard("selection_change")) == 2


def test_pages_are_turned(rows: Rows) -> None:
    table = rows.widget("paged")
    expect(table.get_by_text("1–25 of 300")).to_be_visible()
    table.get_by_role("button", name="Next page").click()
    expect(rows.cell("paged", "25")).to_be_visible()
    table.get_by_role("button", name="Last page").click()
    expect(table.get_by_text("12 / 12")).to_be_visible()
    expect(table.get_by_role("button", name="Next page")).to_be_disabled()
    rows.press("m_page")
    expect(table.get_by_text("51–75 of 300")).to_be_visible()


def test_a_long_table_scrolls_and_stays_where_it_was_read(rows: Rows) -> None:
    grid = rows.widget("long").get_by_role("grid")
    assert rows.widget("long").locator(".t-row").count() < 40
    expect(rows.cell("long", "299")).to_be_visible()
    rows.press("m_scroll")
    row = rows.widget("long").locator('.t-row:has(> .t-cell:first-child > span:text-is("10"))')
    rows.wait_in_sight(row, grid)
    before = row.evaluate("row => row.getBoundingClientRect().top - row.closest('.t-grid').getBoundingClientRect().top")
    rows.press("push")
    expect(row).to_have_attribute("aria-rowindex", str(1 + 300 - 10 + 1))
    after = row.evaluate("row => row.getBoundingClientRect().top - row.closest('.t-grid').getBoundingClientRect().top")
    assert abs(after - before) < 1
    grid.press("Home")
    rows.press("m_sort")
    rows.wait(lambda: rows.cells("long", 1)[:2] == ["299", "298"], "sorted by N")


def test_a_table_says_what_it_lacks(rows: Rows) -> None:
    expect(rows.widget("none")).to_contain_text("Nothing to trade.")
    expect(rows.widget("wrong").get_by_role("alert")).to_contain_text("must be a list of rows, but is a text")


def test_a_column_is_resized_by_drag_keys_and_double_click_and_stays_so(rows: Rows) -> None:
    table = rows.widget("formats")
    head = table.get_by_role("columnheader", name="Price")
    edge = table.get_by_role("separator", name="Width of Price")
    head.hover()  # the edges are there for who comes near

    def width(of: Locator = head) -> float:
        return float(of.evaluate("head => head.getBoundingClientRect().width"))

    def drag(by: int) -> None:
        box = edge.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        rows.page.mouse.move(x, y)
        rows.page.mouse.down()
        rows.page.mouse.move(x + by / 2, y)
        rows.page.mouse.move(x + by, y)
        rows.page.mouse.up()

    before, first = width(), width(table.get_by_role("columnheader", name="Pair"))
    drag(60)
    rows.wait(lambda: abs(width() - before - 60) < 2, "a column 60 px wider")
    assert abs(width(table.get_by_role("columnheader", name="Pair")) - first) < 2, "what is before it stays"
    cell = table.locator('[aria-rowindex="2"] .t-cell').nth(1)
    assert abs(width(cell) - width()) < 1, "its cells are as wide"
    expect(head).to_have_attribute("aria-sort", "none")  # the drag was no click on the heading

    edge.focus()
    expect(edge).to_have_attribute("aria-valuenow", str(round(width())))
    wide = width()
    edge.press("ArrowLeft")
    rows.wait(lambda: abs(width() - wide + 8) < 1, "8 px narrower")
    edge.press("Shift+ArrowRight")
    rows.wait(lambda: abs(width() - wide - 32) < 1, "40 px wider")
    edge.press("Home")
    rows.wait(lambda: width() == 32, "the least width")
    assert cell.locator("span").evaluate("span => span.scrollWidth > span.clientWidth"), "its figures are cut"
    edge.dblclick()
    rows.wait(lambda: width() > 32, "a column that fits")
    for text in table.locator(".t-cell:nth-child(2) span").all():
        assert text.evaluate("span => span.scrollWidth <= span.clientWidth"), "no figure is cut"
    fitted = width()
    rows.press("move")
    rows.cell("formats", "200.0 USD").wait_for()
    assert width() == fitted, "rows that come change nothing of it"


def test_assistive_technology_finds_nothing_wrong_with_tables(rows: Rows) -> None:
    expect(rows.widget("paged").get_by_text("1–25 of 300")).to_be_visible()
    assert faults(rows, "formats", "picks", "one", "sought", "paged", "long", "none", "wrong") == []
