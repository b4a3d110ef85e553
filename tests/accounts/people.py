"""Ann, her browsers, and an authenticator app."""

from __future__ import annotations

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from apps.accounts.models import User
from apps.audit.models import Entry
from tests.cast import PASSWORD

EMAIL = "ann@example.com"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


def browser(agent: str = LINUX, address: str = "192.0.2.1", **options: bool) -> Client:
    return Client(headers={"user-agent": agent}, REMOTE_ADDR=address, **options)  # type: ignore[arg-type]


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL) -> tuple[int, str]:
    """The status and where it leads."""
    answer = client.post("/sign-in/", {"login": email, "password": password})
    return answer.status_code, answer.get("Location", "")


def signed_in(agent: str = LINUX, address: str = "192.0.2.1") -> Client:
    client = browser(agent, address)
    assert sign_in(client) == (302, "/")
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def code_of(secret: str, later_steps: int = 0) -> str:
    """What the app shows."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later_steps)))


def confirm(client: Client, password: str = PASSWORD) -> None:
    assert client.post("/account/confirm/", {"password": password, "next": "/account/"}).status_code == 302


def turn_on(client: Client) -> str:
    """Turn two-step sign-in on; the secret that the app has from now on."""
    confirm(client)
    page = client.get("/account/two-step/on/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found, page
    answer = client.post("/account/two-step/on/", {"code": code_of(found[1], -1)})
    assert (answer.status_code, answer["Location"]) == (302, "/account/two-step/codes/")
    return found[1]


def recovery_codes(user: User) -> list[str]:
    codes: list[str] = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    return codes


def told(action: str) -> list[Entry]:
    return list(Entry.objects.filter(action=action).order_by("pk"))
