"""`manage.py streams`: which streams there are, who owns them, and how they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from redis.exceptions import RedisError

from apps.streams.bus import survey
from apps.streams.bus.client import connect_sync
from apps.streams.bus.survey import HubLine, StreamLine

STREAM_HEAD: Final = ("stream", "app", "query", "scope", "owner", "status", "for", "msg/s", "viewers", "window")
HUB_HEAD: Final = ("hub", "streams", "alive", "room")
NUMBERS: Final = {"app", "for", "msg/s", "viewers", "window", "streams"}  # columns that stand to the right


class Command(BaseCommand):
    """List streams or hubs."""

    help = "List all streams: key, app, query, scope, owning hub, status and its age, rate, viewers, window."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--hubs",
            action="store_true",
            help="list the hubs instead, with how many streams each has, and whether it has room",
        )
        parser.add_argument("--json", action="store_true", help="as JSON, for programs")

    def handle(self, *args: object, **options: Any) -> None:  # Any: parsed by argparse
        lines: Sequence[StreamLine | HubLine]
        try:
            with connect_sync(settings.REDIS_URL) as client:
                lines = survey.hubs(client) if options["hubs"] else survey.streams(client)
        except (RedisError, OSError) as error:
            raise CommandError(f"Redis does not answer: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps([asdict(line) for line in lines], indent=2))
            return
        head = HUB_HEAD if options["hubs"] else STREAM_HEAD
        rows = [_hub_row(line) if isinstance(line, HubLine) else _stream_row(line) for line in lines]
        for text in _table(head, rows):
            self.stdout.write(text)
        if not rows:
            self.stdout.write("(none)")


def _stream_row(line: StreamLine) -> tuple[str, ...]:
    return (
        line.stream,
        str(line.app or "?"),
        line.query or "?",
        line.scope or "?",
        line.owner or "-",
        line.status,
        f"{line.status_age_seconds:.0f} s" if line.owner else "-",
        f"{line.rate:.1f}",
        str(line.viewers),
        f"{line.messages} / {line.window_bytes / 1024:.1f} KiB",
    )


def _hub_row(line: HubLine) -> tuple[str, ...]:
    room = "-" if not line.alive_seconds else "full" if line.full else "yes"
    return line.hub, str(line.streams), "yes" if line.alive_seconds else "no", room


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if name in NUMBERS else cell.ljust(width)
            for cell, width, name in zip(cells, widths, head, strict=True)
        )
        return "  ".join(padded).rstrip()

    return [line(head), *map(line, rows)]
