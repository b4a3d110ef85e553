"""The production settings of the README: Django finds nothing to say, and cookies and addresses are of https alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from tests.system import ROOT

README: Final = {"HTTPS": "on", "ALLOWED_HOSTS": "apps.example.com"}
LOOK: Final = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
client = Client()
def look(path, **options):
    answer = client.get(path, **options)
    cookies = [morsel.OutputString() for morsel in answer.cookies.values()]
    return {"status": answer.status_code, "headers": dict(answer.headers), "cookies": cookies}
probe = {"headers": {"host": "127.0.0.1:8000"}}
host = {"headers": {"host": "apps.example.com"}}
behind = {"headers": {"host": "apps.example.com", "x-forwarded-proto": "https"}}
from apps.accounts.services import create_user, issue_sign_in_link
link = issue_sign_in_link(create_user("a@example.com", "A"))
seen = {"plain": look("/sign-in/", **host), "healthz": look("/healthz", **probe),
        "page": look("/sign-in/", **behind), "frame": look("/frame/html/", **behind),
        "session": look(f"/sign-in/{link}/", **behind)}
print(json.dumps(seen))
"""


def run(folder: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Python in an environment of its own, with the README's settings."""
    key = {"SECRET_KEY": "Vn3+qT7c-x9Q_k2!" * 4, "LOWSTREAM_VAR": str(folder)}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, **key, **README, "DJANGO_SETTINGS_MODULE": "lowstream.settings", **settings}
    return subprocess.run(
        [sys.executable, *command], check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def test_check_deploy_finds_nothing_to_say(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert done.stderr == ""


def test_without_https_it_would_have_something_to_say(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", HTTPS="off")
    assert done.returncode != 0
    assert "security.W012" in done.stderr  # the session's cookie


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a site with the README's settings answers."""
    done = run(tmp_path_factory.mktemp("production"), "-W", "ignore", "-c", LOOK, REDIS_URL="unix:///nowhere")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_plain_http_leads_to_https_but_for_probes(seen: dict[str, Any]) -> None:
    assert seen["plain"]["status"] == 301
    assert seen["plain"]["headers"]["Location"] == "https://apps.example.com/sign-in/"
    assert seen["healthz"]["status"] == 503  # this one has no Redis


def test_browsers_are_told_to_stay_with_https(seen: dict[str, Any]) -> None:
    assert seen["page"]["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert seen["frame"]["headers"]["Strict-Transport-Security"] == "max-age=31536000"


def test_cookies_are_of_this_host_and_of_https_alone_and_no_script_reads_them(seen: dict[str, Any]) -> None:
    cookies = [*seen["page"]["cookies"], *seen["session"]["cookies"]]
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert names == {"__Host-csrftoken", "__Host-sessionid"}
    for cookie in cookies:
        parts = {part.partition("=")[0]: part.partition("=")[2] for part in cookie.split("; ")[1:]}
        assert (parts["Path"], parts["SameSite"]) == ("/", "Lax")
        assert {"Secure", "HttpOnly"} <= parts.keys()
        assert "Domain" not in parts
    assert seen["frame"]["cookies"] == []
