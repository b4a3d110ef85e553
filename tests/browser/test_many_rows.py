"""A table and a log of ten thousand rows from a real stream, used as a person would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Locator, expect

from tests.fakes.behaviours import Say
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .documents import Json, document, query, shown
from .person import Person
from .row_app import Rows

ROWS: Final = 10_000  # the largest window, and so the largest table and log
MIDDLE: Final = 5_000
ELEMENTS_MAX: Final = 60  # rows in the document: what is in sight, and a few on either side
ROW_PX: Final = 27
LINE_PX: Final = 20


def row(n: int) -> str:
    """Prices are all different and in no order; the row in the middle can be sought."""
    text = f"needle {n}" if n % ROWS == MIDDLE else f"line {n}"
    return json.dumps(
        {"n": n, "price": n * 7919 % ROWS, "text": text, "level": "error" if n % ROWS == 7_000 else "info"}
    )


@pytest.fixture(scope="module")
def upstream() -> Iterator[UpstreamThread]:
    with UpstreamThread(Say([row(n) for n in range(ROWS)])) as upstream:
        yield upstream


@pytest.fixture(scope="module")
def app(system: System, upstream: UpstreamThread) -> Json:
    widgets: list[Json] = [
        {
            "type": "table",
            "name": "table",
            "layout": {"x": 0, "y": 0, "w": 6, "h": 8},
            "properties": {
                "source": {"queries": ["q"], "mode": "append"},
                "limit": ROWS,
                "key": "n",
                "newest_first": False,
                "selection": "single",
                "search": True,
                "columns": [{"field": "n", "format": "text"}, {"field": "price"}, {"field": "text"}],
            },
        },
        {
            "type": "log",
            "name": "log",
            "layout": {"x": 6, "y": 0, "w": 6, "h": 8},
            "properties": {"data": "{{ q.messages }}", "limit": ROWS},
        },
        {
            **shown("chosen", "{ n: table.selectedRow?.n ?? null, last: q.data.n }"),
            "layout": {"x": 0, "y": 8, "w": 6, "h": 2},
        },
    ]
    made: Json = system.make_app(document([query("q", upstream.url, window=ROWS)], widgets), "Many rows", "public")
    return made


@pytest.fixture
def many(reader: Person, app: Json) -> Iterator[Rows]:
    page = reader.open(f"/a/{app['slug']}/")
    viewer = Rows(page)
    expect(viewer.widget("table").get_by_role("grid")).to_have_attribute("aria-rowcount", str(ROWS + 1))
    viewer.widget("log").get_by_text(f"line {ROWS - 1}", exact=True).wait_for()
    yield viewer
    page.close()


def line(viewer: Rows, n: int) -> Locator:
    """The table's row of that number; with the heading, the first is the second."""
    return viewer.widget("table").locator(f'.t-row:has(> .t-cell:first-child > span:text-is("{n}"))')


def wheel(viewer: Rows, over: Locator, px: int) -> None:
    box = over.bounding_box()
    assert box
    viewer.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    viewer.page.mouse.wheel(0, px)


def top_of(inner: Locator, box: Locator) -> float:
    """px under the upper edge."""
    place = "element => element.getBoundingClientRect().top"
    return float(inner.evaluate(place)) - float(box.evaluate(place))


def test_ten_thousand_rows_are_walked_by_keys_and_by_wheel(many: Rows) -> None:
    grid = many.widget("table").get_by_role("grid")
    rows = many.widget("table").locator(".t-row")
    assert 0 < rows.count() < ELEMENTS_MAX
    grid.focus()
    grid.press("End")
    many.wait_in_sight(line(many, ROWS - 1), grid)
    expect(line(many, ROWS - 1)).to_have_attribute("aria-rowindex", str(ROWS + 1))
    grid.press("PageUp")
    grid.press("ArrowUp")
    expect(line(many, ROWS - 1)).not_to_be_in_viewport()
    grid.press("Home")
    many.wait_in_sight(line(many, 0), grid)
    wheel(many, grid, MIDDLE * ROW_PX)
    many.wait_in_sight(line(many, MIDDLE + 1), grid)
    assert rows.count() < ELEMENTS_MAX
    wheel(many, grid, ROWS * ROW_PX)
    many.wait_in_sight(line(many, ROWS - 1), grid)


def test_of_ten_thousand_rows_one_is_sorted_up_found_and_chosen(many: Rows, upstream: UpstreamThread) -> None:
    table = many.widget("table")
    head = table.get_by_role("columnheader", name="price")
    head.get_by_role("button").click()
    many.wait(lambda: many.cells("table", 1)[:3] == ["0", "1", "2"], "the lowest prices")
    head.get_by_role("button").click()
    many.wait(lambda: many.cells("table", 1)[:2] == ["9,999", "9,998"], "the highest prices")
    table.get_by_role("searchbox").fill("needle")
    expect(table.get_by_text(f"1 of {ROWS}")).to_be_visible()
    assert many.cells("table", 0) == [str(MIDDLE)]
    line(many, MIDDLE).click()
    many.wait(lambda: many.value("chosen")["n"] == MIDDLE, "the row chosen")
    upstream.send(row(ROWS + MIDDLE))  # the oldest goes for it
    expect(table.get_by_text(f"2 of {ROWS}")).to_be_visible()
    table.get_by_role("searchbox").fill("")
    expect(table.get_by_role("grid")).to_have_attribute("aria-rowcount", str(ROWS + 1))
    assert many.value("chosen")["n"] == MIDDLE, "still chosen among all"


def test_a_row_that_is_read_stays_while_the_newest_comes_and_the_oldest_goes(
    many: Rows, upstream: UpstreamThread
) -> None:
    grid = many.widget("table").get_by_role("grid")
    wheel(many, grid, MIDDLE * ROW_PX)
    read = line(many, MIDDLE + 3)
    many.wait_in_sight(read, grid)
    expect(read).to_have_attribute("aria-rowindex", str(MIDDLE + 5))
    before = top_of(read, grid)
    upstream.send(row(ROWS), row(ROWS + 1))
    expect(read).to_have_attribute("aria-rowindex", str(MIDDLE + 3))
    assert abs(top_of(read, grid) - before) < 1
    grid.focus()
    grid.press("End")
    many.wait_in_sight(line(many, ROWS + 1), grid)
    upstream.send(row(ROWS + 2))  # at its end, it stays there
    many.wait_in_sight(line(many, ROWS + 2), grid)


def test_ten_thousand_lines_are_followed_walked_and_searched(many: Rows, upstream: UpstreamThread) -> None:
    log = many.widget("log")
    box = log.get_by_role("log")
    lines = log.locator(".log-line")
    assert 0 < lines.count() < ELEMENTS_MAX
    many.wait_in_sight(log.get_by_text(f"line {ROWS - 1}", exact=True), box)
    box.focus()
    box.press("Home")
    many.wait_in_sight(log.get_by_text("line 0", exact=True), box)
    wheel(many, box, MIDDLE * LINE_PX)
    read = log.get_by_text(f"line {MIDDLE + 3}", exact=True)
    many.wait_in_sight(read, box)
    assert lines.count() < ELEMENTS_MAX
    before = top_of(read, box)
    upstream.send(row(ROWS))
    many.wait(lambda: many.value("chosen")["last"] == ROWS, "the newest line")
    assert abs(top_of(read, box) - before) < 1
    log.get_by_role("button", name="Follow the newest line").click()
    many.wait_in_sight(log.get_by_text(f"line {ROWS}", exact=True), box)
    log.get_by_role("searchbox").fill("needle")
    expect(log.get_by_role("status")).to_have_text(f"1 of {ROWS}")
    expect(log.locator("mark")).to_have_text(["needle"])
    log.get_by_role("searchbox").fill("")
    log.get_by_label("Level").select_option("Errors")
    expect(log.get_by_role("status")).to_have_text(f"1 of {ROWS}")
