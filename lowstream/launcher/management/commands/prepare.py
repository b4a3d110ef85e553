"""`manage.py prepare`: all that must be done before the site starts, in one process.

Each start of Django takes most of a second; migrating, loading samples and making the sign-in link share one.
"""

from __future__ import annotations

import asyncio
import io

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis import RedisError

from apps.streams.bus import health
from apps.streams.hub.rules import operator_rules


def is_migrated() -> bool:
    """Whether the database has every migration; much quicker than `migrate` with nothing to do."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


class Command(BaseCommand):
    """Prints one line, the sign-in link; remarks go to stderr."""

    help = "Migrate the database, load the samples if asked to, and print a one-time sign-in link."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The address the link starts with, and whether samples are wanted."""
        parser.add_argument("--base-url", required=True, help="the site's address without a final slash")
        parser.add_argument("--check-redis", action="store_true", help="also see whether REDIS_URL answers")
        parser.add_argument("--demo", action="store_true", help="also load the sample apps")

    def handle(self, *args: object, **options: object) -> None:
        """What can't be used becomes one line that names it, said once here and not by every child."""
        try:
            operator_rules()
            if options["check_redis"]:
                asyncio.run(health.redis_answers())
        except ValueError as error:
            raise CommandError(str(error)) from None
        except (RedisError, OSError) as error:
            raise CommandError(f"Redis can't be used ({type(error).__name__}). See REDIS_URL.") from None
        try:
            if not is_migrated():
                self._call("migrate", interactive=False, verbosity=0)
            if options["demo"]:
                self._call("loadsamples")
            link = self._call("signinlink", base_url=str(options["base_url"]))
        except DatabaseError as error:
            name = connection.settings_dict["NAME"]
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise CommandError(f"The database {name} can't be used: {reason}. See DATABASE_URL.") from None
        self.stdout.write(link)

    def _call(self, name: str, **options: object) -> str:
        """Run another command and return what it printed."""
        output = io.StringIO()
        call_command(name, stdout=output, stderr=self.stderr, **options)
        return output.getvalue().strip()
