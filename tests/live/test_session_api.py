"""`POST /api/apps/{id}/session/`: who may open what, and what the sandbox is given."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apps.builder import selectors, services
from apps.builder.document import AppDocument
from apps.builder.models import App, Visibility
from apps.common.errors import NotFound
from apps.live.api import without_upstreams
from apps.live.tokens import read_session, read_token
from tests.cast import CAST, Cast

pytestmark = pytest.mark.django_db


def _open(client: Client, app: App, **body: Any) -> Any:
    return client.post(f"/api/apps/{app.pk}/session/", body, content_type="application/json")


@pytest.mark.parametrize(
    ("visibility", "mode", "answers"),
    [
        ("private", "release", (200, 200, 200, 404, 401)),
        ("signed_in", "release", (200, 200, 200, 200, 401)),
        ("public", "release", (200, 200, 200, 200, 200)),
        ("private", "draft", (200, 200, 403, 404, 401)),
        ("public", "draft", (200, 200, 403, 403, 401)),
    ],
)
def test_each_of_the_cast_opens_what_they_may(
    cast: Cast, published: App, visibility: str, mode: str, answers: tuple[int, ...]
) -> None:
    App.objects.update(visibility=visibility)
    assert tuple(_open(cast.client(who), published, mode=mode).status_code for who in CAST) == answers


def test_a_viewer_gets_a_token_for_the_live_release(cast: Cast, published: App) -> None:
    services.save_draft(published, AppDocument(), 1)
    answer = _open(cast.client("viewer"), published)
    opened = answer.json()
    claims = read_token(opened["token"])
    assert (claims.app_id, claims.mode, claims.release, claims.user_id) == (published.pk, "release", 1, cast.viewer.pk)
    assert read_session(opened["session"], published.pk, cast.viewer.pk) == claims.session_id
    assert (opened["expires_in"], opened["socket"], opened["release"]) == (60, "/live/", 1)
    assert (opened["title"], opened["user"]["email"]) == ("Exchange ticker", "viewer@example.com")
    assert opened["document"]["queries"][0]["name"] == "ticker"
    assert answer["Cache-Control"] == "no-store"


def test_an_editor_opens_the_draft_as_it_is_now(cast: Cast, published: App) -> None:
    services.save_draft(published, AppDocument.model_validate({"states": [{"name": "newer"}]}), 1)
    opened = _open(cast.client("editor"), published, mode="draft").json()
    assert opened["release"] is None
    assert opened["document"]["states"][0]["name"] == "newer"
    assert read_token(opened["token"]).mode == "draft"


def test_what_only_the_server_dials_with_does_not_reach_viewers(cast: Cast, published: App) -> None:
    viewer = _open(cast.client("viewer"), published)
    assert "key-in-a-header" not in viewer.content.decode()
    assert "exchange.example" not in viewer.content.decode()
    assert viewer.json()["document"]["queries"][0]["events"]
    assert "key-in-a-header" in _open(cast.client("editor"), published, mode="draft").content.decode()


def test_a_reload_keeps_the_session(cast: Cast, published: App) -> None:
    client = cast.client("viewer")
    first = _open(client, published).json()
    again = _open(client, published, session=first["session"]).json()
    assert read_token(again["token"]).session_id == read_token(first["token"]).session_id
    assert read_token(_open(client, published).json()["token"]).session_id != read_token(first["token"]).session_id


@pytest.mark.parametrize("wrong", ["rubbish", "", None])
def test_a_wrong_session_string_just_yields_a_new_session(cast: Cast, published: App, wrong: str | None) -> None:
    answer = _open(cast.client("viewer"), published, session=wrong)
    assert answer.status_code == 200
    assert len(read_token(answer.json()["token"]).session_id) == 22


def test_another_person_s_session_string_yields_a_new_session(cast: Cast, published: App) -> None:
    theirs = _open(cast.client("owner"), published).json()
    mine = _open(cast.client("viewer"), published, session=theirs["session"]).json()
    assert read_token(mine["token"]).session_id != read_token(theirs["token"]).session_id


def test_signed_out_viewers_of_public_apps_are_nobody_and_get_no_cookie(cast: Cast, published: App) -> None:
    App.objects.update(visibility=Visibility.PUBLIC)
    answer = _open(cast.client("nobody", enforce_csrf_checks=True), published)
    assert answer.json()["user"] is None
    assert read_token(answer.json()["token"]).user_id is None
    assert not answer.cookies


def test_a_page_opened_before_signing_in_goes_on_working(cast: Cast, published: App) -> None:
    assert _open(cast.client("viewer", enforce_csrf_checks=True), published).status_code == 200


def test_an_app_that_is_not_published_says_so(cast: Cast, app: App) -> None:
    answer = _open(cast.client("viewer"), app)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_published")


def test_an_unknown_mode_is_told(cast: Cast, published: App) -> None:
    answer = _open(cast.client("viewer"), published, mode="preview")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "mode")


def test_nobody_learns_whether_an_app_exists(cast: Cast, published: App) -> None:
    client = cast.client("nobody")
    there = _open(client, published)
    App.objects.all().delete()
    gone = client.post(f"/api/apps/{published.pk}/session/", {}, content_type="application/json")
    assert (there.status_code, there.json()) == (gone.status_code, gone.json())


def test_a_viewer_learns_how_a_query_is_run_and_nothing_of_how_it_is_dialled() -> None:
    hidden = {
        "url": "wss://hidden.example/{{ params.pair }}",
        "query_parameters": [{"name": "key", "value": "hidden"}],
        "headers": [{"name": "X-Key", "value": "hidden"}],
        "cookies": [{"name": "sid", "value": "hidden"}],
        "origin": "https://hidden.example",
        "auth": {"type": "bearer", "token": "hidden"},
        "tls": {"verify": False},
        "subprotocols": ["hidden"],
        "on_connect": ["hidden"],
        "auto_replies": [{"when": {"rules": [{"value": "hidden"}]}, "message": "hidden"}],
        "keep_alive": {"ping_seconds": 7},
        "final_close_codes": [4321],
        "skip": {"rules": [{"value": "hidden"}]},
    }
    parameter = {"name": "pair", "default": "seen", "allowed": ["seen", "hidden"]}
    seen = {"name": "q", "parameters": [parameter], "delivery": {"mode": "latest", "per_second": 2}, "scope": "shared"}
    document = AppDocument.model_validate({"queries": [{**hidden, **seen}]}).model_dump(mode="json")
    [query] = without_upstreams(document)["queries"]
    assert "hidden" not in str(query)
    assert set(query) == set(document["queries"][0])
    assert query["parameters"] == [{**document["queries"][0]["parameters"][0], "allowed": [], "pattern": ""}]
    assert (query["delivery"]["mode"], query["scope"], query["parameters"][0]["default"]) == (
        "latest",
        "shared",
        "seen",
    )
    assert (query["tls"]["verify"], query["keep_alive"]["ping_seconds"], query["final_close_codes"]) == (True, 20, [])


def _public(app: App) -> None:
    App.objects.filter(pk=app.pk).update(visibility=Visibility.PUBLIC)


def test_who_is_not_signed_in_opens_an_app_so_often_a_minute_from_one_address(
    cast: Cast, published: App, redis_url: str, settings: Settings
) -> None:
    _public(published)
    settings.OPENINGS_PER_ADDRESS = 3
    client = cast.client("nobody")
    answers = [_open(client, published) for _ in range(5)]
    assert [answer.status_code for answer in answers] in ([200] * 3 + [429] * 2, [200] * 5)  # the minute may turn
    if answers[-1].status_code == 429:
        assert 0 < int(answers[-1]["Retry-After"]) <= 62
        assert answers[-1].json()["code"] == "rate_limited"
        assert _open(cast.client("nobody", REMOTE_ADDR="192.0.2.7"), published).status_code == 200
        assert _open(cast.client("viewer"), published).status_code == 200


def test_an_app_is_opened_so_often_a_minute_by_all_who_are_not_signed_in(
    cast: Cast, published: App, redis_url: str, settings: Settings
) -> None:
    _public(published)
    settings.OPENINGS_PER_APP = 3
    answers = [
        _open(cast.client("nobody", REMOTE_ADDR=f"192.0.2.{number}"), published).status_code for number in range(5)
    ]
    assert answers in ([200] * 3 + [429] * 2, [200] * 5)
    other = services.create_app(cast.workspace, cast.owner, "Other")
    services.publish(other, cast.owner, 1, Visibility.PUBLIC)
    assert _open(cast.client("nobody", REMOTE_ADDR="192.0.2.99"), other).status_code == 200


def test_apps_open_without_a_count_while_redis_is_away(cast: Cast, published: App, settings: Settings) -> None:
    _public(published)
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    settings.OPENINGS_PER_ADDRESS = 1
    assert [_open(cast.client("nobody"), published).status_code for _ in range(2)] == [200, 200]


def test_a_deleted_app_is_gone_at_once_though_its_release_was_read_before(cast: Cast, published: App) -> None:
    assert _open(cast.client("viewer"), published).status_code == 200
    assert selectors.document_for(published.pk, "release", 1).release == 1
    App.objects.filter(pk=published.pk).delete()  # in another process: this one's caches don't hear of it
    assert _open(cast.client("viewer"), published).status_code == 404
    for number in (1, None):
        with pytest.raises(NotFound):
            selectors.document_for(published.pk, "release", number)
