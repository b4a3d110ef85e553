"""A query's settings in the studio: what is typed reaches the upstream, and the test tells the truth."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.system import System, free_port

from .conftest import Exchange
from .documents import document, query
from .person import Person
from .studio import Studio

SUBSCRIBE = json.dumps({"event": "subscribe", "pair": ["{{ params.pair }}"], "subscription": {"name": "trade"}})


def _open(system: System, builder: Person, url: str) -> Studio:
    app = system.api.call("POST", "/api/apps/", {"name": "Settings"})
    system.api.call(
        "PUT",
        f"/api/apps/{app['id']}/document/",
        {
            "revision": app["draft_revision"],
            "document": document([query("feed", url, run_on_load=False)], [], states=("pair",)),
        },
    )
    studio = builder.build(app)
    studio.choose("feed")
    return studio


def test_a_handshake_a_parameter_and_fields_that_are_typed_shape_what_comes(
    system: System, exchange: Exchange, builder: Person
) -> None:
    builder.expects("422")  # a message that says a parameter nobody has declared yet
    studio = _open(system, builder, exchange.url)
    studio.send_on_connect(SUBSCRIBE)
    expect(studio.panel("Sent when connected")).to_contain_text("no parameter 'pair' is declared")
    studio.at("on-connect-wait").click()
    studio.at("wait-path").fill("event")  # the $ is put in
    studio.at("wait-value").fill("systemStatus")
    studio.tab("Query settings", "General")
    studio.at("declare-add").click()
    studio.at("declared-name").fill("pair")
    studio.at("declared-name").press("Enter")
    studio.page.get_by_label("pair, default").fill("XBT/USD")
    studio.tab("Query settings", "Fields")
    studio.at("skip-add").click()
    studio.at("skip-path").fill("$[1]")
    studio.page.get_by_label("Skip a message where, rule 1, operator").select_option("missing")
    studio.at("field-add").click()
    studio.at("field-path").fill("$[1][0][0]")
    studio.at("field-alias").fill("price")
    studio.page.get_by_label("Field 1, type").select_option("number")
    studio.expect_saved()
    studio.at("query-run").click()
    studio.expect_status("open", "feed")
    expect(studio.at("messages")).to_contain_text('{"price":')

    studio.tab("Query settings", "Window")
    with studio.page.expect_download() as download:
        studio.at("export-csv").click()
    assert download.value.suggested_filename == "feed.csv"
    head, first, *_ = download.value.path().read_text().splitlines()
    price = dict(zip(head.split(","), first.split(","), strict=True))["price"]
    assert float(price) > 0, "the field is picked, and a number"
    studio.at("clear-window").click()
    studio.at("clear-confirm").click()
    expect(studio.page.get_by_text("The window of feed is empty.")).to_be_visible()


def test_the_test_button_tells_each_step_and_where_it_failed(
    system: System, exchange: Exchange, builder: Person
) -> None:
    studio = _open(system, builder, exchange.url)
    studio.at("query-test").click()
    probe = studio.at("probe")
    expect(probe).to_have_attribute("data-state", "done")
    steps = probe.locator("[data-step]")
    assert steps.evaluate_all("steps => steps.map((step) => step.dataset.state)") == ["ok"] * 5
    expect(probe).to_contain_text("systemStatus")

    studio.tab("Query settings", "General")
    expect(probe).to_have_count(0)
    studio.at("query-url").fill(f"ws://127.0.0.1:{free_port()}/")
    studio.at("query-test").click()
    expect(probe.locator('[data-state="failed"]')).to_have_attribute("data-step", "connect")
    expect(probe.locator('[data-step="handshake"]')).to_have_attribute("data-state", "not_reached")
    expect(probe).to_contain_text("Check the port")
