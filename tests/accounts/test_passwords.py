"""Passwords changed, set for the first time, and set anew by mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.test import Client

from apps.accounts import throttle
from apps.accounts.models import SignInLink, User
from apps.accounts.services import create_user, issue_sign_in_link
from apps.accounts.tokens import services as tokens
from tests.cast import PASSWORD

from .people import EMAIL, browser, is_signed_in, sign_in, signed_in, told

pytestmark = pytest.mark.django_db
NEW = "another horse here"
TWICE = {"password1": NEW, "password2": NEW}


def test_changing_it_takes_the_present_one_and_ends_all_other_sessions(ann: User) -> None:
    here, there = signed_in(), signed_in()
    link = issue_sign_in_link(ann)
    assert here.post("/account/password/", {"oldpassword": "wrong", **TWICE}).status_code == 200
    assert is_signed_in(there)
    answer = here.post("/account/password/", {"oldpassword": PASSWORD, **TWICE}, follow=True)
    assert "Your password is changed" in answer.content.decode()
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert sign_in(browser())[0] == 422
    assert sign_in(browser(), NEW) == (302, "/")
    assert not SignInLink.objects.filter(used_at=None).exists()
    assert browser().get(f"/sign-in/{link}/").status_code == 410
    assert len(told("password.changed")) == 1
    assert told("session.revoked")[0].details["sessions"] == 1


def test_the_present_one_is_not_guessed_in_a_session_left_open(ann: User) -> None:
    here = signed_in()
    for number in range(throttle.FAILURES_PER_PERSON):
        here.post("/account/password/", {"oldpassword": f"guess {number}", **TWICE})
    here.post("/account/password/", {"oldpassword": PASSWORD, **TWICE})
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(("password", "again", "fault"), [
    ("short", "short", "too short"),
    ("password123", "password123", "too common"),
    (NEW, "another horse there", "same password"),
])  # fmt: skip
def test_a_bad_one_is_refused(ann: User, password: str, again: str, fault: str) -> None:
    form = {"oldpassword": PASSWORD, "password1": password, "password2": again}
    assert fault in signed_in().post("/account/password/", form).content.decode()
    assert User.objects.get().check_password(PASSWORD)


def test_who_has_none_sets_the_first_one(db: None) -> None:
    client = browser()
    client.get(f"/sign-in/{issue_sign_in_link(create_user(EMAIL))}/")
    assert client.get("/account/password/")["Location"] == "/account/password/first/"
    assert client.post("/account/password/first/", TWICE)["Location"] == "/account/"
    assert is_signed_in(client)
    assert sign_in(browser(), NEW) == (302, "/")


def test_who_changes_it_hears_how_many_api_tokens_still_work(ann: User) -> None:
    client = signed_in()
    client.post("/account/password/", {"oldpassword": PASSWORD, **TWICE})
    assert "still work" not in client.get("/account/").content.decode()
    made = [tokens.issue(ann, f"Program {n}", ["read"], 1)[0] for n in range(3)]
    tokens.revoke(made[0])
    client.post("/account/password/", {"oldpassword": NEW, "password1": PASSWORD, "password2": PASSWORD})
    page = client.get("/account/").content.decode()
    assert "2 API tokens of yours still work." in page
    assert '<a href="/settings/#tokens">Look at them</a>' in page
    assert "<dd>2 in use" in page
    assert tokens.usable_of(ann).count() == 2


# --- Forgotten ----------------------------------------------------------------------------------------------------


def _mailed_path(mail: EmailMessage) -> str:
    found = re.search(r"http://testserver(/forgotten/\S+)", str(mail.body))
    assert found, mail.body
    return found[1]


def _follow(client: Client, path: str) -> str:
    """Open the link: it leads to the form, at an address without the secret."""
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].endswith("-set-password/")
    return str(answer["Location"])


def test_the_mailed_link_sets_a_new_password_once(ann: User, mailoutbox: Sequence[EmailMessage]) -> None:
    there, client = signed_in(), browser()
    assert client.post("/forgotten/", {"email": "Ann@Example.com"})["Location"] == "/forgotten/sent/"
    assert mailoutbox[0].to == [EMAIL]
    path = _mailed_path(mailoutbox[0])
    form = _follow(client, path)
    assert client.post(form, TWICE)["Location"] == "/forgotten/done/"
    assert not is_signed_in(client), "the second step, should there be one, isn't got round"
    assert not is_signed_in(there)
    assert sign_in(client, NEW) == (302, "/")
    assert "no longer valid" in browser().get(path).content.decode()
    assert len(told("password.reset")) == 1
    assert "set anew" in str(mailoutbox[1].body)


def test_whoever_sets_it_anew_hears_of_api_tokens_on_the_page_and_by_mail(
    ann: User, mailoutbox: Sequence[EmailMessage]
) -> None:
    tokens.issue(ann, "Program", ["read"], 1)
    client = browser()
    client.post("/forgotten/", {"email": EMAIL})
    client.post(_follow(client, _mailed_path(mailoutbox[0])), TWICE)
    assert "1 API token of yours still works." in client.get("/forgotten/done/").content.decode()
    assert "Your API tokens in use: 1." in str(mailoutbox[1].body)


def test_a_link_is_worthless_after_an_hour(
    ann: User, mailoutbox: Sequence[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser().post("/forgotten/", {"email": EMAIL})
    later = datetime.now() + timedelta(minutes=61)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert "no longer valid" in browser().get(_mailed_path(mailoutbox[0])).content.decode()


def test_the_page_says_the_same_whoever_it_is(ann: User, mailoutbox: Sequence[EmailMessage]) -> None:
    User.objects.create(email="gone@example.com", is_active=False)
    answers = [browser().post("/forgotten/", {"email": each}) for each in (EMAIL, "no@example.com", "gone@example.com")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/forgotten/sent/")}
    assert ["/forgotten/" in str(mail.body) for mail in mailoutbox] == [True, False, False], "one mail each"


def test_mails_are_not_a_weapon(ann: User, mailoutbox: Sequence[EmailMessage]) -> None:
    statuses = [browser(address=f"192.0.2.{n}").post("/forgotten/", {"email": EMAIL}).status_code for n in range(7)]
    assert statuses == [302] * 5 + [429] * 2
    assert len(mailoutbox) == 5


def test_a_mail_server_that_is_away_is_said_and_tells_nothing(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SMTPException("no")

    monkeypatch.setattr("apps.accounts.adapter.send_mail", fail)
    for email in (EMAIL, "nobody@example.com"):
        answer = browser().post("/forgotten/", {"email": email})
        assert answer.status_code == 503
        assert "could not be sent" in answer.content.decode()
    here = signed_in()
    assert here.post("/account/password/", {"oldpassword": PASSWORD, **TWICE}).status_code == 302, "a notice is no must"


def test_a_new_password_may_be_used_although_the_old_was_guessed_at(
    ann: User, mailoutbox: Sequence[EmailMessage]
) -> None:
    client = browser()
    for number in range(throttle.FAILURES_PER_PERSON + 1):
        sign_in(client, f"guess {number}")
    client.post("/forgotten/", {"email": EMAIL})
    client.post(_follow(client, _mailed_path(mailoutbox[0])), TWICE)
    assert sign_in(client, NEW) == (302, "/")
