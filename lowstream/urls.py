"""All addresses of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from apps.common import pages
from apps.live.metrics import metrics

from .health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("", include("apps.accounts.urls")),
    path("", include("apps.builder.urls")),
    path("api/", include("apps.accounts.api_urls")),
    path("api/", include("apps.audit.urls")),
    path("api/", include("apps.streams.network.urls")),
    path("api/", include("apps.builder.api.urls")),
    path("api/", include("apps.live.urls")),
    path("api/", include("apps.demo.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    re_path(r"^api/", pages.not_found),  # as JSON, also with DEBUG on
]

handler400 = pages.bad_request
handler403 = pages.permission_denied
handler404 = pages.not_found
handler429 = pages.too_many  # allauth looks here
handler500 = pages.server_error
