"""The audit log over REST: filtered, page by page, and as files."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.test import AsyncClient, Client

from apps.accounts.tokens import services as tokens
from apps.audit import exports
from apps.audit.models import Entry
from tests.cast import Cast

START = datetime(2026, 5, 1, 12, tzinfo=UTC)


def add(cast: Cast, count: int = 1, **more: Any) -> None:
    """Entries a minute apart, the oldest first."""
    known = {"workspace": cast.workspace, "actor": cast.owner, "actor_name": cast.owner.email, "action": "app.edited"}
    for number in range(count):
        Entry.objects.create(**{"at": START + timedelta(minutes=number), "target": f"App {number}", **known, **more})


@pytest.fixture
def log(cast: Cast) -> str:
    """The address of an empty log."""
    Entry.objects.all().delete()
    return f"/api/workspaces/{cast.workspace.pk}/audit/"


def targets(client: Client, path: str, **ask: str) -> list[str]:
    answer = client.get(path, ask)
    assert answer.status_code == 200, answer.content
    return [entry["target"] for entry in answer.json()["entries"]]


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_what_and_when(cast: Cast, log: str) -> None:
    add(cast, details={"times": 3})
    assert cast.client("owner").get(log).json() == {
        "entries": [
            {
                "id": Entry.objects.get().pk,
                "at": "2026-05-01T12:00:00.000Z",
                "person": "owner@example.com",
                "action": "app.edited",
                "target": "App 0",
                "details": {"times": 3},
            }
        ],
        "next": "",
    }


@pytest.mark.django_db
def test_each_page_follows_the_one_before_whatever_is_written_meanwhile(cast: Cast, log: str) -> None:
    add(cast, 5)
    add(cast, 2, at=START + timedelta(minutes=2))  # at the very same moment as another
    owner, seen, cursor = cast.client("owner"), [], ""
    while True:
        page = owner.get(log, {"limit": "2", "cursor": cursor}).json()
        seen += [entry["id"] for entry in page["entries"]]
        add(cast, at=START + timedelta(hours=1))
        if not (cursor := page["next"]):
            break
    assert len(seen) == len(set(seen)) == 7
    assert [entry.at for entry in map(Entry.objects.in_bulk(seen).get, seen) if entry] == sorted(
        Entry.objects.filter(pk__in=seen).values_list("at", flat=True), reverse=True
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ask", "found"),
    [
        ({"person": "EDITOR"}, ["b"]),
        ({"action": "app"}, ["c", "b", "a"]),
        ({"action": "app.published"}, ["b"]),
        ({"action": "app.pub"}, []),
        ({"target": "B"}, ["b"]),
        ({"target": "%"}, []),
        ({"from": "2026-05-01T12:01:00Z"}, ["d", "c", "b"]),
        ({"until": "2026-05-01T12:01:00Z"}, ["a"]),
        ({"from": "2026-05-02"}, []),
        ({"from": "2026-05-01T12:01:00Z", "until": "2026-05-01T14:02:00+02:00", "action": "app"}, ["b"]),
    ],
)
def test_it_is_filtered(cast: Cast, log: str, ask: dict[str, str], found: list[str]) -> None:
    add(cast, target="a")
    add(cast, target="b", at=START + timedelta(minutes=1), action="app.published", actor_name="editor@example.com")
    add(cast, target="c", at=START + timedelta(minutes=2), action="app.deleted")
    add(cast, target="d", at=START + timedelta(minutes=3), action="application.made")
    assert targets(cast.client("owner"), log, **ask) == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ask",
    [
        {"limit": "201"},
        {"limit": "0"},
        {"cursor": "x"},
        {"cursor": "9" * 18 + "-1"},
        {"from": "yesterday"},
        {"person": "a\x00"},
        {"as": "xml"},
    ],
)
def test_what_can_not_be_asked_is_refused(cast: Cast, log: str, ask: dict[str, str]) -> None:
    path = f"{log}export/" if "as" in ask else log
    answer = cast.client("owner").get(path, ask)
    assert answer.status_code == 400
    assert answer.json()["code"] in ("invalid", "bad_cursor")


@pytest.mark.django_db
def test_it_tells_nothing_of_other_workspaces(cast: Cast, log: str) -> None:
    add(cast)
    Entry.objects.create(action="app.edited", target="of nobody's")
    elsewhere = cast.stranger.memberships.get().workspace_id
    assert targets(cast.client("stranger"), f"/api/workspaces/{elsewhere}/audit/") == []
    assert targets(cast.client("owner"), log) == ["App 0"]


@pytest.mark.django_db
def test_an_owner_s_program_may_read_it(cast: Cast, log: str) -> None:
    add(cast)
    _, value = tokens.issue(cast.owner, "SIEM", ["read"], 1)
    found = targets(Client(headers={"authorization": f"Bearer {value}"}), log, action="app")
    assert found == ["App 0"]


async def read(cast: Cast, path: str) -> tuple[Any, str]:
    client = AsyncClient()
    await client.aforce_login(cast.owner)
    answer: Any = await client.get(path)  # Any: the stubs know no streaming answers
    assert answer.status_code == 200
    return answer, b"".join([piece async for piece in answer.streaming_content]).decode()


@pytest.fixture
def long_log(cast: Cast, log: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """More than is read at once."""
    monkeypatch.setattr(exports, "PAGE", 3)
    add(cast, 7)
    return log


@pytest.mark.django_db(transaction=True)
async def test_all_of_it_goes_out_as_csv(cast: Cast, long_log: str) -> None:
    answer, text = await read(cast, f"{long_log}export/?as=csv&action=app")
    rows = list(csv.reader(io.StringIO(text)))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="audit-{cast.workspace.pk}-')
    assert rows[0] == ["at", "person", "action", "target", "details"]
    assert [row[3] for row in rows[1:]] == [f"App {number}" for number in range(6, -1, -1)]
    assert await Entry.objects.filter(action="audit.exported", actor=cast.owner).acount() == 1


@pytest.mark.django_db(transaction=True)
async def test_all_of_it_goes_out_as_lines_of_json(cast: Cast, long_log: str) -> None:
    answer, text = await read(cast, f"{long_log}export/?as=ndjson&until=2026-05-01T12:05:00Z")
    assert answer["Content-Type"] == "application/x-ndjson"
    assert [orjson.loads(line)["target"] for line in text.splitlines()] == [f"App {n}" for n in range(4, -1, -1)]


@pytest.mark.django_db(transaction=True)
async def test_no_cell_is_a_formula(cast: Cast, log: str) -> None:
    evil = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
    for target in evil:
        await Entry.objects.acreate(workspace=cast.workspace, action="app.renamed", target=target, actor_name="=a@b.c")
    _, text = await read(cast, f"{log}export/?as=csv&action=app")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert {row[3] for row in rows} == {f"'{target}" for target in evil}
    assert {row[1] for row in rows} == {"'=a@b.c"}


@pytest.mark.django_db
def test_only_owners_take_it_out(cast: Cast, log: str) -> None:
    answers = [cast.client(who).get(f"{log}export/").status_code for who in ("editor", "viewer", "stranger", "nobody")]
    assert answers == [403, 403, 404, 401]
