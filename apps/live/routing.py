"""The addresses of browser sockets."""

from __future__ import annotations

from typing import Any

from django.urls import path

from .consumer import LiveConsumer

# Channels routes to ASGI applications by Django's patterns.
websocket_urlpatterns: list[Any] = [path("live/", LiveConsumer.as_asgi())]  # type: ignore[arg-type]  # no view
