"""`manage.py runweb`: serve pages, REST and browser sockets until SIGTERM or SIGINT."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.live.serving import SERVERS, Site, serve


class Command(BaseCommand):
    """Start a web process."""

    help = "Serve the site and the browser sockets. Several web processes may run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--server", choices=SERVERS, default=settings.WEB_SERVER)

    def handle(self, *args: Any, **options: Any) -> None:
        from apps.live.meanwhile import meanwhile
        from lowstream.asgi import application

        serve(options["server"], Site(application, options["host"], options["port"], meanwhile))
