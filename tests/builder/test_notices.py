"""Open sessions hear of every change of an app, once it stands in the database."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from apps.builder import selectors, services
from apps.builder.document import AppDocument
from apps.builder.models import App, Visibility
from apps.builder.services import Stale
from apps.common.errors import NotFound
from apps.streams.bus.notices import CHANNEL
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class Ear:
    """What was said on the channel."""

    def __init__(self, client: redis.Redis) -> None:
        self._heard = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        self._heard.subscribe(CHANNEL)
        self._heard.get_message(timeout=5)

    def hear(self) -> list[Any]:
        """All that was said, until it has been quiet for a moment."""
        notices = []
        while (message := self._heard.get_message(timeout=0.1)) is not None:
            notices.append(json.loads(message["data"]))
        return notices

    def close(self) -> None:
        self._heard.close()


@pytest.fixture
def ear(redis_url: str) -> Iterator[Ear]:
    with redis.Redis.from_url(redis_url) as client:
        ear = Ear(client)
        yield ear
        ear.close()


def test_a_save_a_release_and_their_end_are_told_with_what_is_so_now(
    app: App, cast: Cast, ear: Ear, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    pk = app.pk
    with django_capture_on_commit_callbacks(execute=True):
        services.save_draft(app, AppDocument(), 1)
    assert ear.hear() == [{"app": pk, "release": None, "draft": 2, "access": False}]
    with django_capture_on_commit_callbacks(execute=True):
        services.publish(app, cast.owner, 2, Visibility.PUBLIC)
    assert ear.hear() == [{"app": pk, "release": 1, "draft": 2, "access": True}]
    with django_capture_on_commit_callbacks(execute=True):
        services.unpublish(app)
    assert ear.hear() == [{"app": pk, "release": None, "draft": 2, "access": False}]
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_app(app)
    assert ear.hear() == [{"app": pk, "release": None, "draft": None, "access": True}]


def test_nothing_is_told_before_it_is_committed(app: App, cast: Cast, ear: Ear) -> None:
    services.publish(app, cast.owner, 1, Visibility.PUBLIC)
    assert ear.hear() == []


def test_what_was_refused_is_not_told(
    app: App, ear: Ear, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(Stale):
            services.save_draft(app, AppDocument(), 7)
        with pytest.raises(NotFound, match="not published"):
            services.unpublish(app)
    assert ear.hear() == []


def test_a_deleted_apps_document_is_forgotten(
    published: App, redis_url: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    pk = published.pk
    assert selectors.document_for(pk, "release", 1).release == 1
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_app(published)
    with pytest.raises(NotFound):
        selectors.document_for(pk, "release", 1)


def test_without_redis_a_save_stands_and_the_log_says_what_is_missing(
    app: App,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        assert services.save_draft(app, AppDocument(), 1) == 2
    assert f"app {app.pk}: its open sessions were not told" in caplog.text
