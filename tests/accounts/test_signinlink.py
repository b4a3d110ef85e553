"""`manage.py signinlink`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import User

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command("signinlink", *arguments, stdout=out)
    return out.getvalue()


def test_prints_only_an_address_that_signs_the_first_owner_in(client: Client) -> None:
    printed = _run("--base-url", "http://127.0.0.1:8200/")
    assert printed.startswith("http://127.0.0.1:8200/sign-in/")
    assert printed.count("\n") == 1
    answer = client.get(printed.strip().removeprefix("http://127.0.0.1:8200"))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(User.objects.get(email="owner@localhost").pk)


def test_every_run_prints_another_link() -> None:
    assert _run() != _run()
    assert User.objects.count() == 1


def test_a_wrong_base_url_is_one_clear_line() -> None:
    with pytest.raises(CommandError, match="'localhost:8000' is not an address"):
        _run("--base-url", "localhost:8000")


def test_an_unknown_person_is_one_clear_line() -> None:
    with pytest.raises(CommandError, match="There is no user ann@example"):
        _run("--email", "ann@example.com")
