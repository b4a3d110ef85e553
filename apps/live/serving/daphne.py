"""Daphne: Twisted and Autobahn on uvloop."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import uvloop

from . import CLOSE_SECONDS, HANDSHAKES_BACKLOG, PING_SECONDS, PONG_SECONDS, SERVER_NAME, SOCKET_MAX_BYTES, Site
from .door import Door
from .gentle_daphne import make_gentle


def serve(site: Site) -> None:
    """Serve until SIGTERM or SIGINT."""
    # Daphne makes Twisted's reactor out of asyncio's loop when it is imported, so the loop's kind is chosen first.
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    from daphne.endpoints import build_endpoint_description_strings
    from daphne.server import Server
    from twisted.internet import reactor
    from twisted.internet.defer import Deferred

    class GracefulServer(Server):  # type: ignore[misc]  # Daphne has no types
        def kill_all_applications(self) -> Any:
            """End all sockets in order: Daphne's own trips over connections whose application has ended before."""
            for protocol in [p for p, details in self.connections.items() if "application_instance" not in details]:
                del self.connections[protocol]
            return super().kill_all_applications()

    def start() -> None:
        server.ws_factory.setProtocolOptions(
            failByDrop=False,  # too large: closed with 1009, not just dropped
            allowNullOrigin=True,  # the sandboxed player's; what isn't said again here is put back to autobahn's own
        )
        make_gentle(server, reactor)
        task = asyncio.get_event_loop().create_task(_until_cancelled(site))

        def end() -> Any:
            task.cancel()
            return Deferred.fromFuture(task)

        reactor.addSystemEventTrigger("before", "shutdown", end)

    endpoints = build_endpoint_description_strings(host=site.host, port=site.port)
    server = GracefulServer(
        application=Door(site.application),
        endpoints=[f"{endpoint}:backlog={HANDSHAKES_BACKLOG}" for endpoint in endpoints],
        websocket_timeout=-1,
        websocket_max_message_size=SOCKET_MAX_BYTES,
        websocket_max_frame_size=SOCKET_MAX_BYTES,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        application_close_timeout=CLOSE_SECONDS,
        verbosity=0,
        server_name=SERVER_NAME,
    )
    reactor.callWhenRunning(start)
    server.run()


async def _until_cancelled(site: Site) -> None:
    """A cancellation is how it is meant to end; Twisted would take it for a fault."""
    with suppress(asyncio.CancelledError):
        await site.meanwhile()
