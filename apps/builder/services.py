"""Everything that writes apps and releases. Each call is whole or not at all."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import orjson
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from apps.accounts.models import User, Workspace
from apps.audit.services import Detail, record, record_often
from apps.common.errors import AppError, NotFound, TooLarge
from apps.streams.bus.notices import announce

from . import selectors
from .document import DOCUMENT_MAX_BYTES, AppDocument, read_document
from .models import App, Release, Thumbnail, Visibility
from .pictures import Picture

APPS_PER_WORKSPACE: Final = 1_000  # the app list is one answer; more than anyone can survey
COPY: Final = " copy"
NAME_MAX: Final = 120  # the column's
SLUG_MAX: Final = 60  # leaves room for a suffix in the column's 80
EDITS_TOLD_ONCE: Final = timedelta(minutes=10)  # the studio saves at every pause; the audit log tells of sittings


class Stale(AppError):
    """Someone else saved since; `revision` in the answer is the present one."""

    status = HTTPStatus.CONFLICT

    def __init__(self, based_on: int, present: int) -> None:
        message = (
            f"The draft has changed since: you worked on revision {based_on}, it is at {present}. "
            "Nothing was saved; reload to see the newer draft, then make your change again."
        )
        super().__init__("stale", message, extra={"revision": present})


def parse_document(source: Any) -> AppDocument:  # Any: whatever JSON a person sent
    """The document, or `too_large` or `invalid_document` with every fault and its path."""
    size = len(orjson.dumps(source))
    if size > DOCUMENT_MAX_BYTES:
        raise TooLarge(f"The document has {size:,} bytes; at most {DOCUMENT_MAX_BYTES:,} can be saved.")
    document, faults = read_document(source)
    if document is None:
        count = len(faults)
        raise AppError(
            "invalid_document",
            f"The document has {count} {'fault' if count == 1 else 'faults'}; nothing was saved. "
            f"First: {faults[0].path or 'document'}: {faults[0].message}",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            errors=faults,
        )
    return document


def create_app(
    workspace: Workspace,
    author: User | None,
    name: str,
    document: AppDocument | None = None,
    slug: str = "",
    action: str = "app.created",
    **told: Detail,
) -> App:
    """A new app with a draft at revision 1: blank, or the document given. Raises `too_many_apps`.

    Its address is `slug` or made of the name, with a suffix where another app has it. `action` and `told` say in the
    audit log how it came about.
    """
    if App.objects.filter(workspace=workspace).count() >= APPS_PER_WORKSPACE:
        raise AppError(
            "too_many_apps",
            f"The workspace has {APPS_PER_WORKSPACE:,} apps, as many as it can hold. Delete one first.",
            HTTPStatus.CONFLICT,
        )
    draft = (document or AppDocument()).model_dump(mode="json")
    base = slug = slug or slug_of(name)
    while True:
        try:
            with transaction.atomic():
                app = App.objects.create(
                    workspace=workspace, slug=slug, name=name, draft=draft, created_by=author, updated_by=author
                )
                _record(action, app, author, **told)
                return app
        except IntegrityError:
            if not App.objects.filter(slug=slug).exists():
                raise  # not the slug: a fault of ours
            slug = f"{base}-{secrets.token_hex(3)}"


def slug_of(name: str) -> str:
    """What an app of this name has in its address, if it is free."""
    return slugify(name)[:SLUG_MAX].strip("-") or "app"


def copy_app(app: App, author: User) -> App:
    """A new app in the same workspace with the same draft: "Ticker" becomes "Ticker copy". Raises `too_many_apps`."""
    draft = selectors.document_for(app.pk, "draft").document
    name = app.name[: NAME_MAX - len(COPY)] + COPY
    made = create_app(app.workspace, author, name, draft, action="app.copied", copy_of=app.name)
    if (thumbnail := Thumbnail.objects.filter(app=app).first()) is not None:
        thumbnail.app = made  # its key, so that another one is made
        thumbnail.save(force_insert=True)
    return made


@transaction.atomic
def save_draft(
    app: App, document: AppDocument, revision: int, author: User | None = None, restored: int | None = None
) -> int:
    """Replace the draft if it is still at `revision`; return the new revision. Raises `stale`.

    One conditional UPDATE: of two saves at once, the database lets one through. `restored`: the release that the
    document is said to be of, for the audit log.
    """
    saved = App.objects.filter(pk=app.pk, draft_revision=revision).update(
        draft=document.model_dump(mode="json"),
        draft_revision=F("draft_revision") + 1,
        updated_at=timezone.now(),
        updated_by=author,
    )
    if not saved:
        raise Stale(revision, _present_revision(app))
    if restored is not None and _is_release(app, restored, document):
        _record("app.restored", app, author, release=restored, revision=revision + 1)
    else:
        record_often(
            "app.edited",
            workspace_id=app.workspace_id,
            actor=author,
            target=app.name,
            within=EDITS_TOLD_ONCE,
            same={"app": app.pk},
            revision=revision + 1,
        )
    _tell_when_committed(app.pk)
    return revision + 1


@transaction.atomic
def publish(app: App, author: User, revision: int, visibility: Visibility, note: str = "") -> Release:
    """Make the draft at `revision` the live release, visible to whom `visibility` says. Raises `stale`.

    The newest releases are kept, of which this is one; older ones go.
    """
    # The update takes the row's lock first, so that what is read after it can't change until the release stands.
    now = timezone.now()
    held = App.objects.filter(pk=app.pk, draft_revision=revision).update(
        visibility=visibility, updated_at=now, updated_by=author
    )
    if not held:
        raise Stale(revision, _present_revision(app))
    draft = App.objects.values_list("draft", flat=True).get(pk=app.pk)
    newest = Release.objects.filter(app=app).order_by("-number").values_list("number", flat=True).first()
    release = Release.objects.create(
        app=app,
        number=(newest or 0) + 1,
        revision=revision,
        document=draft,
        note=note,
        author=author,
        created_at=now,
    )
    App.objects.filter(pk=app.pk).update(release=release)
    Release.objects.filter(app=app, number__lte=release.number - selectors.RELEASES_KEPT).only("pk").delete()
    _record("app.published", app, author, release=release.number, revision=revision, visibility=str(visibility))
    tell_access(app.pk)  # it may be visible to fewer now
    return release


@transaction.atomic
def unpublish(app: App, author: User | None = None) -> None:
    """Take the live release away from its viewers; it stays in the list. Raises `not_published`."""
    taken = App.objects.filter(pk=app.pk, release__isnull=False).update(release=None, updated_at=timezone.now())
    if not taken:
        raise NotFound(f"{app.name} is not published.", "not_published")
    _record("app.unpublished", app, author)
    _tell_when_committed(app.pk)


@transaction.atomic
def change_app(
    app: App, name: str | None = None, visibility: Visibility | None = None, author: User | None = None
) -> App:
    """Rename the app or change who may open it; its address stays, since people have the link."""
    if name is not None and name != app.name:
        before, app.name = app.name, name
        _record("app.renamed", app, author, before=before)
    if visibility is not None and visibility != app.visibility:
        seen, app.visibility = app.visibility, visibility
        _record("app.shared", app, author, before=str(seen), visibility=str(visibility))
    app.updated_at = timezone.now()
    app.updated_by = author
    app.save(update_fields=["name", "visibility", "updated_at", "updated_by"])
    if visibility is not None:
        tell_access(app.pk)
    return app


def store_thumbnail(app: App, picture: Picture) -> str:
    """Keep the picture in place of the last one; return its digest. The app doesn't count as changed."""
    digest = hashlib.sha256(picture.content).hexdigest()[:32]
    Thumbnail.objects.update_or_create(
        app=app,
        defaults={
            "image": picture.content,
            "content_type": picture.content_type,
            "digest": digest,
            "taken_at": timezone.now(),
        },
    )
    return digest


@transaction.atomic
def delete_app(app: App, author: User | None = None) -> None:
    """Remove the app with its draft and releases; who has it open is told."""
    app_id = app.pk
    _record("app.deleted", app, author, slug=app.slug)
    app.delete()
    tell_access(app_id)
    transaction.on_commit(selectors.forget_documents)


def tell_exported(app: App, author: User | None, release: int | None = None) -> None:
    """Somebody took the draft, or a release, out as a file."""
    _record("app.exported", app, author, release=release)


def _record(action: str, app: App, author: User | None, **details: Detail) -> None:
    record(action, workspace_id=app.workspace_id, actor=author, target=app.name, app=app.pk, **details)


def _is_release(app: App, number: int, document: AppDocument) -> bool:
    kept = Release.objects.filter(app=app, number=number).values_list("document", flat=True).first()
    return kept is not None and AppDocument.model_validate(kept) == document


def _present_revision(app: App) -> int:
    present = App.objects.filter(pk=app.pk).values_list("draft_revision", flat=True).first()
    if present is None:
        raise NotFound("The app was deleted.")
    return present


def tell_access(app_id: int) -> None:
    """Have open sockets look at whether they may still be open."""
    _tell_when_committed(app_id, access=True)


def _tell_when_committed(app_id: int, *, access: bool = False) -> None:
    """Have open sessions look at what the app is now; `access`: and at who may have it open."""

    def tell() -> None:
        row = App.objects.filter(pk=app_id).values_list("release__number", "draft_revision").first()
        announce(app_id, *(row or (None, None)), access=access)

    transaction.on_commit(tell, robust=True)
