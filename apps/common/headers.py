"""What every answer tells browsers: its policy, and what the site has no use for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

from .csp import DATA_POLICY, HEADER, PLAIN_POLICY, for_frames_of

# What pages and frames may ask the viewer or the machine for: nothing but the clipboard, and that only the page around
# an app. Names that browsers know; each further one is a warning in their console.
PERMISSIONS: Final = ", ".join(
    (
        *(
            f"{name}=()"
            for name in (
                *("accelerometer", "ambient-light-sensor", "autoplay", "bluetooth", "browsing-topics", "camera"),
                *("display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope"),
                *("hid", "idle-detection", "keyboard-map", "local-fonts", "magnetometer", "microphone", "midi"),
                *("otp-credentials", "payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access"),
                *("sync-xhr", "usb", "window-management", "xr-spatial-tracking"),
            )
        ),
        "clipboard-read=(self)",
        "clipboard-write=(self)",
    )
)
EVERYWHERE: Final = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",  # or the names in an app's links would be looked up unasked
}

SANDBOX_HEADERS: Final = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # it names, or is of one build with, files that the next build replaces
}
"""Of both frames, beside their policies."""


def frame_headers(request: HttpRequest) -> dict[str, str]:
    """Of `/frame/`, beside its policy, which doesn't cover WebRTC, nor what a browser connects to ahead of its use."""
    socket = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/live/"
    return {**SANDBOX_HEADERS, "Connection-Allowlist": f'(response-origin "{socket}")'}


HTML_FRAME_HEADERS: Final = {
    **SANDBOX_HEADERS,
    # What a policy of content doesn't cover: WebRTC, and the connection that a browser opens ahead of a navigation.
    "Connection-Allowlist": "()",
    # A process of its own, so that an endless loop in it leaves the player alone.
    "Document-Isolation-Policy": "isolate-and-credentialless",
}
"""Of `/frame/html/`. Browsers that don't know the last two are left with the policy."""


class BrowserHeaders:
    """Middleware: an answer that says nothing of its own gets these. Stands before whatever answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        page = response.headers.get("Content-Type", "").startswith("text/html")
        response.headers.setdefault(HEADER, PLAIN_POLICY if page else DATA_POLICY)
        if ancestors := getattr(response, "frame_ancestors", ""):
            response.headers[HEADER] = for_frames_of(response.headers[HEADER], ancestors)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        return response
