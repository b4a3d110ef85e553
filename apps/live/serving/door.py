"""The application behind a bound on requests: how large their bodies are, and how many are answered at once.

Django reads a body whole, into a file when it is large, before any view can refuse it; and gives each request a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson

from apps.common.figures import reached
from apps.common.problems import CONTENT_TYPE
from apps.common.requests import BODY_MAX_BYTES

REQUESTS_AT_ONCE: Final = 64  # threads of one process; a request takes milliseconds, those that dial up to 24 s
# A little over what the API reads, so that it says itself what is too large where it can.
LARGEST_BODY: Final = BODY_MAX_BYTES + 64 * 1024

Application = Callable[[Any, Any, Any], Awaitable[None]]  # Any: ASGI's own types are as loose


class _TooLarge(Exception):
    """More bytes than the door lets in."""


class Door:
    """Lets requests in. Overflow policy: a body that is too large is refused with 413; further requests wait."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._places = asyncio.Semaphore(REQUESTS_AT_ONCE)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._application(scope, receive, send)

    async def _request(self, scope: Any, receive: Any, send: Any) -> None:
        size, held = 0, False

        async def read() -> Any:
            """Count the body; once it is whole, wait for a place."""
            nonlocal size, held
            message = await receive()
            if message["type"] == "http.request":
                size += len(message.get("body", b""))
                if size > LARGEST_BODY:
                    raise _TooLarge
                if not message.get("more_body", False) and not held:
                    await self._places.acquire()
                    held = True
            return message

        if _announced(scope) > LARGEST_BODY:
            await _refuse(send)
            return
        try:
            await self._application(scope, read, send)
        except _TooLarge:
            await _refuse(send)
        finally:
            if held:
                self._places.release()


def _announced(scope: Any) -> int:
    """How large the body is said to be; 0 when nothing is said."""
    for name, value in scope["headers"]:
        if name.lower() == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


async def _refuse(send: Any) -> None:
    reached("request_bytes")
    message = f"The request is larger than {BODY_MAX_BYTES:,} bytes."
    body = orjson.dumps({"code": "too_large", "message": message})
    headers = [
        (b"content-type", CONTENT_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # the rest of the body isn't read
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
