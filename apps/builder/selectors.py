"""Every read of apps and documents, for a person: what they may not see isn't there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.db.models import QuerySet

from apps.accounts.models import Role, User, Workspace
from apps.common.errors import Forbidden, NotFound, SignInRequired

from .document import AppDocument, StreamQuery
from .models import App, AppGrant, Embedding, Release, Thumbnail
from .sharing.access import Mode, Viewer, may_edit, may_view
from .sharing.embedding import EmbedViewer, read_token

__all__ = ["Mode", "Viewer", "may_edit", "may_view"]

# Parsed documents are kept because every opened tab asks for the same few. At most 1 MiB of JSON each.
DOCUMENTS_KEPT: Final = 32

ID_DIGITS: Final = 18  # of an id; more don't fit into the column

RELEASES_KEPT: Final = 200  # newest; a history that long is read from its top, and takes up to 200 MiB


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document and which one it is: the draft's `revision`, or a release's and its number."""

    document: AppDocument
    revision: int
    release: int | None

    def query(self, name: str) -> StreamQuery:
        """The stream query of this name. Raises `unknown_query`."""
        for query in self.document.queries:
            if query.name == name:
                return query
        raise NotFound(f"The app has no query {name!r}.", "unknown_query")


def listed(apps: QuerySet[App]) -> QuerySet[App]:
    """With the live release, who changed it last and which picture it has, in one query: neither document nor image."""
    return apps.select_related("release", "updated_by", "thumbnail").defer(
        "draft", "release__document", "thumbnail__image"
    )


def workspace_to_build_in(user: User, workspace_id: int | None = None) -> Workspace:
    """Where a new app goes: the workspace named, or else the first the user may edit.

    Raises `forbidden`, or `not_found` for a workspace the user isn't a member of.
    """
    mine = Workspace.objects.filter(memberships__user=user).order_by("pk")
    if workspace_id is not None:
        mine = mine.filter(pk=workspace_id)
        if not mine.exists():
            raise NotFound("There is no such workspace, or you are not a member of it.")
    workspace = mine.filter(memberships__user=user, memberships__role__in=[Role.OWNER, Role.EDITOR]).first()
    if workspace is None:
        raise Forbidden(f"You need to be an editor of {'a' if workspace_id is None else 'the'} workspace to make apps.")
    return workspace


def app_by_slug(slug: str, user: Viewer, mode: Mode = "release") -> App:
    """The app behind a viewer link. Raises like `app_by_id`."""
    return _permitted(App.objects.filter(slug=slug).first(), user, mode)


def app_by_id(app_id: int, user: Viewer, mode: Mode = "release") -> App:
    """The app, if the person may view it (or edit it, for its draft).

    Raises `sign_in_required` when nobody is signed in, whether the app exists or not; else `not_found`, or
    `forbidden` for the draft of an app the person may view.
    """
    return _permitted(App.objects.filter(pk=app_id).first(), user, mode)


def embedded_app(token: str, *, app_id: int | None = None, slug: str = "") -> tuple[App, EmbedViewer]:
    """The app that an embed token opens, and whom it speaks of. Raises `embed_refused` or `embed_expired`."""
    apps = App.objects.filter(pk=app_id) if app_id is not None else App.objects.filter(slug=slug)
    app = apps.first()
    viewer = read_token(app, token)
    assert app is not None  # a token of no app is refused
    return app, viewer


def frame_origins(app: App) -> list[str]:
    """The other sites that may show the app in a frame."""
    return list(Embedding.objects.filter(app=app).values_list("origins", flat=True).first() or [])


def frame_origins_of(app_id: str) -> list[str]:
    """Likewise, by what stands in an address; nothing for what is no app's id."""
    if not (app_id.isascii() and app_id.isdigit() and len(app_id) <= ID_DIGITS):
        return []
    return list(Embedding.objects.filter(pk=int(app_id)).values_list("origins", flat=True).first() or [])


def embedding_of(app: App) -> Embedding:
    """How the app is embedded; where nothing was said, nowhere."""
    return Embedding.objects.filter(app=app).first() or Embedding(app=app)


def grants_of(app: App) -> QuerySet[AppGrant]:
    """Who was granted a role in the app, by address."""
    return AppGrant.objects.filter(app=app)


def names_of(app_ids: Iterable[int]) -> dict[int, str]:
    """What apps are called; those that are gone are left out."""
    return dict(App.objects.filter(pk__in=app_ids).values_list("pk", "name"))


def _permitted(app: App | None, user: Viewer, mode: Mode) -> App:
    if app is not None and mode == "release" and may_view(app, user):
        return app
    if not isinstance(user, User):
        raise SignInRequired("Sign in to open this app.")
    if app is None or not may_view(app, user):
        raise NotFound("There is no such app, or it is private to a workspace you are not a member of.")
    if not may_edit(app, user):
        raise Forbidden("Only editors of the app or its workspace may open its draft.")
    return app


def live_release_number(app: App) -> int:
    """The number of the release viewers get. Raises `not_published`."""
    releases = Release.objects.filter(app=app, pk=app.release_id or 0)
    number = releases.values_list("number", flat=True).first()
    if number is None:
        raise NotFound(f"{app.name} is not published yet.", "not_published")
    return number


def releases_of(app: App) -> QuerySet[Release]:
    """The newest releases, newest first, without their documents."""
    return Release.objects.filter(app=app).defer("document").select_related("author")[:RELEASES_KEPT]


def release_of(app: App, number: int) -> tuple[Release, AppDocument]:
    """A release and its document. Raises `not_found`."""
    release = Release.objects.filter(app=app, number=number).select_related("author").first()
    if release is None:
        raise NotFound(f"There is no release {number} of this app.")
    return release, AppDocument.model_validate(release.document)


def thumbnail_of(app: App) -> Thumbnail:
    """The app's picture. Raises `not_found` where none was taken yet."""
    thumbnail = Thumbnail.objects.filter(app=app).first()
    if thumbnail is None:
        raise NotFound(f"{app.name} has no picture yet; the studio takes one while the app is edited.")
    return thumbnail


def document_for(app_id: int, mode: Mode, release_number: int | None = None) -> LoadedDocument:
    """The draft as it is now, or the given release (the live one when None). No permission is checked here.

    Cheap: what is known costs one small query, which tells that it still is there. Raises `not_found` or
    `not_published`.
    """
    if mode == "draft":
        revision = App.objects.filter(pk=app_id).values_list("draft_revision", flat=True).first()
        if revision is None:
            raise NotFound("The app was deleted.")
        return _draft(app_id, revision)
    if release_number is None:
        app = App.objects.only("name", "release").filter(pk=app_id).first()
        if app is None:
            raise NotFound("The app was deleted.")
        release_number = live_release_number(app)
    elif not Release.objects.filter(app_id=app_id, number=release_number).exists():
        raise NotFound(f"There is no release {release_number} of this app.")
    return _release(app_id, release_number)


@lru_cache(maxsize=DOCUMENTS_KEPT)
def _draft(app_id: int, at_least: int) -> LoadedDocument:
    # A save may come between the caller's look and this one: then this is the newer draft, under its own revision.
    row = App.objects.filter(pk=app_id).values_list("draft", "draft_revision").first()
    if row is None:
        raise NotFound("The app was deleted.")
    return LoadedDocument(AppDocument.model_validate(row[0]), row[1], None)


@lru_cache(maxsize=DOCUMENTS_KEPT)
def _release(app_id: int, number: int) -> LoadedDocument:
    row = Release.objects.filter(app_id=app_id, number=number).values_list("document", "revision").first()
    if row is None:
        raise NotFound(f"There is no release {number} of this app.")
    return LoadedDocument(AppDocument.model_validate(row[0]), row[1], number)


def forget_documents() -> None:
    """Empty the caches of parsed documents; tests do so, since they use the same ids again."""
    _draft.cache_clear()
    _release.cache_clear()
