"""What a builder hangs on buttons and triggers, with and without code: playback, messages, apps, queries, names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.fakes.behaviours import Echo
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .documents import Json, button, document, query, run, shown
from .person import Person
from .viewer import Viewer

LEVELS = ("info", "success", "warning", "error")
PLAYBACK = ("pause", "resume", "toggle", "step_back", "step_forward")


def act(name: str, action: Json) -> Json:
    """A button whose click does one action, without code."""
    one = {"event": "click", "action": action}
    return {"type": "button", "name": name, "properties": {"text": name}, "events": [one]}


def note(widget: str, event: str) -> Json:
    return run(event, f"heard.setValue([...heard.value, ['{widget} {event}', event.data]])")


@pytest.fixture(scope="module")
def upstream() -> Iterator[UpstreamThread]:
    with UpstreamThread(Echo()) as upstream:
        yield upstream


@pytest.fixture(scope="module")
def others() -> Iterator[UpstreamThread]:
    """Of the streams that aren't stepped through."""
    with UpstreamThread(Echo()) as upstream:
        yield upstream


@pytest.fixture(scope="module")
def sister(system: System) -> Json:
    made: Json = system.make_app(document([], [shown("url_", "url.query")]), "Sister of buttons", "public")
    return made


@pytest.fixture(scope="module")
def app(system: System, upstream: UpstreamThread, others: UpstreamThread, sister: Json) -> Json:
    pair: Json = {"parameters": [{"name": "pair", "default": "none"}], "run_on_load": False}
    at = others.url
    queries = [
        query("feed", upstream.url, run("open", "connections.setValue(connections.value + 1)"), format="text"),
        query("line", at + "line-{{ params.pair }}", format="text", **pair),
        query("chained", at + "chained", run_on_load=False, triggers={"after": ["first"]}),
        query("timed", at + "timed", run_on_load=False, triggers={"after_ms": 100}),
    ]
    slug = sister["slug"]
    codes = {
        "pauses": "playback.pause()",
        "resumes": "playback.resume()",
        "back2": "playback.stepBack(2)",
        "forward": "playback.stepForward()",
        "seeks": "playback.seek(feed.entries[0].at)",
        "joins": "line.run({ pair: 'XBT' })",
        "leaves": "line.disconnect()",
        "says": "await feed.broadcast('said', { remember: 'greeting' }); heard.setValue([...heard.value, 'sent'])",
        "forgets": "await feed.forget('greeting'); heard.setValue([...heard.value, 'forgotten'])",
        "marks": "feed.broadcast('after it')",
        "runs": "first.run()",
        "keeps": "localStorage.setItem('a', 1); localStorage.setItem('b', 2)",
        "clears": "localStorage.clear()",
        "opens": f"utils.openApp('{slug}', {{ query: {{ pair: 'ADA' }}, newTab: true }})",
    }
    widgets: list[Json] = [
        *[act(do, {"type": "control_playback", "do": do}) for do in PLAYBACK],
        *[act(level, {"type": "show_message", "level": level, "text": "{{ 'Of ' + 'LEVEL' }}".replace("LEVEL", level)})
          for level in LEVELS],
        act("beside", {"type": "open_app", "app": slug, "new_tab": True}),
        *[button(name, code) for name, code in codes.items()],
        {"type": "text_area", "name": "area", "events": [note("area", "focus"), note("area", "blur")]},
        {
            "type": "json",
            "name": "tree",
            "properties": {"data": "{{ { a: { b: 7 } } }}"},
            "events": [note("tree", "value_click")],
        },
        {"type": "stat", "name": "total", "properties": {"value": "7"}, "events": [note("total", "click")]},
        {"type": "gauge", "name": "heat", "properties": {"value": "40"}, "events": [note("heat", "click")]},
        shown("heard_", "heard.value"),
        shown("feed_", "[feed.status, playback.paused, feed.messages]"),
        shown("queries_", "[line.status, line.params.pair, chained.status, chained.triggerType, timed.triggerType]"),
        shown("opened_", "connections.value"),
        shown("names", "[currentUser.email, localStorage.length, localStorage.values]"),
    ]  # fmt: skip
    heights = {"json": 4, "gauge": 4, "text_area": 3, "text": 3}
    x = y = 0
    for widget in widgets:
        small = widget["type"] == "button"
        h = heights.get(widget["type"], 2 if not small else 1)
        widget["layout"] = {"x": x, "y": y, "w": 1 if small else 12, "h": h}
        x, y = (x + 1, y) if small and x < 11 else (0, y + h)
    made = document(queries, widgets) | {
        "states": [{"name": "heard", "initial": []}, {"name": "connections", "initial": 0}]
    }
    made["javascript_queries"] = [{"kind": "javascript", "name": "first", "code": "return 1"}]
    published: Json = system.make_app(made, "By button", "public")
    return published


@pytest.fixture
def viewer(app: Json, visitor: Person) -> Viewer:
    viewer = visitor.view(app)
    expect_value(viewer, "feed_", ["open", False, []])
    return viewer


def press(viewer: Viewer, *names: str) -> None:
    for name in names:
        viewer.widget(name).get_by_role("button").click()


def expect_value(viewer: Viewer, name: str, value: Any) -> None:  # Any: JSON
    viewer.wait(lambda: viewer.value(name) == value, f"{name} to be {value}, not {viewer.value(name)}")


def expect_feed(viewer: Viewer, paused: bool, *messages: str) -> None:
    expect_value(viewer, "feed_", ["open", paused, list(messages)])


def test_playback_is_controlled_by_actions_without_code(viewer: Viewer, upstream: UpstreamThread) -> None:
    upstream.send("1", "2", "3")
    expect_feed(viewer, False, "1", "2", "3")
    press(viewer, "pause")
    expect_feed(viewer, True, "1", "2", "3")
    upstream.send("4")
    expect(viewer.player.get_by_role("region", name="Paused")).to_contain_text("1 newer message")
    press(viewer, "step_back", "step_back")
    expect_feed(viewer, True, "1")
    press(viewer, "step_forward")
    expect_feed(viewer, True, "1", "2")
    press(viewer, "resume")
    expect_feed(viewer, False, "1", "2", "3", "4")
    press(viewer, "toggle")
    expect_feed(viewer, True, "1", "2", "3", "4")
    press(viewer, "toggle")
    expect_feed(viewer, False, "1", "2", "3", "4")


def test_playback_is_controlled_by_code(viewer: Viewer, upstream: UpstreamThread) -> None:
    upstream.send("1")
    expect_feed(viewer, False, "1")
    upstream.send("2", "3")
    expect_feed(viewer, False, "1", "2", "3")
    press(viewer, "pauses", "back2")
    expect_feed(viewer, True, "1")
    press(viewer, "forward")
    expect_feed(viewer, True, "1", "2")
    press(viewer, "seeks")  # to the first, which came before the others
    expect_feed(viewer, True, "1")
    press(viewer, "resumes")
    expect_feed(viewer, False, "1", "2", "3")


def test_a_message_of_each_level_looks_like_it(viewer: Viewer) -> None:
    for level in LEVELS:
        press(viewer, level)
        expect(viewer.player.locator(f".toast.{level}", has_text=f"Of {level}")).to_be_visible()


def test_an_app_opens_in_a_tab_of_its_own_by_action_and_code(viewer: Viewer, sister: Json) -> None:
    for name, parameters in (("beside", {}), ("opens", {"pair": "ADA"})):
        with viewer.page.expect_popup() as popup:
            press(viewer, name)
        other = Viewer(popup.value)
        other.page.wait_for_url(f"**/a/{sister['slug']}/**")
        expect_value(other, "url_", parameters)


def test_a_stream_is_run_with_parameters_and_left_by_code(viewer: Viewer, others: UpstreamThread) -> None:
    press(viewer, "joins")
    viewer.wait(lambda: viewer.value("queries_")[:2] == ["open", "XBT"], "the stream of XBT")
    assert any(visit.path.endswith("/line-XBT") for visit in others.opened)
    press(viewer, "leaves")
    viewer.wait(lambda: viewer.value("queries_")[0] == "closed", "the closed stream")


def test_streams_run_after_a_time_and_after_another_query(viewer: Viewer) -> None:
    viewer.wait(lambda: viewer.value("queries_")[4] == "timeout", "the stream that runs after a time")
    assert viewer.value("queries_")[2] == "idle"
    press(viewer, "runs")
    viewer.wait(lambda: viewer.value("queries_")[2:4] == ["open", "after"], "the stream that runs after another query")


def test_what_is_remembered_by_a_name_can_be_forgotten(viewer: Viewer, upstream: UpstreamThread) -> None:
    press(viewer, "says")
    expect_value(viewer, "heard_", ["sent"])
    expect_feed(viewer, False, "said")
    upstream.drop()
    expect_feed(viewer, False, "said", "said")
    press(viewer, "forgets")
    expect_value(viewer, "heard_", ["sent", "forgotten"])
    before = viewer.value("opened_")
    upstream.drop()
    viewer.wait(lambda: viewer.value("opened_") > before, "another connection")
    press(viewer, "marks")
    expect_feed(viewer, False, "said", "said", "after it")


def test_what_an_app_keeps_is_cleared_and_a_visitor_has_no_address(viewer: Viewer) -> None:
    expect_value(viewer, "names", [None, 0, {}])
    press(viewer, "keeps")
    expect_value(viewer, "names", [None, 2, {"a": 1, "b": 2}])
    press(viewer, "clears")
    expect_value(viewer, "names", [None, 0, {}])


def test_an_area_tells_that_it_is_entered_and_left(viewer: Viewer) -> None:
    viewer.widget("area").get_by_role("textbox").click()
    expect_value(viewer, "heard_", [["area focus", None]])
    viewer.page.keyboard.press("Tab")
    expect_value(viewer, "heard_", [["area focus", None], ["area blur", None]])


def test_a_value_of_a_tree_a_figure_and_a_gauge_are_clicked(viewer: Viewer) -> None:
    viewer.widget("tree").get_by_role("treeitem").filter(has_text="b").last.click()
    viewer.widget("total").get_by_role("button").click()
    viewer.widget("heat").get_by_role("button").press("Enter")
    heard = [["tree value_click", {"path": "a.b", "value": 7}], ["total click", "7"], ["heat click", 40]]
    expect_value(viewer, "heard_", heard)
