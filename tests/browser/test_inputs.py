"""Inputs, by mouse and keyboard: every event, method and state, and what is told of a mistake."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, expect

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import ROOT, System

from .conftest import Come
from .documents import Json, button, document, query, run, shown, stat
from .viewer import Viewer

SIZES: Final = ["Small", {"value": 2, "label": "Medium"}, {"value": 3, "label": "Huge", "disabled": True}, "Large"]

# Type, name, properties, events.
INPUTS: Final[tuple[tuple[str, str, Json, tuple[str, ...]], ...]] = (
    ("input", "line", {"label": "Line", "value": "{{ start.value.line }}"}, ("change", "submit", "focus", "blur")),
    ("input", "mail", {"label": "Mail", "kind": "email", "required": True}, ("submit",)),
    (
        "number",
        "number",
        {"label": "Number", "unit": "kg", "min": "0", "max": "10", "step": "0.1"},
        ("change", "submit"),
    ),
    ("select", "size", {"label": "Size", "options": "{{ sizes.value }}", "clearable": True}, ("change",)),
    (
        "multi_select",
        "tags",
        {"label": "Tags", "options": "red, green, blue, grey", "value": "{{ start.value.tags }}"},
        ("change",),
    ),
    ("switch", "power", {"label": "Power", "value": "{{ start.value.power }}"}, ("change",)),
    ("checkbox", "agreed", {"label": "Agreed"}, ("change",)),
    ("slider", "level", {"label": "Level", "value": "20", "unit": "%"}, ("change", "slide")),
    ("date_time", "moment", {"label": "Moment", "min": "2026-01-01"}, ("change",)),
    ("date_time", "day", {"label": "Day", "kind": "date", "value": "{{ 1774828800 }}"}, ("change",)),
    ("date_time", "clock", {"label": "Clock", "kind": "time"}, ("change",)),
    ("text_area", "area", {"label": "Area"}, ("change", "submit", "focus", "blur")),
)
NAMES: Final = [name for _, name, _, _ in INPUTS]
EMPTY: Final[Json] = {"number": None, "size": None, "tags": [], "power": False, "agreed": False, "level": None}


def _everything(**extra: Any) -> Json:
    """All inputs; events are noted in `log`; `apply` calls what `target`, `method` and `argument` say."""
    widgets: list[Json] = []
    for at, (kind, name, properties, events) in enumerate(INPUTS):
        tall = kind == "text_area"
        note = f"log.setValue([...log.value, ['{name}', event.type, event.data]].slice(-8))"
        widgets.append(
            {
                "type": kind,
                "name": name,
                "layout": {"x": 3 * (at % 4), "y": at // 4, "w": 3, "h": 2 if tall else 1},
                "properties": properties | extra,
                "events": [run(event, note) for event in events],
            }
        )
    of = "({" + ", ".join(NAMES) + ", go})"
    control = [
        {"type": "input", "name": "target", "properties": {"label": "Target"}},
        {"type": "input", "name": "argument", "properties": {"label": "Argument"}},
        {"type": "input", "name": "method", "properties": {"label": "Method"}},
        button("apply", f"{of}[target.value][method.value](...(argument.value ? [JSON.parse(argument.value)] : []))"),
        {
            "type": "button",
            "name": "go",
            "properties": {
                "text": "Go",
                "variant": "primary",
                "disabled": "{{ power.value }}",
                "loading": "{{ agreed.value }}",
            },
            "events": [run("click", "log.setValue([...log.value, ['go', event.type, event.data]].slice(-8))")],
        },
        button("restart", "start.setValue({ line: 'two', tags: ['blue'], power: true })"),
    ]
    for at, widget in enumerate(control):
        widget["layout"] = {"x": 2 * at, "y": 5, "w": 2, "h": 1}
    values = "{" + ", ".join(f"{name}: {name}.value" for name in NAMES) + ", valid: mail.valid}"
    looks = [shown("values", values), shown("events", "log.value")]
    for at, widget in enumerate(looks):
        widget["layout"] = {"x": 6 * at, "y": 6, "w": 6, "h": 6}
    return {
        "states": [
            {"name": "log", "initial": []},
            {"name": "sizes", "initial": SIZES},
            {"name": "start", "initial": {"line": "one", "tags": ["red"], "power": False}},
        ],
        "widgets": [*widgets, *control, *looks],
    }


@pytest.fixture(scope="module")
def app(system: System) -> Json:
    return system.make_app(_everything(), "Inputs", "public")


@pytest.fixture
def viewer(app: Json, come: Come) -> Viewer:
    viewer = come(signed_in=False).view(app)
    expect(viewer.widget("line").get_by_label("Line")).to_have_value("one")
    return viewer


class Form:
    """The app of `_everything`, used."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    def field(self, name: str) -> Locator:
        return self.viewer.widget(name).locator("input, select, textarea").first

    def expect_value(self, name: str, value: object) -> None:
        """What app code reads."""

        def read() -> bool:
            values = self.viewer.value("values")
            return bool(values) and values[name] == value

        self.viewer.wait(read, f"{name}.value of {value!r}")

    def expect_events(self, *events: list[object]) -> None:
        """The newest events."""
        self.viewer.wait(lambda: self.viewer.value("events")[-len(events) :] == list(events), f"the events {events}")

    def expect_fault(self, name: str, text: str | None) -> None:
        fault = self.viewer.widget(name).locator(".entry-fault")
        if text is None:
            expect(fault).to_have_count(0)
        else:
            expect(fault).to_contain_text(text)

    def call(self, name: str, method: str, *arguments: object) -> None:
        """A method, by app code."""
        self.field("target").fill(name)
        self.field("method").fill(method)
        self.field("argument").fill(json.dumps(arguments[0]) if arguments else "")
        self.viewer.widget("apply").get_by_role("button").click()


@pytest.fixture
def form(viewer: Viewer) -> Form:
    return Form(viewer)


def test_a_line_tells_each_key_enter_and_focus(form: Form) -> None:
    line = form.field("line")
    line.click()
    form.expect_events(["line", "focus", None])
    line.press("End")
    line.press("x")
    form.expect_events(["line", "change", "onex"])
    line.press("Enter")
    form.expect_events(["line", "submit", "onex"])
    line.press("Tab")
    form.expect_events(["line", "submit", "onex"], ["line", "blur", None])
    form.expect_value("line", "onex")


def test_what_is_wrong_with_a_line_is_told_when_it_is_left(form: Form) -> None:
    mail = form.field("mail")
    form.expect_value("valid", False)
    mail.click()
    mail.press_sequentially("ann")
    form.expect_fault("mail", None)
    mail.press("Enter")
    form.expect_fault("mail", "“ann” is no e-mail address")
    expect(mail).to_have_attribute("aria-invalid", "true")
    mail.press_sequentially("@example.org")
    form.expect_fault("mail", None)
    form.expect_value("valid", True)
    mail.press("Enter")
    form.expect_events(["mail", "submit", "ann@example.org"])
    mail.fill("")
    mail.blur()
    form.expect_fault("mail", "This is needed")


def test_several_lines_are_submitted_by_control_and_enter(form: Form) -> None:
    area = form.field("area")
    area.click()
    area.press_sequentially("a")
    area.press("Enter")
    area.press_sequentially("b")
    form.expect_events(["area", "change", "a\nb"])
    area.press("Control+Enter")
    form.expect_events(["area", "submit", "a\nb"])
    form.expect_value("area", "a\nb")


def test_a_number_by_keys_arrows_and_with_a_mistake(form: Form) -> None:
    number = form.field("number")
    number.click()
    number.press_sequentially("0.2")
    form.expect_events(["number", "change", 0.2])
    number.press("ArrowUp")
    form.expect_events(["number", "change", 0.3])
    number.press("PageUp")
    form.expect_events(["number", "change", 1.3])
    number.press("Enter")
    form.expect_events(["number", "submit", 1.3])
    number.fill("12x")
    form.expect_fault("number", "“12x” is not a number")
    form.expect_value("number", None)
    number.fill("1,5")
    form.expect_fault("number", "Write it with a point: 1.5.")
    number.fill("11")
    form.expect_fault("number", "11 is too large. The most is 10.")
    number.press("Enter")
    number.fill("")
    form.expect_fault("number", None)
    number.fill("3")
    form.expect_events(["number", "change", None], ["number", "change", 3])


def test_a_select_by_choosing_typing_ahead_and_clearing(form: Form) -> None:
    size = form.field("size")
    expect(size.locator("option", has_text="Huge")).to_have_attribute("disabled", "")
    size.select_option("Medium")
    form.expect_events(["size", "change", 2])
    size.focus()
    size.press_sequentially("la")
    form.expect_events(["size", "change", "Large"])
    form.viewer.widget("size").get_by_role("button", name="Clear Size").click()
    form.expect_events(["size", "change", None])
    expect(size).to_be_focused()
    form.call("size", "setValue", "Gone")
    form.expect_fault("size", "“Gone” is not among the options")


def test_a_multi_select_by_mouse_and_keys(form: Form) -> None:
    tags = form.field("tags")
    tags.click()
    options = form.viewer.widget("tags").get_by_role("option")
    expect(options).to_have_count(4)
    options.filter(has_text="green").click()
    form.expect_events(["tags", "change", ["red", "green"]])
    tags.press_sequentially("gr")
    expect(options).to_have_count(2)
    tags.press("ArrowDown")
    tags.press("Enter")
    form.expect_events(["tags", "change", ["red", "green", "grey"]])
    tags.press("Escape")
    expect(options).to_have_count(0)
    tags.press("Backspace")
    form.expect_events(["tags", "change", ["red", "green"]])
    form.viewer.widget("tags").get_by_role("button", name="Remove red").click()
    form.expect_value("tags", ["green"])


def test_a_switch_and_a_check_box_by_label_and_space(form: Form) -> None:
    form.viewer.widget("power").get_by_text("Power").click()
    form.expect_events(["power", "change", True])
    expect(form.viewer.player.get_by_role("switch", name="Power")).to_be_checked()
    agreed = form.viewer.player.get_by_role("checkbox", name="Agreed")
    agreed.focus()
    agreed.press("Space")
    form.expect_events(["agreed", "change", True])
    agreed.press("Space")
    form.expect_value("agreed", False)


def test_a_slider_by_dragging_and_by_keys(form: Form) -> None:
    level = form.field("level")
    box = level.bounding_box()
    assert box is not None
    mouse = form.viewer.page.mouse
    mouse.move(box["x"] + 8 + 0.2 * (box["width"] - 16), box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    form.expect_events(["level", "slide", 50])
    expect(form.viewer.widget("level").locator(".entry-bubble")).to_have_css("opacity", "1")
    form.expect_value("level", 50)
    mouse.up()
    form.expect_events(["level", "slide", 50], ["level", "change", 50])
    level.press("ArrowRight")
    form.expect_events(["level", "slide", 51], ["level", "change", 51])
    expect(form.viewer.widget("level").locator("output")).to_have_text("51 %")


def test_a_date_and_a_time_are_local_iso_text(form: Form) -> None:
    form.field("moment").fill("2026-11-21T09:30")
    form.expect_events(["moment", "change", "2026-11-21T09:30"])
    form.field("moment").fill("2025-01-01T00:00")
    form.expect_fault("moment", "2025-01-01 00:00 is too early. The earliest is 2026-01-01 00:00.")
    form.expect_value("moment", None)
    clock = form.field("clock")
    clock.focus()
    clock.press_sequentially("0930PM")
    form.expect_events(["clock", "change", "21:30"])
    form.viewer.wait(lambda: re.fullmatch(r"2026-03-(29|30)", form.viewer.value("values")["day"]), "a day of Unix time")
    day = form.field("day")
    day.focus()
    day.press_sequentially("12312027")
    form.expect_value("day", "2027-12-31")
    assert [e[2] for e in form.viewer.value("events") if e[0] == "day"][-1] == "2027-12-31"
    assert all(not event[2] or event[2] > "1000" for event in form.viewer.value("events"))


@pytest.mark.parametrize(
    ("name", "value", "looks"),
    [
        ("line", "set", "set"),
        ("area", "set", "set"),
        ("number", 7, "7"),
        ("size", "Large", "3"),
        ("level", 70, "70"),
        ("moment", "2026-11-21T10:00", "2026-11-21T10:00"),
    ],
)
def test_app_code_sets_clears_resets_and_focuses(form: Form, name: str, value: object, looks: str) -> None:
    before = form.viewer.value("values")[name]
    form.call(name, "setValue", value)
    form.expect_value(name, value)
    expect(form.field(name)).to_have_value(looks)
    form.call(name, "clear")
    form.expect_value(name, EMPTY.get(name, None if name == "moment" else ""))
    form.call(name, "reset")
    form.expect_value(name, before)
    form.call(name, "focus")
    expect(form.field(name)).to_be_focused()


@pytest.mark.parametrize(("name", "value"), [("tags", ["blue", "grey"]), ("power", True), ("agreed", True)])
def test_app_code_sets_clears_resets_and_focuses_what_has_no_text(form: Form, name: str, value: object) -> None:
    before = form.viewer.value("values")[name]
    form.call(name, "setValue", value)
    form.expect_value(name, value)
    if name == "tags":
        expect(form.viewer.widget(name).locator(".entry-chip")).to_have_text(["blue", "grey"])
    else:
        expect(form.field(name)).to_be_checked()
    form.call(name, "clear")
    form.expect_value(name, EMPTY[name])
    form.call(name, "reset")
    form.expect_value(name, before)
    form.call(name, "focus")
    expect(form.field(name)).to_be_focused()


def test_a_button_is_clicked_by_all_means_but_not_while_disabled_or_loading(form: Form) -> None:
    go = form.viewer.player.get_by_role("button", name="Go")
    go.click()
    form.expect_events(["go", "click", None])
    form.call("go", "click")
    form.expect_events(["go", "click", None], ["go", "click", None])
    form.call("go", "focus")
    expect(go).to_be_focused()
    go.press("Enter")
    clicked: list[object] = ["go", "click", None]
    form.expect_events(clicked, clicked, clicked)
    form.call("agreed", "setValue", True)
    expect(go).to_have_attribute("aria-busy", "true")
    go.click(force=True)
    form.call("go", "click")
    form.call("agreed", "clear")
    form.call("power", "setValue", True)
    expect(go).to_be_disabled()
    assert [event[0] for event in form.viewer.value("events")].count("go") == 3


def test_a_change_of_the_bound_value_replaces_what_was_entered(form: Form) -> None:
    form.field("line").fill("mine")
    form.field("number").fill("12x")
    form.field("tags").click()
    form.viewer.player.get_by_role("option", name="grey").click()
    form.field("tags").press("Escape")
    form.viewer.widget("restart").get_by_role("button").click()
    expect(form.field("line")).to_have_value("two")
    expect(form.viewer.widget("tags").locator(".entry-chip")).to_have_text(["blue"])
    expect(form.field("power")).to_be_checked()
    expect(form.field("number")).to_have_value("12x")  # its own bound value has not changed
    for name, value in {"line": "two", "tags": ["blue"], "power": True}.items():
        form.expect_value(name, value)


def test_typing_fast_beside_fifty_messages_a_second_loses_no_character_and_not_the_caret(
    system: System, come: Come
) -> None:
    with UpstreamThread(Numbered(rate=50)) as upstream:
        field: Json = {"type": "input", "name": "field", "properties": {"label": "Field", "value": "{{ echo.value }}"}}
        field["events"] = [run("change", "echo.setValue(event.data)")]
        noted = {"type": "input", "name": "free", "properties": {"label": "{{ 'Free ' + feed.data.n }}"}}
        app = system.make_app(
            document(
                [query("feed", upstream.url)],
                [field, noted, stat("count", "{{ feed.data.n }}"), shown("both", "[field.value, free.value]")],
                states=("echo",),
            ),
            visibility="public",
        )
        viewer = come(signed_in=False).view(app)
        viewer.wait_number("count", 5)
        text = "The quick brown fox jumps over the lazy dog. " * 2
        for name in ("field", "free"):
            line = viewer.widget(name).locator("input")
            line.click()
            line.press_sequentially(text)
            for _ in range(5):
                line.press("ArrowLeft")
            line.press_sequentially("[here]")
            expected = text[:-5] + "[here]" + text[-5:]
            expect(line).to_have_value(expected)
            assert line.evaluate("field => field.selectionStart") == len(expected) - 5
        viewer.wait(lambda: viewer.value("both") == [expected, expected], "what was typed, in app code")


def test_what_was_entered_survives_a_restart_of_the_engine(system: System, come: Come) -> None:
    with UpstreamThread(Numbered(count=3)) as upstream:
        widgets: list[Json] = [
            {"type": "input", "name": "line", "properties": {"label": "Line", "value": "{{ feed.data.n }}"}},
            {"type": "multi_select", "name": "tags", "properties": {"label": "Tags", "options": "a, b, c"}},
            button("hang", "while (true) {}"),
            shown("values", "[line.value, tags.value, feed.messages.length]"),
        ]
        app = system.make_app(document([query("feed", upstream.url)], widgets), visibility="public")
        viewer = come(signed_in=False).view(app)
        line = viewer.widget("line").locator("input")
        expect(line).to_have_value("3")
        line.fill("mine")
        viewer.widget("tags").locator("input").click()
        viewer.widget("tags").get_by_role("option", name="b").click()
        viewer.widget("tags").locator("input").press("Escape")  # its list lies over the button
        viewer.wait(lambda: viewer.value("values") == ["mine", ["b"], 3], "what was entered")
        viewer.widget("hang").get_by_role("button").click()
        viewer.player.locator("[data-notice=stopped]").wait_for()
        viewer.wait(lambda: viewer.value("values") == ["mine", ["b"], 3], "what was entered, after the restart")
        expect(line).to_have_value("mine")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_inputs_are_sound_for_assistive_technology(app: Json, come: Come, theme: str) -> None:
    viewer = come(signed_in=False, color_scheme=theme).view(app)
    expect(viewer.player.locator("html")).to_have_attribute("data-theme", theme)
    form = Form(viewer)
    form.field("number").fill("12x")
    form.field("line").fill("typed")
    viewer.widget("agreed").get_by_role("checkbox").check()
    form.field("tags").click()
    viewer.widget("tags").get_by_role("option").first.wait_for()
    assert serious(viewer, *NAMES, "go", "apply") == []


def serious(viewer: Viewer, *names: str) -> list[str]:
    """What axe finds in these widgets."""
    viewer.frame.evaluate((ROOT / "static/node_modules/axe-core/axe.min.js").read_text())
    within = [f"[data-widget={name}]" for name in names]
    found = viewer.frame.evaluate("include => axe.run({ include }).then(({ violations }) => violations)", within)
    return [
        f"{fault['id']}: {[node['html'][:200] for node in fault['nodes']]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


def test_five_thousand_options_nulls_and_huge_texts_are_borne(system: System, come: Come) -> None:
    many = "{{ Array.from({ length: 5000 }, (_, n) => ({ value: n, label: 'Option ' + n })) }}"
    widgets: list[Json] = [
        {"type": "select", "name": "one", "properties": {"label": "One", "options": many, "value": "{{ 4999 }}"}},
        {"type": "multi_select", "name": "several", "properties": {"label": "Several", "options": many}},
        {"type": "select", "name": "odd", "properties": {"label": "Odd", "options": "{{ [null, 1, { x: 2 }] }}"}},
        {"type": "select", "name": "wrong", "properties": {"label": "Wrong", "options": "{{ ({ a: 1 }) }}"}},
        {"type": "input", "name": "huge", "properties": {"label": "Huge", "value": "{{ 'x'.repeat(250000) }}"}},
        {"type": "number", "name": "nothing", "properties": {"label": "Nothing", "value": "{{ null }}", "min": "low"}},
        {"type": "slider", "name": "back", "properties": {"label": "Back", "min": "10", "max": "0"}},
        {"type": "input", "name": "broken", "properties": {"label": "Broken", "value": "{{ nobody.knows }}"}},
        {"type": "switch", "name": "off", "properties": {"label": "Off", "disabled": "{{ true }}"}},
    ]
    viewer = come(signed_in=False).view(system.make_app(document([], widgets), visibility="public"))
    expect(viewer.widget("one").locator("select")).to_have_value("4999")
    several = viewer.widget("several").locator("input")
    several.click()
    expect(viewer.widget("several").get_by_role("option")).to_have_count(100)
    expect(viewer.widget("several")).to_contain_text("4,900 more. Type to narrow them down.")
    several.press_sequentially("4999")
    several.press("Enter")
    expect(viewer.widget("several").locator(".entry-chip")).to_have_text("Option 4999")
    faults = {
        "odd": 'Option 3 has no value: {"x":2}',
        "wrong": "The options must be a list, but are an object",
        "huge": "The text has 250,000 characters; the first 100,000 are shown",
        "nothing": "The least is not a number: low",
        "back": "The most (0) must be more than the least (10)",
        "broken": "nobody is not defined",
    }
    for name, fault in faults.items():
        expect(viewer.widget(name).locator(".entry-fault")).to_contain_text(fault)
    expect(viewer.widget("off").locator("input")).to_be_disabled()
    expect(viewer.widget("back").locator("input")).to_be_disabled()
