"""`/api/workspaces/<id>/secrets/`: who may do what, and that no value ever comes out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from apps.builder import services
from apps.builder.document import AppDocument, read_document
from apps.builder.files import file_of
from apps.builder.models import App, Visibility
from apps.vault.models import Secret
from apps.vault.selectors import secrets_for
from tests.cast import CAST, Cast

VALUE = "planted-Value/42+"
NEW = {"name": "KEY", "value": VALUE, "hosts": ["api.example.com"]}


@pytest.fixture(autouse=True)
def _key(settings: Settings) -> None:
    settings.SECRETS_KEYS = [Fernet.generate_key().decode()]


def call(client: Client, method: str, path: str, body: Any = None) -> Any:
    answer = client.generic(method, path, json.dumps(body) if body is not None else "", "application/json")
    assert VALUE not in answer.content.decode()
    assert "gAAAA" not in answer.content.decode()
    return answer


def at(cast: Cast, name: str = "") -> str:
    return f"/api/workspaces/{cast.workspace.pk}/secrets/{name}{'/' if name else ''}"


@pytest.mark.parametrize(
    ("method", "name", "body", "answers"),
    [
        ("GET", "", None, (200, 200, 403, 404, 401)),
        ("POST", "", {**NEW, "name": "OTHER"}, (201, 403, 403, 404, 401)),
        ("PUT", "KEY", {"value": "another-value"}, (200, 403, 403, 404, 401)),
        ("DELETE", "KEY", None, (204, 403, 403, 404, 401)),
        ("GET", "KEY", None, (405, 405, 405, 405, 401)),
        ("PATCH", "KEY", {"hosts": ["evil.example"]}, (405, 405, 405, 405, 401)),
    ],
)
def test_everyone_is_answered_by_their_role(
    cast: Cast, method: str, name: str, body: Any, answers: tuple[int, ...]
) -> None:
    assert call(cast.client("owner"), "POST", at(cast), NEW).status_code == 201
    for role, expected in reversed(list(zip(CAST, answers, strict=True))):
        assert call(cast.client(role), method, at(cast, name), body).status_code == expected, role


def test_the_list_tells_all_but_the_value(cast: Cast) -> None:
    client = cast.client("owner")
    call(client, "POST", at(cast), NEW)
    [item] = call(cast.client("editor"), "GET", at(cast)).json()
    assert item.keys() == {
        *("name", "hosts", "created_at", "created_by", "updated_at", "updated_by", "last_used_at", "used_by"),
    }
    assert (item["name"], item["hosts"], item["created_by"]) == ("KEY", ["api.example.com"], "Owner")
    assert (item["last_used_at"], item["used_by"]) == (None, [])


def test_other_hosts_need_the_value_again(cast: Cast) -> None:
    client = cast.client("owner")
    call(client, "POST", at(cast), NEW)
    answer = call(client, "PUT", at(cast, "KEY"), {"hosts": ["evil.example"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "value_needed")
    [secret] = Secret.objects.all()
    assert secret.hosts == ["api.example.com"]
    answer = call(client, "PUT", at(cast, "KEY"), {"value": "another-value", "hosts": ["b.example"]})
    assert answer.json()["hosts"] == ["b.example"]
    assert secrets_for(cast.workspace.pk, ["KEY"])["KEY"].value == "another-value"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"name": "a b"}, 400, "bad_name"),
        ({"value": "abc"}, 400, "bad_value"),
        ({"hosts": []}, 400, "bad_hosts"),
        ({"hosts": ["https://a.example"]}, 400, "bad_hosts"),
        ({"value": f" {VALUE}"}, 400, "bad_value"),
        ({"value": None}, 400, "invalid"),
        ({"value": {"a": VALUE}}, 400, "invalid"),
        ({"hosts": VALUE}, 400, "invalid"),
        ({"name": "KEY"}, 409, "name_taken"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_no_value(cast: Cast, change: Any, status: int, code: str) -> None:
    client = cast.client("owner")
    call(client, "POST", at(cast), {**NEW, "value": "taken-by-this"})
    answer = call(client, "POST", at(cast), {**NEW, "name": "TWO", **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Secret.objects.count() == 1


def test_a_secret_of_another_workspace_is_not_there(cast: Cast) -> None:
    call(cast.client("owner"), "POST", at(cast), NEW)
    [elsewhere] = cast.stranger.memberships.values_list("workspace_id", flat=True)
    path = f"/api/workspaces/{elsewhere}/secrets/KEY/"
    assert call(cast.client("stranger"), "DELETE", path).status_code == 404
    assert call(cast.client("owner"), "DELETE", path).status_code == 404
    assert Secret.objects.count() == 1


USING = {
    "queries": [
        {
            "name": "ticker",
            "url": "wss://api.example.com/",
            "auth": {"type": "bearer", "token": "{{ secrets.KEY }}"},
            "on_connect": [{"kind": "json", "text": '{"key": "{{secrets.OTHER}}", "not": "secrets.NONE"}'}],
        }
    ]
}


def test_what_uses_a_secret_is_told(cast: Cast, app: App) -> None:
    document = AppDocument.model_validate(USING)
    draft = services.create_app(cast.workspace, cast.owner, "Draft", document)
    live = services.create_app(cast.workspace, cast.owner, "Apple", document)
    services.publish(live, cast.owner, 1, Visibility.PRIVATE, "")
    services.save_draft(live, AppDocument(), 1, cast.owner)
    call(cast.client("owner"), "POST", at(cast), NEW)
    [item] = call(cast.client("owner"), "GET", at(cast)).json()
    assert item["used_by"] == [
        {"id": live.pk, "name": "Apple", "published": True},
        {"id": draft.pk, "name": "Draft", "published": False},
    ]


def test_an_export_has_the_name_only() -> None:
    text = file_of("App", AppDocument.model_validate(USING)).decode()
    assert "{{ secrets.KEY }}" in text
    assert "left_out" not in text


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"widgets": [{"type": "text", "name": "t", "properties": {"content": "a {{ secrets.KEY }}"}}]}, "content"),
        (
            {"widgets": [{"type": "text", "name": "t", "properties": {"content": "{{ f({a: secrets['K']}) }}"}}]},
            "content",
        ),
        ({"scripts": {"startup": "console.log(secrets.KEY)"}}, "scripts.startup"),
        ({"scripts": {"startup": "x = '{{ secrets.KEY }}'"}}, "scripts.startup"),
        ({"javascript_queries": [{"name": "j", "code": "return `${secrets . KEY}`"}]}, "javascript_queries[0].code"),
        ({"transformers": [{"name": "t", "code": "return secrets['KEY']"}]}, "transformers[0].code"),
        ({"responders": [{"name": "r", "data": "{{ secrets.KEY }}"}]}, "responders[0].data"),
        ({"states": [{"name": "s", "initial": {"a": ["{{ secrets.KEY }}"]}}]}, "states[0].initial.a[0]"),
        (
            {
                "queries": [
                    {
                        "name": "q",
                        "url": "wss://a.example",
                        "parameters": [{"name": "p"}],
                        "arguments": [{"name": "p", "value": "{{ secrets.KEY }}"}],
                    }
                ]
            },
            "queries[0].arguments[0].value",
        ),
        (
            {
                "queries": [
                    {
                        "name": "q",
                        "url": "wss://a.example",
                        "events": [
                            {
                                "event": "open",
                                "action": {"type": "broadcast", "query": "q", "message": "{{ secrets.KEY }}"},
                            }
                        ],
                    }
                ]
            },
            "queries[0].events[0].action.message",
        ),
        (
            {"queries": [{"name": "q", "url": "wss://a.example", "confirm": "{{ secrets.KEY }}"}]},
            "queries[0].confirm",
        ),
        (
            {
                "queries": [
                    {
                        "name": "q",
                        "url": "wss://a.example",
                        "skip": {"rules": [{"operator": "equals", "value": "{{ secrets.KEY }}"}]},
                    }
                ]
            },
            "queries[0].skip.rules[0].value",
        ),
    ],
)
def test_a_secret_anywhere_else_in_a_document_is_a_fault(document: Any, path: str) -> None:
    found, faults = read_document(document)
    assert found is None
    assert [fault.path.endswith(path) for fault in faults] == [True]
    assert "secrets exist only on the server" in faults[0].message


@pytest.mark.parametrize(
    "document",
    [
        USING,
        {"scripts": {"startup": "const secrets = {a: 1}; console.log(secrets.a)"}},
        {"scripts": {"startup": "// secrets.KEY stays on the server\nconsole.log('secrets.KEY')"}},
        {"scripts": {"startup": "console.log(event.secrets.KEY, my_secrets.x, secretsOf.a)"}},
        {"widgets": [{"type": "text", "name": "t", "properties": {"content": "{{ 1 }} All secrets. Told {{ 2 }}"}}]},
    ],
)
def test_what_only_looks_like_it_is_none(document: Any) -> None:
    found, faults = read_document(document)
    assert faults == []
    assert found is not None


def test_looking_for_secrets_takes_linear_time() -> None:
    hostile = ("{{ secrets " * 8_000, "/*secrets" * 10_000, "secrets[" * 12_000, "secrets " + " " * 90_000)
    for text in hostile:
        read_document({"scripts": {"startup": text}})


def test_nothing_can_be_named_secrets() -> None:
    _, faults = read_document({"states": [{"name": "secrets"}]})
    assert "reserved word" in faults[0].message
