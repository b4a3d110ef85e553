"""`manage.py loadsamples`: give the first owner's workspace the sample apps it was never given."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from apps.demo.services import give_samples


class Command(BaseCommand):
    """Idempotent; a sample that was deleted is not made again."""

    help = "Create and publish the sample apps that the first owner's workspace was never given."

    def handle(self, *args: object, **options: object) -> None:
        for app in give_samples():
            self.stdout.write(f"Sample app: {app.name} at /a/{app.slug}/")
