"""Two-step sign-in: turned on, used, and not to be got round."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from apps.accounts.models import User
from apps.accounts.services import issue_sign_in_link
from tests.cast import PASSWORD

from .people import browser, code_of, confirm, is_signed_in, recovery_codes, sign_in, signed_in, told, turn_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(ann: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Iterator[str]:
    """Ann's app's; two-step sign-in is on."""
    with django_capture_on_commit_callbacks(execute=True):
        made = turn_on(signed_in())
    yield made


def test_turning_it_on_asks_whether_it_is_still_you(ann: User) -> None:
    client = signed_in()
    assert client.get("/account/two-step/on/")["Location"] == "/account/confirm/?next=%2Faccount%2Ftwo-step%2Fon%2F"
    assert client.post("/account/two-step/on/", {"code": "123456"})["Location"].startswith("/account/confirm/")
    assert client.post("/account/confirm/", {"password": "wrong", "next": "/account/"}).status_code == 200
    assert client.get("/account/two-step/on/").status_code == 302, "a wrong password confirms nothing"
    confirm(client)
    assert client.get("/account/two-step/on/").status_code == 200


def test_a_wrong_code_does_not_turn_it_on(ann: User) -> None:
    client = signed_in()
    confirm(client)
    client.get("/account/two-step/on/")
    page = client.post("/account/two-step/on/", {"code": "000000"}).content.decode()
    assert "isn&#x27;t right" in page
    assert not Authenticator.objects.exists()


def test_then_a_password_alone_signs_nobody_in(secret: str) -> None:
    client = browser()
    assert sign_in(client) == (302, "/sign-in/code/")
    assert not is_signed_in(client)
    assert client.get("/")["Location"] == "/sign-in/?next=/"
    assert client.get("/api/apps/").status_code == 401
    answer = client.post("/sign-in/code/", {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)
    assert [entry.details["method"] for entry in told("person.signed_in")] == ["password", "password+mfa"]


def test_it_leads_on_to_where_one_wanted_to_go(secret: str) -> None:
    client = browser()
    client.post("/sign-in/?next=/apps/7/", {"login": "ann@example.com", "password": PASSWORD, "next": "/apps/7/"})
    assert client.post("/sign-in/code/", {"code": code_of(secret)})["Location"] == "/apps/7/"


def test_a_code_works_once_even_while_it_is_still_good(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = code_of(secret, 1)  # of a telephone that is ahead: good for up to a minute and a half
    first, second = browser(), browser()
    sign_in(first)
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    cache.delete(f"allauth.mfa.totp.used?user={User.objects.get().pk}&code={code}")  # as after half a minute
    sign_in(second)
    answer = second.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"})
    assert answer.status_code == 200
    assert not is_signed_in(second)


def test_a_recovery_code_works_once(ann: User, secret: str) -> None:
    code = recovery_codes(ann)[3]
    first, second = browser(), browser()
    sign_in(first)
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    assert is_signed_in(first)
    sign_in(second)
    second.post("/sign-in/code/", {"code": code})
    assert not is_signed_in(second)
    assert told("recovery_code.used")[0].details["left"] == 9


def test_codes_are_not_guessed(secret: str) -> None:
    client = browser()
    sign_in(client)
    pages = [client.post("/sign-in/code/", {"code": f"00000{n}"}).content.decode() for n in range(10)]
    assert all("isn&#x27;t right" in page for page in pages)
    elsewhere = browser(address="198.51.100.9")
    sign_in(elsewhere)
    page = elsewhere.post("/sign-in/code/", {"code": code_of(secret)}).content.decode()
    assert "Wait an hour" in page
    assert not is_signed_in(elsewhere)
    assert len(told("sign_in.failed")) == 10


def test_a_password_alone_does_not_turn_it_off(secret: str) -> None:
    client = browser()
    sign_in(client)
    client.post("/sign-in/code/", {"code": code_of(secret)})
    assert client.get("/account/two-step/off/")["Location"].startswith("/account/confirm/code/")
    assert client.post("/account/confirm/", {"password": PASSWORD})["Location"].startswith("/account/confirm/code/")
    assert client.post("/account/two-step/off/").status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()
    client.post("/account/confirm/code/", {"code": code_of(secret, 1), "next": "/account/two-step/off/"})
    assert client.get("/account/two-step/off/").status_code == 200
    assert client.post("/account/two-step/off/")["Location"] == "/account/two-step/"
    assert not Authenticator.objects.exists(), "the recovery codes go with it"
    assert [entry.action for entry in told("second_step.turned_off")] == ["second_step.turned_off"]


def test_confirming_lasts_five_minutes(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    confirm(client)
    now = time.time()
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: now + 301)
    assert client.get("/account/two-step/on/").status_code == 302


def test_changing_the_password_takes_a_code_first(secret: str) -> None:
    client = browser()
    sign_in(client)
    client.post("/sign-in/code/", {"code": code_of(secret)})
    form = {"oldpassword": PASSWORD, "password1": "another horse here", "password2": "another horse here"}
    assert client.post("/account/password/", form)["Location"].startswith("/account/confirm/code/")
    assert "another horse" not in str(dict(client.session)), "a form that waits keeps no password anywhere"
    assert User.objects.get().check_password(PASSWORD)
    client.post("/account/confirm/code/", {"code": code_of(secret, 1), "next": "/account/password/"})
    assert client.post("/account/password/", form)["Location"] == "/account/"
    assert User.objects.get().check_password("another horse here")


def test_recovery_codes_are_shown_after_confirming_only_and_can_be_made_anew(ann: User, secret: str) -> None:
    client = browser()
    sign_in(client)
    client.post("/sign-in/code/", {"code": code_of(secret)})
    for path in ("", "new/", "file/"):
        assert client.get(f"/account/two-step/codes/{path}")["Location"].startswith("/account/confirm/code/")
    before = recovery_codes(ann)
    client.post("/account/confirm/code/", {"code": code_of(secret, 1), "next": "/account/"})
    page = client.get("/account/two-step/codes/").content.decode()
    assert all(code in page for code in before)
    saved = client.get("/account/two-step/codes/file/")
    assert saved["Content-Disposition"].startswith("attachment")
    assert "no-store" in saved["Cache-Control"]
    assert before[0] in saved.content.decode()
    client.post("/account/two-step/codes/new/")
    assert not set(before) & set(recovery_codes(ann))


def test_seeds_lie_encrypted_in_the_database(secret: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())


def test_another_secret_key_is_said_and_a_former_one_still_reads(secret: str, settings: Settings) -> None:
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-" + "y" * 50
    settings.SECRET_KEY_FALLBACKS = [before]
    client = browser()
    sign_in(client)
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    other = browser()
    sign_in(other)
    answer = other.post("/sign-in/code/", {"code": code_of(secret, 1)})
    assert answer.status_code == 503
    assert "SECRET_KEY has changed" in answer.content.decode()


def test_the_operator_s_link_is_the_way_back_for_who_lost_everything(ann: User, secret: str) -> None:
    client = browser()
    assert client.get(f"/sign-in/{issue_sign_in_link(ann)}/")["Location"] == "/"
    assert client.post("/account/two-step/off/")["Location"] == "/account/two-step/"
    assert not Authenticator.objects.exists()
