"""The section Network of the settings, as an owner uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.system import System

from .axe import serious
from .person import Person

PATH = "/settings/#network"


@pytest.fixture
def workspace(system: System, builder: Person) -> Iterator[int]:
    """The owner's, with empty lists before and after."""
    page = builder.open("/settings/")
    data: dict[str, Any] = json.loads(page.locator("#page-data").text_content() or "")
    number: int = data["workspaces"][0]["id"]
    page.close()
    yield number
    system.api.call("PUT", f"/api/workspaces/{number}/network/", {"only": [], "deny": []})


def lists(page: Page) -> tuple[Any, Any]:
    return page.get_by_label("Only these places"), page.get_by_label("Never these places")


def test_an_owner_writes_down_where_queries_may_lead(builder: Person, workspace: int) -> None:
    page = builder.open(PATH)
    only, deny = lists(page)
    save = page.get_by_role("button", name="Save")
    expect(only).to_be_empty()
    expect(save).to_be_disabled()
    only.fill("*.example, 127.0.0.0/8\n\n")
    deny.click()
    page.keyboard.type("10.0.0.0/8")
    page.keyboard.press("Enter")
    page.keyboard.type(":8443")
    save.click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(only).to_have_value("*.example\n127.0.0.0/8")
    expect(save).to_be_disabled()
    page.reload()
    expect(only).to_have_value("*.example\n127.0.0.0/8")
    expect(deny).to_have_value("10.0.0.0/8\n:8443")
    expect(page.get_by_text("None for this workspace alone.")).to_be_visible()
    assert serious(page.main_frame) == []


def test_what_can_t_be_read_is_named_and_stays_to_be_mended(builder: Person, workspace: int) -> None:
    builder.expects("400")
    page = builder.open(PATH)
    only, deny = lists(page)
    only.fill("feed.example\nhttp://feed.example\n0x7f.1")
    deny.fill("host:99999")
    page.get_by_role("button", name="Save").click()
    wrong = page.get_by_role("alert")
    expect(wrong).to_have_count(2)
    expect(wrong.nth(0)).to_contain_text("'http://feed.example' is a URL; write its host alone")
    expect(wrong.nth(0)).to_contain_text("another spelling of 127.0.0.1")
    expect(wrong.nth(1)).to_contain_text("'99999' is not a port")
    expect(only).to_have_value("feed.example\nhttp://feed.example\n0x7f.1")
    page.get_by_role("button", name="Discard").click()
    expect(only).to_be_empty()
    expect(wrong).to_have_count(0)
