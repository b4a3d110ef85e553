"""Log lines: what they are about stands in fields, and no secret in any of them."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
from typing import Any

import pytest

from apps.common import logs
from apps.common.logs import Json, Text
from tests.system import ROOT

SECRETS = logs.secrets_of("signing-key-of-this-site", "redis://:pa%40ssword@127.0.0.1:6379/0", "", "abc")
TEXT = Text("%(levelname)s %(name)s%(about)s: %(message)s", SECRETS)


def record(message: str, *args: object, error: BaseException | None = None, **extra: object) -> logging.LogRecord:
    info = None if error is None else (type(error), error, error.__traceback__)
    return logging.getLogger("apps.live").makeRecord("apps.live", logging.INFO, "", 0, message, args, info, extra=extra)


def raised(text: str) -> Exception:
    """An error with a traceback."""
    with pytest.raises(ValueError) as caught:
        raise ValueError(text)
    return caught.value


def as_json(made: logging.LogRecord) -> dict[str, Any]:
    line = Json(None, SECRETS).format(made)
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_line_is_about_what_its_message_begins_with() -> None:
    made = record("stream %s: %s %s", "k3J9", "open", "")
    assert TEXT.format(made) == "INFO apps.live: stream k3J9: open "
    found = as_json(made)
    assert found.pop("time").endswith("+00:00")
    assert found == {"level": "INFO", "logger": "apps.live", "message": "stream k3J9: open ", "stream": "k3J9"}


def test_extra_is_told_as_fields() -> None:
    made = record("sending failed", session="s1", app=7, unrelated="x")
    assert TEXT.format(made) == "INFO apps.live [session=s1 app=7]: sending failed"
    assert {k: v for k, v in as_json(made).items() if k not in ("time", "level", "logger", "message")} == {
        "session": "s1",
        "app": 7,
    }


async def test_a_task_and_those_it_starts_are_about_the_same_and_others_are_not() -> None:
    async def line() -> str:
        return TEXT.format(record("it happened"))

    async def one(session: str) -> str:
        logs.about(session=session, query="ticker")
        return await asyncio.create_task(line())

    lines: list[str] = list(await asyncio.gather(one("a"), one("b"), line()))
    assert lines == [
        "INFO apps.live [session=a query=ticker]: it happened",
        "INFO apps.live [session=b query=ticker]: it happened",
        "INFO apps.live: it happened",
    ]


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("token signing-key-of-this-site", "token", "signing-key"),
        ("Redis says pa@ssword is wrong", "is wrong", "pa@ssword"),
        ("dialled wss://me:hunter22@host.example/feed", "host.example/feed", "hunter22"),
        ("dialled wss://host.example/feed?key=hunter22&x=1 twice", "host.example/feed?… twice", "hunter22"),
        ("sent Authorization: Bearer hunter22hunter22", "Authorization", "hunter22"),
        ("headers [('X-Api-Key', 'hunter22')]", "X-Api-Key", "hunter22"),
        ("Cookie=sessionid=hunter22; other=hunter22", "Cookie", "hunter22"),
        ("a bearer hunter22hunter22 came", "a bearer", "hunter22"),
        ("postgres://app:hunter22@db/lowstream", "@db/lowstream", "hunter22"),
    ],
)
def test_no_secret_is_written(text: str, kept: str, gone: str) -> None:
    made = record("failed: %s", text, error=raised(text))
    for line in (TEXT.format(made), json.dumps(as_json(made), ensure_ascii=False)):
        assert kept in line
        assert gone not in line


def test_a_traceback_is_part_of_the_one_line() -> None:
    found = as_json(record("it failed", error=raised("why")))
    assert found["exception"].startswith("Traceback")
    assert found["exception"].endswith("ValueError: why")


def manage(**environment: str) -> subprocess.CompletedProcess[str]:
    code = "import django, logging; django.setup(); logging.getLogger('apps').warning('stream %s: lost', 'k')"
    settings = {"DJANGO_SETTINGS_MODULE": "lowstream.settings", **environment}
    return subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
    )


def test_the_format_is_a_setting_and_a_wrong_one_stops_the_start() -> None:
    assert json.loads(manage(LOG_FORMAT="json").stderr)["stream"] == "k"
    assert manage(LOG_FORMAT="TEXT").stderr.endswith("WARNING apps: stream k: lost\n")
    wrong = manage(LOG_FORMAT="xml")
    assert wrong.returncode == 1
    assert wrong.stderr.strip() == "Wrong setting: LOG_FORMAT='xml'; expected one of text, json."
