"""`manage.py runweb`: serve pages, REST and browser sockets with Daphne until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from typing import Any

import uvloop
from django.core.management.base import BaseCommand

from apps.live.viewer import FRAME_BYTES
from apps.streams.core.pipeline import PAYLOAD_MAX_BYTES

# Autobahn has one bound for both ways. Out: a nearly full frame (up to 3 bytes a character) and one more message of the
# largest kind. In: what is larger is closed with 1009; the consumer refuses the rest in words.
SOCKET_MAX_BYTES = 3 * FRAME_BYTES + PAYLOAD_MAX_BYTES + 64 * 1024
CLOSE_SECONDS = 2  # for sockets' last words when the process stops
HANDSHAKES_BACKLOG = 1024  # a thousand viewers that reconnect at once


class Command(BaseCommand):
    """Start a web process."""

    help = "Serve the site and the browser sockets. Several web processes may run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        # Daphne makes Twisted's reactor out of asyncio's loop when it is imported, so the loop's kind is chosen first.
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
        from daphne.endpoints import build_endpoint_description_strings
        from daphne.server import Server

        from lowstream.asgi import application

        class GracefulServer(Server):  # type: ignore[misc]  # Daphne has no types
            def kill_all_applications(self) -> Any:
                """End all sockets in order: Daphne's own trips over connections whose application has ended before."""
                for protocol in [p for p, details in self.connections.items() if "application_instance" not in details]:
                    del self.connections[protocol]
                return super().kill_all_applications()

        endpoints = build_endpoint_description_strings(host=options["host"], port=options["port"])
        GracefulServer(
            application=application,
            endpoints=[f"{endpoint}:backlog={HANDSHAKES_BACKLOG}" for endpoint in endpoints],
            websocket_timeout=-1,  # a dashboard may stay open for weeks; silence is what ends a socket
            websocket_max_message_size=SOCKET_MAX_BYTES,
            websocket_max_frame_size=SOCKET_MAX_BYTES,
            application_close_timeout=CLOSE_SECONDS,
            verbosity=0,
            server_name="Lowstream",
        ).run()
