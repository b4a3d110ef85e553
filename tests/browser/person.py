"""A person at a browser: a context of their own, signed in or not, whose pages must not complain in the console."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http.cookiejar import CookieJar
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebError

from tests.system import wait_for

from .studio import Studio
from .viewer import Viewer

WAIT_MS = 15_000  # for anything a person waits for; a loaded machine is slow, a broken product slower

# Chromium itself gives a line of code a style when it is joined with another; the policy takes that away again.
OF_THE_BROWSER = re.escape("Applying inline style violates") + ".*sha256-eVxH0q0vlfxPdnM"


def until(page: Page, expression: str) -> None:
    """Until this is true in a page of ours. Playwright's own waiting polls by `eval`, which their policy forbids."""
    wait_for(lambda: page.evaluate(expression), WAIT_MS / 1_000, expression)


class Person:
    """Opens pages; `faults` gathers their uncaught errors and console errors, `requests` whatever they load."""

    def __init__(self, browser: Browser, base: str, cookies: CookieJar | None = None, **options: Any) -> None:
        self.base = base
        self.faults: list[str] = []
        self.requests: list[Request] = []
        self._expected = [OF_THE_BROWSER]
        # Without motion: what a test finds must not depend on how far an animation has got.
        usual = {"base_url": base, "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
        self.context = browser.new_context(**{**usual, **options})
        self.context.set_default_timeout(WAIT_MS)
        self.context.on("console", self._heard)
        self.context.on("weberror", self._failed)
        self.context.on("request", self._asked)
        for cookie in cookies or ():
            self.context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": base}])

    def open(self, path: str) -> Page:
        """A new tab."""
        page = self.context.new_page()
        page.goto(path)
        return page

    def view(self, app: dict[str, Any], search: str = "") -> Viewer:
        """The published app in a new tab."""
        return Viewer(self.open(f"/a/{app['slug']}/{search}"))

    def build(self, app: dict[str, Any]) -> Studio:
        """The app in the studio, in a new tab."""
        return Studio(self.open(f"/apps/{app['id']}/"))

    def expects(self, *patterns: str) -> None:
        """Complaints that this test provokes, as regular expressions."""
        self._expected += patterns

    def leave(self) -> None:
        """Close all tabs."""
        self.context.close()

    def assert_quiet(self) -> None:
        """No page complained of anything but what the test expects."""
        surprises = [fault for fault in self.faults if not _matches(fault, self._expected)]
        assert not surprises, "\n".join(surprises)

    def _asked(self, request: Request) -> None:
        self.requests.append(request)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _failed(self, error: WebError) -> None:
        self.faults.append(f"uncaught: {error.error}")


def _matches(text: str, patterns: Iterable[str]) -> bool:
    return any(re.search(pattern, text) for pattern in patterns)
