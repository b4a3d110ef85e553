"""A hand at the mouse and the keyboard that counts what it does: a promise of few clicks is kept by counting them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


class Hand:
    """Acts where a person would, by real pointer and key events, and counts."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.clicks = 0  # and drags
        self.fields = 0  # that had to be typed into

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def drag(self, target: Locator, x: float, y: float) -> None:
        """By its middle to a point of the window."""
        self.clicks += 1
        box = target.bounding_box()
        assert box is not None, f"{target} can be seen"
        self._page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self._page.mouse.down()
        self._page.mouse.move(x, y, steps=10)
        self._page.mouse.move(x + 1, y + 1)
        self._page.mouse.up()

    def type(self, field: Locator, text: str) -> None:
        """Letter by letter; it takes a click first, unless the cursor is there already."""
        self.fields += 1
        if not field.evaluate("(node) => node.contains(document.activeElement)"):
            self.click(field)
        self._page.keyboard.type(text)
