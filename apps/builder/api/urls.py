"""Addresses under `/api/apps/`."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from .viewsets import AppViewSet

router = SimpleRouter()
router.register("apps", AppViewSet, basename="app")

urlpatterns = router.urls
