"""The pages of one's account: who may see them, how they lead to each other, and what they must not have."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from apps.accounts.models import User
from tests.cast import Cast

from .people import EMAIL, browser, confirm, signed_in

pytestmark = pytest.mark.django_db
OWN = ("/account/", "/account/password/", "/account/two-step/", "/account/sessions/", "/account/confirm/")
CONFIRMED = ("/account/two-step/on/",)
OPEN = ("/sign-in/", "/forgotten/", "/forgotten/sent/", "/forgotten/done/", "/forgotten/1-wrong/", "/sign-in/wrong/")


@pytest.mark.parametrize("path", [*OWN, *CONFIRMED, "/account/two-step/off/", "/account/two-step/codes/"])
def test_a_stranger_is_led_to_signing_in(path: str) -> None:
    for answer in (browser().get(path), browser().post(path)):
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}")


@pytest.mark.parametrize("path", OWN)
def test_every_page_leads_to_every_other(ann: User, path: str) -> None:
    page = signed_in().get(path).content.decode()
    if path != "/account/confirm/":  # which leads on, or back
        for other in ("/", "/account/", "/account/password/", "/account/two-step/", "/account/sessions/", "/settings/"):
            assert f'href="{other}"' in page, f"{path} doesn't lead to {other}"
        assert page.count('aria-current="page"') == 1


@pytest.mark.parametrize("path", [*OWN, *CONFIRMED, *OPEN])
def test_no_page_has_scripts_or_styles_of_its_own_or_is_kept_by_a_cache(ann: User, path: str) -> None:
    client = browser() if path in OPEN else signed_in()
    if path in CONFIRMED:
        confirm(client)
    answer = client.get(path)
    page = answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:", page)
    assert "no-store" in answer["Cache-Control"] or path in ("/forgotten/sent/", "/forgotten/done/")
    assert not re.search(r"<(input|select)(?![^>]*type=\"hidden\")(?![^>]*\bid=)", page), "every field has its label"


def test_there_is_no_way_to_sign_up() -> None:
    assert not [name for name in get_resolver().reverse_dict if isinstance(name, str) and "signup" in name]
    assert browser().get("/account/signup/").status_code == 404


def test_a_name_is_changed(ann: User) -> None:
    client = signed_in()
    assert "Your name is saved." in client.post("/account/", {"name": "Ann Other"}, follow=True).content.decode()
    assert User.objects.get().name == "Ann Other"
    assert client.post("/account/", {"name": "x" * 121}).status_code == 200
    assert User.objects.get().name == "Ann Other"
    client.post("/account/", {"name": "<b>Ann</b>", "email": "owner@example.com"})
    assert (User.objects.get().name, User.objects.get().email) == ("<b>Ann</b>", EMAIL)
    assert "<b>Ann" not in client.get("/account/").content.decode()


def test_what_was_done_is_said_on_the_next_page_only(ann: User) -> None:
    client = signed_in()
    client.post("/account/", {"name": "Ann Other"})
    assert "is saved" in client.get("/account/password/").content.decode()
    assert "is saved" not in client.get("/account/").content.decode()


def test_forms_need_their_token(cast: Cast) -> None:
    client = cast.client("viewer", enforce_csrf_checks=True)
    for path in ("/account/", "/account/password/", "/account/sessions/", "/account/two-step/on/", "/sign-out/"):
        assert client.post(path).status_code == 403
    for path in ("/sign-in/", "/forgotten/"):
        assert Client(enforce_csrf_checks=True).post(path).status_code == 403


def test_another_site_s_address_is_not_led_on_to(ann: User) -> None:
    client = signed_in()
    answer = client.post("/account/confirm/", {"password": "correct horse battery", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert client.get("/sign-in/?next=//evil.example/")["Location"] == "/"
