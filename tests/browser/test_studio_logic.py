"""What an app does, built by hand in the studio: handlers, JavaScript, logic, triggers, rows, containers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.system import System

from .conftest import Exchange
from .documents import document, query
from .person import Person
from .studio import Studio


class Workshop:
    """The studio on an app of its own, and what of it has reached the server."""

    def __init__(self, system: System, builder: Person) -> None:
        self._system = system
        self._builder = builder
        self._app: dict[str, Any] = {}

    def open(self, **parts: Any) -> Studio:
        """A new app with these parts, in the studio."""
        call = self._system.api.call
        self._app = call("POST", "/api/apps/", {"name": "Workshop"})
        body = {"revision": self._app["draft_revision"], "document": {**document([], []), **parts}}
        call("PUT", f"/api/apps/{self._app['id']}/document/", body)
        return self._builder.build(self._app)

    def saved(self, studio: Studio) -> dict[str, Any]:
        """The document as the server has it, once all is saved."""
        studio.expect_saved()
        found: dict[str, Any] = self._system.api.call("GET", f"/api/apps/{self._app['id']}/document/")["document"]
        return found


@pytest.fixture
def workshop(system: System, builder: Person) -> Workshop:
    return Workshop(system, builder)


def widget(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, **fields}


# Handlers

PARTS = {
    "queries": [query("feed", "ws://127.0.0.1:9/", run_on_load=False, parameters=[{"name": "pair", "type": "string"}])],
    "javascript_queries": [{"name": "load", "arguments": [{"name": "depth", "value": "5"}]}],
    "states": [{"name": "last"}],
    "widgets": [widget("button", "send"), widget("table", "orders", layout={"x": 0, "y": 2, "w": 6, "h": 4})],
}


def _actions(studio: Studio, panel: Locator) -> None:
    """One handler of each kind, as a person fills it in."""
    page = studio.page
    run = studio.handler(panel, "click", "run_query")
    run.get_by_test_id("argument-pair").fill("{{ last.value }}")
    script = studio.handler(panel, "click", "run_query")
    script.get_by_test_id("action-query").select_option("load")
    script.get_by_test_id("argument-depth").fill("10")
    script.get_by_test_id("argument-add").click()
    script.get_by_test_id("argument-name").fill("fresh")
    script.get_by_test_id("argument-value").fill("{{ true }}")
    control = studio.handler(panel, "click", "control_widget")
    control.get_by_test_id("action-widget").select_option("orders")
    control.get_by_label("Method").select_option("setSort")
    control.get_by_test_id("action-argument").nth(0).fill("price")
    control.get_by_test_id("action-argument").nth(1).fill("desc")
    studio.on_run(panel, "click", "last.setValue(1)")
    state = studio.handler(panel, "click", "set_state")
    state.get_by_test_id("action-path").fill("rows[0]")
    state.get_by_test_id("action-value").fill("{{ event.data }}")
    send = studio.handler(panel, "click", "broadcast")
    send.get_by_label("Sent as").select_option("hex")
    send.get_by_test_id("action-message").fill("01ff")
    send.get_by_label("Again after each reconnect").check()
    stop = studio.handler(panel, "click", "disconnect")
    stop.get_by_test_id("action-query").select_option("load")
    say = studio.handler(panel, "click", "show_message")
    say.get_by_label("As", exact=True).select_option("warning")
    say.get_by_test_id("action-text").fill("Sent")
    say.get_by_label("For milliseconds").fill("1500")
    link = studio.handler(panel, "click", "go_to_url")
    link.get_by_test_id("action-url").fill("https://example.com/{{ last.value }}")
    link.get_by_label("In a new tab").uncheck()
    other = studio.handler(panel, "click", "open_app")
    other.get_by_test_id("action-app").fill("exchange-ticker")
    other.get_by_test_id("argument-add").click()
    other.get_by_test_id("argument-name").fill("pair")
    other.get_by_test_id("argument-value").fill("{{ last.value }}")
    copy = studio.handler(panel, "click", "copy_to_clipboard")
    copy.get_by_test_id("action-text").fill("{{ last.value }}")
    export = studio.handler(panel, "click", "export_data")
    export.get_by_test_id("action-data").fill("{{ feed.messages }}")
    export.get_by_label("As", exact=True).select_option("xlsx")
    export.get_by_test_id("action-file-name").fill("feed")
    playback = studio.handler(panel, "click", "control_playback")
    playback.get_by_label("Playback").select_option("step_back")
    page.keyboard.press("Tab")


EXPECTED = [
    {"type": "run_query", "query": "feed", "arguments": [{"name": "pair", "value": "{{ last.value }}"}]},
    {
        "type": "run_query",
        "query": "load",
        "arguments": [{"name": "depth", "value": "10"}, {"name": "fresh", "value": "{{ true }}"}],
    },
    {"type": "control_widget", "widget": "orders", "method": "setSort", "arguments": ["price", "desc"]},
    {"type": "run_javascript", "code": "last.setValue(1)"},
    {"type": "set_state", "state": "last", "path": "rows[0]", "value": "{{ event.data }}"},
    {"type": "broadcast", "query": "feed", "message": "01ff", "encoding": "hex", "remember": True},
    {"type": "disconnect", "query": "load"},
    {"type": "show_message", "level": "warning", "text": "Sent", "duration_ms": 1_500},
    {"type": "go_to_url", "url": "https://example.com/{{ last.value }}", "new_tab": False},
    {
        "type": "open_app",
        "app": "exchange-ticker",
        "parameters": [{"name": "pair", "value": "{{ last.value }}"}],
        "new_tab": False,
    },
    {"type": "copy_to_clipboard", "text": "{{ last.value }}"},
    {"type": "export_data", "data": "{{ feed.messages }}", "format": "xlsx", "file_name": "feed"},
    {"type": "control_playback", "do": "step_back"},
]


def test_every_action_is_filled_in_by_hand(workshop: Workshop) -> None:
    studio = workshop.open(**PARTS)
    studio.at("outline-send").click()
    studio.tab("Button settings", "Events")
    _actions(studio, studio.panel("Inspector"))
    handlers = workshop.saved(studio)["widgets"][0]["events"]
    assert [handler["action"] for handler in handlers] == EXPECTED
    rows = studio.panel("Inspector").get_by_test_id("handler-click")
    expect(rows.nth(2)).to_contain_text("orders.setSort(price, desc)")
    expect(rows.nth(9)).to_contain_text("Open exchange-ticker with pair = {{ last.value }}")


def test_when_and_how_often_a_handler_acts_is_set_and_said_on_its_row(workshop: Workshop, builder: Person) -> None:
    builder.expects("422")  # both at once, until one of them is cleared
    studio = workshop.open(**PARTS)
    studio.at("outline-send").click()
    studio.tab("Button settings", "Events")
    handler = studio.handler(studio.panel("Inspector"), "click", "disconnect")
    handler.get_by_test_id("handler-pace").click()
    handler.get_by_test_id("handler-only-when").fill("{{ last.value > 100 }}")
    studio.set_unit(handler, "Throttle", "2", "s")
    studio.set_unit(handler, "Delay", "500", "ms")
    studio.set_unit(handler, "Debounce", "300", "ms")
    expect(handler).to_contain_text("Not together with debounce")
    expect(studio.at("save-state")).to_have_attribute("data-state", "invalid")
    studio.set_unit(handler, "Debounce", "", "ms")
    saved = workshop.saved(studio)["widgets"][0]["events"][0]
    assert (saved["only_when"], saved["debounce_ms"], saved["throttle_ms"], saved["delay_ms"]) == (
        "{{ last.value > 100 }}",
        0,
        2_000,
        500,
    )
    handler.get_by_role("button", name=re.compile("Disconnect feed")).click()
    expect(handler).to_contain_text("only when {{ last.value > 100 }}, at most every 2 s, 500 ms later")


def test_a_stream_has_handlers_of_all_its_events(workshop: Workshop) -> None:
    studio = workshop.open(**PARTS)
    studio.choose("feed")
    studio.tab("Query settings", "Events")
    panel = studio.panel("Queries and states").first
    events = ["open", "success", "error", "close", "reconnecting", "gap"]
    for event in events:
        panel.get_by_test_id(f"event-add-{event}").click()
    assert [handler["event"] for handler in workshop.saved(studio)["queries"][0]["events"]] == events


# JavaScript queries, transformers, states, responders


def test_javascript_is_written_run_and_shows_what_it_returns_or_why_it_fails(workshop: Workshop) -> None:
    studio = workshop.open()
    studio.add_javascript("load", "return { pair: args.pair, rows: [1, 2] };")
    studio.tab("JavaScript query settings", "Arguments")
    studio.at("script-argument-add").click()
    studio.at("script-argument-name").fill("pair")
    studio.at("script-argument-value").fill("{{ 'XBT' + '/USD' }}")
    studio.at("javascript-run").click()
    result = studio.at("javascript-result")
    expect(result).to_have_attribute("data-run", "returned")
    expect(result).to_contain_text('"XBT/USD"')
    studio.write(studio.at("javascript-code"), "\nreturn nothing.here;")
    studio.page.keyboard.press("ControlOrMeta+Enter")
    expect(result).to_have_attribute("data-run", "failed")
    expect(result).to_contain_text("nothing is not defined")
    expect(studio.page.get_by_role("complementary", name="Outline and state")).to_contain_text("isFetching")
    studio.tab("JavaScript query settings", "Events")
    studio.add_state("told")
    studio.choose("load")
    studio.tab("JavaScript query settings", "Events")
    studio.on_set_state(studio.panel("Queries and states").first, "failure", "told", "{{ event.message }}")
    studio.at("javascript-run").click()
    studio.choose("told")
    expect(studio.at("state-now")).to_contain_text("nothing is not defined")


def test_a_transformer_and_a_responder_follow_a_state(workshop: Workshop) -> None:
    studio = workshop.open()
    studio.add_state("count")
    studio.page.get_by_label("Type", exact=True).select_option("number")
    studio.write(studio.at("state-initial"), "20")
    studio.add_transformer("doubled", "return count.value * 2;")
    value = studio.at("transformer-value")
    studio.add_state("heard")
    studio.add_responder("watch", "{{ doubled.value }}")
    studio.on_set_state(
        studio.panel("Queries and states").first, "data_change", "heard", "{{ [event.previous, event.data] }}"
    )
    studio.choose("startup")
    studio.at("restart").click()
    studio.choose("doubled")
    expect(value).to_contain_text("40")
    studio.add_javascript("more", "count.setValue(count.value + 1);")
    studio.at("javascript-run").click()
    expect(studio.at("javascript-result")).to_have_attribute("data-run", "returned")
    studio.choose("heard")
    expect(studio.at("state-now")).to_have_text("[40, 42]")
    studio.choose("doubled")
    studio.write(studio.at("transformer-code"), "return count.value.no.such;")
    expect(value.locator(".field-error")).to_contain_text("(line 1)")


def test_renaming_and_deleting_take_along_whatever_says_the_name(workshop: Workshop) -> None:
    studio = workshop.open(**PARTS)
    studio.add_transformer("twice", "return last.value * 2;")
    studio.add_responder("watch", "{{ last.value }}")
    studio.on_set_state(studio.panel("Queries and states").first, "data_change", "last", "{{ twice.value }}")
    studio.choose("last")
    studio.at("state-name").fill("newest")
    studio.at("state-name").press("Enter")
    saved = workshop.saved(studio)
    assert saved["transformers"][0]["code"] == "return newest.value * 2;"
    assert saved["responders"][0]["data"] == "{{ newest.value }}"
    assert saved["responders"][0]["events"][0]["action"]["state"] == "newest"
    studio.at("delete-state").click()
    expect(studio.page.get_by_role("dialog", name="Delete newest")).to_contain_text("1 handler that acts on it")
    studio.at("delete-confirm").click()
    expect(studio.at("item-newest")).to_have_count(0)
    expect(studio.at("canvas")).to_be_focused()  # what the question was asked from is gone
    assert workshop.saved(studio)["responders"][0]["events"] == []


# What runs a query


def test_triggers_and_settings_are_set_for_both_kinds_of_queries(workshop: Workshop) -> None:
    studio = workshop.open(**PARTS)
    editor = studio.panel("Queries and states").first
    studio.choose("feed")
    studio.tab("Query settings", "Triggers")
    studio.page.get_by_label("When the app opens").check()
    studio.page.get_by_label("When an input changes").check()
    studio.set_unit(editor, "After its inputs have been quiet for", "1", "s")
    studio.at("trigger-after").select_option("load")
    studio.set_unit(editor, "After the app has been open for", "5", "s")
    studio.at("query-confirm").fill("Connect?")
    studio.set_unit(editor, "Fails after", "2", "s")
    studio.at("notify-success").fill("Connected")
    studio.choose("load")
    studio.tab("JavaScript query settings", "Triggers")
    studio.set_unit(editor, "Again and again, every", "2", "min")
    studio.page.get_by_label("Cancel the run before").check()
    studio.at("notify-failure").fill("Not loaded")
    saved = workshop.saved(studio)
    feed, load = saved["queries"][0], saved["javascript_queries"][0]
    assert feed["run_on_load"] is True
    assert feed["triggers"] == {"on_input": True, "debounce_ms": 1_000, "after": ["load"], "after_ms": 5_000}
    assert (feed["confirm"], feed["timeout_ms"]) == ("Connect?", 2_000)
    assert feed["notifications"]["success"] == "Connected"
    assert (load["periodic_ms"], load["cancel_previous"]) == (120_000, True)
    assert load["notifications"]["failure"] == "Not loaded"


# Widgets


def test_rows_come_from_the_windows_of_queries_without_code(workshop: Workshop, exchange: Exchange) -> None:
    feeds = [query(name, exchange.url) for name in ("feed", "second")]
    studio = workshop.open(queries=feeds)
    studio.expect_status("open", "feed")
    studio.add_widget("chart", "lines")
    inspector = studio.panel("Inspector")
    inspector.get_by_label("Rows from").select_option("windows")
    studio.at("source-query").select_option("second")
    inspector.get_by_label("Update").select_option("upsert")
    studio.at("source-key").fill("event")
    studio.at("condition-add").click()
    # What the newest message has is offered.
    expect(studio.page.locator('datalist option[value="event"]')).to_have_count(1)
    studio.at("condition-field").fill("@at")
    inspector.get_by_label("Condition 1, operator").select_option("greater")
    inspector.get_by_label("Condition 1, value, kind").select_option("number")
    studio.at("condition-value").fill("5")
    studio.at("source-order").fill("@at")
    inspector.get_by_label("Time span").select_option("300")
    assert workshop.saved(studio)["widgets"][0]["properties"]["source"] == {
        "queries": ["feed", "second"],
        "mode": "upsert",
        "key": "event",
        "where": [{"field": "@at", "operator": "greater", "value": 5}],
        "order_by": "@at",
        "span_seconds": 300,
    }


def test_widgets_are_found_put_into_containers_and_shown_as_a_tree(workshop: Workshop) -> None:
    studio = workshop.open()
    studio.at("panel-add").click()
    studio.at("palette-search").fill("layout")
    studio.at("add-widget-tabs").click()
    studio.at("palette-search").fill("")
    studio.page.get_by_label("Put it in").select_option("tabs1 tab2")
    studio.at("add-widget-button").click()
    studio.page.get_by_label("Put it in").select_option("")
    studio.add_widget("text", "note", content="Hello")
    studio.tab("Text settings", "Style")
    studio.panel("Inspector").get_by_label("Inside").select_option("tabs1 tab1")
    studio.at("panel-outline").click()
    levels = studio.page.get_by_role("tree", name="Widgets").get_by_role("treeitem")
    assert [(row.inner_text(), row.get_attribute("aria-level")) for row in levels.all()] == [
        ("tabs1", "1"),
        ("note", "2"),
        ("button1", "2"),
    ]
    saved = {one["name"]: one["parent"] for one in workshop.saved(studio)["widgets"]}
    assert saved["note"] == {"widget": "tabs1", "slot": "tab1"}
    assert saved["button1"] == {"widget": "tabs1", "slot": "tab2"}
    studio.at("outline-tabs1").click()
    studio.at("delete-widget").click()
    expect(studio.page.get_by_role("dialog", name="Delete tabs1")).to_contain_text("2 widgets inside go with it")
    studio.at("delete-confirm").click()
    expect(studio.at("canvas")).to_be_focused()
    assert workshop.saved(studio)["widgets"] == []


def test_a_tab_with_widgets_in_it_is_removed_after_a_question(workshop: Workshop) -> None:
    inside = {"parent": {"widget": "sides", "slot": "tab2"}}
    studio = workshop.open(widgets=[widget("tabs", "sides"), widget("button", "send", **inside)])
    studio.at("outline-sides").click()
    studio.at("tab-key").nth(1).fill("orders")
    studio.at("tab-key").nth(1).press("Enter")
    studio.at("tab-title").nth(1).fill("Orders")
    assert workshop.saved(studio)["widgets"][1]["parent"] == {"widget": "sides", "slot": "orders"}
    studio.page.get_by_role("button", name="Remove Orders").click()
    studio.at("tab-move-inside").click()
    saved = workshop.saved(studio)["widgets"]
    assert saved[0]["properties"]["tabs"] == [{"key": "tab1", "title": "Tab 1"}]
    assert saved[1]["parent"] == {"widget": "sides", "slot": "tab1"}


def test_thresholds_of_a_gauge_are_set(workshop: Workshop) -> None:
    studio = workshop.open(widgets=[widget("gauge", "heat")])
    studio.at("outline-heat").click()
    studio.at("threshold-add").click()
    studio.page.get_by_label("Threshold 1, from").fill("62.5")
    studio.page.keyboard.press("Tab")
    studio.page.get_by_label("Threshold 1, tone").select_option("fail")
    assert workshop.saved(studio)["widgets"][0]["properties"]["thresholds"] == [{"at": 62.5, "tone": "fail"}]


def test_how_viewers_see_the_app_is_set_for_the_whole_of_it(workshop: Workshop) -> None:
    studio = workshop.open()
    studio.at("panel-settings").click()
    studio.page.get_by_label("Theme", exact=True).select_option("dark")
    studio.page.get_by_label("Pause and step back").uncheck()
    assert workshop.saved(studio)["appearance"] == {"theme": "dark", "header": True, "playback": False}


def test_a_fault_of_the_server_shows_at_its_field_and_leads_there(workshop: Workshop, builder: Person) -> None:
    builder.expects("422")
    studio = workshop.open(**PARTS)
    studio.choose("load")
    studio.tab("JavaScript query settings", "Arguments")
    studio.at("script-argument-name").fill("not a name")
    expect(studio.panel("Arguments").first).to_contain_text("is not a name")
    expect(studio.at("item-load").get_by_title("Not valid yet")).to_be_visible()
    studio.choose("startup")
    studio.page.get_by_role("button", name="Not saved: 1 problem").click()
    studio.page.get_by_role("button", name=re.compile("load · arguments 1 · name")).click()
    expect(studio.at("javascript-name")).to_have_value("load")
