"""The pages: who gets which, what they carry, and the policies browsers are told."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from apps.builder.models import App, Visibility
from tests.cast import CAST, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("front_end")]


def _data(answer: Any) -> dict[str, Any]:
    found = re.search(r'<script id="page-data" type="application/json">(.*?)</script>', answer.content.decode())
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


PAGES = {
    "/": (200, 200, 200, 200, 302),
    "/apps/{pk}/": (200, 200, 403, 404, 302),
    "/a/{slug}/": (200, 200, 200, 404, 302),
    "/a/{slug}/?draft=1": (200, 200, 403, 404, 302),
    "/a/no-such-app/": (404, 404, 404, 404, 302),
    "/frame/": (200, 200, 200, 200, 200),
    "/frame/html/": (200, 200, 200, 200, 200),
    "/nothing/": (404, 404, 404, 404, 404),
}


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("path", PAGES)
def test_each_of_the_cast_gets_the_pages_of_their_role(cast: Cast, published: App, path: str, who: str) -> None:
    path_now = path.format(pk=published.pk, slug=published.slug)
    answer = cast.client(who).get(path_now)
    assert answer.status_code == PAGES[path][CAST.index(who)]
    if answer.status_code == 302:
        assert answer["Location"].startswith("/sign-in/?next=/")


@pytest.mark.parametrize(
    ("visibility", "answers"),
    [("private", (200, 200, 200, 404, 302)), ("signed_in", (200, 200, 200, 200, 302)), ("public", (200,) * 5)],
)
def test_the_viewer_page_follows_the_app_s_visibility(
    cast: Cast, published: App, visibility: str, answers: tuple[int, ...]
) -> None:
    App.objects.update(visibility=visibility)
    assert tuple(cast.client(who).get(f"/a/{published.slug}/").status_code for who in CAST) == answers


def test_after_signing_in_a_viewer_is_back_where_they_wanted_to_go(cast: Cast, published: App) -> None:
    answer = cast.client("nobody").get(f"/a/{published.slug}/?pair=XBT%2FUSD")
    assert answer["Location"] == f"/sign-in/?next=/a/{published.slug}/%3Fpair%3DXBT%252FUSD"


def test_an_unpublished_app_says_so_to_viewers_and_leads_editors_on(cast: Cast, app: App) -> None:
    viewer = cast.client("viewer").get(f"/a/{app.slug}/")
    assert viewer.status_code == 404
    assert "is not published yet" in viewer.content.decode()
    assert "studio" not in viewer.content.decode()
    assert f"/apps/{app.pk}/" in cast.client("editor").get(f"/a/{app.slug}/").content.decode()
    assert cast.client("editor").get(f"/a/{app.slug}/?draft=1").status_code == 200


def test_a_page_carries_what_its_script_needs(cast: Cast, published: App) -> None:
    answer = cast.client("viewer").get(f"/a/{published.slug}/")
    data = _data(answer)
    assert data["app"] == {
        "id": published.pk,
        "slug": "exchange-ticker",
        "name": "Exchange ticker",
        "visibility": "private",
    }
    assert (data["mode"], data["editor"]) == ("release", False)
    assert data["user"] == {"id": cast.viewer.pk, "email": "viewer@example.com", "name": "Viewer"}
    assert data["csrf_token"]
    assert "/static/assets/host-viewer-1a2b.js" in answer.content.decode()


def test_the_studio_comes_with_the_app_and_its_draft(cast: Cast, published: App) -> None:
    editor = cast.client("editor")
    data = _data(editor.get(f"/apps/{published.pk}/"))
    assert data["app"] == editor.get(f"/api/apps/{published.pk}/").json()
    assert data["draft"] == editor.get(f"/api/apps/{published.pk}/document/").json()
    assert "draft" not in _data(editor.get(f"/a/{published.slug}/"))


def test_a_viewer_of_a_public_app_gets_no_cookie(cast: Cast, published: App) -> None:
    App.objects.update(visibility=Visibility.PUBLIC)
    answer = cast.client("nobody").get(f"/a/{published.slug}/")
    assert not answer.cookies
    assert (_data(answer)["user"], _data(answer)["csrf_token"]) == (None, "")


def test_a_name_can_not_break_out_of_the_page(cast: Cast, published: App) -> None:
    App.objects.update(name="</script><script>alert(1)</script>")
    answer = cast.client("owner").get(f"/a/{published.slug}/")
    assert "<script>alert(1)" not in answer.content.decode()
    assert _data(answer)["app"]["name"] == "</script><script>alert(1)</script>"


def test_the_frame_is_sandboxed_and_reaches_only_static_files_and_the_socket() -> None:
    answer = Client().get("/frame/", headers={"host": "127.0.0.1:8200"})
    policy = dict(part.partition(" ")[::2] for part in answer["Content-Security-Policy"].split("; "))
    assert policy == {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "script-src": "http://127.0.0.1:8200/static/ 'unsafe-eval' blob:",
        "worker-src": "blob:",
        "style-src": "http://127.0.0.1:8200/static/",
        "font-src": "http://127.0.0.1:8200/static/",
        "img-src": "data: blob: http://127.0.0.1:8200/static/",
        "connect-src": "ws://127.0.0.1:8200/live/",
        "frame-src": "http://127.0.0.1:8200/frame/html/",
        "frame-ancestors": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "object-src": "'none'",
    }


def test_the_frame_names_secure_origins_behind_https() -> None:
    policy = Client().get("/frame/", secure=True)["Content-Security-Policy"]
    assert "connect-src wss://testserver/live/" in policy
    assert "http://" not in policy


def test_the_frame_is_the_same_for_everyone_and_sets_no_cookie(cast: Cast) -> None:
    mine, theirs = cast.client("owner").get("/frame/"), Client().get("/frame/")
    assert mine.content == theirs.content
    assert not mine.cookies
    assert not theirs.cookies
    assert mine["Cache-Control"] == "no-store"


def test_the_frame_of_custom_html_reaches_nothing_and_has_a_process_of_its_own() -> None:
    answer = Client().get("/frame/html/")
    policy = dict(part.partition(" ")[::2] for part in answer["Content-Security-Policy"].split("; "))
    assert policy == {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "script-src": "'unsafe-inline'",
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "font-src": "data:",
        "media-src": "data: blob:",
        "connect-src": "'none'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-src": "'none'",
        "object-src": "'none'",
    }
    assert answer["Connection-Allowlist"] == "()"
    assert answer["Document-Isolation-Policy"] == "isolate-and-credentialless"
    assert answer["Cache-Control"] == "no-store"
    assert "X-Frame-Options" not in answer, "the player embeds it, and has no origin that could be named"


def test_the_frame_of_custom_html_is_the_same_for_everyone_and_loads_nothing(cast: Cast) -> None:
    mine, theirs = cast.client("owner").get("/frame/html/"), Client().get("/frame/html/")
    assert mine.content == theirs.content
    assert not mine.cookies
    assert not re.search(r"(src|href)=", mine.content.decode())


def test_the_frame_has_one_module_script_fetched_across_origins_and_none_inline() -> None:
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", Client().get("/frame/").content.decode(), re.S)
    assert len(scripts) == 1
    attributes, body = scripts[0]
    assert 'type="module"' in attributes
    assert 'crossorigin="anonymous"' in attributes
    assert body == ""


def test_no_page_has_an_inline_script(cast: Cast, published: App) -> None:
    for path in ("/", f"/apps/{published.pk}/", f"/a/{published.slug}/", "/sign-in/", "/nothing/"):
        page = cast.client("owner").get(path).content.decode()
        assert not re.search(r"<script(?![^>]*(?:src=|application/json))", page), path
        assert not re.search(r"\son[a-z]+=", page), path


def test_error_pages_are_calm_and_complete(cast: Cast) -> None:
    page = cast.client("owner").get("/nothing/").content.decode()
    assert "There is nothing here" in page
    assert "/static/assets/pages-1a2b.css" in page


def test_a_name_the_server_does_not_answer_to_is_told_with_the_setting() -> None:
    answer = Client().get("/sign-in/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "ALLOWED_HOSTS" in answer.content.decode()


def test_an_unforeseen_error_is_a_page_without_its_inside(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("apps.builder.views._front_end", fail)
    answer = cast.client("owner").get("/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert "secret" not in answer.content.decode()


@pytest.mark.usefixtures("no_front_end")
def test_without_a_built_front_end_pages_say_what_to_do(cast: Cast) -> None:
    answer = cast.client("owner").get("/")
    assert answer.status_code == 503
    assert "The front end is not built" in answer.content.decode()
