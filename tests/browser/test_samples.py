"""The sample in one click: live at once, light and dark, small, and from no other host."""

from __future__ import annotations

import gzip
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


def _sample(builder: Person) -> Studio:
    """One click at home."""
    page = builder.open("/")
    page.get_by_test_id("sample-exchange-ticker").click()
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


def _weight(response: Response) -> int:
    """Its size as it travels: fonts are compressed already, the rest is taken as gzipped."""
    body = response.body()
    return len(body) if response.url.endswith(".woff2") else len(gzip.compress(body))
