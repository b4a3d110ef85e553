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
        self.page.get_by_role("tablist", name=tablist, exact=True).get_by_role("tab", name=name).click()

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

    def set_unit(self, where: Locator, label: str, number: str, unit: str) -> None:
        """A number with its unit: 300 ms, 5 min."""
        where.get_by_label(f"{label}, unit", exact=True).select_option(unit)
        field = where.get_by_label(label, exact=True)
        field.fill(number)
        field.press("Tab")

    # Queries, states and what else has no place on the canvas

    def new(self, kind: str) -> None:
        """Choose from the menu above the list: Stream query, JavaScript query, Transformer, State, Data responder."""
        self.page.get_by_role("button", name="New query, state or transformer").click()
        self.page.get_by_role("menuitem", name=kind).click()

    def add_query(self, name: str, url: str) -> None:
        self.new("Stream query")
        self.at("new-query-name").fill(name)
        self.at("new-query-url").fill(url)
        self.at("new-query-create").click()

    def send_on_connect(self, message: str) -> None:
        """One more message of the chosen query."""
        self.tab("Query settings", "Messages")
        self.at("on-connect-add").click()
        self.write(self.at("on-connect").last, message)

    def add_state(self, name: str) -> None:
        self._add("State", "state", name)

    def add_javascript(self, name: str, code: str) -> None:
        self._add("JavaScript query", "javascript", name)
        self.write(self.at("javascript-code"), code)

    def add_transformer(self, name: str, code: str) -> None:
        self._add("Transformer", "transformer", name)
        self.write(self.at("transformer-code"), code)

    def add_responder(self, name: str, data: str) -> None:
        self._add("Data responder", "responder", name)
        self.at("responder-data").fill(data)

    def _add(self, kind: str, hook: str, name: str) -> None:
        self.new(kind)
        self.at(f"{hook}-name").fill(name)
        self.at(f"{hook}-name").press("Enter")
        expect(self.at(f"item-{name}")).to_be_visible()

    def choose(self, name: str) -> None:
        """Show a query, a state, a transformer, a responder or `startup` in the bottom panel."""
        self.at(f"item-{name}").click()

    # Handlers: `where` is the panel, of the query at the bottom or of the widget at the right

    def handler(self, where: Locator, event: str, action: str) -> Locator:
        """One more handler, whose action's fields are to be filled in."""
        where.get_by_test_id(f"event-add-{event}").click()
        handler = where.get_by_test_id(f"handler-{event}").last
        handler.get_by_test_id("action-type").select_option(action)
        return handler

    def on_set_state(self, where: Locator, event: str, state: str, value: str) -> None:
        handler = self.handler(where, event, "set_state")
        handler.get_by_test_id("action-state").select_option(state)
        handler.get_by_test_id("action-value").fill(value)

    def on_run(self, where: Locator, event: str, code: str) -> None:
        handler = self.handler(where, event, "run_javascript")
        self.write(handler.get_by_test_id("action-code"), code)

    # Widgets

    def add_widget(self, kind: str, name: str, **properties: str) -> None:
        """Add, rename and fill in; it stays selected. A text property's hook is its name; others have labels."""
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
