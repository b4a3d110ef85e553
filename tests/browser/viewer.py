"""An app in a browser tab, as its viewers have it: the page, the sandboxed player in it, and the widgets in that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Locator, Page, expect

from tests.system import wait_for

SECONDS = 15.0  # see Person.WAIT_MS


class Viewer:
    """Reads widgets by their names."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.player = page.frame_locator("iframe.app-frame")

    @property
    def frame(self) -> Frame:
        """The player's frame itself, for looking at it from inside."""
        return next(frame for frame in self.page.frames if urlsplit(frame.url).path == "/frame/")

    def widget(self, name: str) -> Locator:
        return self.player.locator(f'[data-widget="{name}"]')

    def connection(self, query: str) -> Locator:
        """The query's indicator in the header."""
        return self.player.locator(f'.top-connections [data-query="{query}"]')

    def expect_status(self, query: str, status: str, seconds: float = SECONDS) -> None:
        expect(self.connection(query)).to_have_attribute("data-status", status, timeout=seconds * 1_000)

    def text(self, name: str) -> str:
        """What a widget says, once it is there."""
        return self.widget(name).inner_text()

    def number(self, name: str) -> int:
        """The figure of a stat, or of a text that is one; 0 while there is none."""
        digits = re.sub(r"[^\d-]", "", self.text(name))
        return int(digits) if digits.strip("-") else 0

    def value(self, name: str) -> Any:  # Any: JSON
        """The JSON that a text widget shows; None while it shows none."""
        try:
            return json.loads(self.widget(name).locator(".prose").inner_text())
        except json.JSONDecodeError:
            return None

    def wait(self, condition: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
        """Wait for something about this page; when it doesn't come, say `what`, and what the page says instead."""
        try:
            wait_for(condition, seconds, what)
        except AssertionError as error:
            raise AssertionError(f"{error}; the player says: {self.player.locator('body').inner_text()}") from None

    def wait_number(self, name: str, least: int, seconds: float = SECONDS) -> int:
        """Wait until a figure is at least so large; returns it."""
        self.wait(lambda: self.number(name) >= least, f"{name} of at least {least}", seconds)
        return self.number(name)

    def drawing(self, name: str) -> str:
        """The pixels of a chart."""
        return str(self.widget(name).locator("canvas").evaluate("canvas => canvas.toDataURL()"))

    def reload(self) -> None:
        self.page.reload()
