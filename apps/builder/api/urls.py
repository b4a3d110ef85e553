"""Addresses under `/api/apps/`, and `/api/workspaces/<id>/secrets/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from .files import AppFileViewSet
from .looks import AppLooksViewSet
from .secrets import SecretViewSet
from .sharing import AppSharingViewSet
from .viewsets import AppViewSet

router = SimpleRouter()
router.register("apps", AppViewSet, basename="app")
router.register("apps", AppFileViewSet, basename="app-file")
router.register("apps", AppLooksViewSet, basename="app-looks")
router.register("apps", AppSharingViewSet, basename="app-sharing")

secrets = "workspaces/<int:workspace_id>/secrets/"
urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path(secrets, SecretViewSet.as_view({"get": "list", "post": "create"}), name="secrets"),
    path(f"{secrets}<str:name>/", SecretViewSet.as_view({"put": "update", "delete": "destroy"}), name="secret"),
]
