"""API tokens: shown once, kept as hashes, bounded by scope, by time and by the roles of their person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from apps.accounts.models import ApiToken, User
from apps.accounts.tokens import scopes, services
from apps.accounts.workspaces import services as workspaces
from apps.audit.models import Entry
from apps.builder.models import App
from tests.cast import DOCUMENT, Cast

pytestmark = pytest.mark.django_db

ALL = ["read", "write", "publish"]


def program(user: User, *held: str) -> Client:
    """A program that brings a token, and nothing else."""
    _, value = services.issue(user, "Program", held or ALL, 1)
    return Client(raise_request_exception=False, headers={"authorization": f"Bearer {value}"})


def call(client: Client, method: str, path: str, body: Any = None) -> Any:
    options = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(client, method)(path, **options)


def make(client: Client, **more: Any) -> Any:
    body = {"name": "Deploy", "scopes": ["read"], "expires_in_days": 30, **more}
    return client.post("/api/tokens/", body, content_type="application/json")


def test_one_is_made_shown_once_and_works(cast: Cast, app: App) -> None:
    owner = cast.client("owner")
    made = make(owner, scopes=["publish", "read"])
    assert made.status_code == 201
    told = made.json()
    assert told["token"].startswith("ls_")
    assert told["shown"] == told["token"][:8]
    assert told["scopes"] == ["read", "publish"]
    (listed,) = owner.get("/api/tokens/").json()
    assert listed == {key: value for key, value in told.items() if key != "token"}
    answer = Client(headers={"authorization": f"Bearer {told['token']}"}).get("/api/apps/")
    assert [one["name"] for one in answer.json()] == ["Exchange ticker"]


def test_all_of_a_person_s_are_revoked_at_once_and_told_of(cast: Cast) -> None:
    mine, other = [program(cast.owner) for _ in range(3)], program(cast.editor)
    assert mine[0].delete("/api/tokens/").status_code == 403, "not by one of them"
    owner = cast.client("owner")
    assert owner.delete("/api/tokens/").status_code == 204
    assert [client.get("/api/apps/").status_code for client in (*mine, other)] == [401] * 3 + [200]
    assert Entry.objects.filter(action="token.revoked").count() == 3
    assert owner.delete("/api/tokens/").status_code == 204
    assert Entry.objects.filter(action="token.revoked").count() == 3


def test_only_its_hash_is_kept(cast: Cast) -> None:
    value = make(cast.client("owner")).json()["token"]
    kept = str(list(ApiToken.objects.values())) + str(list(Entry.objects.values()))
    assert value not in kept
    assert value[8:] not in kept
    assert len(ApiToken.objects.get().token_hash) == 64


def test_it_ends_when_it_was_said_to(cast: Cast) -> None:
    make(cast.client("owner"))
    kept = ApiToken.objects.get()
    assert kept.expires_at - kept.created_at == timedelta(days=30)


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires_in_days": None},
        {"expires_in_days": 366},
        {"expires_in_days": 0},
        {"scopes": []},
        {"scopes": ["admin"]},
        {"name": ""},
    ],
)
def test_what_can_not_be_is_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    assert make(cast.client("owner"), **wrong).status_code == 400
    assert not ApiToken.objects.exists()


def test_a_token_without_an_end_is_not_made(cast: Cast) -> None:
    answer = cast.client("owner").post(
        "/api/tokens/", {"name": "A", "scopes": ["read"]}, content_type="application/json"
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "spoil",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"revoked_at": timezone.now()},
        {"token_hash": "0" * 64},
    ],
)
def test_one_that_does_not_work_is_refused_without_telling_why(cast: Cast, spoil: dict[str, Any]) -> None:
    client = program(cast.owner)
    ApiToken.objects.update(**spoil)
    answer = client.get("/api/apps/")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert "unknown, has expired, or was revoked" in answer.json()["message"]
    assert answer["WWW-Authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("value", ["ls_" + "x" * 43, "ls_", "ls_" + "é" * 43, "ls_" + "x" * 5_000, "ls_a b"])
def test_what_is_no_token_is_refused(cast: Cast, value: str) -> None:
    answer = Client(headers={"authorization": f"Bearer {value}".encode().decode("latin-1")}).get("/api/apps/")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


@pytest.mark.parametrize("header", ["Bearer x.y.z", "Basic bHNfYTpi", "Bearer", "ls_" + "x" * 43])
def test_what_others_call_a_token_is_passed_over(cast: Cast, header: str) -> None:
    """Such as what a proxy in front adds for itself."""
    assert Client(headers={"authorization": header}).get("/api/apps/").json()["code"] == "sign_in_required"
    assert cast.client("owner").get("/api/apps/", headers={"authorization": header}).status_code == 200


def test_a_bad_token_is_refused_whoever_is_signed_in(cast: Cast) -> None:
    assert cast.client("owner").get("/api/apps/", headers={"authorization": "Bearer ls_x"}).status_code == 401


def test_the_token_of_who_may_not_sign_in_is_refused(cast: Cast) -> None:
    client = program(cast.owner)
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    assert client.get("/api/apps/").status_code == 401


def test_it_acts_as_its_person_with_their_role_now(cast: Cast, app: App) -> None:
    client, path = program(cast.editor), f"/api/apps/{app.pk}/"
    assert call(client, "patch", path, {"name": "By a program"}).status_code == 200
    told = Entry.objects.get(action="app.renamed")
    assert told.actor_name == "editor@example.com"
    assert told.details["token"] == ApiToken.objects.get().shown
    workspaces.remove_member(cast.workspace.pk, cast.editor.pk, cast.owner)
    assert call(client, "patch", path, {"name": "Again"}).status_code == 404


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_scopes_add_nothing_to_a_role(cast: Cast, app: App, who: str) -> None:
    client = program(getattr(cast, who))
    assert call(client, "delete", f"/api/apps/{app.pk}/").status_code == (403 if who == "viewer" else 404)


# What each call asks for; `releases/` needs the draft's revision, so it comes with one that is right.
CALLS: list[tuple[str, str, Any, str]] = [
    ("get", "", None, "read"),
    ("get", "document/", None, "read"),
    ("put", "document/", {"document": DOCUMENT, "revision": 1}, "write"),
    ("patch", "", {"name": "New"}, "write"),
    ("post", "copy/", {}, "write"),
    ("post", "releases/", {"revision": 1, "visibility": "public"}, "publish"),
    ("delete", "release/", None, "publish"),
    ("delete", "", None, "publish"),
]


@pytest.mark.parametrize(("method", "path", "body", "scope"), CALLS)
@pytest.mark.parametrize("held", ALL)
def test_each_scope_lets_its_own_calls_through(
    cast: Cast, published: App, method: str, path: str, body: Any, scope: str, held: str
) -> None:
    answer = call(program(cast.owner, held), method, f"/api/apps/{published.pk}/{path}", body)
    if held == scope:
        assert answer.status_code < 300, answer.content
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
        assert scope in answer.json()["message"]


def test_who_may_open_an_app_is_a_matter_of_publishing(cast: Cast, app: App) -> None:
    path = f"/api/apps/{app.pk}/"
    refused = call(program(cast.owner, "write"), "patch", path, {"name": "New", "visibility": "public"})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    app.refresh_from_db()
    assert (app.name, app.visibility) == ("Exchange ticker", "private")
    both = program(cast.owner, "write", "publish")
    assert call(both, "patch", path, {"visibility": "public"}).status_code == 200


def api_calls() -> Iterator[tuple[str, str, str]]:
    """Every address of the API with each method it answers: name, an example of it, method."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, str, str]]:
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, path)
            elif isinstance(pattern, URLPattern) and path.startswith("api/") and pattern.name:
                view = pattern.callback
                actions = getattr(view, "actions", None) or {
                    method: method
                    for method in ("get", "post", "put", "patch", "delete")
                    if hasattr(getattr(view, "cls", getattr(view, "view_class", None)), method)
                }
                for method in actions:
                    yield pattern.name, path, method.upper()

    yield from walk(get_resolver().url_patterns, "")


def test_the_table_of_scopes_names_only_what_there_is() -> None:
    there = {(name, method) for name, _, method in api_calls()}
    named = {(name, method) for name, methods in scopes.SCOPES.items() for method in methods}
    assert named <= there
    assert len(there) > len(named), "some calls are not for tokens"


def test_what_the_table_does_not_name_no_token_may_do(cast: Cast, app: App) -> None:
    client, tried = program(cast.owner), 0
    (mine,) = ApiToken.objects.all()
    base = f"/api/workspaces/{cast.workspace.pk}/"
    for method, path, body in [
        ("get", "/api/tokens/", None),
        ("post", "/api/tokens/", {"name": "More", "scopes": ALL, "expires_in_days": 365}),
        ("delete", f"/api/tokens/{mine.pk}/", None),
        ("post", "/api/workspaces/", {"name": "More"}),
        ("patch", base, {"name": "More"}),
        ("get", f"{base}members/", None),
        ("patch", f"{base}members/{cast.viewer.pk}/", {"role": "owner"}),
        ("delete", f"{base}members/{cast.viewer.pk}/", None),
        ("get", f"{base}invitations/", None),
        ("post", f"{base}invitations/", {"role": "owner"}),
        ("options", "/api/apps/", None),
    ]:
        answer = call(client, method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), f"{method} {path}"
        tried += 1
    assert tried == 11
    assert ApiToken.objects.count() == 1


def test_a_program_needs_no_csrf_token_and_a_cookie_beside_it_counts_for_nothing(cast: Cast, app: App) -> None:
    _, value = services.issue(cast.viewer, "Of a viewer", ALL, 1)
    browser = cast.client("owner", enforce_csrf_checks=True)
    header = {"authorization": f"Bearer {value}"}
    answer = browser.patch(f"/api/apps/{app.pk}/", {"name": "X"}, content_type="application/json", headers=header)
    assert answer.status_code == 403
    assert "editor" in answer.json()["message"], "as the viewer whose token it is, not as the owner with the cookie"


@pytest.mark.parametrize("path", ["/", "/settings/", "/apps/{app}/", "/a/{slug}/", "/metrics"])
def test_a_token_opens_no_page(cast: Cast, published: App, front_end: None, path: str) -> None:
    answer = program(cast.owner).get(path.format(app=published.pk, slug=published.slug))
    assert answer.status_code in (302, 404)
    if answer.status_code == 302:
        assert answer["Location"].startswith("/sign-in/")


def test_a_token_opens_no_session_of_a_private_app(cast: Cast, published: App) -> None:
    answer = call(program(cast.owner), "post", f"/api/apps/{published.pk}/session/", {})
    assert answer.status_code == 401


def test_its_use_is_noted_once_a_minute(cast: Cast, django_assert_num_queries: Any) -> None:
    client = program(cast.owner)
    assert ApiToken.objects.get().last_used_at is None
    client.get("/api/workspaces/")
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    with django_assert_num_queries(2):  # the token with its person, the workspaces
        client.get("/api/workspaces/")
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=1, seconds=1))
    client.get("/api/workspaces/")
    later = ApiToken.objects.get().last_used_at
    assert later is not None
    assert later >= first


def test_one_is_revoked_by_its_person_alone_and_stops_at_once(cast: Cast) -> None:
    client = program(cast.owner)
    pk = ApiToken.objects.get().pk
    assert cast.client("editor").delete(f"/api/tokens/{pk}/").status_code == 404
    assert cast.client("editor").get("/api/tokens/").json() == []
    owner = cast.client("owner")
    assert owner.delete(f"/api/tokens/{pk}/").status_code == 204
    assert client.get("/api/apps/").status_code == 401
    assert owner.delete(f"/api/tokens/{pk}/").status_code == 404
    assert owner.get("/api/tokens/").json()[0]["revoked_at"] is not None


def test_making_and_revoking_is_told_in_each_workspace_of_the_person(cast: Cast) -> None:
    workspaces.found_workspace("Second", cast.owner)
    token, _ = services.issue(cast.owner, "Deploy", ["read"], 1)
    services.revoke(token)
    told = Entry.objects.filter(action__startswith="token.")
    assert told.count() == 4
    assert {entry.target for entry in told} == {f"Deploy ({token.shown}…)"}


def test_so_many_are_had_at_most_and_old_ones_are_forgotten(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "TOKENS_PER_PERSON", 2)
    owner = cast.client("owner")
    assert [make(owner).status_code for _ in range(3)] == [201, 201, 409]
    ApiToken.objects.update(expires_at=timezone.now() - services.LISTED - timedelta(hours=1))
    assert make(owner).status_code == 201
    assert ApiToken.objects.count() == 1


def test_the_schema_says_which_calls_take_a_token() -> None:
    paths = Client().get("/api/schema/?format=json").json()["paths"]
    assert {"token": ["publish"]} in paths["/api/apps/{id}/releases/"]["post"]["security"]
    assert {"token": ["read"]} in paths["/api/workspaces/{workspace_id}/audit/"]["get"]["security"]
    for path in ("/api/tokens/", "/api/workspaces/{workspace_id}/invitations/"):
        assert paths[path]["post"]["security"] == [{"session": []}]
