"""Serves the built front end: WhiteNoise's choice of file and headers, with a body that suits ASGI.

WhiteNoise answers with a synchronous file stream, which Django can only consume with a warning (and whole) under ASGI.
The files are built assets of at most a few megabytes, so they are read whole here.
"""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

logger = logging.getLogger(__name__)


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc] # WhiteNoise has no types
    """Middleware: answers what lies under STATIC_URL itself and leaves the rest alone."""

    def add_files(self, root: str | Path, prefix: str | None = None) -> None:
        """A front end that isn't built yet is a remark in the log, not a failure of everything else."""
        if Path(root).is_dir():
            super().add_files(root, prefix)
        else:
            logger.warning("No front end at %s; `make setup` builds it.", root)

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:  # Any: WhiteNoise has no types
        """The whole file, or the part that was asked for, with WhiteNoise's headers."""
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with contextlib.closing(found.file) as file:
                body = file.read()
        response = HttpResponse(body, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
