"""Saves, publishing and names: what the database keeps, also when two people act at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from apps.builder import selectors, services
from apps.builder.document import AppDocument
from apps.builder.models import App, Release, ReleaseIsImmutable, Visibility
from apps.builder.services import Stale
from apps.common.errors import AppError, NotFound
from tests.cast import Cast

pytestmark = pytest.mark.django_db

OTHER = AppDocument.model_validate({"states": [{"name": "other"}]})


def test_a_save_raises_the_revision(app: App) -> None:
    assert services.save_draft(app, OTHER, 1) == 2
    app.refresh_from_db()
    assert app.draft_revision == 2
    assert app.draft["states"][0]["name"] == "other"


def test_a_stale_save_changes_nothing_and_names_the_present_revision(app: App) -> None:
    services.save_draft(app, OTHER, 1)
    with pytest.raises(Stale, match="you worked on revision 1, it is at 2") as caught:
        services.save_draft(app, AppDocument(), 1)
    assert caught.value.extra == {"revision": 2}
    app.refresh_from_db()
    assert app.draft["states"][0]["name"] == "other"


def test_a_save_of_a_deleted_app_says_so(app: App) -> None:
    App.objects.all().delete()
    with pytest.raises(NotFound, match="deleted"):
        services.save_draft(app, OTHER, 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_saves_at_once_exactly_one_wins(app: App) -> None:
    barrier = threading.Barrier(6)
    outcomes: list[Any] = []

    def save(number: int) -> None:
        document = AppDocument.model_validate({"states": [{"name": f"writer{number}"}]})
        try:
            barrier.wait(timeout=10)
            outcomes.append((number, services.save_draft(app, document, 1)))
        except Stale as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    won = [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Stale)]
    assert (len(won), len(lost)) == (1, 5)
    app.refresh_from_db()
    assert app.draft_revision == 2
    assert app.draft["states"][0]["name"] == f"writer{won[0][0]}"


@pytest.mark.django_db(transaction=True)
def test_publishing_twice_at_once_numbers_both(app: App, cast: Cast) -> None:
    barrier = threading.Barrier(2)
    numbers: list[int] = []

    def publish() -> None:
        try:
            barrier.wait(timeout=10)
            numbers.append(services.publish(app, cast.owner, 1, Visibility.PUBLIC).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(numbers) == [1, 2]


def test_publishing_copies_the_draft_and_makes_it_live(app: App, cast: Cast) -> None:
    release = services.publish(app, cast.editor, 1, Visibility.PUBLIC, "first light")
    services.save_draft(app, OTHER, 1)
    app.refresh_from_db()
    assert (app.release, app.visibility) == (release, "public")
    assert (release.number, release.revision, release.note, release.author) == (1, 1, "first light", cast.editor)
    assert Release.objects.get().document["queries"][0]["name"] == "ticker"


def test_publishing_a_stale_revision_changes_nothing(app: App, cast: Cast) -> None:
    services.save_draft(app, OTHER, 1)
    with pytest.raises(Stale):
        services.publish(app, cast.owner, 1, Visibility.PUBLIC)
    app.refresh_from_db()
    assert (app.release, app.visibility, Release.objects.count()) == (None, "private", 0)


def test_a_release_can_not_be_changed(published: App) -> None:
    release = Release.objects.get()
    release.note = "rewritten"
    with pytest.raises(ReleaseIsImmutable):
        release.save()


def test_two_apps_of_one_name_have_different_addresses(cast: Cast) -> None:
    slugs = {services.create_app(cast.workspace, cast.owner, "Exchange Ticker!").slug for _ in range(3)}
    assert len(slugs) == 3
    assert "exchange-ticker" in slugs


@pytest.mark.parametrize(
    ("name", "slug"), [("行情", "app"), ("a" * 120, "a" * 60), ("--", "app"), ("Übersicht", "ubersicht")]
)
def test_any_name_makes_an_address(cast: Cast, name: str, slug: str) -> None:
    assert services.create_app(cast.workspace, cast.owner, name).slug == slug


def test_renaming_keeps_the_address(app: App) -> None:
    assert services.change_app(app, name="Another").slug == "exchange-ticker"


def test_a_workspace_holds_a_bounded_number_of_apps(cast: Cast, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "APPS_PER_WORKSPACE", 1)
    with pytest.raises(AppError) as caught:
        services.create_app(cast.workspace, cast.owner, "One more")
    assert caught.value.code == "too_many_apps"


def test_the_draft_is_read_afresh_after_a_save_and_once_between(app: App, django_assert_num_queries: Any) -> None:
    assert selectors.document_for(app.pk, "draft").query("ticker").name == "ticker"
    with django_assert_num_queries(1):
        assert selectors.document_for(app.pk, "draft").revision == 1
    services.save_draft(app, OTHER, 1)
    loaded = selectors.document_for(app.pk, "draft")
    assert (loaded.revision, loaded.release, loaded.document.states[0].name) == (2, None, "other")


def test_a_known_release_costs_the_query_whether_it_is_there(published: App, django_assert_num_queries: Any) -> None:
    selectors.document_for(published.pk, "release", 1)
    with django_assert_num_queries(1):
        loaded = selectors.document_for(published.pk, "release", 1)
    assert (loaded.release, loaded.revision) == (1, 1)


def test_documents_that_are_not_there_are_named(app: App) -> None:
    with pytest.raises(NotFound) as caught:
        selectors.document_for(app.pk, "release")
    assert caught.value.code == "not_published"
    with pytest.raises(NotFound, match="no release 9"):
        selectors.document_for(app.pk, "release", 9)
    with pytest.raises(NotFound, match="deleted"):
        selectors.document_for(app.pk + 1, "draft")
    with pytest.raises(NotFound) as caught:
        selectors.document_for(app.pk, "draft").query("gone")
    assert caught.value.code == "unknown_query"


def test_publishing_keeps_the_newest_releases_and_goes_on_counting(
    published: App, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "RELEASES_KEPT", 3)
    other = services.create_app(cast.workspace, cast.owner, "Other")
    services.publish(other, cast.owner, 1, Visibility.PRIVATE)
    for _ in range(4):
        services.publish(published, cast.owner, 1, Visibility.PRIVATE)
    assert list(Release.objects.filter(app=published).values_list("number", flat=True)) == [5, 4, 3]
    assert list(Release.objects.filter(app=other).values_list("number", flat=True)) == [1]
    published.refresh_from_db()
    assert published.release is not None
    assert published.release.number == 5
    with pytest.raises(NotFound, match="no release 2"):
        selectors.release_of(published, 2)
    services.unpublish(published, cast.owner)
    assert [release.number for release in selectors.releases_of(published)] == [5, 4, 3]
