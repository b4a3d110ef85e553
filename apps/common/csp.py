"""What browsers may load: a strict policy for every page, others for the frames that run app code and custom HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponseBase

HEADER: Final = "Content-Security-Policy"

PAGE_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # editors and charts place things by style attributes
        "font-src 'self' data:",
        "img-src 'self' data: blob:",
        "frame-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    )
)


def frame_policy(request: HttpRequest) -> str:
    """The policy of `/frame/`: an opaque origin which can reach static files and the live socket, and nothing else.

    Origins are spelt out because 'self' has no dependable meaning for a document without an origin.
    """
    host = request.get_host()
    static = f"{request.scheme}://{host}/static/"
    socket = f"{'wss' if request.is_secure() else 'ws'}://{host}/live/"
    return "; ".join(
        (
            "sandbox allow-scripts",
            "default-src 'none'",
            f"script-src {static} 'unsafe-eval' blob:",  # app code is compiled in a Worker made from a blob
            "worker-src blob:",
            f"style-src {static} 'unsafe-inline'",
            f"font-src {static}",
            f"img-src data: blob: {static}",
            f"connect-src {socket}",
            f"frame-src {request.scheme}://{host}/frame/html/",  # wherever a page of custom HTML tries to go
            "frame-ancestors 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


HTML_FRAME_HEADERS: Final = {
    # No `frame-ancestors`: it would have to name the player's frame, and no expression matches an opaque origin (in
    # Chromium, 'self' refuses it). Whoever else embeds the page has an empty one that waits for a port.
    HEADER: "; ".join(
        (
            "sandbox allow-scripts",
            "default-src 'none'",
            "script-src 'unsafe-inline'",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "font-src data:",
            "media-src data: blob:",
            "connect-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-src 'none'",
        )
    ),
    # What a policy of content doesn't cover: WebRTC, and the connection that a browser opens ahead of a navigation.
    "Connection-Allowlist": "()",
    # A process of its own, so that an endless loop in it leaves the player alone.
    "Document-Isolation-Policy": "isolate-and-credentialless",
}
"""Of `/frame/html/`. Browsers that don't know the last two are left with the policy."""


def allow_frames_of(response: HttpResponseBase, origins: Sequence[str]) -> None:
    """Let these sites, and no others, show the page in a frame. `origins`: as `frame-ancestors` has them."""
    response.xframe_options_exempt = True  # type: ignore[attr-defined]  # the older header knows no list of sites
    response.frame_ancestors = " ".join(origins)  # type: ignore[attr-defined]  # for the middleware, which adds the policy


class ContentSecurityPolicy:
    """Middleware: a page that sets no policy of its own gets `PAGE_POLICY`, with the sites that may show it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, PAGE_POLICY)
        if ancestors := getattr(response, "frame_ancestors", ""):
            policy = response.headers[HEADER]
            response.headers[HEADER] = policy.replace("frame-ancestors 'self'", f"frame-ancestors {ancestors}")
        return response
