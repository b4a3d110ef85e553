"""`manage.py exportapp`: writes an app as a file, for a repository or another Lowstream."""

from __future__ import annotations

from pathlib import Path

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.builder import selectors, services
from apps.builder.files import file_of
from apps.builder.models import App
from apps.common.errors import AppError


class Command(BaseCommand):
    """Only the file goes to standard output; what is to be known of it goes to standard error."""

    help = "Write an app's draft, or one of its releases, as JSON without credentials."
    requires_system_checks: list[str] = []  # only the database matters here

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the app, as in its address /a/<slug>/")
        parser.add_argument("--release", type=int, default=None, metavar="N", help="a release instead of the draft")
        parser.add_argument("-o", "--output", default="-", metavar="FILE", help="where to; standard output if left out")

    def handle(self, *args: object, slug: str, release: int | None, output: str, **options: object) -> None:
        app = App.objects.filter(slug=slug).first()
        if app is None:
            raise CommandError(f"There is no app {slug!r}. An app's slug stands in its address, /a/<slug>/.")
        try:
            found = selectors.document_for(app.pk, "draft" if release is None else "release", release)
        except AppError as error:
            raise CommandError(error.message) from None
        file = file_of(app.name, found.document)
        services.tell_exported(app, None, release)
        if output == "-":
            self.stdout.write(file.decode(), ending="")
        else:
            try:
                Path(output).write_bytes(file)
            except OSError as error:
                raise CommandError(f"{output} can't be written: {error.strerror}.") from None
        for path in orjson.loads(file).get("left_out", []):
            self.stderr.write(f"left out: {path}")
