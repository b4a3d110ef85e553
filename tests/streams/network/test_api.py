"""Where a workspace's streams may lead: editors see it, owners restrict it, the operator opens."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.audit.models import Entry
from apps.streams.network import services
from apps.streams.network.selectors import Written, written
from tests.cast import CAST, Cast

pytestmark = pytest.mark.django_db

LISTS = {"only": ["*.example", "8.8.8.0/24"], "deny": ["feed.example:443", ":8080"]}


def put(cast: Cast, who: str, body: object) -> Any:
    path = f"/api/workspaces/{cast.workspace.pk}/network/"
    return cast.client(who).put(path, body, content_type="application/json")


@pytest.mark.parametrize(
    ("who", "read", "changed"), list(zip(CAST, (200, 200, 403, 404, 401), (200, 403, 403, 404, 401), strict=True))
)
def test_editors_see_it_and_owners_change_it(cast: Cast, who: str, read: int, changed: int) -> None:
    answer = put(cast, who, LISTS)
    assert answer.status_code == changed
    seen = cast.client(who).get(f"/api/workspaces/{cast.workspace.pk}/network/")
    assert seen.status_code == read
    if changed == 200:
        assert answer.json() == seen.json() == {**LISTS, "allow": []}
    else:
        assert written([cast.workspace.pk]) == {cast.workspace.pk: Written()}
        assert not Entry.objects.exists()


@pytest.mark.parametrize("number", [0, 999_999, 2**63, 2**70])
def test_what_is_not_there_is_not_found(cast: Cast, number: int) -> None:
    answer = cast.client("owner").get(f"/api/workspaces/{number}/network/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_each_change_is_in_the_audit_log_and_no_repetition_of_it(cast: Cast) -> None:
    assert put(cast, "owner", LISTS).status_code == 200
    assert put(cast, "owner", LISTS).status_code == 200
    [entry] = Entry.objects.all()
    assert (entry.action, entry.actor_name, entry.workspace_id) == (
        "network.changed",
        "owner@example.com",
        cast.workspace.pk,
    )
    assert entry.details == LISTS


def test_every_bad_entry_is_named_with_its_place(cast: Cast) -> None:
    answer = put(cast, "owner", {"only": ["feed.example", "http://x", "0x7f.1"], "deny": ["10.0.0.0/99", "h:0"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert [fault["path"] for fault in answer.json()["errors"]] == ["only[1]", "only[2]", "deny[0]", "deny[1]"]
    assert "'http://x'" in answer.json()["message"]
    assert written([cast.workspace.pk]) == {cast.workspace.pk: Written()}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"only": []},
        {"only": "x", "deny": []},
        {"only": [1, None], "deny": []},
        {"only": [["x"]], "deny": []},
        {"only": [""], "deny": []},
        {"only": ["x" * 301], "deny": []},
        {"only": [], "deny": ["a.example"] * 201},
        [],
        '"x"',
    ],
)
def test_what_is_no_pair_of_lists_is_refused(cast: Cast, body: object) -> None:
    answer = put(cast, "owner", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_what_owners_write_keeps_what_the_operator_opened(cast: Cast) -> None:
    services.allow(cast.workspace.pk, ["10.0.0.0/8"])
    answer = put(cast, "owner", {**LISTS, "allow": ["0.0.0.0/0"]})
    assert answer.json() == {**LISTS, "allow": ["10.0.0.0/8"]}


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("workspacerules", *arguments, stdout=out)
    return out.getvalue()


def test_the_operator_opens_places_for_one_workspace(cast: Cast) -> None:
    number = str(cast.workspace.pk)
    put(cast, "owner", LISTS)
    shown = command(number, "--allow", "10.0.0.0/8", "redis.internal:6379")
    assert shown.splitlines() == [
        "allow (operator): 10.0.0.0/8, redis.internal:6379",
        "only (owners): *.example, 8.8.8.0/24",
        "deny (owners): feed.example:443, :8080",
    ]
    assert command(number) == shown
    newest = Entry.objects.order_by("pk").last()
    assert newest is not None
    assert (newest.action, newest.actor_name) == ("network.changed", "")
    assert newest.details == {"allow": ["10.0.0.0/8", "redis.internal:6379"]}
    assert "nothing private" in command(number, "--allow-nothing")
    for wrong in (["x y"], [":80"]):
        with pytest.raises(CommandError, match="'"):
            command(number, "--allow", *wrong)
    with pytest.raises(CommandError, match="There is no workspace 999999"):
        command("999999", "--allow", "10.0.0.1")
    with pytest.raises(CommandError, match="There is no workspace 999999"):
        command("999999")
