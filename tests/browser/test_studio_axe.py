"""Axe on every state of the start page, the studio and the player: nothing serious, light and dark, large and small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.system import System

from .axe import serious
from .conftest import Exchange
from .documents import document, query, text
from .person import Person
from .studio import Studio
from .test_containers import at, widget
from .viewer import Viewer

SIZES: Final = ((1440, 900), (1024, 768))
THEMES: Final = ("light", "dark")
QUERY_TABS: Final = ("General", "Messages", "Fields", "Window", "Delivery", "Triggers", "Events", "Advanced")
ITEMS: Final = ("script", "sum_", "picked", "replies", "startup")
SUBSCRIBE: Final = '{"event": "subscribe", "pair": ["XBT/USD"], "subscription": {"name": "ohlc"}}'

Step = Callable[[], object]


def _parts(exchange: Exchange) -> dict[str, Any]:
    made = document(
        [query("ticker", exchange.url, on_connect=[SUBSCRIBE], folder="Prices"), query("idle", exchange.url)],
        [
            at(text("title", "# Title"), 0, 0, 6, 2),
            at(widget("stat", "figure", label="Messages", value="{{ ticker.messages.length }}"), 6, 0, 6, 2),
            at(widget("table", "rows", title="Rows", data="{{ [{ a: 1, b: 'x' }] }}"), 0, 2, 6, 4),
            at(widget("chart", "line", title="Line", data="{{ [{ x: 1, y: 2 }, { x: 2, y: 3 }] }}"), 6, 2, 6, 4),
            at(widget("container", "box", title="Box"), 0, 6, 12, 4),
            at(widget("input", "note", label="Note"), 0, 0, 4, 1, "box"),
            at(widget("button", "more", text="More"), 4, 0, 4, 1, "box"),
        ],
        states=("picked",),
    )
    made["queries"][1]["run_on_load"] = False
    made["javascript_queries"] = [{"name": "script", "code": "return picked.value;"}]
    made["transformers"] = [{"name": "sum_", "code": "return 1 + 1;"}]
    made["responders"] = [{"name": "replies", "data": "{{ picked.value }}"}]
    made["pages"] = [{"name": "page1", "title": "Overview"}, {"name": "details", "title": "Details"}]
    made["widgets"].append({**text("more_text", "More of it"), "page": "details"})
    return made


@pytest.fixture(scope="module")
def app(system: System, exchange: Exchange) -> Any:  # Any: JSON
    """Published twice: two releases to compare."""
    made = system.make_app(_parts(exchange), "Everything", "public")
    draft = system.api.call("GET", f"/api/apps/{made['id']}/document/")
    system.api.call(
        "POST", f"/api/apps/{made['id']}/releases/", {"revision": draft["revision"], "visibility": "public"}
    )
    return made


@pytest.fixture(scope="module")
def person(system: System, chromium: Browser) -> Iterator[Person]:
    person = Person(chromium, system.base, system.api.cookies)
    yield person
    person.leave()
    person.assert_quiet()


@pytest.fixture(scope="module")
def studio(person: Person, app: Any) -> Studio:
    """One tab for all that is looked at in it."""
    studio = person.build(app)
    studio.expect_status("open", "ticker")
    expect(Viewer(studio.page).widget("rows")).to_contain_text("x")
    return studio


def look(page: Page, what: str, theme: str, framed: bool) -> list[str]:
    """The faults in one theme. The dark one has other colours, and nothing else of its own."""
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    rules = ("color-contrast",) if theme == "dark" else ()
    found = []
    for frame in page.frames if framed else (page.main_frame,):
        frame.wait_for_function(
            "theme => [undefined, theme].includes(document.documentElement.dataset.theme)", arg=theme
        )
        found += serious(frame, *rules)
    return [f"{what}, {theme}: {fault}" for fault in found]


def scan(page: Page, what: str, framed: bool = True) -> list[str]:
    """Light and dark; `framed`: with what is in its frames."""
    return [fault for theme in THEMES for fault in look(page, what, theme, framed)]


def clean(faults: list[str]) -> None:
    assert not faults, "\n".join(faults)


def each(page: Page, steps: dict[str, Step]) -> None:
    """Every state, all faults at once. The canvas, which they have in common, is looked at in the last one."""
    faults = []
    for what, step in steps.items():
        step()
        faults += scan(page, what, framed=what == list(steps)[-1])
        if page.locator("dialog[open], [role=menu]:popover-open").count():
            page.keyboard.press("Escape")
    clean(faults)


def test_the_sign_in_page(come: Any) -> None:
    page = come(signed_in=False).open("/sign-in/")
    clean(scan(page, "sign-in"))


@pytest.mark.parametrize("size", SIZES)
def test_the_start_page(person: Person, app: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    page = person.context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/")
    expect(page.get_by_test_id(f"app-{app['slug']}")).to_be_visible()
    faults = scan(page, "apps")
    if size == SIZES[0]:
        page.get_by_test_id(f"app-{app['slug']}").get_by_role("button", name="More about").click()
        faults += scan(page, "menu of an app")
        page.get_by_role("menuitem", name="Delete").click()
        faults += scan(page, "deletion of an app")
        page.keyboard.press("Escape")
        page.get_by_test_id("new-app").click()
        faults += scan(page, "new app")
        page.keyboard.press("Escape")
        (tmp_path / "broken.json").write_text("{ not json")
        with page.expect_file_chooser() as choosing:
            page.get_by_test_id("import-app").click()
        choosing.value.set_files(tmp_path / "broken.json")
        expect(page.get_by_test_id("import-error")).to_be_visible()
        faults += scan(page, "import")
        page.route("**/api/apps/", lambda route: route.fulfill(json=[]))
        page.goto("/")
        expect(page.get_by_role("heading", name="Make the first live app")).to_be_visible()
        faults += scan(page, "no apps")
    page.close()
    clean(faults)


def test_the_panels_at_the_left_and_the_pages(studio: Studio) -> None:
    steps: dict[str, Step] = {
        f"{name} at the left": studio.at(f"panel-{name}").click for name in ("add", "settings", "releases", "outline")
    }
    steps["a page"] = lambda: studio.at("page-details").click()
    steps["the first page"] = lambda: studio.at("page-page1").click()
    each(studio.page, steps)


def test_the_tabs_of_a_query(studio: Studio) -> None:
    studio.choose("ticker")
    each(studio.page, {name: partial(studio.tab, "Query settings", name) for name in QUERY_TABS})


def test_every_kind_of_item(studio: Studio) -> None:
    steps: dict[str, Step] = {name: partial(studio.choose, name) for name in ITEMS}
    steps["a new query"] = lambda: studio.new("Stream query")
    steps["the console"] = lambda: studio.tab("Messages and console", "Console")
    each(studio.page, steps)


def test_a_message_opened_and_its_menu(studio: Studio) -> None:
    studio.choose("ticker")
    studio.tab("Messages and console", "Messages")
    studio.at("messages-pause").click()  # what moves can't be clicked on
    line = studio.at("messages").locator(".log-line", has_text="ohlc-1").first

    def opened() -> None:
        line.get_by_role("button").first.click()
        expect(studio.at("messages").locator(".message-tree")).to_be_visible()

    each(
        studio.page,
        {
            "the filter": studio.at("messages-filter").click,
            "a message": opened,
            "its menu": studio.at("messages").locator("[data-path]").nth(1).click,
        },
    )
    line.get_by_role("button").first.click()
    studio.at("messages-pause").click()


def test_the_tabs_of_widgets(studio: Studio) -> None:
    steps: dict[str, Step] = {"the outline": studio.at("panel-outline").click}
    for name, kind in (("line", "Chart"), ("rows", "Table"), ("more", "Button")):
        steps[name] = studio.at(f"outline-{name}").click
        for tab in ("Events", "Style"):
            steps[f"{tab} of {name}"] = partial(studio.tab, f"{kind} settings", tab)
    steps["several"] = lambda: studio.at("outline-rows").click(modifiers=["Shift"])
    each(studio.page, steps)


def test_the_dialogs(studio: Studio) -> None:
    keyboard = studio.page.keyboard
    on_canvas = studio.page.frame_locator("iframe.app-frame").locator('.grid-stack-item[data-name="rows"]')

    def compared() -> None:
        studio.at("panel-releases").click()
        studio.at("release-2").get_by_role("button", name="Release 2").click()
        studio.page.get_by_role("menuitem", name="Compare with release 1").click()
        expect(studio.page.get_by_role("dialog", name="Compare versions")).to_be_visible()

    def deleted() -> None:
        studio.choose("ticker")
        studio.at("item-ticker").click(button="right")
        studio.page.get_by_role("menuitem", name="Delete").click()

    each(
        studio.page,
        {
            "publish": studio.at("publish").click,
            "share": studio.at("share").click,
            "search": lambda: keyboard.press("ControlOrMeta+k"),
            "shortcuts": lambda: keyboard.press("?"),
            "compare": compared,
            "delete": deleted,
            "menu of the canvas": lambda: on_canvas.click(button="right"),
        },
    )


def test_an_empty_app_and_the_tour(system: System, person: Person) -> None:
    empty = person.build(system.make_app(document([], [])))
    expect(empty.at("tour")).to_be_visible()
    clean(scan(empty.page, "empty app"))
    empty.page.close()


def test_the_studio_on_a_small_screen(studio: Studio) -> None:
    studio.page.set_viewport_size({"width": SIZES[1][0], "height": SIZES[1][1]})
    studio.at("panel-outline").click()
    studio.choose("ticker")
    clean(scan(studio.page, "small"))
    studio.page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})


@pytest.mark.parametrize("size", SIZES)
def test_the_player_with_several_pages(person: Person, app: Any, size: tuple[int, int]) -> None:
    viewer = person.view(app)
    viewer.page.set_viewport_size({"width": size[0], "height": size[1]})
    viewer.expect_status("ticker", "open")
    expect(viewer.widget("rows")).to_contain_text("x")
    faults = scan(viewer.page, "player")
    viewer.page.close()
    clean(faults)
