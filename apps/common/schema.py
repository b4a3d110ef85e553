"""What the OpenAPI schema says of signing in. Importing this registers it with drf-spectacular."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # spectacular left its registering untyped
    """The session's cookie, set by signing in; calls that change something also need the CSRF token."""

    target_class = "apps.common.requests.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """A cookie by name."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class ReadingSessionScheme(SessionScheme):  # type: ignore[no-untyped-call]  # spectacular left its registering untyped
    """The same cookie, for calls that change nothing."""

    target_class = "apps.common.requests.ReadingSessionAuthentication"
    name = "session_without_csrf"
