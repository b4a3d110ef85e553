"""The script of the manual that people who come from other tools know, pasted into a new app as it is written there."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from .conftest import Exchange
from .person import Person
from .studio import Studio
from .viewer import Viewer

SUBSCRIBE = (
    'krakenStockTicker.broadcast({"event": "subscribe", "pair": ["EUR/USD"], "subscription": {"name": "ohlc"}});'
)
KEEP = """\
const [time, etime, open, high, low, close, vwap, volume, count] = currentTickerData.value.split(',')
const x = {
  time: new Date(time * 1000).toLocaleTimeString("en-GB"), etime: Math.floor(etime), open: Number(open),
  high: Number(high), low: Number(low), close: Number(close), vwap: Number(vwap), volume: Number(volume),
  count: Number(count),
};
window.krakenStockTickerData.push(x);
while (window.krakenStockTickerData.length > 30) window.krakenStockTickerData.shift();
clockTickerData.setValue(x.time);
"""


def test_the_manuals_script_works_in_a_new_app(exchange: Exchange, builder: Person, visitor: Person) -> None:
    page = builder.open("/")
    page.get_by_test_id("new-app").click()
    page.get_by_test_id("new-app-name").fill("Stock ticker")
    page.get_by_test_id("new-app-confirm").click()
    page.wait_for_url("**/apps/*/")
    studio = Studio(page)
    studio.add_query("krakenStockTicker", exchange.url)
    studio.add_state("clockTickerData")
    studio.add_state("currentTickerData")
    studio.page.get_by_label("Type", exact=True).select_option("text")  # "read as a string"
    studio.choose("startup")
    studio.write(studio.at("startup-code"), "window.krakenStockTickerData = [];")

    studio.choose("krakenStockTicker")
    studio.tab("Query settings", "Events")
    query = studio.panel("Queries and states").first
    studio.on_run(query, "open", SUBSCRIBE)
    first = studio.handler(query, "success", "set_state")
    first.get_by_test_id("action-state").select_option("currentTickerData")
    first.get_by_test_id("action-value").fill("{{ event.data[1] }}")
    _only_data(first)
    second = studio.handler(query, "success", "run_javascript")
    studio.write(second.get_by_test_id("action-code"), KEEP)
    _only_data(second)

    studio.add_widget("chart", "candleChart", data="{{ window.krakenStockTickerData }}", x="etime")
    studio.panel("Inspector").get_by_label("Kind", exact=True).select_option("candlestick")
    studio.add_widget("text", "clock", content="At {{ clockTickerData.value }}")
    studio.add_widget("stat", "kept", value="{{ window.krakenStockTickerData.length }}")
    studio.expect_saved()

    viewer = Viewer(visitor.open(studio.publish("public")))
    viewer.expect_status("krakenStockTicker", "open")
    expect(viewer.widget("clock")).to_have_text(re.compile(r"At \d\d:\d\d:\d\d"))
    expect(viewer.widget("candleChart").locator("canvas")).to_be_visible()
    drawn = viewer.drawing("candleChart")
    viewer.wait(lambda: viewer.drawing("candleChart") != drawn, "another drawing of the candles")
    viewer.wait(lambda: viewer.number("kept") == 30, "the thirty that are kept", 30)
    expect(viewer.player.get_by_role("alert")).to_have_count(0)


def _only_data(handler: Locator) -> None:
    """Skip heartbeats and answers: they are objects, data are arrays."""
    handler.get_by_test_id("handler-pace").click()
    handler.get_by_label("Only when", exact=True).fill("{{ event.data[2] === 'ohlc-1' }}")
