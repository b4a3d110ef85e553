"""Every way out of the sandbox by itself: it works on a plain page, and fails for app code, in the player's page (as if
somebody had got into that), and in a page of custom HTML.

The plain page is built as the product is, without its walls: a page with something to steal, and the code in a frame.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Frame

from tests.system import System, wait_for

from .attempts import EVERYTHING, LEAVING, Side, planted
from .documents import document, shown
from .outsider import Outsider
from .test_containers import widget
from .viewer import Viewer

ALL: Final = {**EVERYTHING, **LEAVING}
# The site may do all this, as if whoever looks on had said yes: what is refused all the same is refused by the walls.
PERMISSIONS: Final = ["geolocation", "notifications", "clipboard-read", "clipboard-write"]
WILLING: Final[dict[str, Any]] = {"geolocation": {"latitude": 1, "longitude": 1}, "accept_downloads": True}
WITHIN: Final = ("app", "player", "html")


def _browser(chromium: Browser, folder: Path) -> BrowserContext:
    """A Chromium as people have it, where connections and names are made ready ahead; it writes all its network does.

    Its WebRTC also goes to loopback addresses, where these tests can count it. There is no name server: what is looked
    up is seen by its being asked for.
    """
    return chromium.browser_type.launch_persistent_context(
        folder / "profile",
        executable_path=os.environ.get("LOWSTREAM_CHROMIUM") or "/usr/bin/chromium",
        chromium_sandbox=os.geteuid() != 0,
        args=["--disable-gpu", "--allow-loopback-in-peer-connection", f"--log-net-log={folder / 'network.json'}"],
        ignore_default_args=["--disable-background-networking"],
        **WILLING,
    )


@pytest.fixture(scope="module")
def sides(system: System, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Side]]:
    """What came of all attempts: `without` the sandbox, and from each place within."""
    folder = tmp_path_factory.mktemp("attempts")
    with ExitStack() as stack:

        def side() -> Side:
            return Side(stack.enter_context(Outsider()), stack.enter_context(Outsider()))

        found = {"without": side(), **{name: side() for name in WITHIN}}
        context = _browser(chromium, folder)
        context.on("dialog", lambda dialog: dialog.accept())
        _try_without(context, found["without"])
        _try_within(system, context, found)
        context.close()  # it writes the rest
        for each in found.values():
            each.looked_up = (folder / "network.json").read_text()
        yield found


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("who", WITHIN)
def test_there_is_no_way_out_by(sides: dict[str, Side], who: str, name: str) -> None:
    without, within = sides["without"], sides[who]
    assert without.got_through(name, ALL[name]), f"this should work without the sandbox. {without.told(name)}"
    assert not within.got_through(name, ALL[name]), within.told(name)


def test_nobody_came_whom_no_attempt_explains(sides: dict[str, Side]) -> None:
    assert {who: sides[who].other.hits for who in WITHIN} == {who: [] for who in WITHIN}
    assert sum(sides[who].silent.connections for who in WITHIN) == 0


def _try_without(context: BrowserContext, side: Side) -> None:
    side.other.pages |= planted()
    context.grant_permissions(PERMISSIONS, origin=f"http://{side.other.host}")
    side.outcomes |= _try(_plain(context, side), side, EVERYTHING)
    for name, code in LEAVING.items():
        _lose(_plain(context, side), side, name)
        if "NAME" not in code:
            wait_for(partial(side.got_through, name, code), 5, f"a way out by {name}")
    for page in context.pages[1:]:
        page.close()


def _try_within(system: System, context: BrowserContext, sides: dict[str, Side]) -> None:
    app = system.make_app(
        document(
            [],
            [widget("html", "page", html="<p>A page</p>"), shown("found", "window.outcomes")],
            f"const tried = async () => {{ {sides['app'].code(ALL)} }};\n"
            "tried().then((found) => { window.outcomes = found; setTimeout(() => {}) });",
        ),
        visibility="public",
    )
    context.grant_permissions(PERMISSIONS, origin=system.base)
    context.add_cookies([{"name": "planted", "value": "cookie", "url": system.base}])

    def opened() -> Viewer:
        page = context.new_page()
        page.goto(f"{system.base}/a/{app['slug']}/")
        viewer = Viewer(page)
        viewer.page.evaluate("localStorage.planted = sessionStorage.planted = window.planted = 'x'")
        viewer.page.on("download", lambda file: _everybody(sides, file.suggested_filename))
        viewer.widget("page").frame_locator("iframe").get_by_text("A page").wait_for()
        return viewer

    viewer = opened()
    viewer.wait(lambda: viewer.value("found"), "what came of the app's attempts")
    sides["app"].outcomes |= viewer.value("found")
    for who in ("html", "player"):
        sides[who].outcomes |= _try(_frame(viewer, who), sides[who], EVERYTHING)
    own = {name for name in LEAVING if name.startswith(("own", "refresh"))}
    for who in ("html", "player"):
        for name in sorted(LEAVING.keys() - own):
            _lose(_frame(viewer, who), sides[who], name)
        assert viewer.page.url.endswith(f"/a/{app['slug']}/")
        for name in sorted(own):
            again = opened()
            _lose(_frame(again, who), sides[who], name)
            again.page.close()


def _everybody(sides: dict[str, Side], file: str) -> None:
    for who in WITHIN:
        sides[who].saved.add(file)


def _plain(context: BrowserContext, side: Side) -> Frame:
    page = context.new_page()
    page.on("download", lambda file: side.saved.add(file.suggested_filename))
    page.goto(f"http://{side.other.host}/outer")
    frame = page.frame("inner")
    assert frame is not None
    return frame


def _frame(viewer: Viewer, who: str) -> Frame:
    end = {"player": "/frame/", "html": "/frame/html/"}[who]
    return next(frame for frame in viewer.page.frames if frame.url.endswith(end))


def _try(frame: Frame, side: Side, attempts: dict[str, str]) -> dict[str, str]:
    frame.evaluate("window.focus()")
    outcomes: dict[str, str] = frame.evaluate(f"async () => {{ {side.code(attempts)} }}")
    return outcomes


def _lose(frame: Frame, side: Side, name: str) -> None:
    """One attempt that, if it works, ends the page it is made in."""
    with suppress(Error):
        side.outcomes |= _try(frame, side, {name: LEAVING[name]})
