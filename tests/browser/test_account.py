"""One's account, as people use it: a second step, a session ended elsewhere, a forgotten password."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts.people import code_of
from tests.system import System, wait_for

from .conftest import Come
from .person import Person
from .test_studio_axe import clean, scan

PASSWORD = "correct horse battery"
MAKE = """
from apps.accounts.models import Role, Workspace
from apps.accounts.services import add_member, create_user
for name in ("ann", "bob", "cat", "dan"):
    add_member(Workspace.objects.get(), create_user(f"{name}@example.com", name.title(), "correct horse battery"),
               Role.VIEWER)
"""


@pytest.fixture(scope="module", autouse=True)
def _people(system: System) -> None:
    system.manage("shell", "-c", MAKE)


def fill_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """The page of signing in, by keyboard alone."""
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def sign_in(person: Person, name: str) -> Page:
    page = person.open("/sign-in/?next=/account/")
    fill_in(page, f"{name}@example.com")
    return page


def go_to(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Your account").get_by_role("link", name=name).click()


def enter_code(page: Page, code: str) -> None:
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def enter_next_code(page: Page, secret: str, used: str) -> None:
    """A code works once: who has just used one waits for the app to show the next, or takes one half a minute ahead."""
    wait_for(lambda: code_of(secret, 1) != used, seconds=1, what="another code")
    enter_code(page, code_of(secret, 1))


def test_two_steps_are_turned_on_and_a_recovery_code_stands_in_for_the_telephone(come: Come) -> None:
    here, there = come(signed_in=False), come(signed_in=False)
    page = sign_in(here, "ann")
    go_to(page, "Two-step sign-in")
    page.get_by_role("link", name="Turn on").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    picture = page.get_by_alt_text("QR code")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0, "the policy lets it be shown"
    secret = page.locator("ol code").inner_text()
    used = code_of(secret)
    page.get_by_label("Code").fill(used)
    page.get_by_role("button", name="Turn on").click()
    codes = page.get_by_label("Recovery codes", exact=True).get_by_role("listitem")
    expect(codes).to_have_count(10)
    spare = codes.first.inner_text()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save as a file").click()
    assert spare in saving.value.path().read_text()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("On since")).to_be_visible()

    other = sign_in(there, "ann")
    expect(other.get_by_role("heading", name="Your code")).to_be_visible()
    enter_code(other, "000000")
    expect(other.get_by_role("alert")).to_contain_text("isn't right")
    enter_code(other, spare)
    expect(other.get_by_role("heading", name="You", exact=True)).to_be_visible()

    page.get_by_role("link", name="Turn off").click()
    if page.get_by_role("heading", name="Is it still you?").count():
        enter_next_code(page, secret, used)
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_role("status")).to_have_text("Two-step sign-in is off.")


def test_a_session_is_ended_from_another_browser(come: Come) -> None:
    here = come(signed_in=False)
    there = come(signed_in=False, user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1")
    page, other = sign_in(here, "bob"), sign_in(there, "bob")
    expect(other.get_by_role("heading", name="You", exact=True)).to_be_visible()
    go_to(page, "Sessions")
    expect(page.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="End Safari on iPhone").click()
    expect(page.get_by_role("status")).to_have_text("That browser is signed out.")
    expect(page.get_by_role("listitem")).to_have_count(1)
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_forgotten_password_is_set_anew_by_the_mailed_link(system: System, come: Come) -> None:
    page = come(signed_in=False).open("/sign-in/")
    page.get_by_role("link", name="Forgotten your password?").click()
    page.get_by_label("E-mail").fill("cat@example.com")
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    # Without a mail server, mails are printed.
    wait_for(lambda: re.search(r"/forgotten/\S+-\S+/", system.log("web")), what="the mail")
    page.goto(re.findall(r"http://\S+/forgotten/\S+/", system.log("web"))[-1])
    for label in ("New password", "New password again"):
        page.get_by_label(label, exact=True).fill("another horse here")
    page.get_by_role("button", name="Save the password").click()
    page.get_by_role("link", name="Sign in").click()
    fill_in(page, "cat@example.com", "another horse here")
    expect(page.get_by_role("heading", name="Apps")).to_be_visible()
    page.get_by_role("button", name="Dark theme").click()
    page.get_by_role("link", name="cat@example.com").click()
    expect(page.get_by_role("heading", name="You", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.fixture
def signed_in_page(system: System, chromium: Browser) -> Iterator[Page]:
    """Dan, at a browser of his own."""
    person = Person(chromium, system.base)
    page = sign_in(person, "dan")
    expect(page.get_by_role("heading", name="You", exact=True)).to_be_visible()
    yield page
    person.leave()
    person.assert_quiet()


def test_axe_finds_nothing_on_any_page_and_none_sticks_out_of_a_telephone(signed_in_page: Page, come: Come) -> None:
    page = signed_in_page
    faults = []
    for path in ("", "password/", "sessions/", "two-step/"):
        page.goto(f"/account/{path}")
        faults += scan(page, path or "account")
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Turn on").click()
    faults += scan(page, "confirm")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("alert")).to_be_visible()
    faults += scan(page, "turning on, wrong code")
    stranger = come(signed_in=False).open("/forgotten/")
    for path in ("", "sent/", "1-unknown/", "done/"):
        stranger.goto(f"/forgotten/{path}")
        faults += scan(stranger, f"forgotten {path}")
    clean(faults)
