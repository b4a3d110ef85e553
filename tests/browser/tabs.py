"""A browser window whose tabs hide one another, as a person's do: Playwright's own pages are all kept visible."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self

from playwright.sync_api import Browser, BrowserContext, BrowserType, CDPSession, Page

from tests.system import Api, wait_for

START_SECONDS: Final = 30.0


class Tabs:
    """`with Tabs(chromium.browser_type, api) as tabs`: Chromium with one window, signed in as the API is."""

    def __init__(self, kind: BrowserType, api: Api | None = None) -> None:
        self._kind = kind
        self._api = api
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        command = [
            os.environ.get("LOWSTREAM_CHROMIUM") or "/usr/bin/chromium",
            "--headless",
            "--disable-gpu",
            "--remote-debugging-port=0",
            f"--user-data-dir={folder}",
            "--window-size=1440,900",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium refuses to build its sandbox as root
            "about:blank",
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._stack.callback(self._end)
        port = folder / "DevToolsActivePort"
        wait_for(lambda: port.is_file() and port.read_text().count("\n") > 0, START_SECONDS, "Chromium's port")
        address = f"http://127.0.0.1:{port.read_text().split()[0]}"
        self.browser: Browser = self._kind.connect_over_cdp(address, no_defaults=True)
        self._stack.callback(self.browser.close)
        self.context: BrowserContext = self.browser.contexts[0]
        for cookie in self._api.cookies if self._api else ():
            self.context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": self._api_base()}])
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, url: str) -> Page:
        """In a new tab, in front of the others."""
        page = self.context.new_page()
        page.goto(url)
        return page

    def hide(self, page: Page) -> None:
        """Put another tab before it."""
        other = next((each for each in self.context.pages if each is not page), None) or self.context.new_page()
        other.bring_to_front()
        wait_for(lambda: page.evaluate("document.hidden"), START_SECONDS, "a hidden page")

    def show(self, page: Page) -> None:
        """Bring it to the front."""
        page.bring_to_front()
        wait_for(lambda: not page.evaluate("document.hidden"), START_SECONDS, "a visible page")

    def talk_to(self, page: Page) -> CDPSession:
        """Chromium's own protocol, for a page."""
        return self.context.new_cdp_session(page)

    def _api_base(self) -> str:
        assert self._api is not None
        return self._api.base

    def _end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
