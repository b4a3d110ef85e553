"""What an app asks of the page around it and of its viewer: a hostile one gets nowhere, an honest one its answer."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, expect

from tests.system import System

from .conftest import Come
from .documents import Json, button, document, shown, text
from .person import Person
from .viewer import Viewer

# Each gives the code of its refusal, or "done".
HOSTILE: Final = {
    "script": "utils.openUrl('javascript:top.document.title = 1', { newTab: false })",
    "data": "utils.openUrl('data:text/html,<script>opener.location = 1</script>')",
    "blob": "utils.openUrl(URL.createObjectURL(new Blob(['<script>1</script>'], { type: 'text/html' })))",
    "file": "utils.openUrl('file:///etc/passwd')",
    "user": "utils.openUrl('https://bank.example@evil.example/')",
    "long": "utils.openUrl('https://evil.example/?' + 'x'.repeat(1e6))",
    "nothing": "utils.openUrl()",
    "climbing app": "utils.openApp('../../apps/1')",
    "app of another site": "utils.openApp('/evil.example')",
    "a draft": "utils.openApp('x', { query: { draft: 1 } })",
    "prototype": "utils.openApp({ toString: () => '../x', __proto__: null })",
    "program": "utils.exportData('MZ', { format: 'exe', fileName: 'setup' })",
    "page": "utils.exportData('<script>', { format: 'html' })",
    "huge": "utils.exportData('x'.repeat(33 * 1024 * 1024), { format: 'txt' })",
    "rows": "utils.exportData(Array(100001).fill(1), { format: 'csv' })",
    "function": "utils.exportData([() => 1], { format: 'json' })",
    "clipboard": "utils.copyToClipboard('x'.repeat(2 * 1024 * 1024))",
}
REFUSED: Final = {
    **dict.fromkeys(("script", "data", "blob", "file", "user", "long", "nothing"), "bad_url"),
    **dict.fromkeys(("climbing app", "app of another site", "a draft", "prototype"), "bad_name"),
    **dict.fromkeys(("program", "page"), "bad_format"),
    **dict.fromkeys(("huge", "clipboard"), "too_large"),
    "rows": "failed",
    "function": "bad_data",
}
TRY: Final = """
window.outcomes = {};
for (const [name, attempt] of Object.entries({ ATTEMPTS })) {
  attempt().then(() => "done", (error) => error.code).then((how) => {
    window.outcomes = { ...outcomes, [name]: how };
    setTimeout(() => {});
  });
}
"""


def opened(system: System, person: Person, *widgets: Json, startup: str = "", states: tuple[str, ...] = ()) -> Viewer:
    app = system.make_app(document([], list(widgets), startup, states), name="Asks", visibility="public")
    return person.view(app)


def click(viewer: Viewer, name: str) -> None:
    viewer.widget(name).get_by_role("button").click()


def asked(viewer: Viewer) -> Locator:
    """What the page around the app asks."""
    return viewer.page.locator("dialog.question")


def confirmed(viewer: Viewer) -> Locator:
    """What the app itself asks."""
    return viewer.player.locator("dialog.question")


def test_what_no_app_may_do_is_refused_with_a_reason(system: System, visitor: Person) -> None:
    attempts = ",".join(f"{json.dumps(name)}: async () => {code}" for name, code in HOSTILE.items())
    viewer = opened(
        system, visitor, button("attempt", TRY.replace("ATTEMPTS", attempts)), shown("found", "window.outcomes")
    )
    click(viewer, "attempt")
    viewer.wait(lambda: len(viewer.value("found") or {}) == len(HOSTILE), "an outcome of every attempt")
    assert viewer.value("found") == REFUSED
    expect(asked(viewer)).to_have_count(0)
    assert len(visitor.context.pages) == 1


def test_thousands_of_asks_are_one_question_and_can_be_turned_off(system: System, visitor: Person) -> None:
    flood = """
    window.codes = {};
    const count = (code) => { window.codes = { ...codes, [code]: (codes[code] ?? 0) + 1 }; setTimeout(() => {}); };
    for (let i = 0; i < 3000; i++)
      utils.openUrl('https://evil.example/' + i).then(() => count('done'), (e) => count(e.code));
    """
    viewer = opened(
        system, visitor, shown("found", "window.codes"), button("alive", "window.codes = 'alive'"), startup=flood
    )
    expect(asked(viewer)).to_have_count(1)
    asked(viewer).get_by_role("button", name="Cancel").click()
    asked(viewer).get_by_role("button", name="Block").click()
    viewer.wait(lambda: sum((viewer.value("found") or {}).values()) == 3000, "an answer to each")
    assert viewer.value("found") == {"rate_limited": 2980, "cancelled": 1, "denied": 19}
    expect(asked(viewer)).to_have_count(0)
    click(viewer, "alive")
    viewer.wait(lambda: viewer.value("found") == "alive", "the app to go on")


@pytest.fixture
def idler(visitor: Person) -> Person:
    """Somebody who presses nothing. The tests' own looking about would count as presses."""
    never = "Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } })"
    visitor.context.add_init_script(never)
    return visitor


def test_nothing_an_app_says_becomes_part_of_the_page(system: System, idler: Person) -> None:
    evil = "<img src=x onerror='window.owned = 1'>"
    startup = (
        f"utils.openUrl('https://evil.example/?' + {json.dumps(evil)}); utils.copyToClipboard({json.dumps(evil)});"
    )
    viewer = opened(system, idler, text("t", "x"), startup=startup)
    expect(asked(viewer)).to_contain_text("evil.example")
    assert asked(viewer).locator("img").count() == 0
    viewer.page.keyboard.press("Escape")
    expect(asked(viewer).get_by_role("textbox")).to_have_value(evil)
    assert viewer.page.evaluate("window.owned") is None


def test_what_nobody_has_pressed_for_is_asked_first(system: System, idler: Person) -> None:
    startup = "utils.exportData([{ a: 1 }], { fileName: 'rates' });"
    viewer = opened(system, idler, text("t", "x"), startup=startup)
    expect(asked(viewer).locator(".key")).to_have_text("rates.csv")
    with viewer.page.expect_download() as coming:
        asked(viewer).get_by_role("button", name="Save").click()
    assert coming.value.suggested_filename == "rates.csv"


def test_an_early_press_does_not_say_yes(system: System, visitor: Person) -> None:
    """Cancel has the focus, so a key meant for the app says no."""
    viewer = opened(system, visitor, button("go", "utils.openUrl('https://evil.example/')"))
    click(viewer, "go")
    expect(asked(viewer).get_by_role("button", name="Open")).to_be_visible()
    expect(asked(viewer).get_by_role("button", name="Cancel")).to_be_focused()
    viewer.page.keyboard.press("Enter")
    expect(asked(viewer)).to_have_count(0)
    assert len(visitor.context.pages) == 1


def test_a_link_in_a_text_is_opened_like_any_address(system: System, visitor: Person) -> None:
    visitor.expects(r"favicon\.ico")  # of a page that is no HTML
    viewer = opened(system, visitor, text("t", "[away](https://away.example/x) [here](/healthz)"))
    ways: list[dict[str, Any]] = [{}, {"button": "middle"}, {"modifiers": ["Control"]}, {"modifiers": ["Shift"]}]
    for way in ways:
        viewer.widget("t").get_by_role("link", name="away").click(**way)
        expect(asked(viewer).locator(".key")).to_have_text("away.example")
        viewer.page.keyboard.press("Escape")
        expect(asked(viewer)).to_have_count(0)
    assert len(visitor.context.pages) == 1
    viewer.reload()  # after a no even pages of this site are asked for
    with viewer.page.expect_popup() as popup:
        viewer.widget("t").get_by_role("link", name="here").click()
    assert popup.value.url.endswith("/healthz")


def test_a_question_before_a_run_has_the_keyboard_and_gives_it_back(system: System, visitor: Person) -> None:
    doc = document([], [button("go", "buy.run()"), shown("n", "window.bought ?? 0")])
    code = "window.bought = (window.bought ?? 0) + 1"
    doc["javascript_queries"] = [{"kind": "javascript", "name": "buy", "code": code, "confirm": "Buy {{ 1 + 1 }}?"}]
    viewer = visitor.view(system.make_app(doc, name="Confirm", visibility="public"))
    go = viewer.widget("go").get_by_role("button")
    go.click()
    expect(confirmed(viewer)).to_contain_text("Buy 2?")
    viewer.page.keyboard.press("Escape")
    expect(confirmed(viewer)).to_have_count(0)
    expect(go).to_be_focused()
    viewer.page.keyboard.press("Enter")
    expect(confirmed(viewer).get_by_role("button", name="OK")).to_be_focused()
    viewer.page.keyboard.press("Enter")
    viewer.wait(lambda: viewer.value("n") == 1, "the run")
    expect(go).to_be_focused()


def test_what_an_app_keeps_outlives_a_reload_and_reaches_other_tabs(system: System, come: Come) -> None:
    widgets = [
        button("keep", "localStorage.setItem('pair', { name: 'XBT' })"),
        shown("kept", "localStorage.values"),
    ]
    app = system.make_app(document([], widgets), name="Kept", visibility="public")
    visitor = come(signed_in=False)

    def wait_kept(tab: Viewer, values: Json) -> None:
        tab.wait(lambda: tab.value("kept") == values, f"{values} to be kept")

    first, second = visitor.view(app), visitor.view(app)
    wait_kept(second, {})
    click(first, "keep")
    for tab in (first, second):
        wait_kept(tab, {"pair": {"name": "XBT"}})
    first.reload()
    wait_kept(first, {"pair": {"name": "XBT"}})
    wait_kept(come().view(app), {})  # another person has a store of their own


def test_messages_to_a_hidden_tab_do_not_burst_when_it_is_shown(system: System, visitor: Person) -> None:
    startup = "let n = 0; setInterval(() => utils.showMessage('message ' + ++n, 'info', 60000), 50)"
    viewer = opened(system, visitor, text("t", "x"), startup=startup)
    toasts = viewer.player.locator(".toast")
    expect(toasts.first).to_be_visible()
    _hide(viewer, True)
    before = set(toasts.all_inner_texts())
    viewer.page.wait_for_timeout(1_200)  # time passes; nothing may happen
    assert set(toasts.all_inner_texts()) <= before
    _hide(viewer, False)
    expect(toasts.filter(has_text="more)")).to_have_count(1)


def _hide(viewer: Viewer, hidden: bool) -> None:
    viewer.frame.evaluate(
        "(hidden) => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });"
        " document.dispatchEvent(new Event('visibilitychange')) }",
        hidden,
    )


@pytest.mark.parametrize("code", ["utils.openUrl('/', { newTab: false })", "utils.copyToClipboard('x')"])
def test_an_app_in_the_studio_can_not_lead_its_builder_away(system: System, builder: Person, code: str) -> None:
    app = system.make_app(document([], [text("t", "x")], code), name="In the studio")
    studio = builder.build(app)
    expect(studio.page.locator("dialog.question")).to_be_visible()
    studio.page.keyboard.press("Escape")
    expect(studio.page.locator("dialog.question")).to_have_count(0)
    assert studio.page.url.endswith(f"/apps/{app['id']}/")
