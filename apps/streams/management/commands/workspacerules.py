"""`manage.py workspacerules`: see where a workspace's streams may lead, and open private places for it alone."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.common.errors import AppError
from apps.streams.network import services
from apps.streams.network.selectors import written


class Command(BaseCommand):
    """For the operator. What the owners restrict is theirs, and only shown."""

    help = (
        "Show where a workspace's streams may lead. --allow opens private places for this workspace only, as "
        "UPSTREAM_ALLOW does for all; it replaces what was opened before."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which workspace, and what is opened for it."""
        parser.add_argument("workspace", type=int, help="the workspace's number, as the settings' address has it")
        change = parser.add_mutually_exclusive_group()
        change.add_argument(
            "--allow", nargs="+", metavar="ENTRY", help="host, host:port, *.domain or network, such as 10.0.0.0/8"
        )
        change.add_argument("--allow-nothing", action="store_true", help="close what was opened")

    def handle(self, *args: object, **options: object) -> None:
        """Print the lists as they are afterwards."""
        number = options["workspace"]
        assert isinstance(number, int)
        entries = options["allow"]
        try:
            if isinstance(entries, list):
                services.allow(number, entries)
            elif options["allow_nothing"]:
                services.allow(number, [])
        except (AppError, ValueError) as error:
            raise CommandError(str(error)) from None
        found = written([number]).get(number)
        if found is None:
            raise CommandError(f"There is no workspace {number}.")
        self.stdout.write(f"allow (operator): {', '.join(found.allow) or 'nothing private'}")
        self.stdout.write(f"only (owners): {', '.join(found.only) or 'anywhere'}")
        self.stdout.write(f"deny (owners): {', '.join(found.deny) or 'nothing'}")
