"""What browsers may load: a strict policy for every answer, others for the frames that run app code and custom HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponseBase

HEADER: Final = "Content-Security-Policy"


def _policy(*directives: str) -> str:
    return "; ".join(directives)


DATA_POLICY: Final = _policy(
    "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "sandbox"
)
"""Of whatever isn't a page: JSON, pictures, scripts, metrics. Opened by themselves they do nothing."""

PLAIN_POLICY: Final = _policy(
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
)
"""Of pages without the front end: signing in, errors. Complete without a request: it also stands on a 400."""


def page_policy(request: HttpRequest, nonce: str) -> str:
    """The policy of pages with the front end.

    The nonce is for style elements alone, of which CodeMirror writes one; what charts, grids and editors place they
    place by properties of elements, which no policy minds. (Chromium writes a style into lines of code that are joined,
    and complains of it in the console; the line is drawn without.) `frame-src` knows the player's address and no other.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    return _policy(
        "default-src 'none'",
        f"script-src {origin}/static/",
        f"style-src {origin}/static/ 'nonce-{nonce}'",
        f"font-src {origin}/static/",
        "img-src 'self' data: blob:",  # pictures of apps come by the API, and are shown as blobs
        "connect-src 'self'",
        f"frame-src {origin}/frame/",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",  # nothing on these pages makes code or HTML of a text
        "trusted-types 'none'",
    )


def frame_policy(request: HttpRequest) -> str:
    """The policy of `/frame/`: an opaque origin which can reach static files and the live socket, and nothing else.

    Origins are spelt out because 'self' has no dependable meaning for a document without an origin. No trusted types:
    the Worker inherits the policy, and makes code of texts, which is what it is for.
    """
    host = request.get_host()
    static = f"{request.scheme}://{host}/static/"
    socket = f"{'wss' if request.is_secure() else 'ws'}://{host}/live/"
    return _policy(
        "sandbox allow-scripts",
        "default-src 'none'",
        f"script-src {static} 'unsafe-eval' blob:",  # app code is compiled in a Worker made from a blob
        "worker-src blob:",
        f"style-src {static}",
        f"font-src {static}",
        f"img-src data: blob: {static}",
        f"connect-src {socket}",
        f"frame-src {request.scheme}://{host}/frame/html/",  # wherever a page of custom HTML tries to go
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "object-src 'none'",
    )


# No `frame-ancestors`: it would have to name the player's frame, and no expression matches an opaque origin (in
# Chromium, 'self' refuses it). Whoever else embeds the page has an empty one that waits for a port.
HTML_FRAME_POLICY: Final = _policy(
    "sandbox allow-scripts",
    "default-src 'none'",
    "script-src 'unsafe-inline'",  # the builder's own; this page is for nothing else
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    "media-src data: blob:",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "object-src 'none'",
)
"""Of `/frame/html/`."""


def allow_frames_of(response: HttpResponseBase, origins: Sequence[str]) -> None:
    """Let these sites, and no others, show the page in a frame. `origins`: as `frame-ancestors` has them."""
    response.xframe_options_exempt = True  # type: ignore[attr-defined]  # the older header knows no list of sites
    response.frame_ancestors = " ".join(origins)  # type: ignore[attr-defined]  # for the middleware, which adds the policy


def for_frames_of(policy: str, ancestors: str) -> str:
    """The policy with other sites that may show the page."""
    return re.sub("frame-ancestors [^;]*", lambda _: f"frame-ancestors {ancestors}", policy)
