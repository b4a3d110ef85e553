"""The ASGI application: pages and REST by Django, browser sockets by `apps.live`."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lowstream.settings")
http = get_asgi_application()  # sets Django up, so it comes before anything that imports models

from apps.live.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter(websocket_urlpatterns)})
