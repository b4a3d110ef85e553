"""`manage.py importapp`: makes an app from a file, or brings the one of that address to what the file says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import orjson
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_slug
from django.db import transaction

from apps.accounts.models import Role, User, Workspace
from apps.accounts.services import ensure_owner
from apps.builder import selectors, services
from apps.builder.document import AppDocument
from apps.builder.document.credentials import put_back
from apps.builder.files import AppFile, read_file
from apps.builder.models import App, Visibility
from apps.common.errors import AppError
from apps.common.requests import BODY_MAX_BYTES

SLUG_MAX: Final = 80  # the column's


class Command(BaseCommand):
    """Whole or not at all, and the same again when it is done twice: the second time changes nothing and says so."""

    help = "Make an app from an exported file, or give the app that has this address the file's document as its draft."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="what exportapp wrote; - for standard input")
        parser.add_argument("--slug", default="", help="the app's address; made of its name if left out")
        parser.add_argument("--workspace", default="", help="name or id, for a new app; the first owner's if left out")
        parser.add_argument("--publish", action="store_true", help="make it the live release, too")
        parser.add_argument(
            "--visibility", choices=Visibility.values, default=None, help="with --publish; as it is if left out"
        )

    def handle(self, *args: object, file: str, slug: str, workspace: str, **options: Any) -> None:
        self.done: list[str] = []  # told once all of it is
        try:
            said = read_file(_json(file))
            with transaction.atomic():
                app, document = self._bring(said, _slug(slug or services.slug_of(said.name)), workspace)
                if options["publish"]:
                    self._publish(app, document, options["visibility"])
        except AppError as error:
            faults = [f"  {fault.path or 'document'}: {fault.message}" for fault in error.errors]
            raise CommandError("\n".join([error.message, *faults])) from None
        for line in self.done:
            self.stdout.write(line)

    def _bring(self, said: AppFile, slug: str, workspace: str) -> tuple[App, AppDocument]:
        app = App.objects.filter(slug=slug).first()
        if app is None:
            room = _workspace(workspace)
            app = services.create_app(room, _author(room), said.name, said.document, slug, action="app.imported")
            self.done.append(f"{said.name}: made at /a/{slug}/, in the workspace {room.name}.")
            self._tell_missing(said.left_out)
            return app, said.document
        if workspace and app.workspace != _workspace(workspace):
            raise CommandError(
                f"/a/{slug}/ is an app of another workspace, {app.workspace.name}. Choose another --slug."
            )
        present = selectors.document_for(app.pk, "draft")
        was, now = present.document.model_dump(mode="json"), said.document.model_dump(mode="json")
        missing = put_back(now, list(said.left_out), was)
        document = services.parse_document(now)
        if app.name != said.name:
            self.done.append(f"{app.name}: is {said.name} now.")
            app = services.change_app(app, name=said.name, author=_author(app.workspace))
        if document == present.document:
            self.done.append(f"{said.name}: the draft says so already, at revision {present.revision}.")
        else:
            revision = services.save_draft(app, document, present.revision, _author(app.workspace))
            self.done.append(f"{said.name}: the draft of /a/{slug}/ is at revision {revision} now.")
        self._tell_missing(missing)
        return app, document

    def _publish(self, app: App, document: AppDocument, visibility: str | None) -> None:
        app.refresh_from_db()
        seen = Visibility(visibility or app.visibility)
        if app.release is not None and AppDocument.model_validate(app.release.document) == document:
            self.done.append(f"{app.name}: release {app.release.number} is live already.")
            if seen != app.visibility:
                services.change_app(app, visibility=seen, author=_author(app.workspace))
                self.done.append(f"{app.name}: {seen.label} can open it now.")
            return
        release = services.publish(app, _author(app.workspace), app.draft_revision, seen, "Imported")
        self.done.append(f"{app.name}: release {release.number} is live, for: {seen.label}.")

    def _tell_missing(self, paths: Any) -> None:
        for path in paths:
            self.stderr.write(f"not in the file, to be filled in: {path}")


def _json(file: str) -> Any:
    try:
        content = sys.stdin.buffer.read(BODY_MAX_BYTES + 1) if file == "-" else _read(Path(file))
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from None
    if len(content) > BODY_MAX_BYTES:
        raise CommandError(f"{file} is larger than {BODY_MAX_BYTES:,} bytes; no app is.")
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise CommandError(f"{file} is not JSON: {error}.") from None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(BODY_MAX_BYTES + 1)


def _slug(text: str) -> str:
    try:
        validate_slug(text)
    except ValidationError:
        raise CommandError(f"--slug {text!r} can't be an address: use letters, digits, - and _.") from None
    if len(text) > SLUG_MAX:
        raise CommandError(f"--slug has {len(text)} characters; at most {SLUG_MAX}.")
    return text


def _workspace(said: str) -> Workspace:
    if not said:
        owner = ensure_owner()
        return Workspace.objects.filter(memberships__user=owner, memberships__role=Role.OWNER).order_by("pk")[:1].get()
    found = Workspace.objects.filter(pk=int(said)) if said.isdigit() else Workspace.objects.filter(name=said)
    if len(found) != 1:
        raise CommandError(f"There {'is no workspace' if not found else 'are several workspaces'} {said!r}.")
    return found[0]


def _author(workspace: Workspace) -> User:
    """Who answers for what is done by command: the workspace's first owner."""
    owners = User.objects.filter(memberships__workspace=workspace, memberships__role=Role.OWNER)
    author = owners.order_by("pk").first()
    if author is None:
        raise CommandError(f"The workspace {workspace.name} has no owner; make one first.")
    return author
