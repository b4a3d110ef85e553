"""Take the pictures of docs/screenshots: every panel, light and dark, at two sizes, of a real system with real streams.

`python -m scripts.screenshots [name …]`: all of them, or only those named. It stops everything it has started.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.person import Person
from tests.browser.studio import Studio
from tests.browser.viewer import Viewer
from tests.system import ROOT, System, free_port

FOLDER: Final = ROOT / "docs" / "screenshots"
SIZES: Final = ((1440, 900), (1024, 768))
PHONE: Final = (390, 844)
IMPORTED: Final = {
    "lowstream": 1,
    "name": "Orders",
    "document": {
        "queries": [
            {"name": "orders", "url": "wss://orders.example/", "auth": {"type": "bearer", "token": ""}},
            {"name": "prices", "url": "wss://prices.example/"},
        ],
        "widgets": [],
    },
    "left_out": ["queries[0].auth.token"],
}
QUALITY: Final = 82  # WebP; text stays sharp, a picture takes some 30 KB
WARM_MS: Final = 20_000  # until the samples' charts have something to show
CANDLES_MS: Final = 9_000  # some candles of SECONDS each
SECONDS: Final = "2"  # a minute of the first app's exchange
SETTLE_MS: Final = 700  # fonts, transitions, the next figures


@dataclass(frozen=True)
class Scene:
    """What has to be done in the studio before its picture is taken."""

    name: str
    show: Callable[[Studio], object]


def _click(hook: str) -> Callable[[Studio], object]:
    return lambda studio: studio.at(hook).click()


def _tab(tablist: str, name: str) -> Callable[[Studio], object]:
    return lambda studio: studio.tab(tablist, name)


def _press(keys: str) -> Callable[[Studio], object]:
    def press(studio: Studio) -> None:
        studio.page.locator("body").press(keys)

    return press


def _open_message(studio: Studio) -> None:
    """With the menu of its volume-weighted price; a list that is held can be clicked on."""
    studio.at("source-candles").click()
    studio.expect_status("open", "exchange")
    expect(studio.at("suggestion")).to_be_visible()
    studio.at("messages-pause").click()
    studio.at("messages").locator(".log-line", has_text="ohlc-1").first.get_by_role("button").first.click()
    studio.at("messages").locator('.log-line.on [data-path="[1][6]"]').click()


def _take_candles(studio: Studio) -> None:
    studio.page.keyboard.press("Escape")
    studio.at("messages").locator(".log-line.on").get_by_role("button").first.click()
    studio.at("messages-pause").click()
    studio.at("suggest-candle-chart").click()
    studio.at("suggest-candle-table").click()
    expect(studio.at("suggestion")).to_have_count(0)
    studio.page.frame_locator("iframe.app-frame").locator('[data-widget="candles"] canvas').wait_for()
    studio.at("outline-candles").click()
    studio.page.wait_for_timeout(CANDLES_MS)


def _compare(studio: Studio) -> None:
    """The second release (the first is the empty app) with what the draft is by now."""
    studio.publish("public")
    studio.at("property-title").fill("Bitcoin, by the minute")
    studio.at("panel-releases").click()
    studio.at("release-2").get_by_role("button", name="Release 2").click()
    studio.page.get_by_role("menuitem", name="Compare with the draft").click()
    expect(studio.at("difference")).to_be_visible()


FIRST_NAME: Final = "Bitcoin by the minute"
# In the studio of an app that is empty at first. Each goes on where the one before it ended.
FIRST_APP: Final = (
    Scene("new-query", lambda studio: studio.at("tour").wait_for()),
    Scene("message", _open_message),
    Scene("candles", _take_candles),
    Scene("compare", _compare),
)


# In that of the ticker.
def _with_candles(studio: Studio) -> None:
    studio.at("outline-candleChart").click()
    studio.page.wait_for_timeout(WARM_MS)  # the canvas has a stream of its own, which begins with one candle


STUDIO: Final = (
    Scene("studio", _with_candles),
    Scene("palette", _click("panel-add")),
    Scene("app-settings", _click("panel-settings")),
    Scene("releases", _click("panel-releases")),
    Scene("query-messages", _tab("Query settings", "Messages")),
    Scene("query-fields", _tab("Query settings", "Fields")),
    Scene("query-window", _tab("Query settings", "Window")),
    Scene("query-delivery", _tab("Query settings", "Delivery")),
    Scene("query-events", _tab("Query settings", "Events")),
    Scene("query-advanced", _tab("Query settings", "Advanced")),
    Scene("widget-events", _tab("Chart settings", "Events")),
    Scene("widget-style", _tab("Chart settings", "Style")),
    Scene("search", _press("ControlOrMeta+k")),
    Scene("shortcuts", _press("?")),
    Scene("share", _click("share")),
    Scene("publish", _click("publish")),
)
TALK: Final = (
    ("Ada", "The oven ran hot twice this morning."),
    ("Grace", "I see it in the alarms: 96 °C, then back within a minute."),
    ("Ada", "Let's lower its set point and look again at noon."),
)
# Pages apart from the studio: their addresses, and a heading that stands there once they are drawn.
PAGES: Final = {
    "members": ("/settings/#members", "Members"),
    "network": ("/settings/#network", "Network"),
    "secrets": ("/settings/#secrets", "Secrets"),
    "tokens": ("/settings/#tokens", "API tokens"),
    "audit": ("/settings/#audit", "Audit log"),
    "account": ("/account/", "You"),
    "sessions": ("/account/sessions/", "Where you are signed in"),
    "two-step": ("/account/two-step/", "Two-step sign-in"),
}
WORKSPACE: Final = "/api/workspaces/1"
FILLING: Final = (  # so that the settings have something to show
    (f"{WORKSPACE}/invitations/", {"role": "editor", "email": "grace@example.com"}),
    (f"{WORKSPACE}/invitations/", {"role": "viewer"}),
    (f"{WORKSPACE}/secrets/", {"name": "PRICES_KEY", "value": "only for a picture", "hosts": ["prices.example.com"]}),
    (f"{WORKSPACE}/secrets/", {"name": "FLOOR_TOKEN", "value": "only for a picture", "hosts": ["*.floor.example"]}),
    ("/api/tokens/", {"name": "Nightly export", "scopes": ["read"], "expires_in_days": 90}),
)
SAMPLES: Final = ("exchange-ticker", "market-overview", "machine-floor", "team-chat", "stream-inspector")


def main(wanted: list[str]) -> int:
    """Take them; returns the exit code."""
    with _house() as system, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("LOWSTREAM_CHROMIUM") or "/usr/bin/chromium",
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to build its sandbox as root
            args=["--disable-gpu"],
        )
        apps = {app["slug"]: app for app in system.api.call("GET", "/api/apps/")}
        warm = Person(browser, system.base, system.api.cookies)
        for slug in SAMPLES:
            viewer = warm.view(apps[slug])
            if slug == "team-chat":
                _talk(viewer)
        warm.context.pages[0].wait_for_timeout(WARM_MS)
        for theme in ("light", "dark"):
            for width, height in SIZES:
                _take_all(browser, system, apps, theme, (width, height), wanted)
        browser.close()
    return 0


def _talk(viewer: Viewer) -> None:
    """What is written in the room stays there for the pictures."""
    name, composer = (viewer.widget(widget).get_by_role("textbox") for widget in ("nickname", "chat"))
    for author, text in TALK:
        name.fill(author)
        name.press("Tab")
        composer.fill(text)
        composer.press("Enter")
        expect(viewer.widget("chat")).to_contain_text(text)


@contextmanager
def _house() -> Iterator[System]:
    port = free_port()
    settings = {"EXCHANGE_URL": f"ws://127.0.0.1:{port}/"}
    with tempfile.TemporaryDirectory() as folder, System(Path(folder), **settings) as system:
        system.start("exchange", "runexchange", "--port", str(port), "--minute-seconds", SECONDS)
        system.manage("loadsamples")
        for path, body in FILLING:
            system.api.call("POST", path, body)
        yield system


def _take_all(
    browser: Browser, system: System, apps: dict[str, Any], theme: str, size: tuple[int, int], wanted: list[str]
) -> None:
    folder = FOLDER / f"{theme}-{size[0]}"
    folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.wait_for_timeout(SETTLE_MS)
        picture(page, folder / f"{name}.webp")

    def wants(name: str) -> bool:
        return not wanted or name in wanted

    options = {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": theme}
    person = Person(browser, system.base, system.api.cookies, **options)
    if wants("home"):
        home = person.open("/")
        home.wait_for_load_state("networkidle")  # with the pictures of the apps
        take(home, "home")
    _take_pages(person, take, wants)
    for slug in SAMPLES:
        if wants(slug):
            viewer = person.view(apps[slug])
            expect(viewer.player.locator("[data-widget]").first).to_be_visible()
            # Its stream is the tab's own, and begins with one candle.
            viewer.page.wait_for_timeout(CANDLES_MS if slug == "exchange-ticker" else 3 * SETTLE_MS)
            take(viewer.page, slug)
    if wants("import"):
        page = person.open("/")
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(json.dumps(IMPORTED))
            file.flush()
            page.get_by_test_id("import-file").set_input_files(file.name)
            expect(page.get_by_test_id("import-open")).to_be_visible()
        take(page, "import")
        page.close()
    if any(wants(scene.name) for scene in FIRST_APP):
        first = person.build(system.make_app({}, FIRST_NAME))
        for scene in FIRST_APP:
            scene.show(first)
            if wants(scene.name):
                take(first.page, scene.name)
        first.page.close()
    for app in system.api.call("GET", "/api/apps/"):
        if app["name"] in (FIRST_NAME, IMPORTED["name"]):  # the next start page is like this one
            system.api.call("DELETE", f"/api/apps/{app['id']}/")
    scenes = [scene for scene in STUDIO if wants(scene.name)]
    studio = person.build(apps["exchange-ticker"]) if scenes else None
    if studio:
        studio.expect_status("open", "krakenStockTicker")
        studio.at("outline-candleChart").click()
        for scene in scenes:
            scene.show(studio)
            take(studio.page, scene.name)
            if studio.page.locator("dialog[open]").count():
                studio.page.keyboard.press("Escape")
    person.leave()
    if wants("phone") and size == SIZES[0]:
        _take_phone(browser, system, apps["market-overview"], theme, folder)


def _take_pages(person: Person, take: Callable[[Page, str], None], wants: Callable[[str], bool]) -> None:
    for name, (address, heading) in PAGES.items():
        if wants(name):
            page = person.open(address)
            expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
            take(page, name)
            page.close()


def _take_phone(browser: Browser, system: System, app: dict[str, Any], theme: str, folder: Path) -> None:
    options = {"viewport": {"width": PHONE[0], "height": PHONE[1]}, "color_scheme": theme}
    phone = Person(browser, system.base, system.api.cookies, **options)
    viewer = phone.view(app)
    expect(viewer.player.locator("[data-widget]").first).to_be_visible()
    viewer.page.wait_for_timeout(4 * SETTLE_MS)
    picture(viewer.page, folder / "phone.webp")
    phone.leave()


def picture(page: Page, path: Path) -> None:
    """The tab as it is seen, as WebP, which Playwright itself doesn't write."""
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    session.detach()
    path.write_bytes(base64.b64decode(shot["data"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
