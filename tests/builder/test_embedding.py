"""Embed tokens, made here from nothing but the standard library, as another site's server would; and the pages."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest

from apps.builder.models import App, Visibility
from apps.builder.sharing import services
from apps.live import tokens as live_tokens
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ORIGIN = "https://portal.example"
HEADER = {"alg": "HS256", "typ": "JWT"}


def _part(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def sign(key: str, claims: Any, header: Any = HEADER) -> str:
    text = f"{_part(header)}.{_part(claims)}"
    return f"{text}.{_part(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())}"


@pytest.fixture
def key(cast: Cast, published: App) -> str:
    services.embed_on(published, cast.owner, [ORIGIN, "http://localhost:3000"])
    return services.make_embed_key(published, cast.owner)


def claims_of(published: App, **other: Any) -> dict[str, Any]:
    return {"app": published.pk, "exp": int(time.time()) + 300, "origin": ORIGIN, **other}


def _page(cast: Cast, app: App, token: str = "", who: str = "nobody", **headers: str) -> Any:
    address = f"/a/{app.slug}/" + (f"?embed={token}" if token else "")
    return cast.client(who).get(address, headers={"Sec-Fetch-Dest": "iframe", **headers})


def _ancestors(answer: Any) -> str:
    directives = answer["Content-Security-Policy"].split("; ")
    [found] = [one for one in directives if one.startswith("frame-ancestors")]
    return str(found.removeprefix("frame-ancestors "))


def _mint(cast: Cast, app: App, token: str, who: str = "nobody", **body: Any) -> Any:
    body = {"embed": token, **body}
    return cast.client(who).post(f"/api/apps/{app.pk}/session/", body, content_type="application/json")


@pytest.mark.usefixtures("front_end")
def test_a_good_token_opens_a_private_app_in_a_frame_of_its_site(cast: Cast, published: App, key: str) -> None:
    token = sign(key, claims_of(published, name="Ada", email="ada@portal.example"))
    page = _page(cast, published, token)
    assert page.status_code == 200
    assert _ancestors(page) == ORIGIN
    assert not page.cookies
    opened = _mint(cast, published, token).json()
    assert opened["user"] == {"id": None, "email": "ada@portal.example", "name": "Ada"}
    assert opened["document"]["queries"][0]["url"] == ""
    assert _page(cast, published).status_code == 302


@pytest.mark.usefixtures("front_end")
def test_whoever_is_signed_in_here_is_nobody_in_an_embedded_app(cast: Cast, published: App, key: str) -> None:
    token = sign(key, claims_of(published))
    page = _page(cast, published, token, "owner")
    assert "owner@example.com" not in page.content.decode()
    opened = _mint(cast, published, token, "owner")
    assert opened.json()["user"] is None
    assert not opened.cookies
    assert _mint(cast, published, token, "owner", mode="draft").status_code == 403


def test_a_link_with_a_token_opens_no_page_of_its_own(cast: Cast, published: App, key: str) -> None:
    token = sign(key, claims_of(published))
    answer = cast.client("nobody").get(f"/a/{published.slug}/?embed={token}", headers={"Sec-Fetch-Dest": "document"})
    assert answer.status_code == 403


def test_the_example_of_the_documentation_opens_the_app(cast: Cast, published: App, key: str) -> None:
    text = (Path(__file__).parents[2] / "docs/embedding.md").read_text(encoding="utf-8")
    code = text.split("```python")[1].split("```")[0].rpartition("embed_token(KEY")[0]
    names: dict[str, Any] = {}
    exec(code, names)
    opened = _mint(cast, published, names["embed_token"](key, published.pk, ORIGIN, name="Zoë"))
    assert (opened.status_code, opened.json()["user"]["name"]) == (200, "Zoë")


def _without(claims: dict[str, Any], name: str) -> dict[str, Any]:
    return {each: value for each, value in claims.items() if each != name}


@pytest.mark.parametrize(
    ("changes", "header", "code"),
    [
        ({"exp": 1}, HEADER, "embed_expired"),
        ({"exp": time.time() - 1}, HEADER, "embed_expired"),
        ({"exp": time.time() + 3 * 86_400}, HEADER, "embed_refused"),
        ({"exp": "2099-01-01"}, HEADER, "embed_refused"),
        ({"exp": None}, HEADER, "embed_refused"),
        ({"exp": True}, HEADER, "embed_refused"),
        ({"app": 0}, HEADER, "embed_refused"),
        ({"app": "1"}, HEADER, "embed_refused"),
        ({"origin": "https://evil.example"}, HEADER, "embed_refused"),
        ({"origin": "https://portal.example.evil.example"}, HEADER, "embed_refused"),
        ({"origin": ""}, HEADER, "embed_refused"),
        ({"origin": "*"}, HEADER, "embed_refused"),
        ({"name": 5}, HEADER, "embed_refused"),
        ({"name": "x" * 121}, HEADER, "embed_refused"),
        ({}, {"alg": "none"}, "embed_refused"),
        ({}, {"alg": "HS512"}, "embed_refused"),
        ({}, {"alg": "RS256"}, "embed_refused"),
        ({}, {"alg": "HS256", "crit": ["x"]}, "embed_refused"),
        ({}, ["HS256"], "embed_refused"),
        ({}, b"\xff", "embed_refused"),
    ],
)
def test_a_token_that_is_signed_and_still_no_good(
    cast: Cast, published: App, key: str, changes: dict[str, Any], header: Any, code: str
) -> None:
    answer = _mint(cast, published, sign(key, claims_of(published, **changes), header))
    assert (answer.status_code, answer.json()["code"]) == (403, code)


@pytest.mark.parametrize("missing", ["app", "exp", "origin"])
def test_a_token_has_to_say_all_of_it(cast: Cast, published: App, key: str, missing: str) -> None:
    answer = _mint(cast, published, sign(key, _without(claims_of(published), missing)))
    assert (answer.status_code, answer.json()["code"]) == (403, "embed_refused")


def test_what_is_not_signed_with_the_present_key_is_refused(cast: Cast, published: App, key: str) -> None:
    good = sign(key, claims_of(published))
    head, body, signature = good.split(".")
    bad = [
        sign("0" * 64, claims_of(published)),
        sign("", claims_of(published)),
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{_part({'alg': 'none'})}.{body}.",
        f"{head}.{_part(claims_of(published, name='Eve'))}.{signature}",
        f"{good}.{signature}",
        f"{good}x",
        "é.é.é",
        "a.b.c",
        "....",
    ]
    told = {
        (answer.status_code, answer.json()["code"], answer.json()["message"])
        for answer in (_mint(cast, published, token) for token in bad)
    }
    assert len(told) == 1
    assert told.pop()[:2] == (403, "embed_refused")
    services.make_embed_key(published, cast.owner)
    assert _mint(cast, published, good).status_code == 403
    services.withdraw_embed_key(published, cast.owner)
    assert _mint(cast, published, good).status_code == 403


def test_another_app_s_key_opens_nothing_and_nobody_learns_which_apps_there_are(
    cast: Cast, published: App, key: str
) -> None:
    from apps.builder.services import create_app

    other = create_app(cast.workspace, cast.owner, "Other")
    services.embed_on(other, cast.owner, [ORIGIN])
    theirs = services.make_embed_key(other, cast.owner)
    answers = [
        _mint(cast, published, sign(theirs, claims_of(published))),
        _mint(cast, published, sign(theirs, claims_of(other))),
        _mint(cast, App(pk=other.pk + 999), sign(theirs, claims_of(other))),
    ]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    pages = [_page(cast, app, sign(theirs, claims_of(other))) for app in (published, App(slug="no-such-app"))]
    assert [page.status_code for page in pages] == [403, 403]


@pytest.mark.usefixtures("front_end")
def test_a_page_is_framed_by_the_listed_sites_only(cast: Cast, published: App, key: str) -> None:
    App.objects.update(visibility=Visibility.PUBLIC)
    assert _ancestors(_page(cast, published)) == f"http://localhost:3000 {ORIGIN}"
    assert _ancestors(_page(cast, published, who="owner")) == f"http://localhost:3000 {ORIGIN}"
    services.embed_on(published, cast.owner, [])
    assert _ancestors(_page(cast, published)) == "'self'"


@pytest.mark.usefixtures("front_end")
def test_the_studio_and_drafts_are_framed_by_nobody_else(cast: Cast, published: App, key: str) -> None:
    client = cast.client("owner")
    for address in (f"/apps/{published.pk}/", f"/a/{published.slug}/?draft=1", "/"):
        assert _ancestors(client.get(address)) == "'self'"


@pytest.mark.usefixtures("front_end")
def test_the_frame_may_be_in_a_page_of_ours_in_theirs(cast: Cast, published: App, key: str) -> None:
    client = cast.client("nobody")
    assert _ancestors(client.get(f"/frame/?app={published.pk}")) == f"'self' http://localhost:3000 {ORIGIN}"
    for text in ("", "0", "x", "-1", "1" * 30, "١"):
        assert _ancestors(client.get("/frame/", {"app": text})) == "'self'"


def test_two_people_of_another_site_never_share_a_session(cast: Cast, published: App, key: str) -> None:
    ada, bob = (sign(key, claims_of(published, email=f"{name}@portal.example")) for name in ("ada", "bob"))
    first = _mint(cast, published, ada).json()
    again = _mint(cast, published, ada, session=first["session"]).json()
    other = _mint(cast, published, bob, session=first["session"]).json()
    sessions = [live_tokens.read_token(opened["token"]).session_id for opened in (first, again, other)]
    assert sessions[0] == sessions[1] != sessions[2]
