"""The settings: somebody is invited, joins and is removed; a program gets a token; the audit log tells of it all."""

from __future__ import annotations

import csv
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.system import System

from .axe import serious
from .documents import document
from .person import Person, until

PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def app(system: System) -> Any:  # Any: JSON
    return system.make_app(document([], []), name="Settled", visibility="private")


def settings(person: Person, section: str, heading: str) -> Page:
    page = person.open(f"/settings/#{section}")
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    return page


def member(page: Page, email: str) -> Locator:
    return page.get_by_test_id(f"member-{email}")


def invite(page: Page, role: str, email: str = "") -> str:
    """As an owner does; returns the link."""
    page.get_by_test_id("invite").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Role").select_option(role)
    page.get_by_test_id("invite-email").fill(email)
    page.get_by_test_id("invite-confirm").click()
    link = page.get_by_test_id("invite-link").input_value()
    page.get_by_test_id("invite-done").click()
    return link


def join(person: Person, link: str, name: str, email: str | None = None) -> Page:
    """As somebody without an account does."""
    page = person.open(link)
    page.get_by_label("Your name").fill(name)
    if email is not None:
        page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account and join").click()
    expect(page.get_by_role("heading", name="Apps", exact=True)).to_be_visible()
    return page


def test_somebody_is_invited_joins_becomes_an_editor_and_is_removed(app: Any, builder: Person, visitor: Person) -> None:
    visitor.expects("status of 40[34]", "status of 410")
    page = settings(builder, "members", "Members")
    link = invite(page, "viewer", "ann@example.com")
    open_one = page.get_by_role("region", name="Open invitations").get_by_role("row", name="ann@example.com")
    expect(open_one).to_contain_text("Viewer")

    theirs = join(visitor, link, "Ann")
    expect(theirs.get_by_test_id(f"app-{app['slug']}")).to_be_visible()
    theirs.goto(f"/apps/{app['id']}/")
    expect(theirs.get_by_role("heading", name="You may not open this")).to_be_visible()
    theirs.goto(link)
    expect(theirs.get_by_role("heading", name="This invitation is no longer valid")).to_be_visible()

    page.reload()
    expect(open_one).to_have_count(0)
    ann = member(page, "ann@example.com")
    with page.expect_response("**/members/*/"):
        ann.get_by_label("Role of Ann").select_option("editor")
    theirs.goto(f"/apps/{app['id']}/")
    expect(theirs.get_by_test_id("app-name")).to_have_value("Settled")

    ann.get_by_role("button", name="Remove Ann").click()
    page.get_by_test_id("confirm").click()
    expect(ann).to_have_count(0)
    theirs.goto(f"/apps/{app['id']}/")
    expect(theirs.get_by_role("heading", name="There is nothing here")).to_be_visible()
    theirs.goto("/settings/")
    expect(theirs.get_by_text("You are in no workspace.")).to_be_visible()


def test_somebody_makes_a_workspace_of_their_own_and_an_app_in_it(builder: Person, visitor: Person) -> None:
    link = invite(settings(builder, "members", "Members"), "editor")
    join(visitor, link, "Cleo", "cleo@example.com")
    page = settings(visitor, "members", "Members")
    page.get_by_test_id("new-workspace").click()
    page.get_by_test_id("workspace-name").fill("Cleo's own")
    page.get_by_test_id("workspace-confirm").click()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()
    expect(page.get_by_label("Workspace", exact=True).first).to_contain_text("Cleo's own")
    page.goto("/")
    page.get_by_test_id("new-app").first.click()
    page.get_by_test_id("new-app-name").fill("Of Cleo")
    page.get_by_role("dialog").get_by_label("Workspace").select_option("Cleo's own")
    page.get_by_test_id("new-app-confirm").click()
    expect(page.get_by_test_id("app-name")).to_have_value("Of Cleo")
    mine = settings(builder, "audit", "Audit log")
    expect(
        mine.get_by_test_id("audit-entries").get_by_role("row").filter(has_text="cleo@example.com")
    ).not_to_have_count(0)
    expect(mine.get_by_test_id("audit-entries")).not_to_contain_text("Of Cleo")


def test_the_last_owner_is_told_that_they_can_not_leave(builder: Person) -> None:
    builder.expects("status of 409")
    page = settings(builder, "members", "Members")
    page.get_by_role("button", name="Leave").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("is the only owner of the workspace")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_invitation_is_taken_back_before_it_is_used(builder: Person, visitor: Person) -> None:
    visitor.expects("status of 410")
    page = settings(builder, "members", "Members")
    link = invite(page, "editor", "bob@example.com")
    bob = page.get_by_role("row", name="bob@example.com")
    bob.get_by_role("button", name="Take back").click()
    page.get_by_test_id("confirm").click()
    expect(bob).to_have_count(0)
    expect(visitor.open(link).get_by_role("heading", name="This invitation is no longer valid")).to_be_visible()


def call(system: System, token: str) -> int:
    """As a program would, with nothing but the token."""
    request = urllib.request.Request(f"{system.base}/api/apps/", headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_token_is_made_by_keys_shown_once_used_and_revoked(system: System, builder: Person) -> None:
    builder.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = settings(builder, "tokens", "API tokens")
    page.get_by_test_id("new-token").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("token-name")).to_be_focused()
    page.keyboard.type("Nightly deploy")
    page.keyboard.press("Enter")
    value = page.get_by_test_id("token-value").input_value()
    page.get_by_role("dialog").get_by_role("button", name="Copy").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == value
    page.get_by_test_id("token-done").click()
    row = page.get_by_test_id("token-Nightly deploy")
    expect(row).to_contain_text("Never")
    assert value not in page.content()
    assert call(system, value) == 200
    page.reload()
    expect(row).not_to_contain_text("Never")
    assert value not in page.content()
    row.get_by_role("button", name="Revoke").click()
    page.get_by_test_id("confirm").click()
    expect(row).to_contain_text("Revoked")
    assert call(system, value) == 401


def test_all_tokens_are_revoked_with_one_question(system: System, builder: Person) -> None:
    values = [
        system.api.call("POST", "/api/tokens/", {"name": name, "scopes": ["read"], "expires_in_days": 1})["token"]
        for name in ("One", "Two")
    ]
    page = settings(builder, "tokens", "API tokens")
    page.get_by_test_id("revoke-all").click()
    expect(page.get_by_role("dialog")).to_contain_text("2 tokens")
    page.get_by_test_id("confirm").click()
    for name in ("One", "Two"):
        expect(page.get_by_test_id(f"token-{name}")).to_contain_text("Revoked")
    expect(page.get_by_test_id("revoke-all")).to_have_count(0)
    assert [call(system, value) for value in values] == [401, 401]


def test_the_audit_log_is_filtered_and_taken_out(app: Any, builder: Person, tmp_path: Path) -> None:
    page = settings(builder, "audit", "Audit log")
    entries = page.get_by_test_id("audit-entries").get_by_role("row")
    expect(entries.filter(has_text="App published Settled")).to_contain_text("owner@localhost")
    page.get_by_label("About").select_option("member")
    expect(entries.filter(has_text="App published")).to_have_count(0)
    page.get_by_label("About").select_option("")
    page.get_by_label("Named").fill("settled")
    page.get_by_label("Person").fill("OWNER")
    expect(entries.filter(has_not_text="Settled")).to_have_count(1)  # the head
    with page.expect_download() as saving:
        page.get_by_test_id("audit-csv").click()
    path = tmp_path / "audit.csv"
    saving.value.save_as(path)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["target"] for row in rows} == {"Settled"}
    assert {"app.created", "app.edited", "app.published"} <= {row["action"] for row in rows}
    page.get_by_label("Named").fill("nothing is called so")
    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_label("Named")).to_have_value("")
    expect(entries.filter(has_text="Settled").first).to_be_visible()


def test_the_start_page_leads_there_and_what_fails_says_so(builder: Person) -> None:
    builder.expects("status of 500")
    broken = {"code": "internal", "message": "Broken."}
    page = builder.open("/")
    page.route("**/members/", lambda route: route.fulfill(status=500, json=broken))
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_role("alert")).to_contain_text("The members could not be loaded")
    page.unroute("**/members/")
    page.get_by_role("button", name="Try again").click()
    expect(member(page, "owner@localhost")).to_be_visible()


def open_dialog(hook: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.get_by_test_id(hook).click()
        expect(page.get_by_role("dialog")).to_be_visible()

    return press


@pytest.mark.parametrize(
    ("section", "heading", "step"),
    [
        ("members", "Members", None),
        ("members", "Members", open_dialog("invite")),
        ("tokens", "API tokens", None),
        ("tokens", "API tokens", open_dialog("new-token")),
        ("audit", "Audit log", None),
    ],
)
def test_axe_finds_nothing_serious(
    system: System, builder: Person, section: str, heading: str, step: Callable[[Page], None] | None
) -> None:
    page = settings(builder, section, heading)
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    if step:
        step(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        until(page, f"document.documentElement.dataset.theme === '{theme}'")
        assert serious(page.main_frame) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "nothing stands out at the side"
