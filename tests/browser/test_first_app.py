"""What a new user does: from the one-time link to a published app that lives through a reload and an outage."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.system import System

from .conftest import Come, Exchange
from .person import Person
from .studio import Studio
from .viewer import Viewer

NOTED = """Object.keys(sessionStorage).map((key) => JSON.parse(sessionStorage[key]).seen?.ticker?.offset ?? 0)[0]"""


def subscribe(pair: str) -> str:
    return json.dumps({"event": "subscribe", "pair": [pair], "subscription": {"name": "ohlc"}})


def candles(pair: str) -> str:
    """The binding that picks a pair's candles out of the window."""
    return f"ticker.messages.filter((m) => m[2] === 'ohlc-1' && m[3] === '{pair}')"


def test_a_new_user_builds_publishes_and_watches_a_live_app(
    system: System, exchange: Exchange, come: Come, visitor: Person
) -> None:
    studio = _signed_in_with_a_new_app(system, come(signed_in=False))
    _define_the_query(studio, exchange)
    _bind_its_messages(studio)
    _add_widgets(studio)
    link = studio.publish("public")

    viewer = Viewer(visitor.open(link))
    viewer.expect_status("ticker", "open")
    _points_arrive(viewer)
    _a_broadcast_subscribes_another_pair(viewer)
    _a_reload_shows_the_window_at_once(viewer)
    _an_outage_of_the_exchange_is_survived(viewer, exchange)
    assert not visitor.context.cookies(), "a public app's viewer needs no cookie"


def _signed_in_with_a_new_app(system: System, newcomer: Person) -> Studio:
    link = system.manage("signinlink", "--base-url", system.base).strip().splitlines()[-1]
    page = newcomer.open(link)
    expect(page.get_by_role("heading", name="Apps")).to_be_visible()
    page.get_by_test_id("new-app").click()
    page.get_by_test_id("new-app-name").fill("My first ticker")
    page.get_by_test_id("new-app-confirm").click()
    page.wait_for_url("**/apps/*/")
    expect(page.get_by_test_id("app-name")).to_have_value("My first ticker")
    return Studio(page)


def _define_the_query(studio: Studio, exchange: Exchange) -> None:
    studio.add_query("ticker", exchange.url)
    status = studio.at("query-status")
    expect(status).to_have_attribute("data-status", "open")
    expect(studio.at("messages")).to_contain_text("systemStatus")
    studio.send_on_connect(subscribe("XBT/USD"))
    studio.at("query-run").click()
    expect(studio.at("messages")).to_contain_text('"ohlc-1","XBT/USD"')
    expect(studio.at("query-error")).to_have_count(0)


def _bind_its_messages(studio: Studio) -> None:
    studio.add_state("latest")
    studio.add_state("replayed")
    studio.choose("ticker")
    studio.tab("Query settings", "Events")
    query = studio.panel("Queries and states").first
    studio.on_set_state(query, "success", "latest", "{{ event.data }}")
    studio.on_run(query, "success", "if (event.replay) replayed.setValue((replayed.value ?? 0) + 1);")


def _add_widgets(studio: Studio) -> None:
    studio.add_widget("chart", "candleChart", data="{{ " + candles("XBT/USD") + " }}", x="[1][1]")
    studio.page.get_by_role("button", name="Add a series").first.click()
    studio.at("property-series").fill("[1][5]")
    studio.add_widget("text", "latestText", content="{{ JSON.stringify(latest.value) }}")
    studio.add_widget("stat", "total", value="{{ ticker.messages.length }}")
    studio.add_widget("stat", "bitcoin", value="{{ " + candles("XBT/USD") + ".length }}")
    studio.add_widget("stat", "ether", value="{{ " + candles("ETH/USD") + ".length }}")
    studio.add_widget("stat", "replays", value="{{ replayed.value ?? 0 }}")
    studio.add_widget(
        "stat", "subscribed", value="{{ ticker.messages.filter((m) => m.event === 'subscriptionStatus').length }}"
    )
    studio.add_widget("button", "addEther", text="Add ether")
    inspector = studio.panel("Inspector")
    studio.tab("Button settings", "Events")
    studio.on_run(inspector, "click", f"ticker.broadcast({subscribe('ETH/USD')})")
    studio.expect_saved()


def _points_arrive(viewer: Viewer) -> None:
    viewer.wait_number("bitcoin", 3)
    before, drawn, said = viewer.number("bitcoin"), viewer.drawing("candleChart"), viewer.value("latestText")
    assert said is not None
    viewer.wait_number("bitcoin", before + 3)
    viewer.wait(lambda: viewer.drawing("candleChart") != drawn, "another drawing of the chart")
    viewer.wait(lambda: viewer.value("latestText") != said, "another message in the state of the success handler")


def _a_broadcast_subscribes_another_pair(viewer: Viewer) -> None:
    assert viewer.number("ether") == 0
    viewer.widget("addEther").get_by_role("button").click()
    viewer.wait_number("ether", 3)


def _a_reload_shows_the_window_at_once(viewer: Viewer) -> None:
    assert viewer.number("replays") == 0, "nothing was a replay in a session that has just begun"
    # The tab notes about once a second how far it has got; what it has noted will be a replay.
    viewer.wait(lambda: int(viewer.page.evaluate(NOTED)) > 0, "a note of how far the tab has got")
    noted = int(viewer.page.evaluate(NOTED))
    before = viewer.number("total")
    viewer.reload()
    # The very first figure that the stat shows holds all that was there before.
    expect(viewer.widget("total").locator(".stat")).to_be_visible()
    viewer.wait(lambda: viewer.number("total") > 0, "the window")
    assert viewer.number("total") >= before
    viewer.expect_status("ticker", "open")
    viewer.wait_number("replays", noted)
    assert viewer.number("subscribed") == 2, "the same upstream connection, not another"
    viewer.wait_number("total", before + 5)


def _an_outage_of_the_exchange_is_survived(viewer: Viewer, exchange: Exchange) -> None:
    exchange.kill()
    viewer.expect_status("ticker", "retrying")
    before, drawn = viewer.number("bitcoin"), viewer.drawing("candleChart")
    exchange.start()
    viewer.expect_status("ticker", "open", 30)
    viewer.wait(lambda: viewer.number("subscribed") == 3, "the subscription that is sent on connect, again")
    viewer.wait_number("bitcoin", before + 3)
    viewer.wait(lambda: viewer.drawing("candleChart") != drawn, "a chart that goes on")
