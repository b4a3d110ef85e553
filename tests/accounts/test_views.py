"""Signing in and out, as a browser sees it."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts import services, throttle
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> None:
    services.create_user("ann@example.com", "Ann", PASSWORD)


def _post(client: Client, password: str, **more: str) -> tuple[int, str]:
    answer = client.post("/sign-in/", {"login": "Ann@Example.com", "password": password, **more})
    return answer.status_code, answer.get("Location", answer.content.decode())


def test_the_page_says_where_a_one_time_link_comes_from(client: Client) -> None:
    page = client.get("/sign-in/").content.decode()
    assert "make signin" in page
    assert "one-time link" in page


def test_e_mail_and_password_sign_in_and_lead_on(client: Client, ann: None) -> None:
    assert _post(client, PASSWORD, next="/apps/7/") == (302, "/apps/7/")
    assert client.get("/sign-in/").status_code == 302


def test_no_one_is_led_to_another_site(client: Client, ann: None) -> None:
    assert _post(client, PASSWORD, next="https://evil.example/") == (302, "/")


def test_a_wrong_password_says_nothing_about_which_was_wrong(client: Client, ann: None) -> None:
    status, page = _post(client, "wrong")
    assert status == 422
    assert "don&#x27;t fit together" in page
    other = client.post("/sign-in/", {"login": "nobody@example.com", "password": "wrong"})
    assert "don&#x27;t fit together" in other.content.decode()


def test_guessing_is_stopped_after_ten_and_the_right_password_waits_too(client: Client, ann: None) -> None:
    statuses = [_post(client, f"guess {number}")[0] for number in range(throttle.FAILURES_PER_PERSON + 1)]
    assert statuses == [422] * throttle.FAILURES_PER_PERSON + [429]
    status, page = _post(client, PASSWORD)
    assert status == 429
    assert "Wait 15 minutes" in page
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert _post(elsewhere, PASSWORD)[0] == 302, "a guesser elsewhere must not lock Ann out"


def test_one_address_can_not_guess_at_everyone(monkeypatch: pytest.MonkeyPatch, client: Client, ann: None) -> None:
    monkeypatch.setattr(throttle, "FAILURES_PER_ADDRESS", 3)
    for number in range(3):
        client.post("/sign-in/", {"login": f"{number}@example.com", "password": "guess"})
    assert _post(client, PASSWORD)[0] == 429


def test_a_used_link_shows_a_page_that_says_how_to_get_a_new_one(client: Client) -> None:
    path = f"/sign-in/{services.issue_sign_in_link(services.ensure_owner())}/"
    assert client.get(path).status_code == 302
    answer = Client().get(path)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "no longer valid" in page
    assert "make signin" in page
    assert "manage.py signinlink" in page


def test_a_link_nobody_issued_gets_the_same_page(client: Client) -> None:
    answer = client.get("/sign-in/no-such-token/")
    assert answer.status_code == 410
    assert "_auth_user_id" not in client.session


def test_looking_at_a_link_does_not_use_it_up(client: Client) -> None:
    path = f"/sign-in/{services.issue_sign_in_link(services.ensure_owner())}/"
    assert client.head(path).status_code == 405
    assert client.get(path).status_code == 302


def test_signing_out_ends_the_session(cast: Cast) -> None:
    client = cast.client("owner")
    assert client.get("/sign-out/").status_code == 405
    answer = client.post("/sign-out/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert client.get("/")["Location"] == "/sign-in/?next=/"


def test_a_form_without_its_token_gets_a_page_that_says_to_reload() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"login": "a@b.c", "password": "x"})
    assert answer.status_code == 403
    assert "reload" in answer.content.decode()
