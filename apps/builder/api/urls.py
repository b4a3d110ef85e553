"""Addresses under `/api/apps/`."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from .files import AppFileViewSet
from .looks import AppLooksViewSet
from .sharing import AppSharingViewSet
from .viewsets import AppViewSet

router = SimpleRouter()
router.register("apps", AppViewSet, basename="app")
router.register("apps", AppFileViewSet, basename="app-file")
router.register("apps", AppLooksViewSet, basename="app-looks")
router.register("apps", AppSharingViewSet, basename="app-sharing")

urlpatterns = router.urls
