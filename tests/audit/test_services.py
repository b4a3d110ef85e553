"""What the audit log says of what people do, and how long it says it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from apps.audit import services
from apps.audit.models import Entry
from apps.builder import services as builder
from apps.builder.document import AppDocument
from apps.builder.models import App, Visibility
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def told(action: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Who did it to what, oldest first."""
    entries = Entry.objects.filter(action=action).order_by("pk")
    return [(entry.actor_name, entry.target, entry.details) for entry in entries]


def edit(app: App, by: Any, revision: int) -> None:
    builder.save_draft(app, AppDocument.model_validate({"states": [{"name": f"s{revision}"}]}), revision, by)


def test_all_that_is_done_with_an_app_is_told(cast: Cast, app: App) -> None:
    owner, about = "owner@example.com", {"app": app.pk}
    assert told("app.created") == [(owner, "Exchange ticker", about)]
    builder.publish(app, cast.editor, 1, Visibility.PUBLIC)
    public = {**about, "release": 1, "revision": 1, "visibility": "public"}
    assert told("app.published") == [("editor@example.com", "Exchange ticker", public)]
    app.refresh_from_db()
    builder.change_app(app, "Ticker", Visibility.PRIVATE, cast.owner)
    assert told("app.renamed") == [(owner, "Ticker", {**about, "before": "Exchange ticker"})]
    seen = {**about, "before": "public", "visibility": "private"}
    assert told("app.shared") == [(owner, "Ticker", seen)]
    builder.change_app(app, "Ticker", Visibility.PRIVATE, cast.owner)
    assert len(told("app.renamed")) == len(told("app.shared")) == 1, "nothing has changed"
    builder.copy_app(app, cast.editor)
    assert told("app.copied")[0][1:] == ("Ticker copy", {"app": app.pk + 1, "copy_of": "Ticker"})
    builder.unpublish(app, cast.owner)
    assert told("app.unpublished") == [(owner, "Ticker", about)]
    builder.delete_app(app, cast.owner)
    assert told("app.deleted") == [(owner, "Ticker", {**about, "slug": "exchange-ticker"})]


def test_files_in_and_out_are_told(cast: Cast, app: App) -> None:
    editor = cast.client("editor")
    file = editor.get(f"/api/apps/{app.pk}/export/").json()
    assert told("app.exported")[0][:2] == ("editor@example.com", "Exchange ticker")
    editor.post("/api/apps/import/", file, content_type="application/json")
    assert told("app.imported")[0][:2] == ("editor@example.com", "Exchange ticker")


def test_a_sitting_of_edits_is_one_entry_that_counts(cast: Cast, app: App) -> None:
    for revision in (1, 2, 3):
        edit(app, cast.editor, revision)
    edit(app, cast.owner, 4)
    first, second = Entry.objects.filter(action="app.edited").order_by("pk")
    assert (first.actor_name, first.details["times"], first.details["revision"]) == ("editor@example.com", 3, 4)
    assert first.details["until"] >= first.at.isoformat(timespec="seconds")
    assert (second.actor_name, second.details) == ("owner@example.com", {"app": app.pk, "revision": 5})


def test_another_app_and_a_later_sitting_are_entries_of_their_own(cast: Cast, app: App) -> None:
    other = builder.create_app(cast.workspace, cast.owner, "Other")
    edit(app, cast.editor, 1)
    edit(other, cast.editor, 1)
    Entry.objects.filter(action="app.edited").update(at=timezone.now() - timedelta(minutes=10, seconds=1))
    edit(app, cast.editor, 2)
    assert [entry[2]["app"] for entry in told("app.edited")] == [app.pk, other.pk, app.pk]


def test_a_program_s_edits_are_told_apart_from_its_person_s(cast: Cast, app: App) -> None:
    edit(app, cast.editor, 1)
    cast.editor.via = "ls_AbCdE"
    edit(app, cast.editor, 2)
    edit(app, cast.editor, 3)
    assert [entry[2].get("token") for entry in told("app.edited")] == [None, "ls_AbCdE"]
    assert told("app.edited")[1][2]["times"] == 2


def test_what_failed_is_not_told(cast: Cast, app: App) -> None:
    with pytest.raises(builder.Stale):
        edit(app, cast.editor, 7)
    assert told("app.edited") == []


def test_a_release_that_was_put_back_is_told_if_that_is_what_was_saved(cast: Cast, published: App) -> None:
    editor, path = cast.client("editor"), f"/api/apps/{published.pk}/document/"
    edit(published, cast.editor, 1)
    document = editor.get(f"/api/apps/{published.pk}/releases/1/").json()["document"]
    body = {"document": document, "revision": 2, "restored": 1}
    assert editor.put(path, body, content_type="application/json").json() == {"revision": 3}
    assert told("app.restored")[0][2] == {"app": published.pk, "release": 1, "revision": 3}
    other = {"document": {}, "revision": 3, "restored": 1}
    assert editor.put(path, other, content_type="application/json").status_code == 200
    assert len(told("app.restored")) == 1, "another document isn't the release"


def test_what_is_older_than_it_is_kept_is_swept(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AUDIT_DAYS = 30
    monkeypatch.setattr(services, "SWEPT_AT_ONCE", 2)
    Entry.objects.all().delete()
    now = timezone.now()
    for days in (1, 29, 31, 32, 40, 400, 500):
        Entry.objects.create(workspace=cast.workspace, at=now - timedelta(days=days), action="app.created")
    said = StringIO()
    call_command("sweepaudit", stdout=said)
    assert said.getvalue() == "5 entries older than 30 days.\n"
    assert Entry.objects.count() == 2
    assert services.sweep(now - timedelta(days=30)) == 0
