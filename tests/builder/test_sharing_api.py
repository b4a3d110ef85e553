"""`/api/apps/<id>/grants/` and `…/embedding/`: who may share, with whom, and what nobody learns by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.audit.models import Entry
from apps.builder.models import App, AppGrant, AppRole, Embedding
from apps.builder.sharing import services
from tests.cast import CAST, Cast

pytestmark = pytest.mark.django_db

CALLS = [
    ("get", "grants/", None, 200),
    ("post", "grants/", {"email": "new@example.com", "role": "viewer"}, 200),
    ("delete", "grants/{grant}/", None, 204),
    ("get", "embedding/", None, 200),
    ("put", "embedding/", {"origins": ["https://portal.example"]}, 200),
    ("post", "embedding/key/", {}, 201),
    ("delete", "embedding/key/", None, 204),
]


def _call(client: Client, app: App, method: str, path: str, body: Any = None) -> Any:
    address = f"/api/apps/{app.pk}/{path}"
    return getattr(client, method)(address, body, content_type="application/json")


@pytest.mark.parametrize(("method", "path", "body", "good"), CALLS)
def test_editors_share_and_nobody_else(
    cast: Cast, published: App, method: str, path: str, body: Any, good: int
) -> None:
    answers = []
    for who in CAST:
        granted = services.grant(published, cast.owner, "someone@example.com", AppRole.VIEWER)
        services.make_embed_key(published, cast.owner)
        answers.append(_call(cast.client(who), published, method, path.format(grant=granted.pk), body).status_code)
    assert answers == [good, good, 403, 404, 401]


def test_who_was_granted_to_edit_one_app_edits_and_shares_it_and_does_not_delete_it(cast: Cast, published: App) -> None:
    services.grant(published, cast.owner, cast.stranger.email, AppRole.EDITOR)
    client = cast.client("stranger")
    assert [app["id"] for app in client.get("/api/apps/").json()] == [published.pk]
    path = f"/api/apps/{published.pk}/"
    assert client.get(f"{path}document/").status_code == 200
    assert _call(client, published, "get", "grants/").json()[0]["email"] == cast.stranger.email
    assert client.patch(path, {"name": "Mine"}, content_type="application/json").status_code == 200
    assert client.get(f"{path}export/").status_code == 200
    assert client.delete(path).status_code == 403
    assert client.post(f"{path}copy/").status_code == 403
    assert App.objects.filter(pk=published.pk).exists()


def test_who_was_granted_to_view_one_app_sees_it_and_changes_nothing(cast: Cast, published: App) -> None:
    services.grant(published, cast.owner, cast.stranger.email, AppRole.VIEWER)
    client = cast.client("stranger")
    path = f"/api/apps/{published.pk}/"
    assert client.get(path).status_code == 200
    assert client.get(f"{path}releases/").status_code == 200
    assert client.get(f"{path}document/").status_code == 403
    assert client.patch(path, {"name": "Mine"}, content_type="application/json").status_code == 403
    opened = client.post(f"{path}session/", {}, content_type="application/json")
    assert opened.status_code == 200
    assert client.post(f"{path}session/", {"mode": "draft"}, content_type="application/json").status_code == 403
    assert [_call(client, published, "get", each).status_code for each in ("grants/", "embedding/")] == [403, 403]


def test_nobody_learns_by_sharing_who_has_an_account(cast: Cast, published: App) -> None:
    client = cast.client("editor")
    answers = {}
    for email in (cast.stranger.email, "unknown@example.com"):
        answer = _call(client, published, "post", "grants/", {"email": email, "role": "viewer"})
        answers[email] = (answer.status_code, sorted(answer.json()), answer.json()["role"])
    assert len(set(map(str, answers.values()))) == 1
    listed = _call(client, published, "get", "grants/").json()
    assert [(sorted(one), one["role"]) for one in listed] == [(["email", "id", "role"], "viewer")] * 2


def test_an_account_made_later_gets_nothing_of_an_old_grant(cast: Cast, published: App) -> None:
    from apps.accounts import services as accounts
    from apps.builder.sharing.access import may_view

    services.grant(published, cast.owner, "later@example.com", AppRole.EDITOR)
    later = accounts.create_user("later@example.com")
    assert not may_view(published, later)
    services.grant(published, cast.owner, "later@example.com", AppRole.EDITOR)
    assert may_view(published, later)


def test_sharing_again_changes_the_role_and_case_does_not_matter(cast: Cast, published: App) -> None:
    client = cast.client("owner")
    for email, role in (("stranger@example.com", "viewer"), (" STRANGER@Example.com ", "editor")):
        assert _call(client, published, "post", "grants/", {"email": email, "role": role}).status_code == 200
    assert list(AppGrant.objects.values_list("email", "role", "user")) == [
        ("stranger@example.com", "editor", cast.stranger.pk)
    ]


@pytest.mark.parametrize("body", [{"email": "x", "role": "viewer"}, {"email": "a@b.example", "role": "owner"}, {}])
def test_a_grant_that_makes_no_sense_is_refused(cast: Cast, published: App, body: dict[str, str]) -> None:
    assert _call(cast.client("owner"), published, "post", "grants/", body).status_code == 400


def test_another_app_s_grant_is_not_taken_back(cast: Cast, published: App) -> None:
    from apps.builder.services import create_app

    other = create_app(cast.workspace, cast.owner, "Other")
    granted = services.grant(other, cast.owner, "a@b.example", AppRole.VIEWER)
    assert _call(cast.client("owner"), published, "delete", f"grants/{granted.pk}/").status_code == 404
    assert AppGrant.objects.count() == 1


def test_a_key_is_told_once_and_not_stored(cast: Cast, published: App) -> None:
    client = cast.client("editor")
    key = _call(client, published, "post", "embedding/key/", {}).json()["key"]
    assert len(key) == 64
    stored = Embedding.objects.values().get()
    assert key not in str(stored)
    told = _call(client, published, "get", "embedding/").json()
    assert key not in str(told)
    assert told["key_made_at"]
    again = _call(client, published, "post", "embedding/key/", {}).json()["key"]
    assert again != key


@pytest.mark.parametrize(
    "origin",
    [
        "http://portal.example",
        "https://",
        "https://*.example",
        "https://portal.example/path",
        "https://portal.example; script-src *",
        "https://portal.example https://other.example",
        "https://user@portal.example",
        "https://portal.example:99999",
        "https://portal.example:0",
        "https://portal.example?x",
        "javascript:alert(1)",
        "null",
        "*",
        "'self'",
        "https://portal.example\nX-Header: 1",
        "https://-portal.example",
        "https://[::1]",
        "http://localhost.example",
        "http://localhost@evil.example",
        "https://zürich.example",
    ],
)
def test_what_is_no_origin_is_refused(cast: Cast, published: App, origin: str) -> None:
    answer = _call(cast.client("owner"), published, "put", "embedding/", {"origins": [origin]})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_origin")
    assert not Embedding.objects.exists()


def test_origins_are_kept_as_browsers_write_them(cast: Cast, published: App) -> None:
    said = ["HTTPS://Portal.example/", "https://portal.example:443", "https://a.example:8443", "http://localhost:3000"]
    told = _call(cast.client("owner"), published, "put", "embedding/", {"origins": said}).json()
    assert told["origins"] == ["http://localhost:3000", "https://a.example:8443", "https://portal.example"]
    assert _call(cast.client("owner"), published, "put", "embedding/", {"origins": []}).json()["origins"] == []


def test_the_audit_log_tells_who_shared_what(cast: Cast, published: App) -> None:
    client = cast.client("editor")
    before = set(Entry.objects.values_list("pk", flat=True))
    granted = _call(client, published, "post", "grants/", {"email": "a@b.example", "role": "editor"}).json()
    _call(client, published, "delete", f"grants/{granted['id']}/")
    _call(client, published, "put", "embedding/", {"origins": ["https://portal.example"]})
    key = _call(client, published, "post", "embedding/key/", {}).json()["key"]
    _call(client, published, "post", "embedding/key/", {})
    _call(client, published, "delete", "embedding/key/")
    client.patch(f"/api/apps/{published.pk}/", {"visibility": "public"}, content_type="application/json")
    entries = Entry.objects.exclude(pk__in=before).order_by("pk")
    assert [entry.action for entry in entries] == [
        "grant.given",
        "grant.removed",
        "embedding.changed",
        "embedding.key_made",
        "embedding.key_rotated",
        "embedding.key_withdrawn",
        "app.shared",
    ]
    assert {(entry.actor_name, entry.target, entry.workspace_id) for entry in entries} == {
        ("editor@example.com", "Exchange ticker", cast.workspace.pk)
    }
    assert key not in str(list(entries.values()))
