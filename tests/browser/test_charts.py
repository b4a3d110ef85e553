"""Charts and figures as people use them: by mouse, by keyboard, read out, and by app code."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.behaviours import Say
from tests.fakes.thread import UpstreamThread
from tests.system import ROOT, System

from .chart_app import KINDS, LINES, chart, charts_app, note
from .documents import Json, document, query, shown
from .outsider import Outsider
from .person import Person
from .viewer import Viewer

INKED: Final = """canvas => {
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  let inked = 0;
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] > 60) inked += 1;
  return inked;
}"""


@pytest.fixture(scope="module")
def outsider() -> Iterator[Outsider]:
    with Outsider() as outsider:
        yield outsider


@pytest.fixture(scope="module")
def app(system: System, outsider: Outsider) -> Json:
    app: Json = system.make_app(charts_app(outsider.host), "Charts", "public")
    return app


@pytest.fixture(scope="module")
def page_of(chromium: Browser, system: System, app: Json) -> Iterator[Viewer]:
    """One open page for tests that leave it as they found it, or don't mind."""
    person = Person(chromium, system.base)
    viewer = person.view(app)
    expect(viewer.widget("total")).to_contain_text("1,234.5")
    yield viewer
    person.leave()
    person.assert_quiet()


@pytest.fixture
def viewer(page_of: Viewer) -> Viewer:
    page_of.page.mouse.move(1, 1)
    return page_of


@pytest.fixture
def fresh(visitor: Person, app: Json) -> Viewer:
    """A page of the test's own."""
    viewer = visitor.view(app)
    expect(viewer.widget("total")).to_contain_text("1,234.5")
    return viewer


def canvas(viewer: Viewer, name: str) -> Locator:
    """The chart's canvas, in sight and with the chart on it."""
    found = viewer.widget(name).locator("canvas").first
    found.scroll_into_view_if_needed()
    expect(found).to_be_visible()
    viewer.wait(lambda: found.evaluate(INKED), f"ink of {name}")
    return found


def told(viewer: Viewer, event: str) -> Any:  # Any: what the handler was given
    viewer.wait(lambda: (viewer.value("said") or {}).get("event") == event, f"the event {event}")
    return viewer.value("said")["data"]


def click(viewer: Viewer, name: str) -> None:
    viewer.widget(name).get_by_role("button").click()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_drawn(viewer: Viewer, kind: str) -> None:
    found = canvas(viewer, f"{kind}Chart")
    viewer.wait(lambda: found.evaluate(INKED) > 800, f"ink of the {kind} chart")
    words = {"ohlc": "OHLC chart, 30 points", "candlestick": "Candlestick chart, 30 points"}
    label = viewer.widget(f"{kind}Chart").get_by_role("application")
    expect(label).to_have_attribute("aria-label", _containing(words.get(kind, f"{kind.capitalize()} chart, 60 points")))


def _containing(text: str) -> Any:  # Any: a pattern
    return re.compile(re.escape(text))


def test_a_click_on_a_point_tells_its_row_series_x_and_y(viewer: Viewer) -> None:
    canvas(viewer, "points")
    plot = viewer.widget("points").locator(".u-over")
    box = plot.bounding_box()
    assert box
    plot.click(position={"x": box["width"] - 1, "y": 40})
    last = LINES[-1]
    assert told(viewer, "points point_click") == {"row": last, "series": "price", "x": last["time"], "y": last["price"]}


def test_what_is_under_the_pointer_stands_in_the_heading(viewer: Viewer) -> None:
    canvas(viewer, "points")
    heading = viewer.widget("points").locator(".h")
    expect(heading).to_contain_text("last 60")
    viewer.widget("points").locator(".u-over").hover(position={"x": 1, "y": 40})
    expect(heading).to_contain_text("· 100")
    expect(heading).to_contain_text("USD")


def test_the_keyboard_goes_over_points_and_chooses_one(viewer: Viewer) -> None:
    canvas(viewer, "bars")
    plot = viewer.widget("bars").get_by_role("application")
    plot.focus()
    plot.press("End")
    expect(viewer.widget("bars").get_by_role("status")).to_have_text("Store: heat 30, 3 of 3")
    plot.press("ArrowLeft")
    expect(viewer.widget("bars").get_by_role("status")).to_have_text("Mill: heat 40, 2 of 3")
    plot.press("Enter")
    assert told(viewer, "bars point_click")["row"]["room"] == "Mill"
    plot.press("Home")
    expect(viewer.widget("bars").get_by_role("status")).to_contain_text("Hall")
    plot.press("Escape")
    expect(viewer.widget("bars").get_by_role("status")).to_be_empty()


def test_a_click_or_a_key_on_a_name_hides_and_shows_its_series(viewer: Viewer) -> None:
    canvas(viewer, "named")
    name = viewer.widget("named").get_by_role("button", name="bid")
    before = viewer.drawing("named")
    name.click()
    expect(name).to_have_attribute("aria-pressed", "false")
    viewer.wait(lambda: viewer.drawing("named") != before, "the chart without the series")
    name.press("Space")
    expect(name).to_have_attribute("aria-pressed", "true")
    viewer.page.mouse.move(1, 1)
    viewer.wait(lambda: viewer.drawing("named") == before, "the chart with both series again")


def test_a_stack_has_its_series_on_top_of_one_another(viewer: Viewer) -> None:
    canvas(viewer, "stackedArea")
    viewer.widget("stackedArea").get_by_role("button", name="Show as a table").click()
    expect(viewer.widget("stackedArea").get_by_role("row")).to_have_count(61)
    viewer.widget("stackedArea").get_by_role("button", name="Show as a chart").click()
    assert canvas(viewer, "stackedArea").evaluate(INKED) > canvas(viewer, "areaChart").evaluate(INKED)


def test_the_button_in_the_heading_shows_the_same_numbers_as_a_table(viewer: Viewer) -> None:
    widget = viewer.widget("asTable")
    widget.get_by_role("button", name="Show as a table").click()
    rows = widget.get_by_role("row")
    expect(rows).to_have_count(61)
    expect(rows.nth(0)).to_contain_text("price")
    expect(rows.nth(1).get_by_role("cell")).to_have_text(f"{LINES[-1]['price']:.2f}")
    viewer.wait(lambda: viewer.value("mode") == "table", "the state `view`")
    widget.get_by_role("button", name="Show as a chart").click()
    canvas(viewer, "asTable")


def test_app_code_shows_a_chart_as_a_table_and_back(viewer: Viewer) -> None:
    click(viewer, "toTable")
    expect(viewer.widget("asTable").get_by_role("table")).to_be_visible()
    click(viewer, "toChart")
    expect(viewer.widget("asTable").get_by_role("table")).to_have_count(0)
    viewer.wait(lambda: viewer.value("mode") == "chart", "the state `view`")


def test_a_chart_without_rows_says_why(viewer: Viewer) -> None:
    expect(viewer.widget("empty")).to_contain_text("No rows yet")
    expect(viewer.widget("broken").get_by_role("alert")).to_contain_text("nobody is not defined")
    expect(viewer.widget("nonsense").get_by_role("alert")).to_contain_text("Data must be a list of rows")


def test_a_chart_out_of_sight_is_drawn_when_it_comes_into_view(fresh: Viewer) -> None:
    canvas(fresh, "growing")
    before = fresh.drawing("growing")
    fresh.widget("said").scroll_into_view_if_needed()
    assert not _in_sight(fresh, "growing")
    click_unseen(fresh, "grow", 3)
    fresh.page.wait_for_timeout(200)  # long enough to draw, if it were in sight
    assert fresh.drawing("growing") == before
    canvas(fresh, "growing")
    fresh.wait(lambda: fresh.drawing("growing") != before, "the newest rows, drawn")
    expect(fresh.widget("growing").locator(".h")).to_contain_text("last 5")


def click_unseen(viewer: Viewer, name: str, times: int) -> None:
    for _ in range(times):
        viewer.widget(name).get_by_role("button").dispatch_event("click")


def _in_sight(viewer: Viewer, name: str) -> bool:
    return bool(viewer.widget(name).evaluate("(e) => e.getBoundingClientRect().top < innerHeight"))


def test_a_click_and_a_double_click_on_an_echarts_item_tell_what_it_is(viewer: Viewer) -> None:
    found = canvas(viewer, "pie")
    box = found.bounding_box()
    assert box
    at = {"x": box["width"] / 2 + 20, "y": box["height"] / 2 - 20}
    viewer.widget("pie").click(position={"x": at["x"] + 12, "y": at["y"] + 40})
    data = told(viewer, "pie click")
    assert data["seriesName"] == "rooms"
    assert data["seriesType"] == "pie"
    assert data["data"]["id"] == data["name"]
    viewer.widget("pie").dblclick(position={"x": at["x"] + 12, "y": at["y"] + 40})
    assert told(viewer, "pie double_click") == data


def test_a_click_in_the_legend_tells_what_is_shown(fresh: Viewer) -> None:
    found = canvas(fresh, "pie")
    box = found.bounding_box()
    assert box
    found.click(position={"x": box["width"] / 2, "y": 10})  # the middle one of three
    assert told(fresh, "pie legend_change")["selected"] == {"Hall": True, "Mill": False, "Store": True}


def test_the_wheel_zooms_and_tells_how_far(fresh: Viewer) -> None:
    found = canvas(fresh, "zoomed")
    found.hover()
    fresh.page.mouse.wheel(0, -300)
    data = told(fresh, "zoomed zoom")
    assert 0 <= data["start"] < data["end"] <= 100
    assert data["end"] - data["start"] < 100


def test_app_code_sets_an_option_acts_on_a_chart_and_clears_it(fresh: Viewer) -> None:
    canvas(fresh, "pie")
    drawings = [fresh.drawing("pie")]
    for name in ("highlight", "setOption", "clearPie"):
        click(fresh, name)
        fresh.wait(lambda: fresh.drawing("pie") not in drawings, f"another drawing after {name}")
        drawings.append(fresh.drawing("pie"))
    fresh.wait(lambda: fresh.widget("pie").locator("canvas").first.evaluate(INKED) == 0, "an empty canvas")


def test_the_items_of_an_echarts_chart_are_a_table_whose_rows_are_clicked_by_key_and_mouse(fresh: Viewer) -> None:
    pie = fresh.widget("pie")
    pie.scroll_into_view_if_needed()
    pie.get_by_role("button", name="Show as a table").press("Enter")
    rows = pie.get_by_role("row")
    expect(rows).to_have_text(["SeriesNameValue", "roomsHall20", "roomsMill40", "roomsStore30"])
    fresh.page.keyboard.press("Tab")
    grid = pie.get_by_role("grid", name="Rooms")
    expect(grid).to_be_focused()
    for key in ("End", "ArrowUp", "Enter"):
        fresh.page.keyboard.press(key)
    data = told(fresh, "pie click")
    assert (data["name"], data["value"], data["data"]["id"], data["dataIndex"]) == ("Mill", 40, "Mill", 1)
    fresh.page.keyboard.press("Shift+Enter")
    assert told(fresh, "pie double_click") == data
    rows.nth(1).click()
    fresh.wait(lambda: fresh.value("said")["data"]["name"] == "Hall", "a click on the first row")
    click(fresh, "setOption")  # app code draws another: the table follows
    expect(rows).to_have_text(["SeriesNameValue", "roomsYard9"])
    pie.get_by_role("button", name="Show as a chart").click()
    expect(grid).to_have_count(0)
    assert canvas(fresh, "pie").evaluate(INKED) > 800


def test_app_code_shows_an_echarts_chart_as_a_table_and_back(viewer: Viewer) -> None:
    click(viewer, "toItems")
    expect(viewer.widget("zoomed").get_by_role("row")).to_have_count(4)
    expect(viewer.widget("zoomed").get_by_role("grid")).to_have_count(0)  # nobody waits for its clicks
    click(viewer, "toCanvas")
    expect(viewer.widget("zoomed").get_by_role("table")).to_have_count(0)


def test_an_option_loads_nothing_and_runs_nothing(fresh: Viewer, visitor: Person, outsider: Outsider) -> None:
    found = canvas(fresh, "hostile")
    found.hover()
    fresh.page.mouse.click(*_middle(found))
    fresh.page.wait_for_timeout(400)  # time for a tooltip, and for what it might load
    assert fresh.widget("hostile").locator("img").count() == 0
    assert fresh.frame.evaluate("window.broken") is None
    assert outsider.hits == []
    assert not [request.url for request in visitor.requests if outsider.host in request.url]


def _middle(found: Locator) -> tuple[float, float]:
    box = found.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_an_option_that_can_not_be_drawn_says_why(viewer: Viewer) -> None:
    expect(viewer.widget("wrongOption").get_by_role("alert")).to_contain_text("Option is a text, but not JSON")
    viewer.widget("noAxes").scroll_into_view_if_needed()
    expect(viewer.widget("noAxes").get_by_role("alert")).to_contain_text("ECharts can't draw this option")


def test_a_gauge_is_a_meter_whose_tone_is_told_in_words(fresh: Viewer) -> None:
    meter = fresh.widget("meter").get_by_role("meter", name="Mill")
    expect(meter).to_have_attribute("aria-valuenow", "40")
    expect(fresh.widget("meter")).to_contain_text("OK")
    click(fresh, "heat")
    expect(meter).to_have_attribute("aria-valuetext", "70 °C Critical")
    expect(fresh.widget("meter")).to_contain_text("Critical")


def test_gauge_and_stat_are_clicked_by_mouse_and_key(viewer: Viewer) -> None:
    viewer.widget("meter").get_by_role("button").click()
    assert told(viewer, "meter click") == 40
    viewer.widget("total").get_by_role("button", name="Total: 1,234.5 kg +2").press("Enter")
    assert told(viewer, "total click") == "1234.5"


def test_progress_says_how_much_is_done(viewer: Viewer) -> None:
    expect(viewer.widget("bar").get_by_role("progressbar", name="Import")).to_have_attribute(
        "aria-valuetext", "50 %, Warning"
    )
    expect(viewer.widget("ring").get_by_role("progressbar", name="Export")).to_have_attribute("aria-valuenow", "75")
    expect(viewer.widget("ring")).to_contain_text("75 %")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_assistive_technology_finds_nothing_wrong(chromium: Browser, system: System, app: Json, scheme: str) -> None:
    person = Person(chromium, system.base, color_scheme=scheme)
    viewer = person.view(app)
    expect(viewer.widget("total")).to_contain_text("1,234.5")
    canvas(viewer, "named")
    viewer.widget("asTable").get_by_role("button", name="Show as a table").click()
    viewer.frame.evaluate((ROOT / "static/node_modules/axe-core/axe.min.js").read_text())
    found = viewer.frame.evaluate(
        """axe.run('[data-type=chart], [data-type=echarts], [data-type=gauge], [data-type=stat], [data-type=progress]')
            .then((result) => result.violations)"""
    )
    person.leave()
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


def test_messages_of_several_queries_are_a_line_for_each_without_code(system: System, visitor: Person) -> None:
    hall, mill = (Say([json.dumps({"heat": heat + n}) for n in range(3)]) for heat in (20, 40))
    with UpstreamThread(hall) as one, UpstreamThread(mill) as other:
        source = {"queries": ["hall", "mill"], "mode": "append"}
        widget = chart("both", "", note("both", "point_click"), source=source, series=["heat"])
        found = document(
            [query("hall", one.url), query("mill", other.url)], [shown("said", "told.value"), widget], "", ("told",)
        )
        widget["layout"] = {"x": 0, "y": 2, "w": 9, "h": 6}
        viewer = visitor.view(system.make_app(found, "Two queries", "public"))
        for name, value in (("hall · heat", "22"), ("mill · heat", "42")):
            expect(viewer.widget("both").get_by_role("button", name=name)).to_contain_text(value)
        expect(viewer.widget("both").locator(".h")).to_contain_text("last 6")
        plot = viewer.widget("both").get_by_role("application")
        plot.focus()
        plot.press("ArrowDown")  # from nowhere to the newest of the first series, and …
        plot.press("ArrowDown")
        plot.press("End")
        expect(viewer.widget("both").get_by_role("status")).to_contain_text("mill · heat 42")
        plot.press("Enter")
        data = told(viewer, "both point_click")
        assert data["row"] == {"heat": 42}
        assert data["series"] == "mill · heat"
        assert not [request.url for request in visitor.requests if "echarts" in request.url], (
            "only who has one loads it"
        )
        assert abs(data["x"] / 1_000 - time.time()) < 60, "x is the time the message arrived"
