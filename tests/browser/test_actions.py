"""Every action of an event handler, and how it is paced, as a viewer triggers it: a button in a published app."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.fakes.behaviours import Echo
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .documents import Json, button, document, query, shown
from .person import Person
from .viewer import Viewer

SHEET: Final = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
ROWS: Final = [
    {"pair": "XBT/EUR", "price": 5541.2, "up": True, "at": "2026-01-02T03:04:05Z", "more": {"a": 1}},
    {"pair": '=HYPERLINK("http://evil")', "price": -3, "up": False, "at": "2026-01-02T03:04:06Z", "extra": 'a "b", c'},
]


def press(name: str, action: Json, **handler: Any) -> Json:
    """A button whose click does this one action."""
    event = {"event": "click", "action": action, **handler}
    return {"type": "button", "name": name, "properties": {"text": name}, "events": [event]}


def field(name: str, value: str = "") -> Json:
    return {"type": "input", "name": name, "properties": {"label": name, "value": value}}


def url(name: str, address: str, new_tab: bool = True) -> Json:
    return press(name, {"type": "go_to_url", "url": address, "new_tab": new_tab})


def export(name: str, data: str, form: str, file_name: str = "prices") -> Json:
    return press(name, {"type": "export_data", "data": data, "format": form, "file_name": file_name})


def add(to: str) -> Json:
    """Adds what the click was the how-manieth of to a list; the list shows which clicks came through, in order."""
    return {"type": "run_javascript", "code": f"{to}.setValue([...({to}.value ?? []), window.clicks])"}


@pytest.fixture(scope="module")
def upstream() -> Iterator[UpstreamThread]:
    with UpstreamThread(Echo()) as upstream:
        yield upstream


@pytest.fixture(scope="module")
def app(system: System, upstream: UpstreamThread) -> Json:
    """One app with a button for each action."""
    hello = [{"kind": "text", "text": "hello {{ params.name }}"}]
    named = query(
        "named",
        upstream.url,
        run_on_load=False,
        format="text",
        parameters=[{"name": "name", "default": "nobody"}],
        on_connect=hello,
    )
    spoken = query("spoken", upstream.url, format="text", window=100)
    count = {"event": "click", "action": {"type": "run_javascript", "code": "window.clicks = (window.clicks ?? 0) + 1"}}
    slow: Json = {"type": "button", "name": "many", "properties": {"text": "many"}}
    slow["events"] = [
        count,
        {"event": "click", "action": add("all")},
        {"event": "click", "action": add("even"), "only_when": "{{ window.clicks % 2 === 0 }}"},
        {"event": "click", "action": add("quiet"), "debounce_ms": 700},
        {"event": "click", "action": add("seldom"), "throttle_ms": 700},
        {"event": "click", "action": add("later"), "delay_ms": 700},
    ]
    add_up = {
        "kind": "javascript",
        "name": "add_up",
        "code": "await new Promise((done) => setTimeout(done, args.ms)); sum.setValue(args.a + args.b)",
        "timeout_ms": 0,
        "arguments": [
            {"name": "a", "value": "{{ 1 }}"},
            {"name": "b", "value": "{{ 10 }}"},
            {"name": "ms", "value": "{{ 0 }}"},
        ],
    }
    two = [{"name": "a", "value": "{{ who.value.length }}"}]
    slowly = [*two, {"name": "ms", "value": "{{ 60_000 }}"}]  # it is given up long before
    data = f"{{{{ {json.dumps(ROWS)} }}}}"
    widgets = [
        field("who", "Ada"),
        press(
            "run", {"type": "run_query", "query": "named", "arguments": [{"name": "name", "value": "{{ who.value }}"}]}
        ),
        press("plain", {"type": "run_query", "query": "named"}),
        press("stop", {"type": "disconnect", "query": "named"}),
        press("sum_up", {"type": "run_query", "query": "add_up", "arguments": two}),
        press("sum_up_slowly", {"type": "run_query", "query": "add_up", "arguments": slowly}),
        press("give_up", {"type": "disconnect", "query": "add_up"}),
        press("fill", {"type": "control_widget", "widget": "who", "method": "setValue", "arguments": ["Grace"]}),
        press("empty", {"type": "control_widget", "widget": "who", "method": "clear"}),
        press("wrong", {"type": "control_widget", "widget": "who", "method": "constructor"}),
        press("whole", {"type": "set_state", "state": "position", "value": "{{ ({ pairs: [{ price: 1 }] }) }}"}),
        press("part", {"type": "set_state", "state": "position", "path": "pairs[0].price", "value": "{{ 2 }}"}),
        press("say", {"type": "broadcast", "query": "spoken", "message": "said by {{ who.value }}"}),
        press("hex", {"type": "broadcast", "query": "spoken", "message": "00 ff 10", "encoding": "hex"}),
        press("base64", {"type": "broadcast", "query": "spoken", "message": "AP8Q", "encoding": "base64"}),
        press("always", {"type": "broadcast", "query": "spoken", "message": "remembered", "remember": True}),
        press(
            "toast", {"type": "show_message", "level": "success", "text": "Hello {{ who.value }}", "duration_ms": 2_000}
        ),
        url("here", "/healthz"),
        url("away", "https://away.example/in?x=1"),
        url("elsewhere", "https://away.example/same", new_tab=False),
        url("script", "javascript:document.body.innerHTML='owned'"),
        url("disguised", "https://kraken.com@away.example/"),
        url("mail", "mailto:ada@example.com"),
        press(
            "sister",
            {"type": "open_app", "app": "test-actions-2", "parameters": [{"name": "pair", "value": "XBT/{{ 'EUR' }}"}]},
        ),
        press("climb", {"type": "open_app", "app": "../../apps/1"}),
        press("copy", {"type": "copy_to_clipboard", "text": "{{ ({ pair: who.value }) }}"}),
        export("txt", "{{ ['one', { two: 2 }] }}", "txt"),
        export("json", data, "json"),
        export("csv", data, "csv", "../../etc/pass\\wd:\u202egpj"),
        export("xlsx", data, "xlsx"),
        slow,
        button("code", "await utils.copyToClipboard('from code'); utils.showMessage('copied');"),
        shown("position_", "position.value"),
        shown("named_", "[named.status, named.data]"),
        shown("sum_", "[sum.value, add_up.isFetching]"),
        shown("spoken_", "spoken.messages"),
        *[shown(f"{name}_", f"{name}.value") for name in ("all", "even", "quiet", "seldom", "later")],
    ]
    states = ("position", "sum", "all", "even", "quiet", "seldom", "later")
    made = document([named, spoken], widgets, states=states)
    made["javascript_queries"] = [add_up]
    return system.make_app(made, name="Test actions", visibility="public")


@pytest.fixture(scope="module")
def sister(system: System) -> Json:
    """The app that another one opens."""
    return system.make_app(document([], [shown("url_", "url.query")]), name="Test actions 2", visibility="public")


@pytest.fixture
def viewer(app: Json, visitor: Person) -> Viewer:
    visitor.expects(r"favicon\.ico")  # of pages that are no HTML, in a tab of their own
    return visitor.view(app)


def click(viewer: Viewer, name: str) -> None:
    viewer.widget(name).get_by_role("button").click()


def question(viewer: Viewer) -> Locator:
    """What the page around the app asks; it is outside the sandbox."""
    return viewer.page.locator("dialog.question")


def said(viewer: Viewer, text: str) -> None:
    expect(viewer.player.locator(".toast", has_text=text)).to_be_visible()


def wait_value(viewer: Viewer, name: str, value: object) -> None:
    viewer.wait(lambda: viewer.value(name) == value, f"{name} to be {value}, it is {viewer.value(name)}")


def saved(viewer: Viewer, name: str) -> tuple[str, bytes]:
    """Press a button that saves a file: its name and what is in it."""
    with viewer.page.expect_download() as coming:
        click(viewer, name)
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


# Queries


def test_run_query_takes_its_arguments_when_it_is_pressed(viewer: Viewer) -> None:
    click(viewer, "run")
    wait_value(viewer, "named_", ["open", "hello Ada"])
    viewer.widget("who").get_by_role("textbox").fill("Grace")
    click(viewer, "run")
    wait_value(viewer, "named_", ["open", "hello Grace"])
    click(viewer, "plain")  # nothing given: the parameter's default
    wait_value(viewer, "named_", ["open", "hello nobody"])
    click(viewer, "stop")
    viewer.wait(lambda: viewer.value("named_")[0] == "closed", "the query to be closed")


def test_a_javascript_query_is_run_and_given_up(viewer: Viewer) -> None:
    click(viewer, "sum_up")
    wait_value(viewer, "sum_", [13, False])
    viewer.widget("who").get_by_role("textbox").fill("Grace")
    click(viewer, "sum_up_slowly")
    wait_value(viewer, "sum_", [13, True])
    click(viewer, "give_up")
    wait_value(viewer, "sum_", [13, False])


def test_broadcast_sends_texts_and_bytes(viewer: Viewer, upstream: UpstreamThread) -> None:
    viewer.expect_status("spoken", "open")
    before = len(upstream.messages)
    click(viewer, "say")
    wait_value(viewer, "spoken_", ["said by Ada"])
    click(viewer, "hex")
    click(viewer, "base64")
    viewer.wait(lambda: len(upstream.messages) == before + 3, "the bytes at the upstream")
    assert upstream.messages[before:] == ["said by Ada", b"\x00\xff\x10", b"\x00\xff\x10"]


def test_a_remembered_broadcast_is_sent_again_after_a_reconnect(viewer: Viewer, upstream: UpstreamThread) -> None:
    viewer.expect_status("spoken", "open")
    click(viewer, "always")
    wait_value(viewer, "spoken_", ["remembered"])
    upstream.drop()
    wait_value(viewer, "spoken_", ["remembered", "remembered"])


# The app's own


def test_control_widget_calls_its_methods(viewer: Viewer) -> None:
    who = viewer.widget("who").get_by_role("textbox")
    click(viewer, "fill")
    expect(who).to_have_value("Grace")
    click(viewer, "empty")
    expect(who).to_have_value("")
    click(viewer, "wrong")  # nothing happens, and nothing breaks
    click(viewer, "fill")
    expect(who).to_have_value("Grace")


def test_set_state_gives_the_whole_or_a_part(viewer: Viewer) -> None:
    click(viewer, "whole")
    wait_value(viewer, "position_", {"pairs": [{"price": 1}]})
    click(viewer, "part")
    wait_value(viewer, "position_", {"pairs": [{"price": 2}]})


def test_show_message_shows_it_for_a_while(viewer: Viewer) -> None:
    click(viewer, "toast")
    toast = viewer.player.locator(".toast.success", has_text="Hello Ada")
    expect(toast).to_be_visible()
    expect(toast).to_be_hidden()


# Out of the app


def test_an_address_of_this_site_opens_at_once(viewer: Viewer) -> None:
    with viewer.page.expect_popup() as popup:
        click(viewer, "here")
    assert popup.value.url.endswith("/healthz")
    assert popup.value.evaluate("window.opener") is None


def test_another_site_is_opened_only_with_the_viewers_yes(viewer: Viewer) -> None:
    went = _stand_in(viewer.page)
    click(viewer, "away")
    expect(question(viewer).locator(".key")).to_have_text("away.example")
    expect(question(viewer)).to_contain_text("https://away.example/in?x=1")
    question(viewer).get_by_role("button", name="Cancel").click()
    expect(question(viewer)).to_have_count(0)
    assert went == []
    click(viewer, "away")
    with viewer.page.expect_popup() as popup:
        question(viewer).get_by_role("button", name="Open").click()
    popup.value.wait_for_url("https://away.example/in?x=1")
    assert popup.value.evaluate("window.opener") is None
    assert popup.value.evaluate("document.referrer") == ""


def test_another_site_can_take_the_place_of_this_tab(viewer: Viewer) -> None:
    _stand_in(viewer.page)
    click(viewer, "elsewhere")
    question(viewer).get_by_role("button", name="Open").click()
    viewer.page.wait_for_url("https://away.example/same")


def test_an_address_that_is_none_is_refused_and_the_app_goes_on(viewer: Viewer) -> None:
    for name in ("script", "disguised", "climb"):
        click(viewer, name)
    click(viewer, "toast")
    said(viewer, "Hello Ada")
    expect(question(viewer)).to_have_count(0)
    assert len(viewer.page.context.pages) == 1


def test_an_e_mail_is_asked_for(viewer: Viewer) -> None:
    click(viewer, "mail")
    expect(question(viewer).locator(".key")).to_have_text("ada@example.com")
    viewer.page.keyboard.press("Escape")
    expect(question(viewer)).to_have_count(0)


def test_open_app_gives_it_its_parameters(viewer: Viewer, sister: Json) -> None:
    click(viewer, "sister")
    viewer.page.wait_for_url(f"**/a/{sister['slug']}/?pair=XBT%2FEUR")
    wait_value(viewer, "url_", {"pair": "XBT/EUR"})


def test_copy_fills_the_clipboard(viewer: Viewer) -> None:
    click(viewer, "copy")
    _wait_clipboard(viewer, '{"pair":"Ada"}')
    click(viewer, "code")
    said(viewer, "copied")
    _wait_clipboard(viewer, "from code")


def test_where_the_clipboard_is_refused_the_viewer_copies_by_hand(viewer: Viewer) -> None:
    viewer.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')) }")
    click(viewer, "copy")
    expect(question(viewer).get_by_role("textbox")).to_have_value('{"pair":"Ada"}')
    question(viewer).get_by_role("button", name="Copy").click()
    expect(question(viewer)).to_have_count(0)
    _wait_clipboard(viewer, '{"pair":"Ada"}')


def test_export_saves_texts(viewer: Viewer) -> None:
    assert saved(viewer, "txt") == ("prices.txt", b'one\n{"two":2}\n')
    name, made = saved(viewer, "json")
    assert name == "prices.json"
    assert json.loads(made) == ROWS
    name, made = saved(viewer, "csv")
    assert name == "_.._etc_pass_wd__gpj.csv"  # no path, no text turned round
    assert made.decode().split("\r\n") == [
        "pair,price,up,at,more,extra",
        'XBT/EUR,5541.2,true,2026-01-02T03:04:05Z,"{""a"":1}",',
        '"\'=HYPERLINK(""http://evil"")",-3,false,2026-01-02T03:04:06Z,,"a ""b"", c"',
        "",
    ]


def test_export_saves_a_workbook_with_typed_cells(viewer: Viewer) -> None:
    name, made = saved(viewer, "xlsx")
    assert name == "prices.xlsx"
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    assert sheet.findall(".//s:f", SHEET) == []
    strings = ["".join(item.itertext()) for item in texts.findall("s:si", SHEET)]
    first, second = (
        [(cell.get("t", "n"), cell.findtext("s:v", "", SHEET)) for cell in row.findall("s:c", SHEET)]
        for row in sheet.findall(".//s:row", SHEET)[1:]
    )
    assert [kind for kind, _ in first] == ["s", "n", "b", "n", "s"]
    assert first[1:3] == [("n", "5541.2"), ("b", "1")]
    assert float(first[3][1]) == pytest.approx(46024 + (3 * 3600 + 4 * 60 + 5) / 86400)
    assert strings[int(second[0][1])] == '=HYPERLINK("http://evil")'


# Pace


def test_a_handler_runs_when_and_as_often_as_it_was_told(viewer: Viewer) -> None:
    for _ in range(5):
        click(viewer, "many")
    wait_value(viewer, "all_", [1, 2, 3, 4, 5])
    wait_value(viewer, "even_", [2, 4])
    wait_value(viewer, "later_", [5, 5, 5, 5, 5])  # what it reads is as it is when it runs
    viewer.wait(lambda: viewer.value("quiet_") is not None, "the debounced handler")
    viewer.wait(lambda: (viewer.value("seldom_") or [0])[-1] == 5, "the trailing call")
    assert len(viewer.value("quiet_")) < 5
    assert viewer.value("quiet_")[-1] == 5
    assert viewer.value("seldom_")[0] == 1
    assert len(viewer.value("seldom_")) < 5


def _stand_in(page: Page) -> list[str]:
    """Another site, played by the test; returns the addresses asked of it."""
    asked: list[str] = []

    def answer(route: Any) -> None:  # Any: Playwright's Route
        asked.append(route.request.url)
        route.fulfill(body="<title>away</title>", content_type="text/html")

    page.context.route("https://away.example/**", answer)
    return asked


def _wait_clipboard(viewer: Viewer, text: str) -> None:
    viewer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read = "navigator.clipboard.readText()"
    viewer.wait(lambda: viewer.page.evaluate(read) == text, f"{text} on the clipboard")
