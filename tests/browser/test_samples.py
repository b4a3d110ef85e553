"""The sample in one click: live at once, light and dark, small, and from no other host."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Response, expect

from tests.system import System

from .conftest import Come, Exchange
from .person import Person
from .studio import Studio
from .viewer import Viewer

FIRST_LOAD_BYTES: Final = 200 * 1024  # what a viewer's page may weigh, gzipped, until it is live
QUERY: Final = "krakenStockTicker"


def _sample(builder: Person, slug: str = "exchange-ticker") -> Studio:
    """One click at home."""
    page = builder.open("/")
    page.get_by_test_id(f"sample-{slug}").click()
    page.wait_for_url("**/apps/*/")
    return Studio(page)


def _expect_moving(viewer: Viewer) -> None:
    """Candles, figures, trades and the log follow the exchange."""
    viewer.expect_status(QUERY, "open")
    moving: dict[str, Callable[[], str]] = {
        "candleChart": lambda: viewer.drawing("candleChart"),
        "price": lambda: viewer.text("price"),
        "spread": lambda: viewer.text("spread"),
        "lastTrades": lambda: viewer.text("lastTrades"),
    }
    expect(viewer.widget("candleChart").locator("canvas")).to_be_visible()
    expect(viewer.widget("lastTrades")).to_contain_text("buy")
    expect(viewer.widget("log")).to_contain_text("Open, subscriptions sent")
    before = {name: look() for name, look in moving.items()}
    for name, look in moving.items():
        viewer.wait(partial(_differs, look, before[name]), f"a change of {name}")
    expect(viewer.player.get_by_role("alert")).to_have_count(0)


def _differs(look: Callable[[], str], before: str) -> bool:
    return look() != before


def test_one_click_makes_an_app_that_is_live_in_the_studio_and_for_viewers(
    exchange: Exchange, builder: Person, visitor: Person
) -> None:
    studio = _sample(builder)
    studio.expect_status("open", QUERY)
    expect(studio.at("live")).to_contain_text("1 stream")
    canvas = Viewer(studio.page)
    expect(canvas.widget("candleChart").locator("canvas")).to_be_visible()

    with builder.context.expect_page() as opened:
        studio.at("preview").click()
    preview = Viewer(opened.value)
    _expect_moving(preview)
    expect(preview.page).to_have_title("Exchange ticker (draft)")
    preview.page.close()

    viewer = Viewer(visitor.open(studio.publish("public")))
    _expect_moving(viewer)
    expect(viewer.page).to_have_title("Exchange ticker")


def test_the_theme_follows_the_system_and_the_charts_are_redrawn(exchange: Exchange, builder: Person) -> None:
    studio = _sample(builder)
    link = studio.publish("signed_in")
    viewer = Viewer(builder.open(link))
    viewer.expect_status(QUERY, "open")
    card = viewer.widget("price")
    expect(viewer.player.locator("html")).to_have_attribute("data-theme", "light")
    light = card.evaluate("(card) => getComputedStyle(card).backgroundColor")
    viewer.page.emulate_media(color_scheme="dark")
    expect(viewer.player.locator("html")).to_have_attribute("data-theme", "dark")
    assert card.evaluate("(card) => getComputedStyle(card).backgroundColor") != light

    studio.page.bring_to_front()
    expect(studio.page.locator("html")).to_have_attribute("data-theme", "light")
    studio.at("theme").click()
    for html in (studio.page.locator("html"), studio.page.frame_locator("iframe.app-frame").locator("html")):
        expect(html).to_have_attribute("data-theme", "dark")


def test_a_viewers_first_load_is_small_and_asks_no_other_host(
    system: System, exchange: Exchange, builder: Person, come: Come
) -> None:
    link = _sample(builder).publish("public")
    visitor = come(signed_in=False)
    loaded: list[Response] = []

    def keep(response: Response) -> None:
        loaded.append(response)  # Playwright marks the functions it calls, and can't mark a list's own

    visitor.context.on("response", keep)
    viewer = Viewer(visitor.open(link))
    viewer.expect_status(QUERY, "open")
    expect(viewer.widget("candleChart").locator("canvas")).to_be_visible()
    expect(viewer.widget("lastTrades")).to_contain_text("buy")

    weights = {response.url: _weight(response) for response in loaded if response.url.startswith("http")}
    total = sum(weights.values())
    assert len(weights) > 5, "the page, the player, their scripts and styles"
    assert total < FIRST_LOAD_BYTES, "\n".join(f"{size:8,} {url}" for url, size in sorted(weights.items()))
    hosts = {urlsplit(request.url).netloc for request in visitor.requests if urlsplit(request.url).scheme != "data"}
    assert hosts - {""} == {urlsplit(system.base).netloc}  # "": the blob that the engine's Worker is made of


def test_the_market_overview_ranks_every_pair_and_charts_the_one_that_is_clicked(
    exchange: Exchange, builder: Person, visitor: Person
) -> None:
    viewer = Viewer(visitor.open(_sample(builder, "market-overview").publish("public")))
    table = viewer.widget("pairs")
    for pair in ("XBT/USD", "ETH/USD", "GBP/USD"):
        expect(table).to_contain_text(pair)
    expect(viewer.widget("best")).to_contain_text("%")
    expect(viewer.widget("chart").locator("canvas")).to_be_visible()
    table.get_by_text("ETH/USD", exact=True).click()
    expect(viewer.widget("chart")).to_contain_text("ETH/USD")
    expect(viewer.widget("picked")).to_contain_text("ETH/USD")
    viewer.widget("freeze").get_by_role("button").click()
    expect(viewer.widget("freeze")).to_contain_text("Follow again")
    expect(viewer.player.get_by_role("alert")).to_have_count(0)


def test_the_machine_floor_shows_gauges_and_obeys(exchange: Exchange, builder: Person, visitor: Person) -> None:
    viewer = Viewer(visitor.open(_sample(builder, "machine-floor").publish("public")))
    expect(viewer.widget("temperature").get_by_role("meter")).to_have_attribute("aria-valuetext", re.compile(r"\d"))
    expect(viewer.widget("machines")).to_contain_text("oven-1")
    viewer.widget("machine").get_by_role("combobox").select_option("oven-1")
    expect(viewer.widget("temperatures")).to_contain_text("oven-1")
    viewer.widget("stop").get_by_role("button").click()
    expect(viewer.widget("machines")).to_contain_text("stopped")
    expect(viewer.widget("temperatures").locator("canvas")).to_be_visible()
    viewer.widget("start").get_by_role("button").click()
    expect(viewer.widget("machines")).not_to_contain_text("stopped")
    expect(viewer.player.get_by_role("alert")).to_have_count(0)


def test_what_one_writes_in_the_team_chat_everybody_sees(exchange: Exchange, builder: Person, come: Come) -> None:
    link = _sample(builder, "team-chat").publish("public")
    ada, ben = (Viewer(come(signed_in=False).open(link)) for _ in range(2))
    for viewer, name in ((ada, "Ada"), (ben, "Ben")):
        viewer.expect_status("room", "open")
        viewer.widget("nickname").get_by_role("textbox").fill(name)
    for viewer, text in ((ada, "Hello Ben"), (ben, "Hello Ada")):
        viewer.widget("chat").get_by_role("textbox").fill(text)
        viewer.widget("chat").get_by_role("textbox").press("Enter")
    for viewer in (ada, ben):
        expect(viewer.widget("chat")).to_contain_text("Hello Ben")
        expect(viewer.widget("chat")).to_contain_text("Hello Ada")
    late = Viewer(come(signed_in=False).open(link))
    expect(late.widget("chat")).to_contain_text("Hello Ben")


def test_the_stream_inspector_looks_into_any_of_its_sources(
    exchange: Exchange, builder: Person, visitor: Person
) -> None:
    viewer = Viewer(visitor.open(_sample(builder, "stream-inspector").publish("public")))
    expect(viewer.widget("log")).to_contain_text("value0")
    viewer.player.get_by_role("tab", name="Table").click()
    expect(viewer.widget("table")).to_contain_text("value0")
    viewer.player.get_by_role("tab", name="Chart").click()
    expect(viewer.widget("chart").locator("canvas")).to_be_visible()
    viewer.widget("path").get_by_role("combobox").select_option("floor")  # the query runs anew with it
    viewer.player.get_by_role("tab", name="Newest").click()
    expect(viewer.widget("newest")).to_contain_text("machine")
    connect = viewer.widget("connect").get_by_role("button")
    for label, then in (("Disconnect", "closed"), ("Run", "open")):
        expect(connect).to_contain_text(label)  # what a click does is what the button says
        expect(connect).not_to_have_attribute("aria-busy", "true")
        connect.click()
        viewer.expect_status("source", then)


def _weight(response: Response) -> int:
    """Its size as it travels: fonts are compressed already, the rest is taken as gzipped."""
    body = response.body()
    return len(body) if response.url.endswith(".woff2") else len(gzip.compress(body))
