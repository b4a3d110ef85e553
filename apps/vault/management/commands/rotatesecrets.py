"""`manage.py rotatesecrets`: after a new key was put in front of the old ones."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from apps.common.errors import AppError
from apps.vault import services


class Command(BaseCommand):
    """Encrypt every secret with the newest key."""

    help = "Encrypt every stored secret anew with the newest of LOWSTREAM_SECRETS_KEYS."
    requires_system_checks: list[str] = []  # it says itself what it can't open

    def handle(self, *args: object, **options: object) -> None:
        try:
            done, closed = services.rotate()
        except AppError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"{done} {'secret' if done == 1 else 'secrets'} encrypted with the newest key.")
        if closed:
            raise CommandError(
                f"{len(closed)} could not be opened with any key, and stay as they are: " + "; ".join(closed)
            )
