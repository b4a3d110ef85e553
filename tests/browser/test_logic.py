"""An app's own logic, as a viewer meets it: JavaScript queries, what triggers queries, what is asked and told around a
run, states, transformers, data responders, and the names every app has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.fakes.behaviours import Numbered, Say
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .documents import Json, button, document, query, run, shown, stat, text
from .person import Person
from .viewer import Viewer

LOG = "log.setValue([...log.value, {}])"
# Letter by letter in one task: however loaded the machine is, the typing doesn't rest before its end.
TYPE = """(field, words) => {
  for (let end = 0; end <= words.length; end += 1) {
    field.value = words.slice(0, end);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}"""


def code_query(name: str, code: str, *events: Json, **fields: Any) -> Json:
    return {"name": name, "code": code, "events": list(events), **fields}


def log(what: str) -> str:
    return LOG.format(what)


def field(name: str, value: str = "") -> Json:
    return {"type": "input", "name": name, "properties": {"label": name, "value": value}}


def app_of(system: System, name: str, widgets: list[Json], queries: tuple[Json, ...] = (), **parts: Any) -> Json:
    """A published app with a state `log`, which a text of the same name (and a line below it) shows."""
    made = document(list(queries), [shown("logged", "log.value"), *widgets], startup=parts.pop("startup", ""))
    made |= {"states": [{"name": "log", "initial": []}, *parts.pop("states", ())], **parts}
    return system.make_app(made, name=name, visibility="public")


def click(viewer: Viewer, name: str) -> None:
    viewer.widget(name).get_by_role("button").click()


def wait_value(viewer: Viewer, name: str, value: object) -> None:
    viewer.wait(lambda: viewer.value(name) == value, f"{name} to be {value}, it is {viewer.value(name)}")


def toast(viewer: Viewer, words: str) -> Locator:
    return viewer.player.locator(".toast", has_text=words)


def fill(viewer: Viewer, name: str, words: str) -> None:
    viewer.widget(name).get_by_role("textbox").fill(words)


# JavaScript queries


@pytest.fixture(scope="module")
def code_app(system: System) -> Json:
    wait = "await new Promise((done) => setTimeout(done, args.ms));"
    queries = [
        code_query(
            "sum",
            "if (args.a === 'bad') {\n  throw new TypeError('no number');\n}\nreturn Number(args.a) + args.b",
            run("success", log("event.data")),
            run("failure", log("[event.code, event.message]")),
            arguments=[{"name": "a", "value": "{{ number.value }}"}, {"name": "b", "value": "{{ 10 }}"}],
        ),
        code_query("slow", f"{wait} return args.ms", timeout_ms=300),
        code_query("newest", f"{wait} return args.ms", cancel_previous=True),
        code_query("clock", "ticks.setValue(ticks.value + 1)", periodic_ms=100),
        code_query("hang", "while (true) {}"),
    ]
    catching = ".then((v) => " + log("v") + ", (e) => " + log("e.code ?? e.message") + ")"
    widgets = [
        field("number", "5"),
        button("add", "sum.run().catch(() => {})"),
        button("more", f"sum.run({{b: 100}}){catching}"),
        button("forget", "sum.reset()"),
        button("late", f"slow.run({{ms: 5000}}){catching}"),
        button("both", f"newest.run({{ms: 200}}){catching}; newest.run({{ms: 50}}){catching}"),
        button("dropped", f"newest.run({{ms: 5000}}){catching}; newest.cancel()"),
        button("start", "clock.run()"),
        button("stop", "clock.cancel(); " + log("'stopped'")),
        button("loop", "hang.run()"),
        shown("fields", "[sum.data, sum.success, sum.code, sum.message, sum.isFetching, sum.triggerType]"),
        shown("times", "[sum.runTime >= 0, sum.latestEndTime > 1e12, sum.extra]"),
        stat("ticked", "{{ ticks.value }}"),
    ]
    states = [{"name": "ticks", "initial": 0}]
    return app_of(system, "Logic code", widgets, javascript_queries=queries, states=states)


@pytest.fixture
def code(code_app: Json, visitor: Person) -> Viewer:
    return visitor.view(code_app)


def test_a_javascript_query_runs_with_its_arguments_and_tells_how_it_went(code: Viewer) -> None:
    wait_value(code, "fields", [None, False, "", "", False, "manual"])
    click(code, "add")
    wait_value(code, "logged", [15])
    wait_value(code, "fields", [15, True, "", "", False, "manual"])
    wait_value(code, "times", [True, True, {"running": 0}])
    click(code, "more")
    wait_value(code, "logged", [15, 105, 105])  # the event's and the promise's
    fill(code, "number", "bad")
    click(code, "add")
    wait_value(code, "logged", [15, 105, 105, ["error", "no number"]])
    wait_value(code, "fields", [105, False, "error", "no number", False, "manual"])
    click(code, "forget")
    wait_value(code, "fields", [None, False, "", "", False, "manual"])


def test_a_run_that_takes_too_long_ends_with_timeout(code: Viewer) -> None:
    click(code, "late")
    wait_value(code, "logged", ["timeout"])


def test_a_newer_run_cancels_the_one_before_and_so_does_cancel(code: Viewer) -> None:
    click(code, "both")
    wait_value(code, "logged", ["cancelled", 50])
    click(code, "dropped")
    wait_value(code, "logged", ["cancelled", 50, "cancelled"])


def test_a_periodic_query_runs_until_it_is_cancelled(code: Viewer) -> None:
    click(code, "start")
    code.wait_number("ticked", 3)
    click(code, "stop")
    wait_value(code, "logged", ["stopped"])
    last = code.number("ticked")
    code.page.wait_for_timeout(350)  # nothing to wait for: it is to stay as it is
    assert code.number("ticked") == last


def test_an_endless_query_is_stopped_by_its_name_and_the_rest_goes_on(code: Viewer) -> None:
    click(code, "loop")
    banner = code.player.locator("[data-notice=stopped]")
    expect(banner).to_contain_text("‘hang · code’ did not finish within 3 s and was stopped")
    click(code, "add")
    wait_value(code, "logged", [15])


# What runs queries


@pytest.fixture(scope="module")
def upstream() -> Iterator[UpstreamThread]:
    with UpstreamThread(Say("hello")) as upstream:
        yield upstream


@pytest.fixture(scope="module")
def trigger_app(system: System, upstream: UpstreamThread) -> Json:
    streams = (
        query(
            "line",
            upstream.url + "{{ params.room }}",
            format="text",
            parameters=[{"name": "room", "default": "hall"}],
            arguments=[{"name": "room", "value": "{{ room.value }}"}],
            triggers={"on_input": True, "debounce_ms": 200},
        ),
    )
    queries = [
        code_query("loaded", log("'load ' + loaded.triggerType"), run_on_load=True),
        code_query("delayed", log("'time ' + delayed.triggerType"), triggers={"after_ms": 200}),
        code_query(
            "typed",
            log("'input ' + args.room"),
            arguments=[{"name": "room", "value": "{{ room.value }}"}],
            triggers={"on_input": True, "debounce_ms": 300},
        ),
        code_query("first", "return 1"),
        code_query("second", log("'after ' + second.triggerType"), triggers={"after": ["first"]}),
        code_query("opened", "opens.setValue(opens.value + 1)", triggers={"after": ["line"]}),
        code_query("round", "rounds.setValue(rounds.value + 1)", triggers={"after": ["about"]}),
        code_query("about", "rounds.setValue(rounds.value + 1)", triggers={"after": ["round"]}),
    ]
    widgets = [
        field("room", "hall"),
        button("go", "first.run()"),
        button("circle", "round.run()"),
        stat("opened_", "{{ opens.value }}"),
        stat("rounds_", "{{ rounds.value }}"),
        shown("line_", "[line.status, line.triggerType, line.params.room]"),
        shown("latency_", "line.latency !== null && line.latency >= 0 && line.latency < 10000"),
    ]
    states = [{"name": "opens", "initial": 0}, {"name": "rounds", "initial": 0}]
    return app_of(system, "Logic triggers", widgets, streams, javascript_queries=queries, states=states)


@pytest.fixture
def triggered(trigger_app: Json, visitor: Person) -> Viewer:
    return visitor.view(trigger_app)


def test_on_load_and_after_a_time(triggered: Viewer) -> None:
    wait_value(triggered, "logged", ["load automatic", "time timeout"])


def test_when_an_input_changes_once_typing_rests(triggered: Viewer, upstream: UpstreamThread) -> None:
    wait_value(triggered, "logged", ["load automatic", "time timeout"])
    wait_value(triggered, "line_", ["open", "automatic", "hall"])
    triggered.widget("room").get_by_role("textbox").evaluate(TYPE, "attic")
    wait_value(triggered, "logged", ["load automatic", "time timeout", "input attic"])
    wait_value(triggered, "line_", ["open", "input", "attic"])
    paths = [visit.path for visit in upstream.opened]
    assert paths[-1].endswith("/attic"), paths


def test_after_another_query(triggered: Viewer) -> None:
    wait_value(triggered, "logged", ["load automatic", "time timeout"])
    click(triggered, "go")
    click(triggered, "go")
    wait_value(triggered, "logged", ["load automatic", "time timeout", "after after", "after after"])


def test_after_a_stream_has_opened_and_again_when_it_is_back(triggered: Viewer, upstream: UpstreamThread) -> None:
    triggered.wait_number("opened_", 1)
    upstream.drop()
    triggered.wait_number("opened_", 2)


def test_a_circle_of_queries_ends(triggered: Viewer) -> None:
    click(triggered, "circle")
    triggered.wait_number("rounds_", 2)
    click(triggered, "go")
    triggered.wait(lambda: "after after" in (triggered.value("logged") or []), "the app to go on")
    assert triggered.number("rounds_") == 2


def test_latency_is_known_once_a_message_came_live(triggered: Viewer, upstream: UpstreamThread) -> None:
    wait_value(triggered, "line_", ["open", "automatic", "hall"])
    upstream.send("live")
    wait_value(triggered, "latency_", True)


# Around a run


@pytest.fixture(scope="module")
def asking_app(system: System, upstream: UpstreamThread) -> Json:
    told = {"success": "Done: {{ careful.data }}", "failure": "Failed", "duration_ms": 30_000}
    queries = [
        code_query("careful", "if (args.bad) throw new Error('no'); return 7", confirm="Run {{ 1 + 1 }} times?"),
    ]
    queries[0]["notifications"] = told
    connected = {"success": "Connected to {{ asked.params.room }}"}
    streams = (
        query(
            "asked",
            upstream.url,
            format="text",
            confirm="Connect?",
            notifications=connected,
            parameters=[{"name": "room", "default": "hall"}],
        ),
    )
    catching = ".then((v) => " + log("v") + ", (e) => " + log("e.code ?? e.message") + ")"
    widgets = [
        button("go", f"careful.run(){catching}"),
        button("wrong", f"careful.run({{bad: true}}){catching}"),
        shown("asked_", "asked.status"),
    ]
    return app_of(system, "Logic asking", widgets, streams, javascript_queries=queries)


@pytest.fixture
def asking(asking_app: Json, visitor: Person) -> Viewer:
    return visitor.view(asking_app)


def answer(viewer: Viewer, words: str, label: str) -> None:
    dialog = viewer.player.get_by_role("dialog").filter(has_text=words)
    dialog.get_by_role("button", name=label).click()
    expect(dialog).to_have_count(0)


def test_a_stream_that_asks_is_not_opened_before_the_yes(asking: Viewer) -> None:
    expect(asking.player.get_by_role("dialog")).to_contain_text("Connect?")
    wait_value(asking, "asked_", "idle")
    answer(asking, "Connect?", "OK")
    wait_value(asking, "asked_", "open")
    expect(toast(asking, "Connected to hall")).to_be_visible()


def test_a_query_that_asks_and_tells(asking: Viewer) -> None:
    answer(asking, "Connect?", "Cancel")
    wait_value(asking, "asked_", "idle")
    click(asking, "go")
    answer(asking, "Run 2 times?", "Cancel")
    wait_value(asking, "logged", ["declined"])
    click(asking, "go")
    answer(asking, "Run 2 times?", "OK")
    wait_value(asking, "logged", ["declined", 7])
    expect(toast(asking, "Done: 7")).to_be_visible()
    click(asking, "wrong")
    answer(asking, "Run 2 times?", "OK")
    expect(toast(asking, "Failed: no")).to_be_visible()
    wait_value(asking, "logged", ["declined", 7, "no"])


# States, transformers, responders


@pytest.fixture(scope="module")
def state_app(system: System) -> Json:
    states = [
        {"name": "book", "initial": {"bids": [{"price": 1, "size": 2}]}},
        {"name": "ticker", "type": "text"},
        {"name": "amount", "type": "number", "initial": 3},
        {"name": "loops", "initial": 0},
    ]
    transformers = [
        {"name": "best", "code": "const [first] = book.value.bids;\nreturn first.price * amount.value;"},
        {"name": "circular", "code": "return turn.value + 1"},
        {"name": "writes", "code": "amount.setValue(0); return 1"},
    ]
    told = log("[event.previous, event.data]")
    responders = [
        {
            "name": "watch",
            "data": "{{ best.value }}",
            "events": [run("data_change", told)],
        },
        {"name": "own", "data": "{{ loops.value }}", "events": [run("data_change", "loops.setValue(loops.value + 1)")]},
    ]
    widgets = [
        button("part", "book.setIn('bids[0].price', 5)"),
        button("text", "ticker.setValue(['1.5', '2.5'])"),
        button("words", "amount.setValue('7')"),
        button("spoil", "book.setValue({bids: []})"),
        button("again", "book.reset(); amount.reset()"),
        button("spin", "loops.setValue(1)"),
        shown("book_", "book.value"),
        shown("ticker_", "ticker.value.split(',')[1]"),
        shown("best_", "best.value"),
        stat("turn", "{{ circular.value }}"),
        text("forbidden", "{{ writes.value ?? 'refused' }}"),
        stat("looped", "{{ loops.value }}"),
    ]
    parts: Json = {"states": states, "transformers": transformers, "responders": responders}
    return app_of(system, "Logic states", widgets, **parts)


@pytest.fixture
def states(state_app: Json, visitor: Person) -> Viewer:
    return visitor.view(state_app)


def test_a_part_of_a_state_a_state_s_type_and_the_way_back(states: Viewer) -> None:
    wait_value(states, "best_", 3)
    click(states, "part")
    wait_value(states, "book_", {"bids": [{"price": 5, "size": 2}]})
    click(states, "text")
    wait_value(states, "ticker_", "2.5")
    click(states, "words")
    wait_value(states, "best_", 35)
    click(states, "again")
    wait_value(states, "book_", {"bids": [{"price": 1, "size": 2}]})
    wait_value(states, "best_", 3)


def test_a_transformer_keeps_its_last_good_value_and_only_reads(states: Viewer) -> None:
    wait_value(states, "best_", 3)
    click(states, "spoil")
    wait_value(states, "book_", {"bids": []})
    wait_value(states, "best_", 3)
    click(states, "again")
    click(states, "part")
    wait_value(states, "best_", 15)
    expect(states.widget("forbidden")).to_contain_text("refused")


def test_a_responder_tells_of_changes_with_the_value_before(states: Viewer) -> None:
    wait_value(states, "best_", 3)
    wait_value(states, "logged", [])
    click(states, "part")
    wait_value(states, "logged", [[3, 15]])
    click(states, "words")
    wait_value(states, "logged", [[3, 15], [15, 35]])


def test_a_responder_that_fires_itself_is_stopped(states: Viewer) -> None:
    click(states, "spin")
    states.wait_number("looped", 100)
    click(states, "part")
    wait_value(states, "logged", [[3, 15]])
    assert states.number("looped") <= 102


def test_a_circle_is_named_where_it_is_read(states: Viewer) -> None:
    alert = states.widget("turn").get_by_role("alert")
    expect(alert).to_contain_text("turn · value → circular → turn · value")


# The names every app has


@pytest.fixture(scope="module")
def names_app(system: System) -> Json:
    widgets = [
        shown("url_", "[url.query.pair, url.hash]"),
        shown("screen_", "[screen.width, screen.isPhone, screen.isTablet, screen.isDesktop]"),
        button("keep", "localStorage.setItem('pair', {name: 'XBT'})"),
        button("drop", "localStorage.removeItem('pair')"),
        shown("kept", "[localStorage.getItem('pair'), localStorage.keys()]"),
        shown("lodash", "_.sumBy([{n: 1}, {n: 2}], 'n')"),
        shown("day", "dayjs('2024-02-29').add(1, 'year').format('D.M.YYYY')"),
    ]
    return app_of(system, "Logic names", widgets)


def test_url_and_screen(names_app: Json, visitor: Person) -> None:
    viewer = visitor.view(names_app, "?pair=XBT#depth")
    wait_value(viewer, "url_", ["XBT", "#depth"])
    wait_value(viewer, "screen_", [1440, False, False, True])
    viewer.page.set_viewport_size({"width": 800, "height": 700})
    wait_value(viewer, "screen_", [800, False, True, False])
    viewer.page.set_viewport_size({"width": 400, "height": 700})
    wait_value(viewer, "screen_", [400, True, False, False])


def test_what_is_kept_outlives_the_page(names_app: Json, visitor: Person) -> None:
    viewer = visitor.view(names_app)
    wait_value(viewer, "kept", [None, []])
    click(viewer, "keep")
    wait_value(viewer, "kept", [{"name": "XBT"}, ["pair"]])
    viewer.reload()
    wait_value(viewer, "kept", [{"name": "XBT"}, ["pair"]])
    click(viewer, "drop")
    wait_value(viewer, "kept", [None, []])


def _libraries(person: Person) -> list[str]:
    return [request.url for request in person.requests if "lodash" in request.url or "dayjs" in request.url]


def test_libraries_come_only_to_apps_that_mention_them(names_app: Json, state_app: Json, visitor: Person) -> None:
    without = visitor.view(state_app)
    wait_value(without, "best_", 3)
    assert _libraries(visitor) == []
    viewer = visitor.view(names_app)
    wait_value(viewer, "lodash", 3)
    wait_value(viewer, "day", "28.2.2025")
    assert len(_libraries(visitor)) == 2


def test_a_library_that_is_mentioned_later_comes_then(builder: Person, state_app: Json) -> None:
    studio = builder.build(state_app)
    player = studio.page.frame_locator("iframe.app-frame")
    expect(player.locator('[data-widget="best_"]')).to_contain_text("3")
    assert _libraries(builder) == []
    studio.add_widget("text", "sum", content="Sum: {{ _.sum([20, 22]) }}")
    expect(player.locator('[data-widget="sum"]')).to_contain_text("Sum: 42")


# Errors


def test_errors_of_code_that_can_t_be_read_carry_their_line(system: System, builder: Person) -> None:
    """In the studio's console, as their author sees them."""
    app = app_of(
        system,
        "Logic errors",
        [button("broken", "const a = 1;\nconst b = = 2;")],
        javascript_queries=[code_query("bad", "await 1;\n\nreturn (;")],
        startup="window.ready = true;\nif (window.ready {\n}",
    )
    studio = builder.build(app)
    studio.tab("Messages and console", "Console")
    for place in ("script · startup, line 2", "broken · click · handler 1, line 2", "bad · code, line 3"):
        expect(studio.page.get_by_text(place)).to_be_visible()


def test_one_failing_handler_stops_nothing_else(system: System, visitor: Person) -> None:
    with UpstreamThread(Numbered(count=3, rate=50)) as numbers:
        stream = query(
            "numbers",
            numbers.url,
            run("success", "throw new Error('no')"),
            run("success", log("event.data.n")),
        )
        app = app_of(system, "Logic failing", [], (stream,))
        wait_value(visitor.view(app), "logged", [1, 2, 3])
