"""The ASGI application: pages and REST by Django, browser sockets by `apps.live`."""

from __future__ import annotations

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lowstream.settings")
http = get_asgi_application()  # sets Django up, so it comes before anything that imports models

from apps.live.routing import websocket_urlpatterns  # noqa: E402


async def refuse(scope: Any, receive: Any, send: Any) -> None:
    """A socket at an address that isn't served: refused with 403, where Channels would log a traceback."""
    await receive()
    await send({"type": "websocket.close"})


sockets = [*websocket_urlpatterns, re_path(r"", refuse)]  # type: ignore[arg-type] # ASGI, not a view
application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(sockets)})
