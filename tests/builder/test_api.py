"""Every endpoint of `/api/apps/`, tried by the whole cast, with good and bad input."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.builder import services
from apps.builder.document import DOCUMENT_MAX_BYTES
from apps.builder.models import App, Visibility
from apps.common.requests import BODY_MAX_BYTES
from tests.cast import CAST, DOCUMENT, Cast

pytestmark = pytest.mark.django_db

ITEM = {
    *("id", "workspace", "slug", "name", "visibility", "draft_revision", "release", "updated_at", "released_at"),
    *("updated_by", "thumbnail"),
}

# Answers to owner, editor, viewer, stranger, nobody. A row for every endpoint that concerns one app.
MATRIX: list[tuple[str, str, Any, tuple[int, ...]]] = [
    ("get", "", None, (200, 200, 200, 404, 401)),
    ("patch", "", {"name": "New"}, (200, 200, 403, 404, 401)),
    ("delete", "", None, (204, 204, 403, 404, 401)),
    ("get", "document/", None, (200, 200, 403, 404, 401)),
    ("put", "document/", {"document": {}, "revision": 1}, (200, 200, 403, 404, 401)),
    ("get", "releases/", None, (200, 200, 200, 404, 401)),
    ("post", "releases/", {"revision": 1, "visibility": "public"}, (201, 201, 403, 404, 401)),
    ("get", "releases/1/", None, (200, 200, 403, 404, 401)),
    ("delete", "release/", None, (204, 204, 403, 404, 401)),
    ("post", "copy/", {}, (201, 201, 403, 404, 401)),
    ("get", "export/", None, (200, 200, 403, 404, 401)),
    ("get", "export/?release=1", None, (200, 200, 403, 404, 401)),
    ("get", "outline/", None, (200, 200, 200, 404, 401)),
    ("get", "queries/shared/window/", None, (200, 200, 200, 404, 401)),
    ("get", "queries/shared/window/?mode=draft", None, (200, 200, 403, 404, 401)),
]


def _call(client: Client, method: str, path: str, body: Any = None) -> Any:
    options = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(client, method)(path, **options)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize(("method", "path", "body", "answers"), MATRIX)
def test_each_of_the_cast_may_do_what_their_role_says(
    cast: Cast, published: App, redis_url: str, who: str, method: str, path: str, body: Any, answers: tuple[int, ...]
) -> None:
    answer = _call(cast.client(who), method, f"/api/apps/{published.pk}/{path}", body)
    assert answer.status_code == answers[CAST.index(who)], answer.content
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert set(answer.json()) == {"code", "message"}


@pytest.mark.parametrize(("who", "count", "created"), [("owner", 1, 201), ("editor", 1, 201), ("viewer", 1, 403)])
def test_members_list_apps_and_editors_make_them(cast: Cast, app: App, who: str, count: int, created: int) -> None:
    client = cast.client(who)
    listed = client.get("/api/apps/").json()
    assert [set(item) for item in listed] == [ITEM] * count
    answer = _call(client, "post", "/api/apps/", {"name": "Blank"})
    assert answer.status_code == created
    if created == 201:
        assert answer.json() | {"id": 0, "updated_at": ""} == {
            "id": 0,
            "workspace": cast.workspace.pk,
            "slug": "blank",
            "name": "Blank",
            "visibility": "private",
            "draft_revision": 1,
            "release": None,
            "updated_at": "",
            "released_at": None,
            "updated_by": who.title(),
            "thumbnail": None,
        }


def test_a_stranger_sees_only_their_own_workspace_and_nobody_sees_none(cast: Cast, app: App) -> None:
    stranger = cast.client("stranger")
    assert stranger.get("/api/apps/").json() == []
    assert _call(stranger, "post", "/api/apps/", {"name": "Mine"}).status_code == 201
    assert [item["name"] for item in stranger.get("/api/apps/").json()] == ["Mine"]
    nobody = cast.client("nobody").get("/api/apps/")
    assert (nobody.status_code, nobody["WWW-Authenticate"]) == (401, "Session")
    assert nobody.json() == {"code": "sign_in_required", "message": "Sign in to do this."}


def test_the_list_costs_the_same_however_many_apps(cast: Cast, published: App, django_assert_num_queries: Any) -> None:
    client = cast.client("owner")
    for number in range(5):
        other = services.create_app(cast.workspace, cast.owner, f"App {number}")
        services.publish(other, cast.owner, 1, Visibility.PUBLIC)
    with django_assert_num_queries(3) as queries:  # session, user, apps with their releases
        assert len(client.get("/api/apps/").json()) == 6
    assert not any('"document"' in query["sql"] or '"draft",' in query["sql"] for query in queries.captured_queries)


def test_a_call_without_the_csrf_token_is_refused(cast: Cast, app: App) -> None:
    client = cast.client("owner", enforce_csrf_checks=True)
    answer = _call(client, "patch", f"/api/apps/{app.pk}/", {"name": "New"})
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["message"]


def test_a_document_is_saved_and_read_back_with_its_defaults(cast: Cast, app: App) -> None:
    client, path = cast.client("editor"), f"/api/apps/{app.pk}/document/"
    assert _call(client, "put", path, {"document": DOCUMENT, "revision": 1}).json() == {"revision": 2}
    draft = client.get(path).json()
    assert draft["revision"] == 2
    assert draft["document"]["queries"][0]["window"]["size"] == 1000
    assert draft["document"]["queries"][0]["auth"] == {"type": "none"}


def test_a_stale_save_is_refused_with_the_present_revision(cast: Cast, app: App) -> None:
    client, path = cast.client("editor"), f"/api/apps/{app.pk}/document/"
    _call(client, "put", path, {"document": {}, "revision": 1})
    answer = _call(client, "put", path, {"document": DOCUMENT, "revision": 1})
    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["revision"]) == ("stale", 2)
    assert client.get(path).json()["document"]["queries"] == []


def test_an_invalid_document_is_refused_with_every_fault_and_its_path(cast: Cast, app: App) -> None:
    document = {"queries": [{"name": "a b", "url": "http://x"}], "widgets": [{"type": "nope", "name": "w"}]}
    answer = _call(cast.client("editor"), "put", f"/api/apps/{app.pk}/document/", {"document": document, "revision": 1})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid_document")
    assert {fault["path"] for fault in problem["errors"]} == {"queries[0].name", "queries[0].url", "widgets[0].type"}
    assert "3 faults; nothing was saved" in problem["message"]


@pytest.mark.parametrize("size", [DOCUMENT_MAX_BYTES, BODY_MAX_BYTES])
def test_an_oversized_document_is_refused(cast: Cast, app: App, size: int) -> None:
    document = {"scripts": {"startup": "x" * size}}
    answer = _call(cast.client("editor"), "put", f"/api/apps/{app.pk}/document/", {"document": document, "revision": 1})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", "bad_json"),
        ('{"document": NaN, "revision": 1}', "bad_json"),
        ('{"document": {"scripts": {"startup": "\\ud800"}}, "revision": 1}', "bad_json"),
        ("[" * 5_000, "bad_json"),
        ("[]", "invalid"),
        ("{}", "invalid"),
        ('{"document": {}, "revision": 0}', "invalid"),
        ('{"document": {}, "revision": "x"}', "invalid"),
        ('{"document": {}, "revision": 99999999999999999999}', "invalid"),
        ('{"document": null, "revision": 1}', "invalid"),
    ],
)
def test_a_body_that_is_no_save_is_a_clear_400(cast: Cast, app: App, body: str, code: str) -> None:
    answer = cast.client("editor").put(f"/api/apps/{app.pk}/document/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, code), answer.content


def test_another_media_type_is_refused(cast: Cast, app: App) -> None:
    answer = cast.client("editor").put(f"/api/apps/{app.pk}/document/", "<a/>", content_type="text/xml")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 121}, {"name": "a\x00b"}, {"name": None}, {}])
def test_a_new_app_needs_a_proper_name(cast: Cast, body: Any) -> None:
    answer = _call(cast.client("owner"), "post", "/api/apps/", body)
    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.json()["errors"]] == ["name"]


def test_renaming_and_showing_an_app(cast: Cast, published: App) -> None:
    path = f"/api/apps/{published.pk}/"
    item = _call(cast.client("editor"), "patch", path, {"name": "New", "visibility": "public"}).json()
    assert (item["name"], item["visibility"], item["slug"]) == ("New", "public", "exchange-ticker")
    assert item["release"] == 1
    assert item["released_at"] is not None
    wrong = _call(cast.client("editor"), "patch", path, {"visibility": "everyone"})
    assert wrong.json()["errors"][0]["path"] == "visibility"


def test_a_copy_has_the_draft_and_no_release(cast: Cast, published: App) -> None:
    made = cast.client("editor").post(f"/api/apps/{published.pk}/copy/", content_type="application/json").json()
    assert (made["name"], made["release"], made["draft_revision"]) == (f"{published.name} copy", None, 1)
    assert made["slug"] != published.slug
    assert App.objects.get(pk=made["id"]).draft == published.draft


def test_releases_are_listed_newest_first(cast: Cast, published: App) -> None:
    client, path = cast.client("editor"), f"/api/apps/{published.pk}/releases/"
    made = _call(client, "post", path, {"revision": 1, "visibility": "signed_in", "note": "again"})
    assert made.status_code == 201
    assert set(made.json()) == {"number", "revision", "note", "author", "created_at"}
    listed = client.get(path).json()
    assert [(item["number"], item["note"], item["author"]) for item in listed] == [
        (2, "again", "Editor"),
        (1, "first", "Owner"),
    ]
    assert client.get(f"/api/apps/{published.pk}/").json()["visibility"] == "signed_in"


def test_a_release_is_read_with_its_document(cast: Cast, published: App) -> None:
    client, path = cast.client("editor"), f"/api/apps/{published.pk}"
    _call(client, "put", f"{path}/document/", {"document": {}, "revision": published.draft_revision})
    release = client.get(f"{path}/releases/1/").json()
    assert set(release) == {"number", "revision", "note", "author", "created_at", "document"}
    assert release["document"]["queries"][0]["url"] == DOCUMENT["queries"][0]["url"]
    assert release["document"]["queries"][0]["auth"] == {"type": "none"}  # of the schema, which was added to since
    missing = client.get(f"{path}/releases/2/")
    assert (missing.status_code, missing.json()["message"]) == (404, "There is no release 2 of this app.")


def test_unpublishing_takes_the_app_from_viewers_and_keeps_its_releases(cast: Cast, published: App) -> None:
    client, path = cast.client("editor"), f"/api/apps/{published.pk}/"
    assert client.delete(f"{path}release/").status_code == 204
    assert client.get(path).json()["release"] is None
    assert [each["number"] for each in client.get(f"{path}releases/").json()] == [1]
    again = client.delete(f"{path}release/")
    assert (again.status_code, again.json()["code"]) == (404, "not_published")
    body = {"revision": 1, "visibility": "private"}
    assert _call(client, "post", f"{path}releases/", body).json()["number"] == 2


def test_publishing_a_stale_revision_is_refused(cast: Cast, app: App) -> None:
    answer = _call(
        cast.client("owner"), "post", f"/api/apps/{app.pk}/releases/", {"revision": 7, "visibility": "public"}
    )
    assert (answer.status_code, answer.json()["revision"]) == (409, 1)


@pytest.mark.parametrize(
    "path", ["/api/nothing/", "/api/apps", "/api/apps/999999/", f"/api/apps/{10**30}/", "/api/apps/x/"]
)
def test_what_is_not_there_is_a_json_404(cast: Cast, path: str) -> None:
    answer = cast.client("owner").get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(("method", "path"), [("put", "/api/apps/1/"), ("delete", "/api/apps/")])
def test_what_is_not_declared_is_refused(cast: Cast, method: str, path: str) -> None:
    answer = _call(cast.client("owner"), method, path, {})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_an_unforeseen_error_is_a_calm_500(cast: Cast, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(services, "delete_app", fail)
    answer = _call(cast.client("owner"), "delete", f"/api/apps/{app.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.content.decode()
