"""Sessions: begun with another key, listed, ended at once, and gone after two weeks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone

from apps.accounts.middleware import SEEN_EVERY_SECONDS, Seen
from apps.accounts.models import User
from apps.accounts.services import create_user, issue_sign_in_link
from tests.cast import PASSWORD

from .people import EMAIL, PHONE, browser, is_signed_in, sign_in, signed_in, told

pytestmark = pytest.mark.django_db


def test_signing_in_changes_the_session_s_key(ann: User) -> None:
    client = browser()
    client.session["planted"] = True
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = str(session.session_key)
    sign_in(client)
    assert client.session.session_key != planted
    thief = browser()
    thief.cookies["sessionid"] = planted
    assert not is_signed_in(thief)


def test_a_link_changes_it_too_and_ends_who_was_there_before(ann: User) -> None:
    client = signed_in()
    before = str(client.session.session_key)
    client.get(f"/sign-in/{issue_sign_in_link(create_user('bob@example.com'))}/")
    assert "bob@example.com" in client.get("/account/").content.decode()
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_ends_two_weeks_after_signing_in(ann: User) -> None:
    client = signed_in()
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(days=13, hours=23) < left <= timedelta(days=14)
    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 60 * 60
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(client)
    signed_in()
    assert Session.objects.count() == 1, "the next sign-in sweeps expired ones away"


def test_all_sessions_are_listed_with_browser_and_address(ann: User) -> None:
    signed_in(PHONE, "198.51.100.7")
    page = signed_in().get("/account/sessions/").content.decode()
    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "198.51.100.7" in page
    assert page.count("This browser") == 1
    assert "End all other sessions" in page


def test_an_ended_session_s_cookie_is_worthless_at_once(ann: User) -> None:
    here, there = signed_in(), signed_in(PHONE)
    cookie = there.cookies["sessionid"].value
    chosen = UserSession.objects.get(session_key=cookie)
    assert here.post("/account/sessions/", {"session": chosen.pk}).status_code == 302
    assert not is_signed_in(there)
    assert there.get("/api/apps/").status_code == 401
    thief = browser()
    thief.cookies["sessionid"] = cookie
    assert not is_signed_in(thief)
    assert is_signed_in(here)
    assert [entry.details["sessions"] for entry in told("session.revoked")] == [1]


def test_all_others_end_together(ann: User) -> None:
    here, *others = [signed_in() for _ in range(4)]
    page = here.post("/account/sessions/", follow=True).content.decode()
    assert "3 other browsers are signed out." in page
    assert [is_signed_in(other) for other in others] == [False] * 3
    assert is_signed_in(here)
    assert [entry.details["sessions"] for entry in told("session.revoked")] == [3]


def test_nobody_ends_another_person_s_session(ann: User) -> None:
    here = signed_in()
    create_user("bob@example.com", "Bob", PASSWORD)
    bob = browser()
    sign_in(bob, email="bob@example.com")
    session = UserSession.objects.get(user=ann)
    assert bob.post("/account/sessions/", {"session": session.pk}).status_code == 404
    assert is_signed_in(here)
    assert "bob@example.com" not in here.get("/account/sessions/").content.decode()


def test_a_deactivated_person_is_out_at_once(ann: User) -> None:
    here = signed_in()
    User.objects.update(is_active=False)
    assert not is_signed_in(here)
    assert sign_in(browser()) == (422, "")


def test_a_wrong_password_of_who_is_deactivated_looks_the_same(ann: User) -> None:
    User.objects.update(is_active=False)
    right = browser().post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    wrong = browser().post("/sign-in/", {"login": "nobody@example.com", "password": PASSWORD})
    assert right.status_code == wrong.status_code == 422
    assert "don&#x27;t fit together" in right.content.decode()


def test_when_a_session_was_last_used_is_noted_now_and_then(ann: User) -> None:
    here = signed_in()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=3), user_agent="")
    here.get("/account/")
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=3))
    here.get("/account/")
    assert UserSession.objects.get().last_seen_at < timezone.now() - timedelta(days=2), "not at every request"


def test_a_page_does_not_fail_because_noting_does(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("apps.accounts.people.services.note_seen", fail)
    assert is_signed_in(signed_in())


def test_noting_is_rare_and_what_it_remembers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.accounts.middleware.REMEMBERED_MAX", 2)
    now = 1_000.0
    seen = Seen(lambda: now)
    assert [seen.is_due("a"), seen.is_due("a")] == [True, False]
    now += SEEN_EVERY_SECONDS
    assert seen.is_due("a")
    assert [seen.is_due("b"), seen.is_due("c")] == [True, True]
    assert seen.is_due("a"), "the one noted longest ago was forgotten"
    assert not seen.is_due("c")
