"""Secrets as people meet them: kept in the settings, chosen in the studio, sent by the server, seen by nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.behaviours import Answer
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .axe import serious
from .documents import document, query
from .person import Person, until

VALUE = "a-value-nobody-sees"
SETTINGS = "/settings/#secrets"
BASE = "/api/workspaces/1/secrets/"


@pytest.fixture(autouse=True)
def _no_secrets(system: System) -> Iterator[None]:
    """And nothing that uses one."""
    yield
    for app in system.api.call("GET", "/api/apps/"):
        system.api.call("DELETE", f"/api/apps/{app['id']}/")
    for secret in system.api.call("GET", BASE):
        system.api.call("DELETE", f"{BASE}{secret['name']}/")


def put(system: System, name: str, *hosts: str) -> None:
    system.api.call("POST", BASE, {"name": name, "value": VALUE, "hosts": hosts or ["api.example.com"]})


def using(system: System, url: str, **fields: Any) -> dict[str, Any]:
    """An app whose draft has one query."""
    app: dict[str, Any] = system.api.call("POST", "/api/apps/", {"name": "Uses a key"})
    made = document([query("feed", url, run_on_load=False, **fields)], [])
    body = {"revision": app["draft_revision"], "document": made}
    system.api.call("PUT", f"/api/apps/{app['id']}/document/", body)
    return app


def fill(page: Page, value: str, hosts: str, name: str = "") -> None:
    if name:
        page.get_by_test_id("secret-name").fill(name)
    page.get_by_test_id("secret-value").fill(value)
    page.get_by_test_id("secret-hosts").fill(hosts)
    page.get_by_test_id("secret-save").click()


def test_an_owner_adds_replaces_and_deletes_a_secret(system: System, builder: Person) -> None:
    builder.expects("400")
    page = builder.open(SETTINGS)
    page.get_by_test_id("secret-add").click()
    fill(page, VALUE, "https://api.example.com/feed", "KRAKEN_KEY")
    expect(page.get_by_role("alert")).to_contain_text("is more than a host")
    page.get_by_test_id("secret-hosts").fill("api.example.com\n*.example.net:8443")
    page.get_by_test_id("secret-save").click()
    row = page.get_by_test_id("secret-KRAKEN_KEY")
    expect(row).to_contain_text("api.example.com*.example.net:8443")
    expect(row).to_contain_text("no app")
    expect(row).to_contain_text("never")

    using(system, "wss://api.example.com/", auth={"type": "bearer", "token": "{{ secrets.KRAKEN_KEY }}"})
    page.get_by_role("button", name="Replace KRAKEN_KEY").click()
    expect(page.get_by_test_id("secret-hosts")).to_have_value("api.example.com\n*.example.net:8443")
    expect(page.get_by_test_id("secret-value")).to_have_value("")
    page.get_by_test_id("secret-hosts").fill("b.example.com")
    page.get_by_test_id("secret-save").click()
    expect(page.get_by_role("alert")).to_contain_text("for other hosts it is needed again")
    fill(page, "the-next-value", "b.example.com")
    expect(row).to_contain_text("b.example.com")
    expect(row).to_contain_text("Uses a key draft")
    assert VALUE not in page.content()

    page.get_by_role("button", name="Delete KRAKEN_KEY").click()
    expect(page.get_by_role("dialog")).to_contain_text("Used by Uses a key: their queries fail at the next dial.")
    page.get_by_test_id("secret-delete").click()
    expect(row).to_have_count(0)
    assert system.api.call("GET", BASE) == []


def test_a_secret_is_chosen_in_the_studio_and_sent_by_the_server(system: System, builder: Person) -> None:
    with UpstreamThread(Answer(lambda said: f'{{"heard": "{VALUE}"}}')) as upstream:
        put(system, "KRAKEN_KEY", f"127.0.0.1:{upstream.port}")
        app = using(
            system, upstream.url, auth={"type": "bearer", "token": ""}, on_connect=[{"kind": "text", "text": "hello"}]
        )
        studio = builder.build(app)
        studio.choose("feed")
        button = studio.page.get_by_role("button", name="Use a secret for the token")
        button.focus()
        button.press("Enter")
        expect(studio.page.get_by_role("menuitem", name="KRAKEN_KEY")).to_be_focused()
        studio.page.keyboard.press("Enter")
        token = studio.page.get_by_label("Bearer token")
        expect(token).to_have_value("{{ secrets.KRAKEN_KEY }}")
        expect(token).to_have_attribute("type", "text")
        studio.at("header-add").click()
        studio.at("header-name").fill("X-Api-Key")
        studio.at("header-value").fill("typed")
        expect(studio.page.get_by_text("Editors of the app can read this. A secret is safer.")).to_be_visible()
        studio.at("header-value").fill("{{ secrets.")
        expect(studio.page.get_by_role("option", name=re.compile("KRAKEN_KEY"))).to_be_visible()
        studio.page.keyboard.press("Enter")
        studio.page.keyboard.type(" }}")
        expect(studio.at("header-value")).to_have_value("{{ secrets.KRAKEN_KEY }}")
        studio.expect_saved()
        studio.at("query-run").click()
        studio.expect_status("open", "feed")
        expect(studio.at("messages")).to_contain_text("[secret KRAKEN_KEY]")
        [visit] = upstream.dials
        assert visit.headers["Authorization"] == f"Bearer {VALUE}"
        assert visit.headers["X-Api-Key"] == VALUE
        assert VALUE not in studio.page.content()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_is_wrong_with_how_they_look(
    system: System, builder: Person, theme: Literal["light", "dark"]
) -> None:
    page = builder.open(SETTINGS)
    page.emulate_media(color_scheme=theme)
    until(page, f"document.documentElement.dataset.theme === '{theme}'")
    expect(page.get_by_text("No secrets yet.")).to_be_visible()
    assert serious(page.main_frame) == []
    put(system, "KRAKEN_KEY", "api.example.com", "*.example.net:8443")
    page.reload()
    expect(page.get_by_test_id("secret-KRAKEN_KEY")).to_be_visible()
    assert serious(page.main_frame) == []
    page.get_by_role("button", name="Replace KRAKEN_KEY").click()
    expect(page.get_by_role("dialog", name="Replace KRAKEN_KEY")).to_be_visible()
    assert serious(page.main_frame) == []
