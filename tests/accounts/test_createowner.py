"""`manage.py createowner`."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Membership, Role, User, Workspace
from apps.accounts.services import create_user, create_workspace

from .people import EMAIL, browser, is_signed_in, sign_in, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "a horse for the owner"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("createowner", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    given = io.StringIO(f"{PASSWORD}\n")
    monkeypatch.setattr("sys.stdin", given)
    return given


def test_prints_a_link_that_signs_the_owner_in() -> None:
    link = run(EMAIL, "--name", "Ann", "--base-url", "https://apps.example/").strip()
    client = browser()
    assert client.get(link.removeprefix("https://apps.example"))["Location"] == "/"
    assert is_signed_in(client)
    held = Membership.objects.get()
    assert (held.user.email, held.user.name, held.role, held.workspace.name) == (EMAIL, "Ann", "owner", "Workspace")
    assert not held.user.has_usable_password()


def test_a_piped_password_is_set_and_ends_what_was_open(ann: User, piped: io.StringIO) -> None:
    before = signed_in()
    assert "signs in with that password" in run(EMAIL.upper(), "--password")
    assert not is_signed_in(before)
    assert sign_in(browser(), PASSWORD) == (302, "/")
    assert (ann.memberships.get().role, ann.memberships.get().workspace.name) == (Role.OWNER, "House")


def test_a_bad_password_makes_nobody(piped: io.StringIO) -> None:
    piped.truncate(0)
    with pytest.raises(CommandError, match="too short"):
        run(EMAIL, "--password")
    assert not User.objects.exists()


def test_a_named_workspace_is_found_or_made() -> None:
    create_workspace("First")
    create_workspace("Second")
    create_user(EMAIL)
    run(EMAIL, "--workspace", "Second")
    run(EMAIL, "--workspace", "Third")
    assert list(Membership.objects.values_list("workspace__name", flat=True).order_by("pk")) == ["Second", "Third"]
    assert Workspace.objects.count() == 3


def test_what_is_no_address_is_one_clear_line() -> None:
    with pytest.raises(CommandError, match="'ann' is not an e-mail address"):
        run("ann")
