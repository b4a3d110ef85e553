"""`manage.py sweepaudit`: delete entries of the audit log that are older than AUDIT_DAYS."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.audit.keeping import sweep_old


class Command(BaseCommand):
    """The web process does the same once a day."""

    help = "Delete entries of the audit log that are older than AUDIT_DAYS."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """Say how many there were."""
        swept = sweep_old()
        self.stdout.write(f"{swept:,} {'entry' if swept == 1 else 'entries'} older than {settings.AUDIT_DAYS} days.")
