"""`manage.py runhub`: own upstream connections until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import logging
import signal

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.streams.bus.client import connect
from apps.streams.hub.guard import Allowed
from apps.streams.hub.hub import Hub

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Start a hub."""

    help = "Hold the upstream connections of streams. Several hubs may run."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        try:
            allowed = Allowed.read(settings.UPSTREAM_ALLOW)
        except ValueError as error:
            raise CommandError(str(error)) from None
        uvloop.run(_run(settings.REDIS_URL, allowed))


async def _run(redis_url: str, allowed: Allowed) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    redis = connect(redis_url)
    try:
        await Hub(redis, allowed).run(stop)
    finally:
        await redis.aclose()
