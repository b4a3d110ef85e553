"""`manage.py prepare`: one process before the start, which prints the sign-in link or one clear line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lowstream.launcher.plan import CHECKOUT

BASE_URL = "http://127.0.0.1:8100"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path


def prepare(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {"PATH": os.environ["PATH"], "LOWSTREAM_VAR": str(var), "SECRET_KEY": "only-for-tests"}
    return subprocess.run(
        [sys.executable, "manage.py", "prepare", "--base-url", BASE_URL, *arguments],
        cwd=CHECKOUT,
        env={**settings, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_migrates_and_prints_nothing_but_a_new_link_each_time(var: Path) -> None:
    first = prepare(var, "--demo")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith(f"{BASE_URL}/sign-in/")
    assert len(first.stdout.split()) == 1
    second = prepare(var, "--demo")
    assert second.stdout.startswith(f"{BASE_URL}/sign-in/")
    assert second.stdout != first.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "line"),
    [
        (
            (),
            {"DATABASE_URL": "sqlite:////nowhere/db"},
            "CommandError: The database /nowhere/db can't be used: unable to",
        ),
        (
            (),
            {"DATABASE_URL": "mysql://u:pw@h/db"},
            "Wrong setting: DATABASE_URL='…'; expected sqlite://… or postgres://",
        ),
        ((), {"UPSTREAM_ALLOW": "1.2.3/99"}, "CommandError: UPSTREAM_ALLOW: '1.2.3/99'"),
        ((), {"UPSTREAM_DENY": "a b"}, "CommandError: UPSTREAM_DENY: 'a b'"),
        ((), {"EGRESS_PROXY": "http://u:pw@proxy"}, "CommandError: EGRESS_PROXY is not of the form http://host:port"),
        ((), {"LOG_LEVEL": "loud"}, "Wrong setting: LOG_LEVEL='loud'; expected one of DEBUG, INFO, WARNING, ERROR."),
        (
            ("--check-redis",),
            {"REDIS_URL": "redis://:pw@127.0.0.1:1/0"},
            "CommandError: Redis can't be used (ConnectionError). See REDIS_URL.",
        ),
    ],
)
def test_what_cannot_be_used_is_one_line_without_a_password(
    var: Path, arguments: tuple[str, ...], environment: dict[str, str], line: str
) -> None:
    run = prepare(var, *arguments, **environment)
    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1, run.stderr
    assert run.stderr.startswith(line)
    assert "pw" not in run.stderr
