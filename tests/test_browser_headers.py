"""What every address of the site tells browsers, whatever it answers; and what changes something needs a CSRF token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from apps.builder.models import App
from apps.common.headers import EVERYWHERE
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("front_end", "redis_url")]

UNSAFE: Final = ("POST", "PUT", "PATCH", "DELETE")
FRAMES: Final = ("/frame/", "/frame/html/")
# Changes nothing, and another site can't read its answer: a viewer's page goes on over a sign-in in another tab.
WITHOUT_CSRF: Final = {("POST", "/api/apps/{app}/session/")}


def addresses(at: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address the site has, `<name>` where something has to be filled in."""
    for pattern in (at or get_resolver()).url_patterns:
        own = pattern.pattern
        route = str(own) if isinstance(own, RoutePattern) else simplify_regex(str(own)).removeprefix("/")
        whole = prefix + re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", route)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, whole)
        else:
            yield f"/{whole}", pattern


def filled(address: str, app: App) -> str:
    """An address that leads to something, where that is an app."""
    known = {"app_id": app.pk, "slug": app.slug} | ({"pk": app.pk} if address.startswith("/api/apps/") else {})
    return re.sub(r"<(\w+)>", lambda found: str(known.get(found[1], 1)), address)


def policy_of(answer: HttpResponseBase) -> dict[str, str]:
    return dict(part.partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split("; "))


def faults(path: str, answer: HttpResponseBase) -> Iterator[str]:
    """What is wrong with the headers of an answer."""
    headers, policy = answer.headers, policy_of(answer)
    page = headers.get("Content-Type", "").startswith("text/html")
    if policy.get("default-src") != "'none'":
        yield "default-src"
    if policy.get("base-uri") != "'none'":
        yield "base-uri"
    if policy.get("object-src", "'none'") != "'none'":
        yield "object-src"
    if policy.get("form-action") != ("'self'" if page and path not in FRAMES else "'none'"):
        yield "form-action"
    ancestors = {"/frame/": "'self'", "/frame/html/": None}.get(path, "'none'")
    if policy.get("frame-ancestors") != ancestors:
        yield "frame-ancestors"
    if ("sandbox" in policy) != (path in FRAMES or not page):
        yield "sandbox"
    inline = {name for name, value in policy.items() if "unsafe-inline" in value}
    if path != "/frame/html/" and inline - ({"style-src"} if path.startswith("/apps/") else set()):
        yield "unsafe-inline"
    if path != "/frame/" and "unsafe-eval" in headers["Content-Security-Policy"]:
        yield "unsafe-eval"
    if re.search(r"(^|\s)(\*|https?:|data:)(\s|$)", policy.get("script-src", "")):
        yield "script-src"
    if "X-Frame-Options" not in headers and path not in FRAMES:
        yield "X-Frame-Options"
    wanted = {
        **EVERYWHERE,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer" if path in FRAMES else "same-origin",
    }
    yield from (name for name, value in wanted.items() if headers.get(name) != value)


@pytest.mark.django_db(transaction=True)  # some of what is asked here runs in threads of its own
@pytest.mark.parametrize("who", ["owner", "nobody"])
def test_every_address_tells_browsers_what_may_be_done_with_its_answer(cast: Cast, published: App, who: str) -> None:
    known = {address for address, _ in addresses()}
    assert {"/", "/settings/", "/apps/<app_id>/", "/a/<slug>/", "/frame/", "/frame/html/", "/sign-in/"} <= known
    wrong = {}
    for address in sorted(known):
        path = filled(address, published)
        answer = cast.client(who).get(path)
        if found := list(faults(path, answer)):
            wrong[path] = (answer.status_code, found)
    assert wrong == {}


@pytest.mark.parametrize("path", ["/nothing/", "/api/nothing/", "/static/nothing.js"])
def test_so_does_what_is_not_there(cast: Cast, path: str) -> None:
    assert list(faults(path, cast.client("owner").get(path))) in ([], ["Cross-Origin-Resource-Policy"])


def test_so_do_a_wrong_host_name_and_an_error_of_ours(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(faults("/", Client().get("/", headers={"host": "evil.example"}))) == []
    monkeypatch.setattr("apps.builder.views._front_end", None)  # a TypeError
    answer = cast.client("owner").get("/")
    assert answer.status_code == 500
    assert list(faults("/", answer)) == []


def test_pages_with_the_front_end_load_scripts_and_styles_from_its_folder_alone(cast: Cast, published: App) -> None:
    for path in ("/", "/settings/", f"/apps/{published.pk}/", f"/a/{published.slug}/"):
        policy = policy_of(cast.client("owner").get(path))
        assert policy["script-src"] == "http://testserver/static/"
        assert re.fullmatch(r"http://testserver/static/ 'nonce-[\w-]{22}'", policy["style-src"])
        assert policy["frame-src"] == "http://testserver/frame/"
        assert (policy["require-trusted-types-for"], policy["trusted-types"]) == ("'script'", "'none'")


def test_a_nonce_is_of_one_answer_and_stands_on_its_script(cast: Cast) -> None:
    client = cast.client("owner")
    nonces = set()
    for _ in range(3):
        answer = client.get("/")
        found = re.findall(r'<script[^>]* nonce="([\w-]+)"', answer.content.decode())
        assert len(found) == 1
        assert f"'nonce-{found[0]}'" in answer["Content-Security-Policy"]
        nonces.add(found[0])
    assert len(nonces) == 3


def calls() -> Iterator[tuple[str, str]]:
    """Every method that changes something, by its address under `/api/`."""
    for address, pattern in addresses():
        view: Any = pattern.callback  # REST framework hangs its class on it
        if not address.startswith("/api/") or not hasattr(view, "cls"):
            continue
        if actions := getattr(view, "actions", None):
            methods = {method.upper() for method in actions}
        else:
            methods = {method for method in UNSAFE if hasattr(view.cls, method.lower())}
        for method in sorted(methods & set(UNSAFE)):
            yield method, address


def test_every_call_that_changes_something_needs_a_csrf_token(cast: Cast, published: App) -> None:
    found = sorted(set(calls()))
    assert len(found) > 10
    let_in = []
    for method, address in found:
        client = cast.client("owner", enforce_csrf_checks=True)
        path = filled(address, published)
        answer = client.generic(method, path, b"{}", content_type="application/json")
        if answer.status_code != 403 or "CSRF" not in answer.json()["message"]:
            let_in.append((method, path.replace(f"/{published.pk}/", "/{app}/", 1)))
    assert set(let_in) == WITHOUT_CSRF


def test_a_token_lets_in_and_only_a_page_of_this_site_has_it(cast: Cast) -> None:
    client = cast.client("owner", enforce_csrf_checks=True)
    found = re.search(r'"csrf_token": "(\w+)"', client.get("/").content.decode())
    assert found is not None

    def create(**headers: str) -> int:
        answer = client.post("/api/apps/", {"name": "New"}, content_type="application/json", headers=headers)
        return answer.status_code

    assert create(**{"X-CSRFToken": found[1]}) == 201
    assert create(**{"X-CSRFToken": found[1], "Origin": "http://testserver"}) == 201
    assert create(**{"X-CSRFToken": "x" * 64}) == 403
    assert create(**{"X-CSRFToken": found[1], "Origin": "http://evil.example"}) == 403
    assert create(**{"X-CSRFToken": found[1], "Origin": "null"}) == 403  # the sandbox's


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-out/"])
def test_so_do_forms(cast: Cast, path: str) -> None:
    answer = cast.client("owner", enforce_csrf_checks=True).post(path, {})
    assert answer.status_code == 403
    assert "out of date" in answer.content.decode()
