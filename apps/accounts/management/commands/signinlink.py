"""`manage.py signinlink`: prints a one-time sign-in link, making the first owner when there is none."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts import services
from apps.common.errors import AppError


class Command(BaseCommand):
    """Prints only the URL, so that scripts can use it."""

    help = "Print a link that signs in once, within an hour. Makes the first owner and workspace when there are none."
    requires_system_checks: list[str] = []  # only the database matters here, and a launcher waits for the answer

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base-url", default="http://127.0.0.1:8000", help="where the site is reached")
        parser.add_argument("--email", default="", help="whom to sign in; the first owner when left out")

    def handle(self, *args: object, base_url: str, email: str, **options: object) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CommandError(f"--base-url {base_url!r} is not an address such as http://127.0.0.1:8000")
        try:
            user = services.user_by_email(email) if email else services.ensure_owner()
        except AppError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"{base_url.rstrip('/')}/sign-in/{services.issue_sign_in_link(user)}/")
