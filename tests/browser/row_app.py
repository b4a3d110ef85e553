"""An app with one of every widget that shows rows or values, and how its tests read them."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Locator

from .documents import Json, button, document, run, shown
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


def rows_app() -> Json:
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
        {
            "type": "text",
            "name": "code",
            "layout": {"x": 0, "y": 0, "w": 4, "h": 4},
            "properties": {"content": "```\n" + "one long line of code " * 20 + "\n```\n" + "\n\nMore." * 20},
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
