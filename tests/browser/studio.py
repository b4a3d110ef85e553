"""The studio as a builder uses it: what is clicked and typed to make an app."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


class Studio:
    """One app in the studio. Hooks are the `data-testid`s of static/src/studio."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def at(self, hook: str) -> Locator:
        return self.page.get_by_test_id(hook)

    def panel(self, name: str) -> Locator:
        """A region by its spoken name."""
        return self.page.get_by_label(name, exact=True)

    def tab(self, tablist: str, name: str) -> None:
        """Choose a tab."""
        self.page.get_by_role("tablist", name=tablist).get_by_role("tab", name=name).click()

    def expect_saved(self) -> None:
        expect(self.at("save-state")).to_have_attribute("data-state", "saved")

    def expect_status(self, status: str | re.Pattern[str], query: str, seconds: float = 15.0) -> None:
        """The state of a query in the list at the left."""
        row = self.at(f"item-{query}").locator("[data-status]")
        expect(row).to_have_attribute("data-status", status, timeout=seconds * 1_000)

    def write(self, editor: Locator, code: str) -> None:
        """Replace what stands in a code editor."""
        editor.locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(code)

    # Queries and states

    def add_query(self, name: str, url: str) -> None:
        self.at("add-query").click()
        self.at("new-query-name").fill(name)
        self.at("new-query-url").fill(url)
        self.at("new-query-create").click()

    def send_on_connect(self, message: str) -> None:
        """One more message of the chosen query."""
        self.tab("Query settings", "Messages")
        self.at("on-connect-add").click()
        self.write(self.at("on-connect").last, message)

    def add_state(self, name: str) -> None:
        self.at("add-state").click()
        self.at("state-name").fill(name)
        self.at("state-name").press("Enter")
        expect(self.at(f"item-{name}")).to_be_visible()

    def choose(self, name: str) -> None:
        """Show a query, a state or `startup` in the bottom panel."""
        self.at(f"item-{name}").click()

    # Handlers: `where` is the panel, of the query at the bottom or of the widget at the right

    def on_set_state(self, where: Locator, event: str, state: str, value: str) -> None:
        handler = self._add_handler(where, event)
        handler.get_by_test_id("action-type").select_option("set_state")
        handler.get_by_test_id("action-state").select_option(state)
        handler.get_by_test_id("action-value").fill(value)

    def on_run(self, where: Locator, event: str, code: str) -> None:
        handler = self._add_handler(where, event)
        self.write(handler.get_by_test_id("action-code"), code)

    def _add_handler(self, where: Locator, event: str) -> Locator:
        where.get_by_test_id(f"event-add-{event}").click()
        return where.get_by_test_id(f"handler-{event}").last

    # Widgets

    def add_widget(self, kind: str, name: str, **properties: str) -> None:
        """Add, rename and fill in; it stays selected."""
        self.at("panel-add").click()
        self.at(f"add-widget-{kind}").click()
        self.at("widget-name").fill(name)
        self.at("widget-name").press("Enter")
        for key, value in properties.items():
            self.at(f"property-{key}").fill(value)

    # Out

    def publish(self, visibility: str) -> str:
        """Publish; returns the viewer link."""
        self.at("publish").click()
        self.at(f"visibility-{visibility}").check()
        self.at("publish-confirm").click()
        link = self.at("viewer-link").input_value()
        self.at("publish-done").click()
        return link
