"""Who may do what: every address of the site, by everybody. An address without a row fails the first test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import pytest
from cryptography.fernet import Fernet
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.invitations import services as invitations
from apps.accounts.models import ApiToken, Role
from apps.accounts.tokens import services as tokens
from apps.builder import selectors, services
from apps.builder.document import AppDocument
from apps.builder.files import file_of
from apps.builder.models import App, AppRole, Visibility
from apps.builder.pictures import Picture
from apps.builder.sharing import services as sharing
from apps.live.tokens import Claims, mint_token
from apps.vault.services import create_secret
from tests.builder.pictures import png
from tests.cast import CAST, Cast

pytestmark = pytest.mark.django_db

# Who asks: the cast; an owner whose session has run out; and nobody with a viewer token of another, public app.
WHO: Final = (*CAST, "expired", "other app's token")
Answers = tuple[int, int, int, int, int, int, int]
ANYONE: Final[Answers] = (200, 200, 200, 200, 200, 200, 200)
SIGNED_IN: Final[Answers] = (200, 200, 200, 200, 401, 401, 401)


@dataclass(frozen=True)
class Row:
    """What each of `WHO` is answered. `address` and `body` get the app; `public`: asked of an app open to all."""

    answers: Answers
    address: Callable[[App], str] | None = None
    body: Callable[[App], Any] | None = None  # Any: JSON
    content_type: str = "application/json"
    public: bool = False
    about: str = field(default="", compare=False)


def members(owner: int, editor: int, viewer: int, stranger: int = 404) -> Answers:
    return (owner, editor, viewer, stranger, 401, 401, 401)


def page(signed_in: int) -> Answers:
    """Of a page: who isn't signed in is led to where they can."""
    return (signed_in, signed_in, signed_in, signed_in, 302, 302, 302)


def at(path: str) -> Callable[[App], str]:
    return lambda app: f"/api/apps/{app.pk}/{path}"


def network(app: App) -> str:
    return f"/api/workspaces/{app.workspace_id}/network/"


def of(path: str = "") -> Callable[[App], str]:
    """Of the app's workspace; `{viewer}`: its member, `{invitation}`: its open one."""

    def address(app: App) -> str:
        viewer = app.workspace.memberships.get(role=Role.VIEWER).user_id
        invitation = app.workspace.invitations.values_list("pk", flat=True).first()
        return f"/api/workspaces/{app.workspace_id}/{path.format(viewer=viewer, invitation=invitation)}"

    return address


def owner_s_token(app: App) -> str:
    return f"/api/tokens/{ApiToken.objects.get().pk}/"


def secrets(path: str = "") -> Callable[[App], str]:
    return lambda app: f"/api/workspaces/{app.workspace_id}/secrets/{path}"


def draft(app: App) -> Any:
    return {"document": AppDocument().model_dump(mode="json"), "revision": 1}


def exported(app: App) -> Any:
    return json.loads(file_of("Imported", AppDocument()))


FORGOTTEN_LINK: Final = "^forgotten/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})/$"
WORKSPACE: Final = "api/workspaces/<int:workspace_id>/"

# By method and pattern, as Django's resolver names it. Several rows: asked in several ways.
ROWS: Final[dict[tuple[str, str], Row | tuple[Row, ...]]] = {
    ("GET", "healthz"): Row((503,) * 7),  # no hub runs here; it says so to anybody
    ("GET", "sign-in/"): Row((302, 302, 302, 302, 200, 200, 200)),
    ("GET", "sign-in/<str:token>/"): Row((410,) * 7, lambda app: "/sign-in/unknown/"),
    ("POST", "sign-in/"): Row((302, 302, 302, 302, 422, 422, 422)),
    ("GET", "sign-in/code/"): Row((302,) * 7),  # nobody has got as far as that
    ("POST", "sign-out/"): Row((302,) * 7),
    ("GET", "forgotten/"): Row(ANYONE),
    ("GET", "forgotten/sent/"): Row(ANYONE),
    ("GET", FORGOTTEN_LINK): Row(ANYONE, lambda app: "/forgotten/1-unknown/"),  # says that it is no longer valid
    ("GET", "forgotten/done/"): Row(ANYONE),
    # One's own account, of whom it is; these people have neither password nor second step.
    ("GET", "account/"): Row(page(200)),
    ("POST", "account/"): Row(page(302)),
    ("GET", "account/password/"): Row(page(302)),
    ("GET", "account/password/first/"): Row(page(200)),
    ("GET", "account/sessions/"): Row(page(200)),
    ("POST", "account/sessions/"): Row(page(302)),
    ("GET", "account/two-step/"): Row(page(200)),
    ("GET", "account/two-step/on/"): Row(page(200)),
    ("GET", "account/two-step/off/"): Row(page(404)),
    ("GET", "account/two-step/codes/"): Row(page(404)),
    ("GET", "account/two-step/codes/new/"): Row(page(200)),
    ("GET", "account/two-step/codes/file/"): Row(page(404)),
    ("GET", "account/confirm/"): Row(page(403)),  # there is nothing to confirm by
    ("GET", "account/confirm/code/"): Row(page(403)),
    ("GET", ""): Row(page(200)),
    ("GET", "settings/"): Row(page(200)),
    ("GET", "apps/<int:app_id>/"): Row((200, 200, 403, 404, 302, 302, 302), lambda app: f"/apps/{app.pk}/"),
    ("GET", "a/<slug:slug>/"): (
        Row((200, 200, 200, 404, 302, 302, 302), lambda app: f"/a/{app.slug}/"),
        Row(ANYONE, lambda app: f"/a/{app.slug}/", public=True, about="public"),
        Row((200, 200, 403, 403, 302, 302, 302), lambda app: f"/a/{app.slug}/?draft=1", public=True, about="draft"),
    ),
    ("GET", "frame/"): Row(ANYONE),
    ("GET", "frame/html/"): Row(ANYONE),
    ("GET", "api/^apps/$"): Row(SIGNED_IN),
    ("POST", "api/^apps/$"): Row((201, 201, 403, 201, 401, 401, 401), body=lambda app: {"name": "New"}),
    ("GET", "api/^apps/(?P<pk>\\d+)/$"): (
        Row(members(200, 200, 200), at("")),
        Row(members(200, 200, 200), at(""), public=True, about="who may view isn't a member"),
    ),
    ("PATCH", "api/^apps/(?P<pk>\\d+)/$"): Row(members(200, 200, 403), at(""), lambda app: {"name": "Other"}),
    ("DELETE", "api/^apps/(?P<pk>\\d+)/$"): Row(members(204, 204, 403), at("")),
    ("POST", "api/^apps/(?P<pk>\\d+)/copy/$"): Row(members(201, 201, 403), at("copy/")),
    ("GET", "api/^apps/(?P<pk>\\d+)/document/$"): (
        Row(members(200, 200, 403), at("document/")),
        Row(members(200, 200, 403), at("document/"), public=True, about="the draft stays the editors'"),
    ),
    ("PUT", "api/^apps/(?P<pk>\\d+)/document/$"): Row(members(200, 200, 403), at("document/"), draft),
    # 503: there is no hub here that could dial; who may not ask is refused before.
    ("POST", "api/^apps/(?P<pk>\\d+)/probe/$"): Row(
        members(503, 503, 403), at("probe/"), lambda app: {"definition": {"url": "wss://feed.example/"}, "params": {}}
    ),
    ("GET", "api/^apps/(?P<pk>\\d+)/releases/$"): Row(members(200, 200, 200), at("releases/")),
    ("POST", "api/^apps/(?P<pk>\\d+)/releases/$"): Row(
        members(201, 201, 403), at("releases/"), lambda app: {"revision": 1, "visibility": "public"}
    ),
    ("GET", "api/^apps/(?P<pk>\\d+)/releases/(?P<number>\\d{1,9})/$"): Row(members(200, 200, 403), at("releases/1/")),
    ("DELETE", "api/^apps/(?P<pk>\\d+)/release/$"): Row(members(204, 204, 403), at("release/")),
    ("GET", "api/^apps/(?P<pk>\\d+)/queries/(?P<name>[^/]+)/window/$"): (
        Row(members(200, 200, 200), at("queries/shared/window/")),
        Row(ANYONE, at("queries/shared/window/"), public=True, about="public"),
        Row(members(200, 200, 403, 403), at("queries/shared/window/?mode=draft"), public=True, about="of the draft"),
    ),
    ("DELETE", "api/^apps/(?P<pk>\\d+)/queries/(?P<name>[^/]+)/window/$"): (
        Row(members(204, 204, 403), at("queries/shared/window/")),
        Row(members(204, 204, 403, 403), at("queries/shared/window/"), public=True, about="public"),
    ),
    ("POST", "api/^apps/import/$"): Row((201, 201, 403, 201, 401, 401, 401), body=exported),
    ("GET", "api/^apps/(?P<pk>\\d+)/export/$"): Row(members(200, 200, 403), at("export/")),
    ("GET", "api/^apps/streams/$"): Row(SIGNED_IN),
    ("GET", "api/^apps/(?P<pk>\\d+)/outline/$"): Row(members(200, 200, 200), at("outline/")),
    ("GET", "api/^apps/(?P<pk>\\d+)/thumbnail/$"): Row(members(200, 200, 200), at("thumbnail/")),
    ("PUT", "api/^apps/(?P<pk>\\d+)/thumbnail/$"): Row(
        members(204, 204, 403), at("thumbnail/"), lambda app: png(), "image/png"
    ),
    ("GET", "api/^apps/(?P<pk>\\d+)/grants/$"): Row(members(200, 200, 403), at("grants/")),
    ("POST", "api/^apps/(?P<pk>\\d+)/grants/$"): Row(
        members(200, 200, 403), at("grants/"), lambda app: {"email": "new@example.com", "role": "viewer"}
    ),
    ("DELETE", "api/^apps/(?P<pk>\\d+)/grants/(?P<grant>\\d{1,18})/$"): Row(
        members(204, 204, 403), lambda app: f"/api/apps/{app.pk}/grants/{app.grants.get().pk}/"
    ),
    ("GET", "api/^apps/(?P<pk>\\d+)/embedding/$"): Row(members(200, 200, 403), at("embedding/")),
    ("PUT", "api/^apps/(?P<pk>\\d+)/embedding/$"): Row(
        members(200, 200, 403), at("embedding/"), lambda app: {"origins": ["https://portal.example"]}
    ),
    ("POST", "api/^apps/(?P<pk>\\d+)/embedding/key/$"): Row(members(201, 201, 403), at("embedding/key/")),
    ("DELETE", "api/^apps/(?P<pk>\\d+)/embedding/key/$"): Row(members(204, 204, 403), at("embedding/key/")),
    ("POST", "api/apps/<int:app_id>/session/"): (
        Row(members(200, 200, 200), at("session/"), lambda app: {}),
        Row(ANYONE, at("session/"), lambda app: {}, public=True, about="public"),
        Row(members(200, 200, 403, 403), at("session/"), lambda app: {"mode": "draft"}, public=True, about="draft"),
    ),
    ("GET", "api/workspaces/<int:workspace_id>/network/"): Row(members(200, 200, 403), network),
    ("PUT", "api/workspaces/<int:workspace_id>/network/"): Row(
        members(200, 403, 403), network, lambda app: {"only": [], "deny": ["10.0.0.0/8"]}
    ),
    ("GET", "invitations/<str:token>/"): Row((410,) * 7, lambda app: "/invitations/unknown/"),
    ("POST", "invitations/<str:token>/"): Row((410,) * 7, lambda app: "/invitations/unknown/"),
    ("GET", "api/workspaces/"): Row(SIGNED_IN),
    ("POST", "api/workspaces/"): Row((201, 201, 201, 201, 401, 401, 401), body=lambda app: {"name": "New"}),
    ("PATCH", f"{WORKSPACE}"): Row(members(200, 403, 403), of(), lambda app: {"name": "Other"}),
    ("GET", f"{WORKSPACE}members/"): Row(members(200, 200, 200), of("members/")),
    ("PATCH", f"{WORKSPACE}members/<int:user_id>/"): Row(
        members(200, 403, 403), of("members/{viewer}/"), lambda app: {"role": "editor"}
    ),
    # The viewer leaves.
    ("DELETE", f"{WORKSPACE}members/<int:user_id>/"): Row(members(204, 403, 204), of("members/{viewer}/")),
    ("GET", f"{WORKSPACE}invitations/"): Row(members(200, 403, 403), of("invitations/")),
    ("POST", f"{WORKSPACE}invitations/"): Row(
        members(201, 403, 403), of("invitations/"), lambda app: {"role": "viewer"}
    ),
    ("DELETE", f"{WORKSPACE}invitations/<int:invitation_id>/"): Row(
        members(204, 403, 403), of("invitations/{invitation}/")
    ),
    ("GET", f"{WORKSPACE}audit/"): Row(members(200, 403, 403), of("audit/")),
    ("GET", f"{WORKSPACE}audit/export/"): Row(members(200, 403, 403), of("audit/export/")),
    ("GET", "api/tokens/"): Row(SIGNED_IN),
    ("POST", "api/tokens/"): Row(
        (201, 201, 201, 201, 401, 401, 401),
        body=lambda app: {"name": "New", "scopes": ["read"], "expires_in_days": 1},
    ),
    ("DELETE", "api/tokens/"): Row((204, 204, 204, 204, 401, 401, 401)),
    ("DELETE", "api/tokens/<int:token_id>/"): Row(members(204, 404, 404), owner_s_token),
    ("GET", "api/samples/"): Row(SIGNED_IN),
    ("POST", "api/samples/<slug:slug>/"): Row(
        (201, 201, 403, 201, 401, 401, 401), lambda app: "/api/samples/exchange-ticker/"
    ),
    ("GET", "api/workspaces/<int:workspace_id>/secrets/"): Row(members(200, 200, 403), secrets()),
    ("POST", "api/workspaces/<int:workspace_id>/secrets/"): Row(
        members(201, 403, 403), secrets(), lambda app: {"name": "NEW", "value": "a-value", "hosts": ["a.example"]}
    ),
    ("PUT", "api/workspaces/<int:workspace_id>/secrets/<str:name>/"): Row(
        members(200, 403, 403), secrets("KEY/"), lambda app: {"value": "another-value"}
    ),
    ("DELETE", "api/workspaces/<int:workspace_id>/secrets/<str:name>/"): Row(members(204, 403, 403), secrets("KEY/")),
    ("GET", "api/schema/"): Row(ANYONE),
}
NOT_HERE: Final = {
    "^api/",  # answers every method with 404
    "metrics",  # who may read it: tests/live/test_metrics.py
}


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """Every method and pattern of the site; of a plain view, whose methods nobody lists, those that have a row."""
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, pattern)
        elif pattern not in NOT_HERE:
            for method in methods(entry, pattern):
                yield method, pattern


def methods(entry: URLPattern, pattern: str) -> list[str]:
    callback: Any = entry.callback
    if actions := getattr(callback, "actions", None):
        return [method.upper() for method in actions if method != "head"]
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    names = ("get", "post", "put", "patch", "delete")
    if view is not None and pattern.startswith("api/"):
        return [name.upper() for name in names if hasattr(view, name)]
    return [method for method, other in ROWS if other == pattern] or ["GET"]


def test_every_address_has_a_row() -> None:
    there = set(routes(get_resolver()))
    assert there - set(ROWS) == set(), "addresses without a row"
    assert set(ROWS) - there == set(), "rows without an address"


def cases() -> Iterator[Any]:
    for (method, pattern), rows in ROWS.items():
        for row in rows if isinstance(rows, tuple) else (rows,):
            yield pytest.param(method, pattern, row, id=f"{method} /{pattern} {row.about}".strip())


@pytest.fixture
def stage(cast: Cast, published: App, front_end: None, redis_url: str, settings: Settings) -> App:
    """The app that is asked about, and another, public one, whose token counts for nothing here."""
    services.store_thumbnail(published, Picture(png(), "image/png"))
    invitations.invite(cast.workspace, cast.owner, Role.VIEWER)
    tokens.issue(cast.owner, "Token", ["read"], 1)
    settings.SECRETS_KEYS = [Fernet.generate_key().decode()]
    create_secret(cast.workspace.pk, cast.owner, "KEY", "a-value", ["a.example"])
    sharing.grant(published, cast.owner, "someone@example.com", AppRole.VIEWER)
    sharing.make_embed_key(published, cast.owner)
    other = services.create_app(cast.workspace, cast.owner, "Other app")
    services.publish(other, cast.owner, 1, Visibility.PUBLIC)
    return published


def as_seen_by(who: str, cast: Cast) -> Client:
    if who == "expired":
        client = cast.client("owner")
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        return client
    if who == "other app's token":
        other = App.objects.get(name="Other app")
        token = mint_token(Claims(other.workspace_id, other.pk, "release", 1, "s" * 22, cast.owner.pk))
        return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    return cast.client(who)


@pytest.mark.parametrize(("method", "pattern", "row"), tuple(cases()))
def test_each_is_answered_as_the_row_says(method: str, pattern: str, row: Row, cast: Cast, stage: App) -> None:
    if row.public:
        App.objects.update(visibility=Visibility.PUBLIC)
        stage.refresh_from_db()
    address = row.address(stage) if row.address else "/" + pattern.replace("^", "").replace("$", "")
    body = row.body(stage) if row.body else None
    data = body if isinstance(body, bytes) else json.dumps(body) if body is not None else ""
    answers = []
    for who in WHO:
        with transaction.atomic():
            client = as_seen_by(who, cast)
            answer = client.generic(method, address, data, content_type=row.content_type)
            transaction.set_rollback(True)
        selectors.forget_documents()
        answers.append(answer.status_code)
        refused = answer.status_code >= 400
        if refused and address.startswith("/api/"):
            assert set(answer.json()) >= {"code", "message"}, f"{who}: {answer.content!r}"
        assert b"Traceback" not in getattr(answer, "content", b"")
    assert tuple(answers) == row.answers, dict(zip(WHO, zip(answers, row.answers, strict=True), strict=True))
