"""Apps as files: what an export holds and leaves out, and what an import takes."""

from __future__ import annotations

import re
import time
from typing import Any

import orjson
import pytest

from apps.builder import selectors, services
from apps.builder.document import DOCUMENT_MAX_BYTES, AppDocument
from apps.builder.document.credential_texts import message_without
from apps.builder.document.credentials import leave_out, put_back
from apps.builder.files import file_of, read_file
from apps.builder.models import App
from apps.common.errors import AppError
from apps.common.requests import BODY_MAX_BYTES
from apps.demo.samples import SAMPLES
from apps.streams.definition import SEND_MAX_BYTES
from tests.cast import CAST, DOCUMENT, Cast

RICH: dict[str, Any] = {
    "queries": [
        {
            "name": "feed",
            "url": "wss://feed.example/v1?channel=a&api_key=k1&token={{ params.token }}",
            "auth": {"type": "bearer", "token": "t1"},
            "headers": [
                {"name": "X-Api-Key", "value": "k2"},
                {"name": "Authorization", "value": "Bearer {{ params.token }}"},
                {"name": "Accept-Language", "value": "en"},
            ],
            "cookies": [{"name": "theme", "value": "c1"}],
            "query_parameters": [{"name": "session_id", "value": "s1"}, {"name": "pair", "value": "XBT"}],
            "parameters": [
                {"name": "token", "default": "d1", "allowed": ["d1", "d2"]},
                {"name": "pair", "default": "x"},
            ],
            "on_connect": [
                {
                    "kind": "json",
                    "text": '{"op": "begin", "api-key": "m1", "author": "Ada", "args": {"secret":"m\\"2"}}',
                }
            ],
            "auto_replies": [{"when": {"rules": [{}]}, "message": '{"token": "m3", "id": {{ message.id }}}'}],
            "keep_alive": {"heartbeat": {"message": '{"password": "{{ params.token }}"}'}},
        },
        {"name": "basic", "url": "wss://b.example/", "auth": {"type": "basic", "username": "ada", "password": "p1"}},
    ],
    "states": [
        {"name": "no", "initial": False},
        {"name": "zero", "initial": 0},
        {"name": "odd", "initial": {"z": 1.5, "a": [None, "", {}]}},
    ],
    "widgets": [{"type": "table", "name": "rows", "properties": {"columns": [{"field": "a", "decimals": 0}]}}],
}
LEFT_OUT = [
    "queries[0].auth.token",
    "queries[0].headers[0].value",
    "queries[0].cookies[0].value",
    "queries[0].query_parameters[0].value",
    "queries[0].parameters[0].default",
    "queries[0].url",
    "queries[0].on_connect[0].text",
    "queries[0].auto_replies[0].message.text",
    "queries[1].auth.password",
]
CREDENTIALS = ("k1", "t1", "k2", "c1", "s1", "m1", 'm\\\\\\"2', "m3", "p1")


def parsed(document: dict[str, Any]) -> AppDocument:
    return services.parse_document(document)


@pytest.mark.parametrize(
    "document", [*(sample.document("ws://127.0.0.1/") for sample in SAMPLES.values()), AppDocument()]
)
def test_a_file_read_back_is_the_same_document(document: AppDocument) -> None:
    file = file_of("App", document)
    said = read_file(orjson.loads(file))
    assert said.document == document
    assert said.document.model_dump_json() == document.model_dump_json()
    assert file_of("App", said.document) == file, "the same again"


def test_a_file_is_short_in_the_schemas_order_and_ends_with_one_line_break() -> None:
    document = {"states": [{"name": "no", "initial": False}], "queries": [{"url": "wss://x/", "name": "q"}]}
    assert file_of("An app", parsed(document)).decode() == (
        """{
  "lowstream": 1,
  "name": "An app",
  "document": {
    "format": 1,
    "queries": [
      {
        "kind": "stream",
        "name": "q",
        "url": "wss://x/"
      }
    ],
    "states": [
      {
        "name": "no",
        "initial": false
      }
    ]
  }
}
"""
    )


def test_values_that_python_takes_for_defaults_are_kept() -> None:
    document = parsed(RICH)
    said = read_file(orjson.loads(file_of("App", document))).document
    assert said.states == document.states
    assert said.widgets == document.widgets


def test_no_credential_leaves_and_each_is_named() -> None:
    file = file_of("App", parsed(RICH))
    assert [value for value in CREDENTIALS if f'{value}"' in file.decode() or f"{value}&" in file.decode()] == []
    envelope = orjson.loads(file)
    assert envelope["left_out"] == LEFT_OUT
    query = envelope["document"]["queries"][0]
    assert query["url"] == "wss://feed.example/v1?channel=a&api_key=&token={{ params.token }}"
    assert query["auth"] == {"type": "bearer", "token": ""}
    assert [header["value"] for header in query["headers"]] == ["", "Bearer {{ params.token }}", "en"]
    assert query["parameters"][0] == {"name": "token", "default": None, "allowed": ["d1", "d2"]}
    assert query["on_connect"][0]["text"] == '{"op": "begin", "api-key": "", "author": "Ada", "args": {"secret":""}}'
    assert query["keep_alive"]["heartbeat"]["message"]["text"] == '{"password": "{{ params.token }}"}'
    assert envelope["document"]["queries"][1]["auth"] == {"type": "basic", "username": "ada", "password": ""}
    assert read_file(envelope).left_out == tuple(LEFT_OUT)


def test_placeholders_of_secrets_pass_as_they_are() -> None:
    query = {
        "name": "q",
        "auth": {"type": "bearer", "token": "{{ secrets.KEY }}"},
        "url": "wss://h.example/?api_key={{ secrets.KEY }}",
        "headers": [
            {"name": "Authorization", "value": "Token {{ secrets.KEY }}"},
            {"name": "X-Api-Key", "value": 'Token token="{{ secrets.KEY }}"'},
        ],
        "subprotocols": ["bearer", "{{ secrets.KEY }}", "api-key.{{ secrets.KEY }}"],
        "on_connect": [{"text": '{"token": "{{ secrets.KEY }}"}'}],
    }
    document = {"queries": [query]}
    before = orjson.dumps(document)
    assert leave_out(document) == []
    assert orjson.dumps(document) == before


def test_what_is_typed_beside_a_secret_is_left_out_all_the_same() -> None:
    header = {"name": "Authorization", "value": "Token a1b2c3d4e5 {{ secrets.KEY }}"}
    document = {"queries": [{"name": "q", "headers": [header]}]}
    assert leave_out(document) == ["queries[0].headers[0].value"]
    assert header["value"] == ""


def test_what_was_left_out_is_put_back_where_the_place_is_the_same() -> None:
    whole = parsed(RICH).model_dump(mode="json")
    said = read_file(orjson.loads(file_of("App", parsed(RICH))))
    filled = said.document.model_dump(mode="json")
    assert put_back(filled, list(said.left_out), whole) == []
    assert filled == whole

    moved = said.document.model_dump(mode="json")
    moved["queries"][0]["headers"][0]["name"] = "X-Secret"  # another header; it gets nobody's key
    moved["queries"][1]["name"] = "renamed"
    assert put_back(moved, list(said.left_out), whole) == ["queries[0].headers[0].value", "queries[1].auth.password"]
    assert moved["queries"][0]["headers"][0]["value"] == ""


@pytest.mark.parametrize(
    ("part", "path", "left"),
    [
        ({"auth": {"type": "basic", "username": "key-1"}}, "auth.username", {"type": "basic", "username": ""}),
        ({"headers": [{"name": "X-Functions-Key", "value": "key-1"}]}, "headers[0].value", None),
        ({"headers": [{"name": "X-Forwarded", "value": "Bearer key-1"}]}, "headers[0].value", None),
        ({"query_parameters": [{"name": "key", "value": "key-1"}]}, "query_parameters[0].value", None),
        ({"url": "wss://x/?subscription-key=key-1&pair=a"}, "url", "wss://x/?subscription-key=&pair=a"),
        (
            {"parameters": [{"name": "jwt"}], "arguments": [{"name": "jwt", "value": "key-1"}]},
            "arguments[0].value",
            [{"name": "jwt", "value": ""}],
        ),
        ({"subprotocols": ["bearer", "key-1"]}, "subprotocols", ["bearer"]),
        ({"subprotocols": ["realtime", "api-key.sk-key-1"]}, "subprotocols", ["realtime"]),
        ({"subprotocols": ["v1.stomp", "eyJhbGciOiJIUzI1NiJ9.key-1"]}, "subprotocols", ["v1.stomp"]),
    ],
)
def test_credentials_are_known_by_less_plain_names_and_looks(part: dict[str, Any], path: str, left: Any) -> None:
    envelope = orjson.loads(file_of("App", parsed({"queries": [{"name": "q", "url": "wss://x/", **part}]})))
    assert envelope["left_out"] == [f"queries[0].{path}"]
    assert "key-1" not in str(envelope)
    if left is not None:
        assert envelope["document"]["queries"][0][re.split(r"[.\[]", path, maxsplit=1)[0]] == left


@pytest.mark.parametrize(
    ("kind", "text", "left"),
    [
        ("json", '{"op":"auth","args":["key-1",1662350400000,"key-1"]}', '{"op":"auth","args":["",1662350400000,""]}'),
        ("json", '{"action":"auth","params":"key-1","id":"7"}', '{"action":"auth","params":"","id":"7"}'),
        ("json", '{"action":"go","key":"key-1","passphrase":"key-1"}', '{"action":"go","key":"","passphrase":""}'),
        (
            "json",
            '{"tokens":["key-1","{{ user.id }}"],"password":24680}',
            '{"tokens":["","{{ user.id }}"],"password":""}',
        ),
        ("json", '{"cmd":"open","to":"wss://y/?token=key-1"}', '{"cmd":"open","to":"wss://y/?token="}'),
        ("text", "PASS oauth:key-1\r\nNICK ada", "PASS \nNICK ada"),
        ("text", "CONNECT\nlogin:ada\npasscode:key-1\n\n", "CONNECT\nlogin:ada\npasscode:\n\n"),
        ("text", "Authorization: Bearer key-1", "Authorization: "),
        ("hex", b'{"token":"key-1"}'.hex(), ""),
        ("base64", "eyJ0b2tlbiI6ImtleS0xIn0=", ""),
    ],
)
def test_messages_that_authenticate_lose_what_they_do_it_with(kind: str, text: str, left: str) -> None:
    document = {"queries": [{"name": "q", "url": "wss://x/", "on_connect": [{"kind": kind, "text": text}]}]}
    envelope = orjson.loads(file_of("App", parsed(document)))
    assert envelope["document"]["queries"][0]["on_connect"][0]["text"] == left
    assert envelope["left_out"] == ["queries[0].on_connect[0].text"]
    back = read_file(envelope).document.model_dump(mode="json")
    whole = parsed(document).model_dump(mode="json")
    assert put_back(back, envelope["left_out"], whole) == []
    assert back == whole


@pytest.mark.parametrize(
    "text",
    [
        '{"op":"subscribe","args":["trade.XBT"],"id":123456}',
        '{"op":"auth","token":"{{ params.token }}"}',
        "Authorization: Bearer {{ params.token }}",
        "PASS oauth:{{ params.token }}",
        'SUBSCRIBE "author" 12:30',
    ],
)
def test_other_messages_stay_as_they_are(text: str) -> None:
    document = {"queries": [{"name": "q", "on_connect": [{"text": text}], "subprotocols": ["graphql-ws", "auth.v2"]}]}
    assert leave_out(document) == []
    assert document["queries"][0]["on_connect"] == [{"text": text}]


@pytest.mark.parametrize("piece", ['"', '"\\', '\\"', "a", "\n", "1", "token=", '{"token":"'])
def test_the_longest_message_is_looked_through_at_once(piece: str) -> None:
    began = time.process_time()
    message_without("text", (piece * SEND_MAX_BYTES)[:SEND_MAX_BYTES])
    assert time.process_time() - began < 1, "a quadratic one takes a minute"


@pytest.mark.parametrize(
    "change",
    [
        {"url": "wss://elsewhere.example/v1?channel=a&api_key=&token={{ params.token }}"},
        {"url": "ws://feed.example/v1?channel=a&api_key=&token={{ params.token }}"},
        {"tls": {"verify": False, "ca": ""}},
    ],
)
def test_nothing_is_put_back_into_a_query_that_dials_elsewhere(change: dict[str, Any]) -> None:
    whole = parsed(RICH).model_dump(mode="json")
    said = read_file(orjson.loads(file_of("App", parsed(RICH))))
    changed = said.document.model_dump(mode="json")
    changed["queries"][0].update(change)
    assert put_back(changed, list(said.left_out), whole) == LEFT_OUT[:-1]
    assert changed["queries"][0]["auth"]["token"] == ""


@pytest.mark.parametrize(
    ("source", "code", "paths"),
    [
        ([], "not_an_app", []),
        ({"queries": []}, "not_an_app", []),
        ({"lowstream": True, "name": "A", "document": {}}, "not_an_app", []),
        ({"lowstream": "1", "name": "A", "document": {}}, "not_an_app", []),
        ({"lowstream": 2, "name": "A", "later": {}}, "newer_format", []),
        ({"lowstream": 1}, "invalid_document", ["name", "document"]),
        ({"lowstream": 1, "name": " ", "document": []}, "invalid_document", ["name", "document"]),
        ({"lowstream": 1, "name": "x" * 121, "document": {}, "more": 1}, "invalid_document", ["name", "more"]),
        ({"lowstream": 1, "name": "A", "document": {}, "left_out": [1]}, "invalid_document", ["left_out"]),
        ({"lowstream": 1, "name": "A", "document": {"format": 2}}, "invalid_document", ["format"]),
        (
            {"lowstream": 1, "name": "", "document": {"queries": [{"name": "a b"}], "widgets": [{"type": "x"}]}},
            "invalid_document",
            ["name", "queries[0].url", "queries[0].name", "widgets[0].type"],
        ),
        (
            {"lowstream": 1, "name": "A", "document": {"scripts": {"startup": "x" * DOCUMENT_MAX_BYTES}}},
            "too_large",
            [],
        ),
    ],
)
def test_a_file_that_is_none_is_refused_with_every_fault(source: Any, code: str, paths: list[str]) -> None:
    with pytest.raises(AppError) as caught:
        read_file(source)
    assert caught.value.code == code
    assert sorted(fault.path for fault in caught.value.errors) == sorted(paths)


def test_a_newer_file_says_what_to_do() -> None:
    with pytest.raises(AppError, match=r"format 7, and this Lowstream reads formats up to 1. Update Lowstream"):
        read_file({"lowstream": 7})


@pytest.mark.django_db
class TestRest:
    """`/api/apps/<id>/export/` and `/api/apps/import/`; who may export stands in test_api's table."""

    def test_an_export_is_a_file_of_the_draft_or_of_a_release(self, cast: Cast, published: App) -> None:
        client = cast.client("editor")
        services.save_draft(published, AppDocument(), 1)
        draft = client.get(f"/api/apps/{published.pk}/export/")
        assert draft["Content-Disposition"] == 'attachment; filename="exchange-ticker.json"'
        assert (draft["Content-Type"], draft["Cache-Control"]) == ("application/json", "no-store")
        assert draft.json() == {"lowstream": 1, "name": "Exchange ticker", "document": {"format": 1}}
        release = client.get(f"/api/apps/{published.pk}/export/?release=1")
        assert release["Content-Disposition"] == 'attachment; filename="exchange-ticker-release-1.json"'
        assert [query["name"] for query in release.json()["document"]["queries"]] == ["ticker", "shared"]
        assert release.json()["left_out"] == ["queries[0].headers[0].value"]
        assert b"key-in-a-header" not in release.content

    @pytest.mark.parametrize(("search", "status"), [("?release=9", 404), ("?release=x", 400), ("?release=0", 400)])
    def test_a_release_that_is_none_is_refused(self, cast: Cast, published: App, search: str, status: int) -> None:
        answer = cast.client("editor").get(f"/api/apps/{published.pk}/export/{search}")
        assert answer.status_code == status

    @pytest.mark.parametrize(("who", "status"), list(zip(CAST, (201, 201, 403, 201, 401), strict=True)))
    def test_editors_import_into_their_own_workspace(self, cast: Cast, app: App, who: str, status: int) -> None:
        file = file_of("Exchange ticker", AppDocument.model_validate(DOCUMENT))
        answer = cast.client(who).post("/api/apps/import/", file, content_type="application/json")
        assert answer.status_code == status, answer.content
        if status != 201:
            assert App.objects.count() == 1
            return
        made = answer.json()
        assert made["left_out"] == ["queries[0].headers[0].value"]
        assert (made["name"], made["release"], made["updated_by"]) == ("Exchange ticker", None, who.title())
        assert made["slug"].startswith("exchange-ticker-")
        new = App.objects.get(pk=made["id"])
        assert (new.workspace == cast.workspace) == (who != "stranger")
        query = selectors.document_for(new.pk, "draft").query("ticker")
        assert query.headers[0].value == ""

    def test_a_bad_file_makes_no_app_and_names_every_fault(self, cast: Cast) -> None:
        body = {"lowstream": 1, "name": "", "document": {"widgets": [{"type": "stat", "name": "a b"}], "x": 1}}
        answer = cast.client("editor").post("/api/apps/import/", body, content_type="application/json")
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "invalid_document")
        assert {fault["path"] for fault in problem["errors"]} == {"name", "widgets[0].name", "x"}
        assert "3 faults; nothing was imported" in problem["message"]
        assert not App.objects.exists()

    @pytest.mark.parametrize(
        ("body", "status"),
        [("{", 400), (b"\x89PNG", 400), ("[1]", 422), ('"x"', 422), ("x" * (BODY_MAX_BYTES + 1), 413)],
    )
    def test_what_is_no_file_is_refused(self, cast: Cast, body: Any, status: int) -> None:
        answer = cast.client("editor").post("/api/apps/import/", body, content_type="application/json")
        assert answer.status_code == status, answer.content
