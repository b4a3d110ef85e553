"""`manage.py runhub`: own upstream connections until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.common.metrics import report
from apps.streams.bus.board import Board, keep
from apps.streams.bus.client import connect
from apps.streams.hub.hub import Hub
from apps.streams.hub.metrics import families
from apps.streams.hub.rules import RuleBook, from_database, operator_rules

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Start a hub."""

    help = "Hold the upstream connections of streams. Several hubs may run."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        try:
            rules = RuleBook(operator_rules(), from_database)
        except ValueError as error:
            raise CommandError(str(error)) from None
        gc.freeze()  # what was loaded lives as long as the process; to look at all of it again would hold every stream
        uvloop.run(_run(settings.REDIS_URL, rules))


async def _run(redis_url: str, rules: RuleBook) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    redis = connect(redis_url)
    hub = Hub(redis, rules)
    telling = asyncio.create_task(
        keep(Board(redis), f"hub:{hub.id}", lambda: report("hub", hub.id, families(hub.by_status())))
    )
    try:
        await hub.run(stop)
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        await redis.aclose()
