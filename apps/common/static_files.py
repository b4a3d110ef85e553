"""Serves the built front end before Django sees the request, which would take four times as long over each file.

WhiteNoise chooses the file (compressed where the browser takes that) and its headers. A player loads some fifty files,
and anew with each page: its origin is opaque, so browsers keep none of them for the next.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from whitenoise import WhiteNoise

from .csp import DATA_POLICY, HEADER
from .headers import EVERYWHERE

logger = logging.getLogger(__name__)

Application = Callable[[Any, Any, Any], Awaitable[None]]  # Any: ASGI's own types are as loose

IMMUTABLE: Final = r"^/static/assets/"  # names there carry a hash of their content
# What WhiteNoise looks at, by the names it knows.
READ: Final = {
    b"accept-encoding": "HTTP_ACCEPT_ENCODING",
    b"if-modified-since": "HTTP_IF_MODIFIED_SINCE",
    b"if-none-match": "HTTP_IF_NONE_MATCH",
    b"range": "HTTP_RANGE",
}


class StaticFiles(WhiteNoise):  # type: ignore[misc] # WhiteNoise has no types
    """ASGI: answers what lies under STATIC_URL, and leaves the rest to the application."""

    def __init__(self, application: Application) -> None:
        # The sandboxed frame has an opaque origin and loads scripts and fonts across it.
        super().__init__(
            None, autorefresh=settings.DEBUG, allow_all_origins=True, immutable_file_test=IMMUTABLE, max_age=60
        )
        self._application = application
        self._headers = [(name.lower().encode(), value.encode()) for name, value in _headers().items()]
        if Path(settings.STATIC_ROOT).is_dir():
            self.add_files(settings.STATIC_ROOT, settings.STATIC_URL)
        else:
            logger.warning("No front end at %s; `make setup` builds it.", settings.STATIC_ROOT)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """The file, the part of it that was asked for, or that it hasn't changed."""
        path = scope["path"]
        file = self.find_file(path) if self.autorefresh else self.files.get(path)
        if file is None or (settings.SECURE_SSL_REDIRECT and not _is_secure(scope)):
            await self._application(scope, receive, send)
            return
        asked = {READ[name]: value.decode("latin-1") for name, value in scope["headers"] if name in READ}
        # A thread for the disk, which must not keep sockets waiting.
        status, headers, body = await asyncio.to_thread(_read, file, scope["method"], asked)
        await send({"type": "http.response.start", "status": status, "headers": [*headers, *self._headers]})
        await send({"type": "http.response.body", "body": body})


def _read(file: Any, method: str, asked: dict[str, str]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Whole: built assets have at most a few hundred kilobytes."""
    found = file.get_response(method, asked)
    body = b""
    if found.file is not None:
        with contextlib.closing(found.file) as opened:
            body = opened.read()
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in found.headers]
    if not any(name == b"content-length" for name, _ in headers) and found.status != HTTPStatus.NOT_MODIFIED:
        headers.append((b"content-length", str(len(body)).encode()))
    return int(found.status), headers, body


def _headers() -> dict[str, str]:
    """What Django's middleware would say, which sees none of this."""
    said = {
        **EVERYWHERE,
        HEADER: DATA_POLICY,
        "Cross-Origin-Resource-Policy": "cross-origin",  # the frame has no origin that could be the same
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    if settings.SECURE_HSTS_SECONDS:
        said["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return said


def _is_secure(scope: Any) -> bool:
    """Whether the proxy took it over https."""
    said = dict(scope["headers"]).get(b"x-forwarded-proto", b"")
    return bool(said.split(b",")[0].strip() == b"https")
