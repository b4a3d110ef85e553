"""A newcomer's first app by mouse and keyboard, every click and every typed field counted."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from tests.system import System

from .conftest import Come, Exchange
from .hand import Hand
from .person import Person
from .studio import Studio
from .viewer import Viewer

CLICKS_MAX = 25  # the promise: clicks and drags from sign-in to the published app
FIELDS_MAX = 4
SUBSCRIBE = json.dumps({"event": "subscribe", "pair": ["XBT/USD"], "subscription": {"name": "ohlc"}})


def _sign_in(system: System, newcomer: Person) -> Page:
    """By the one-time link; the first page is the start page."""
    link = system.manage("signinlink", "--base-url", system.base).strip().splitlines()[-1]
    return newcomer.open(link)


def _new_app(page: Page, hand: Hand, name: str) -> Studio:
    hand.click(page.get_by_role("button", name="New app"))
    hand.type(page.get_by_test_id("new-app-name"), name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/apps/*/")
    return Studio(page)


def _candles(studio: Studio, hand: Hand) -> None:
    """What the studio suggests of the messages: a chart and a table."""
    hand.click(studio.at("suggest-candle-chart"))
    hand.click(studio.at("suggest-candle-table"))
    canvas = Viewer(studio.page)
    canvas.wait(lambda: canvas.drawing("candles") != "", "candles on the canvas")
    expect(canvas.widget("candleTable").locator("[role=row]").nth(2)).to_be_visible()


def _publish(studio: Studio, hand: Hand) -> str:
    """For everybody with the link; returns that."""
    hand.click(studio.at("publish"))
    expect(studio.at("tour")).to_have_count(0)
    hand.click(studio.at("visibility-public"))
    hand.click(studio.at("publish-confirm"))
    return studio.at("viewer-link").input_value()


def _is_live(viewer: Viewer) -> None:
    """Candles are drawn and go on, and the table has rows."""
    viewer.wait(lambda: viewer.drawing("candles") != "", "candles")
    drawn = viewer.drawing("candles")
    viewer.wait(lambda: viewer.drawing("candles") != drawn, "another drawing")
    expect(viewer.widget("candleTable")).to_contain_text("Close")
    expect(viewer.widget("candleTable").locator("[role=row]").nth(2)).to_be_visible()


def _is_short(hand: Hand) -> None:
    assert hand.clicks <= CLICKS_MAX, f"{hand.clicks} clicks and drags"
    assert hand.fields <= FIELDS_MAX, f"{hand.fields} typed fields"


def test_an_own_stream_becomes_a_published_app_in_few_clicks(
    system: System, exchange: Exchange, come: Come, visitor: Person
) -> None:
    page = _sign_in(system, come(signed_in=False))
    hand = Hand(page)
    studio = _new_app(page, hand, "Bitcoin by the minute")

    hand.type(studio.at("new-query-url"), exchange.url)
    hand.type(studio.at("new-query-message").locator(".cm-content"), SUBSCRIBE)
    hand.click(studio.at("new-query-create"))
    studio.expect_status("open", "query1")
    expect(studio.at("tour")).to_contain_text("See what comes")  # it goes along with what is done

    expect(studio.at("suggestion")).to_be_visible()
    # The list is held; a message is opened, and a field is made of a place in it.
    hand.click(studio.at("messages-pause"))
    line = studio.at("messages").locator(".log-line", has_text="ohlc-1").first
    hand.click(line.get_by_role("button").first)
    hand.click(studio.at("messages").locator('.log-line.on [data-path="[1][6]"]'))
    hand.click(page.get_by_role("menuitem", name="Make a field"))
    hand.click(studio.at("messages").locator(".log-line.on").get_by_role("button").first)
    hand.click(studio.at("messages-pause"))
    expect(studio.at("messages")).to_contain_text('"vwap"')
    _candles(studio, hand)

    # And one widget by hand: dragged from the palette, bound to the field that was made.
    hand.click(studio.at("panel-add"))
    frame = page.locator("iframe.app-frame").bounding_box()
    assert frame is not None
    hand.drag(studio.at("add-widget-stat"), frame["x"] + frame["width"] / 2, frame["y"] + 90)
    hand.type(studio.at("property-value"), "{{ query1.data.vwap }}")
    expect(Viewer(page).widget("stat1")).to_contain_text(re.compile(r"\d"))

    viewer = Viewer(visitor.open(_publish(studio, hand)))
    _is_live(viewer)
    _is_short(hand)
    print(f"{hand.clicks} clicks and drags, {hand.fields} typed fields")


def test_a_built_in_source_is_published_in_half_of_that(
    system: System, exchange: Exchange, come: Come, visitor: Person
) -> None:
    page = _sign_in(system, come(signed_in=False))
    hand = Hand(page)
    studio = _new_app(page, hand, "Bitcoin in one click")
    hand.click(studio.at("source-candles"))
    _candles(studio, hand)
    viewer = Viewer(visitor.open(_publish(studio, hand)))
    _is_live(viewer)
    assert hand.clicks <= 12 and hand.fields == 1, f"{hand.clicks} clicks and drags, {hand.fields} typed fields"
    print(f"{hand.clicks} clicks and drags, {hand.fields} typed fields")
