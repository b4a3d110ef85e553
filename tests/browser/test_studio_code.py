"""Code in the studio, typed by hand: suggestions, values, faults, renaming, uses, the state, the console's links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import ROOT, System

from .documents import document, query, run, stat
from .person import Person

VALUE_MS = 100  # from the last key to the value at the field's end


class Desk:
    """One app in one studio, for all of these tests; each leaves the parts of the others alone."""

    def __init__(self, system: System, person: Person, url: str) -> None:
        self._system = system
        parts = document(
            [
                query(
                    "feed",
                    url,
                    run("success", "count.setValue(event.data.n);"),
                    run("open", "const a = 1;\nconst b = 2;\nnoSuchThing(a, b);"),
                )
            ],
            [
                stat("price", "{{ count.value }}"),
                stat("plain", "1"),
                stat("wrong", ""),
                stat("other", "{{ price.value }}"),
            ],
            "console.log('hello');",
            ("count", "unused"),
        )
        parts["javascript_queries"] = [
            {"name": "load", "code": "const rows = feed.messages;\nreturn rows.map((count) => count.n + feed.rate);"}
        ]
        self.app = system.make_app(parts, "Code")
        self.studio = person.build(self.app)
        self.page = self.studio.page
        self.studio.expect_status("open", "feed")

    def saved(self) -> Any:  # Any: JSON
        self.studio.expect_saved()
        return self._system.api.call("GET", f"/api/apps/{self.app['id']}/document/")["document"]

    def widget(self, name: str, page: str = "Properties") -> None:
        """Show a widget in the inspector."""
        self.studio.at(f"outline-{name}").click()
        self.studio.tab("Stat settings", page)

    def type_value(self, name: str, text: str) -> Locator:
        """Empty the widget's value, and type with real keys."""
        self.widget(name)
        field = self.studio.at("property-value")
        field.fill("")
        field.press_sequentially(text)
        return field

    @property
    def options(self) -> Locator:
        return self.page.get_by_role("listbox", name="Suggestions").get_by_role("option")


@pytest.fixture(scope="module")
def desk(system: System, chromium: Browser) -> Iterator[Desk]:
    with UpstreamThread(Numbered(rate=10)) as upstream:
        person = Person(chromium, system.base, system.api.cookies, permissions=["clipboard-read", "clipboard-write"])
        yield Desk(system, person, upstream.url)
        person.leave()
        person.assert_quiet()


# Suggestions in a template field


def test_names_are_offered_as_the_braces_open_and_taken_with_enter(desk: Desk) -> None:
    field = desk.type_value("plain", "{{ co")
    expect(desk.options.first).to_contain_text("count")
    field.press("Enter")
    expect(field).to_have_value("{{ count")
    field.press_sequentially(".")
    expect(desk.options.first).to_contain_text("value")
    field.press("Tab")
    field.press_sequentially(" }}")
    expect(field).to_have_value("{{ count.value }}")
    expect(desk.options).to_have_count(0)
    assert desk.saved()["widgets"][1]["properties"]["value"] == "{{ count.value }}"


def test_fields_seen_in_messages_are_offered_with_their_value(desk: Desk) -> None:
    field = desk.type_value("plain", "{{ feed.data.")
    option = desk.options.filter(has_text="n").first
    expect(option).to_contain_text("number")
    expect(option.locator(".completion-value")).to_have_text(re.compile(r"^\d+$"))
    field.press("Escape")
    expect(desk.options).to_have_count(0)


def test_arrows_move_and_the_control_key_with_space_opens(desk: Desk) -> None:
    field = desk.type_value("plain", "{{  }}")
    for _ in range(3):
        field.press("ArrowLeft")
    field.press("Control+Space")
    expect(desk.options.nth(0)).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(desk.options.nth(1)).to_have_attribute("aria-selected", "true")
    chosen = desk.options.nth(1).get_attribute("id")
    expect(field).to_have_attribute("aria-activedescendant", chosen or "")
    field.press("Escape")
    expect(desk.options).to_have_count(0)
    expect(field).to_be_focused()


def test_a_suggestion_is_taken_by_the_mouse_and_undone_with_the_keys_of_the_field(desk: Desk) -> None:
    field = desk.type_value("plain", "{{ pri")
    desk.options.filter(has_text="price").first.click()
    expect(field).to_have_value("{{ price")
    expect(field).to_be_focused()


# Values and faults


def test_the_value_stands_at_the_end_of_the_field_within_100_ms_of_the_last_key(desk: Desk) -> None:
    desk.widget("plain")
    field = desk.studio.at("property-value")
    field.fill("{{ 6 * 7 ")
    took = field.evaluate(
        """(field) => new Promise((resolve) => {
            const at = performance.now();
            const root = field.closest(".template");
            const look = () => {
                if (root.querySelector(".template-value")?.textContent !== "42") return;
                seen.disconnect();
                resolve(performance.now() - at);
            };
            const seen = new MutationObserver(look);
            seen.observe(root, { subtree: true, childList: true, characterData: true });
            field.focus();
            field.setSelectionRange(field.value.length, field.value.length);
            document.execCommand("insertText", false, "}}");
        })"""
    )
    print(f"value shown after {took:.0f} ms")
    assert took < VALUE_MS


def test_a_name_that_nothing_has_is_told_with_the_nearest_one(desk: Desk) -> None:
    field = desk.type_value("wrong", "{{ conut.value }}")
    panel = desk.studio.panel("Inspector")
    expect(panel).to_contain_text("There is no conut. Did you mean count?")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("{{ count.vlaue }}")
    expect(panel).to_contain_text("count has no vlaue. Did you mean value?")
    field.fill("{{ (count.value }}")
    expect(panel).to_contain_text("The ( is not closed: add ).")
    field.fill("{{ count.value }}")
    expect(panel.locator(".field-error")).to_have_count(0)


def test_a_binding_that_reads_itself_is_told(desk: Desk) -> None:
    field = desk.type_value("wrong", "{{ wrong.value }}")
    field.blur()
    expect(desk.studio.panel("Inspector")).to_contain_text("wrong · value → wrong · value")
    field.fill("1")


def test_a_handlers_templates_know_the_event_and_show_its_value(desk: Desk) -> None:
    studio = desk.studio
    studio.choose("feed")
    studio.tab("Query settings", "Events")
    handler = studio.handler(studio.panel("Queries and states").first, "success", "show_message")
    field = handler.get_by_test_id("action-text")
    field.fill("")
    field.press_sequentially("{{ event.data.")
    expect(desk.options.first).to_contain_text("n")
    field.press("Enter")
    field.press_sequentially(" }}")
    expect(handler.locator(".template-value").first).to_have_text(re.compile(r"^\d+$"))
    handler.get_by_test_id("handler-delete").click()


# The code editor


def _editor(desk: Desk) -> Locator:
    desk.studio.choose("load")
    desk.studio.tab("JavaScript query settings", "Code")
    return desk.studio.at("javascript-code")


def test_the_code_editor_offers_members_and_numbers_its_lines(desk: Desk) -> None:
    before = desk.saved()["javascript_queries"][0]["code"]
    editor = _editor(desk)
    expect(editor.locator(".cm-lineNumbers")).to_be_visible()
    desk.studio.write(editor, "return ")
    desk.page.keyboard.type("count.")
    shown = desk.page.locator(".cm-tooltip-autocomplete")
    expect(shown).to_contain_text("setValue")
    expect(shown.locator(".completion-value").first).to_have_text(re.compile(r"^\d+$"))
    desk.page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    desk.page.keyboard.type("val")
    expect(shown).to_contain_text("value")
    desk.page.keyboard.press("Tab")
    expect(editor.locator(".cm-content")).to_contain_text("return count.value")
    desk.studio.write(editor, before)


def test_the_code_editor_marks_what_is_wrong_and_puts_in_what_was_meant(desk: Desk) -> None:
    before = desk.saved()["javascript_queries"][0]["code"]
    editor = _editor(desk)
    desk.studio.write(editor, "return conut.value")
    mark = editor.locator(".cm-lintRange-warning")
    expect(mark).to_have_text("conut")
    expect(editor.locator(".cm-lint-marker-warning")).to_be_visible()
    mark.hover()
    desk.page.get_by_role("button", name="Use count").click()
    expect(editor.locator(".cm-content")).to_contain_text("return count.value")
    desk.studio.write(editor, "return (1 +")
    expect(editor.locator(".cm-lint-marker-error")).to_be_visible()
    desk.studio.write(editor, before)


# Renaming, uses


def test_renaming_follows_what_says_the_name_and_nothing_else(desk: Desk) -> None:
    desk.studio.choose("count")
    desk.studio.at("state-name").fill("counter")
    desk.studio.at("state-name").press("Enter")
    expect(desk.studio.at("item-counter")).to_be_visible()
    saved = desk.saved()
    assert saved["queries"][0]["events"][0]["action"]["code"] == "counter.setValue(event.data.n);"
    assert "rows.map((count) => count.n" in saved["javascript_queries"][0]["code"]
    assert saved["widgets"][0]["properties"]["value"] == "{{ counter.value }}"
    desk.studio.at("state-name").fill("rows")
    desk.studio.at("state-name").press("Enter")
    expect(desk.studio.at("item-rows")).to_be_visible()
    desk.studio.at("state-name").fill("count")
    desk.studio.at("state-name").press("Enter")
    expect(desk.studio.at("item-count")).to_be_visible()


def test_a_name_that_a_local_has_where_it_would_stand_is_refused(desk: Desk) -> None:
    desk.studio.choose("feed")
    desk.studio.tab("Query settings", "General")
    desk.studio.at("query-name").fill("rows")
    desk.studio.at("query-name").press("Enter")
    expect(desk.page.get_by_text("load · code has a rows of its own")).to_be_visible()
    expect(desk.studio.at("item-feed")).to_be_visible()


def test_a_part_says_where_it_is_used_and_leads_there(desk: Desk) -> None:
    panel = desk.page.get_by_role("region", name="Queries and states")
    desk.studio.choose("unused")
    expect(panel.get_by_test_id("used-by")).to_have_text("Not used yet")
    desk.studio.choose("count")
    panel.get_by_test_id("used-by").click()
    entry = desk.page.get_by_role("button", name="feed · success · handler 1 · code, line 1")
    expect(entry).to_contain_text("acts on it")
    entry.click()
    expect(desk.studio.at("action-code").locator(".cm-content")).to_be_focused()
    desk.studio.choose("count")
    panel.get_by_test_id("used-by").click()
    desk.page.get_by_role("button", name="price · value").click()
    expect(desk.studio.at("property-value")).to_be_focused()


def test_deleting_warns_with_the_list_of_what_will_fail(desk: Desk) -> None:
    desk.widget("price")
    desk.studio.at("delete-widget").click()
    dialog = desk.page.get_by_role("dialog", name="Delete price")
    expect(dialog).to_contain_text("other · value")
    dialog.get_by_role("button", name="Cancel").click()
    expect(desk.studio.at("outline-price")).to_be_visible()


# The state browser


def test_the_state_is_searched_opened_by_keys_and_copied(desk: Desk) -> None:
    desk.page.get_by_role("tree", name="State").get_by_role("treeitem").first.focus()
    desk.page.keyboard.press("End")
    desk.page.keyboard.press("Home")
    desk.studio.at("state-search").fill("count.val")
    row = desk.page.get_by_role("tree", name="State").locator('[data-path="count.value"]')
    row.hover()
    row.get_by_test_id("state-copy-path").click()
    expect(desk.page.get_by_text("Copied count.value")).to_be_visible()
    assert desk.page.evaluate("navigator.clipboard.readText()") == "count.value"
    row.focus()
    desk.page.keyboard.press("Tab")
    desk.studio.at("state-search").fill("")


def test_a_path_of_the_state_goes_into_the_field_worked_in(desk: Desk) -> None:
    field = desk.type_value("plain", "Now ")
    desk.studio.at("state-search").fill("count.val")
    row = desk.page.get_by_role("tree", name="State").locator('[data-path="count.value"]')
    row.hover()
    row.get_by_test_id("state-insert").click()
    expect(field).to_have_value("Now {{ count.value }}")
    desk.studio.at("state-search").fill("")


# The console


def test_the_console_leads_to_the_line_that_failed(desk: Desk) -> None:
    desk.page.reload()  # another test may have cleared the console; the app starts and fails anew
    desk.studio.expect_status("open", "feed")
    desk.studio.tab("Messages and console", "Console")
    console = desk.studio.at("console")
    line = console.locator(".console-line").filter(has_text="noSuchThing is not defined").first
    line.get_by_role("button", name="feed · open · handler 1, line 3").click()
    editor = desk.studio.at("handler-open").get_by_test_id("action-code")
    expect(editor.locator(".cm-content")).to_be_focused()
    at = desk.page.evaluate("document.getSelection().anchorNode.textContent")
    assert "noSuchThing" in at
    console.get_by_role("button", name="script · startup").click()
    expect(desk.studio.at("startup-code").locator(".cm-content")).to_be_focused()


def test_the_console_is_filtered_by_level_and_text_and_cleared(desk: Desk) -> None:
    desk.page.reload()
    desk.studio.expect_status("open", "feed")
    desk.studio.tab("Messages and console", "Console")
    console = desk.studio.at("console")
    expect(console).to_contain_text("hello")
    desk.page.get_by_label("Level").select_option("error")
    expect(console).not_to_contain_text("hello")
    desk.studio.at("console-text").fill("nothing says this")
    expect(desk.page.get_by_text("Nothing here fits the filter.")).to_be_visible()
    desk.studio.at("console-text").fill("")
    desk.page.get_by_label("Level").select_option("all")
    desk.studio.at("messages-clear").click()
    expect(desk.page.get_by_text("Errors of handlers, scripts and bindings appear here")).to_be_visible()


# Assistive technology


def test_axe_finds_nothing_wrong_with_suggestions_faults_state_and_console(desk: Desk) -> None:
    desk.studio.choose("load")
    desk.studio.tab("JavaScript query settings", "Code")
    desk.studio.tab("Messages and console", "Console")
    desk.type_value("plain", "{{ conut }} {{ fe")
    expect(desk.options.first).to_be_visible()
    desk.page.evaluate((ROOT / "static/node_modules/axe-core/axe.min.js").read_text())
    found = desk.page.evaluate(
        "axe.run({ exclude: ['iframe'] }).then(({ violations }) => violations.flatMap("
        "({ id, impact, nodes }) => nodes.map((node) => [id, impact, node.html])))"
    )
    serious = [f"{rule}: {html[:200]}" for rule, impact, html in found if impact in ("serious", "critical")]
    assert not serious, "\n".join(serious)
    desk.studio.at("property-value").fill("1")
