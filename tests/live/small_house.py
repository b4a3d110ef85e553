"""A web process with small bounds: `python -m tests.live.small_house SERVER PORT`, for what takes minutes or thousands.

HTTP answers with the limits that were reached; sockets are Lowstream's own.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

import django

from apps.common.figures import limits_reached
from apps.live import serving
from apps.live.serving import Site, knocking

HEAD_SECONDS: Final = 2.0
BODY_SECONDS: Final = 1.0
KNOCKING_MAX: Final = 5
UNGREETED_MAX: Final = 3


async def tell(scope: Any, receive: Any, send: Any) -> None:
    """Read the body, and answer."""
    while (await receive()).get("more_body"):
        pass
    body = json.dumps(limits_reached).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


def main(server: str, port: int) -> None:
    """Serve until SIGTERM."""
    django.setup()
    from apps.live import consumer
    from lowstream import asgi

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await (tell if scope["type"] == "http" else asgi.router)(scope, receive, send)

    for name in ("HEAD_SECONDS", "BODY_SECONDS", "KNOCKING_MAX"):
        setattr(knocking, name, globals()[name])
    consumer.UNGREETED_MAX = UNGREETED_MAX  # type: ignore[misc]  # it is final, but for this
    serving.serve(server, Site(application, "127.0.0.1", port))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
