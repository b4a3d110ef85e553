"""The widgets that show rows, used as a person would: table, list, log, tree and text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.system import System

from .documents import Json, button, document, run, shown
from .person import Person
from .viewer import Viewer

PAIRS: Final = ("XBT/USD", "ETH/USD", "ADA/USD", "SOL/USD")
DOT: Final = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

STARTUP: Final = """
window.row = (id, price) => ({
  id, pair: ['XBT/USD', 'ETH/USD', 'ADA/USD', 'SOL/USD'][id % 4], price, change: id % 2 ? -1.25 : 0.5,
  at: 1700000000, up: id % 2 === 0, tags: ['spot', id % 2 ? 'thin' : 'deep'], site: 'https://pair.test/' + id,
  dot: 'DOT', filled: 10 * id, past: [1, 3, 2, id], raw: { a: [id] } });
rows.setValue([0, 1, 2, 3].map((id) => row(id, 100 + id)));
many.setValue(Array.from({ length: 300 }, (_, id) => ({ id, n: (id * 7) % 300 })));
lines.setValue(Array.from({ length: 100 }, (_, n) => n % 10 === 3
  ? { level: 'error', text: 'fault ' + n, time: 1700000000 + n }:
    { level: 'info', text: 'line ' + n, time: 1700000000 + n }));
tree.setValue({ name: 'gauge', parts: [{ id: 1, on: true }, { id: 2, on: false }], "odd key": null,
  long: Array.from({ length: 190 }, (_, n) => n) });
notes.setValue(Array.from({ length: 60 }, (_, n) => ({ n, by: 'Ann' })));
""".replace("DOT", DOT)

COLUMNS: Final[list[Json]] = [
    {"field": "pair", "title": "Pair", "format": "text"},
    {"field": "price", "title": "Price", "format": "number", "decimals": 1, "unit": "USD"},
    {"field": "change", "title": "Change", "format": "percent", "coloured": True},
    {"field": "at", "title": "At", "format": "date"},
    {"field": "up", "title": "Up", "format": "boolean", "align": "center"},
    {"field": "tags", "title": "Tags", "format": "tag", "width": 130},
    {"field": "site", "title": "Site", "format": "link"},
    {"field": "dot", "title": "Dot", "format": "image"},
    {"field": "filled", "title": "Filled", "format": "progress"},
    {"field": "past", "title": "Past", "format": "spark"},
    {"field": "raw", "title": "Raw", "format": "json", "sortable": False},
    {"field": "id", "title": "Secret", "hidden": True},
]
NAMED: Final[list[Json]] = [{"field": "id", "title": "Id"}, {"field": "n", "title": "N"}]


def _table(name: str, data: str, w: int = 6, events: list[Json] | None = None, **properties: Any) -> Json:
    return {
        "type": "table",
        "name": name,
        "layout": {"x": 0, "y": 0, "w": w, "h": 5},
        "events": events or [],
        "properties": {"data": data, **properties},
    }


def _note(event: str) -> Json:
    """A handler that notes the event, newest last."""
    return run(event, f"heard.setValue([...heard.value, ['{event}', event.data]])")


def _app() -> Json:
    table_events = [_note(name) for name in ("row_click", "row_double_click", "cell_click", "selection_change")]
    widgets: list[Json] = [
        _table("formats", "{{ rows.value }}", w=12, columns=COLUMNS, key="id", newest_first=False, title="Pairs"),
        _table(
            "picks",
            "{{ rows.value }}",
            columns=COLUMNS[:3],
            key="id",
            newest_first=False,
            selection="multiple",
            events=table_events,
        ),
        _table("one", "{{ rows.value }}", columns=COLUMNS[:2], key="id", newest_first=False, selection="single"),
        _table("sought", "{{ rows.value }}", columns=COLUMNS[:3], newest_first=False, search=True, filters=True),
        _table("paged", "{{ many.value }}", columns=NAMED, newest_first=False, paging="pages", page_size=25, limit=300),
        _table("long", "{{ many.value }}", columns=NAMED, key="id", newest_first=True, limit=300),
        _table("none", "{{ [] }}", empty_text="Nothing to trade."),
        _table("wrong", "{{ 'text' }}"),
        {
            "type": "list",
            "name": "cards",
            "layout": {"x": 0, "y": 0, "w": 4, "h": 5},
            "events": [_note("item_click")],
            "properties": {"data": "{{ notes.value }}", "item": "**{{ item.n }}** {{ item.by }}", "selectable": True},
        },
        {
            "type": "log",
            "name": "journal",
            "layout": {"x": 0, "y": 0, "w": 6, "h": 4},
            "events": [_note("line_click")],
            "properties": {"data": "{{ lines.value }}", "title": "Journal"},
        },
        {
            "type": "json",
            "name": "value",
            "layout": {"x": 0, "y": 0, "w": 4, "h": 6},
            "events": [_note("value_click")],
            "properties": {"data": "{{ tree.value }}", "levels": 1},
        },
        {
            "type": "text",
            "name": "prose",
            "layout": {"x": 0, "y": 0, "w": 4, "h": 5},
            "properties": {
                "content": "# Heading\n\nBefore {{ 1 + 1 }}, {{ nothing.here }}, after {{ rows.value.length }}\n\n"
                "| a | b |\n|---|---|\n| 1 | 2 |\n\n[Site](https://site.test/x) `code`"
            },
        },
        shown("heard_", "heard.value"),
        shown("state_", "{ picks: picks.selectedRows.map((r) => r.id), one: one.selectedRow?.id ?? null, "
              "price: one.selectedRow?.price ?? null, card: cards.selectedItem?.n ?? null, search: journal.search, "
              "sought: sought.search }"),
    ]  # fmt: skip
    y = 0
    for widget in widgets:
        widget.setdefault("layout", {"x": 0, "y": 0, "w": 6, "h": 2})
        widget["layout"] = {**widget["layout"], "y": y}
        y += widget["layout"]["h"]
    codes = {
        "move": "rows.setValue([0, 1, 2, 3].map((id) => row(id, 200 - id)))",
        "push": "many.setValue([...many.value, { id: many.value.length, n: 1 }])",
        "drop": "rows.setValue(rows.value.slice(1))",
        "log_more": "lines.setValue([...lines.value, { level: 'warn', text: 'late' }])",
        "tree_next": "tree.setValue({ ...tree.value, name: 'other' })",
        "m_select": "picks.selectRow(2)",
        "m_clear": "picks.clearSelection()",
        "m_page": "paged.setPage(3)",
        "m_sort": "long.setSort('n', 'desc')",
        "m_search": "sought.setSearch('eth')",
        "m_scroll": "long.scrollToRow(10)",
        "m_list_end": "cards.scrollToEnd()",
        "m_list_start": "cards.scrollToStart()",
        "m_log_end": "journal.scrollToEnd()",
        "m_log_search": "journal.setSearch('fault 1')",
        "m_expand": "value.expandAll()",
        "m_collapse": "value.collapseAll()",
    }
    for index, (name, code) in enumerate(codes.items()):
        widgets.append({**button(name, code), "layout": {"x": 2 * (index % 6), "y": y + index // 6, "w": 2, "h": 1}})
    return document([], widgets, STARTUP) | {
        "states": [{"name": n, "initial": []} for n in ("rows", "many", "lines", "notes", "heard")] + [{"name": "tree"}]
    }


class Rows(Viewer):
    """The app of these tests in a tab."""

    def cells(self, table: str, column: int) -> list[str]:
        """The texts of a column, in the order shown."""
        rows = self.widget(table).locator(".t-row")
        found: list[list[Any]] = rows.evaluate_all(
            "(rows, n) => rows.map((row) => [Number(row.ariaRowIndex ?? row.getAttribute('aria-rowindex')),"
            " row.querySelectorAll('.t-cell')[n].textContent])",
            column,
        )
        return [text for _, text in sorted(found)]

    def cell(self, table: str, text: str) -> Locator:
        return self.widget(table).get_by_role("gridcell", name=text, exact=True)

    def wait_in_sight(self, inner: Locator, box: Locator) -> None:
        """Wait until one lies whole within the other, wherever the page stands."""
        inside = """(inner, box) => { const [a, b] = [inner.getBoundingClientRect(), box.getBoundingClientRect()];
            return a.top >= b.top - 1 && a.bottom <= b.bottom + 1 }"""
        inner.wait_for()
        self.wait(lambda: inner.evaluate(inside, box.element_handle()), "what was scrolled to")

    def press(self, name: str) -> None:
        """Click a button of the app's."""
        self.widget(name).get_by_role("button").click()

    def heard(self, event: str) -> list[Any]:
        return [data for name, data in self.value("heard_") or [] if name == event]

    def wait_for_cells(self, table: str, column: int, texts: list[str]) -> None:
        self.wait(lambda: self.cells(table, column) == texts, f"{texts} in {table}, not {self.cells(table, column)}")


@pytest.fixture(scope="module")
def app(system: System) -> Json:
    made: Json = system.make_app(_app(), visibility="public")
    return made


@pytest.fixture(scope="module")
def person(system: System, chromium: Browser) -> Iterator[Person]:
    person = Person(chromium, system.base)
    yield person
    person.leave()
    person.assert_quiet()


@pytest.fixture
def rows(person: Person, app: Json) -> Iterator[Rows]:
    page = person.open(f"/a/{app['slug']}/")
    viewer = Rows(page)
    viewer.cell("formats", "SOL/USD").wait_for()
    yield viewer
    page.close()


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
