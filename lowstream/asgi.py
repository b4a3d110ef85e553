"""The ASGI application: pages and REST by Django, browser sockets by `apps.live`."""

from __future__ import annotations

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lowstream.settings")
http = get_asgi_application()  # sets Django up, so it comes before anything that imports models

from apps.common.static_files import StaticFiles  # noqa: E402
from apps.live.routing import websocket_urlpatterns  # noqa: E402


async def refuse(scope: Any, receive: Any, send: Any) -> None:
    """A socket at an address that isn't served: refused with 403, where Channels would log a traceback."""
    await receive()
    await send({"type": "websocket.close"})


sockets = [*websocket_urlpatterns, re_path(r"", refuse)]  # type: ignore[arg-type] # ASGI, not a view
router = URLRouter(sockets)


async def from_the_sandbox(scope: Any, receive: Any, send: Any) -> None:
    """Browsers' sockets come from the player, which has no origin, or from a program; no page with one opens any.

    A socket never looks at a cookie: this is a second lock, for the day that one would.
    """
    origins = {value for name, value in scope["headers"] if name == b"origin"}
    await (router if origins <= {b"null"} else refuse)(scope, receive, send)


application = ProtocolTypeRouter({"http": StaticFiles(http), "websocket": from_the_sandbox})
