"""`manage.py createowner EMAIL`: an owner of a workspace, with a password that is asked for or a one-time link."""

from __future__ import annotations

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from apps.accounts.models import User
from apps.accounts.people import services
from apps.accounts.services import issue_sign_in_link


class Command(BaseCommand):
    """Whoever is there already becomes an owner, and keeps their password unless a new one is given."""

    help = (
        "Make somebody an owner of the oldest workspace, or of the one named; person and workspace are made when they"
        " aren't there. Prints a link that signs them in once, within an hour, unless a password is asked for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="the person's name")
        parser.add_argument("--workspace", default="", help="the workspace's name; the oldest when left out")
        parser.add_argument(
            "--password", action="store_true", help="ask for a password (or read it from a pipe) instead of a link"
        )
        parser.add_argument("--base-url", default="http://127.0.0.1:8000", help="where the site is reached")

    def handle(
        self, *args: object, email: str, name: str, workspace: str, password: bool, base_url: str, **options: object
    ) -> None:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address") from None
        chosen = self._password(User(email=email, name=name)) if password else ""
        person = services.create_owner(email, name, workspace)
        if chosen:
            services.set_password(person, chosen)
            self.stdout.write(f"{person.email} is an owner and signs in with that password.")
        else:
            self.stdout.write(f"{base_url.rstrip('/')}/sign-in/{issue_sign_in_link(person)}/")

    def _password(self, person: User) -> str:
        if sys.stdin.isatty():
            chosen = getpass("Password: ")
            if getpass("The same again: ") != chosen:
                raise CommandError("The two passwords differ.")
        else:
            chosen = sys.stdin.readline().rstrip("\n")
        try:
            validate_password(chosen, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return chosen
