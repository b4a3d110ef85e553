"""Addresses of the audit log, under `/api/`."""

from __future__ import annotations

from django.urls import path

from .api import AuditViewSet

urlpatterns = [
    path("workspaces/<int:workspace_id>/audit/", AuditViewSet.as_view({"get": "page"}), name="audit"),
    path("workspaces/<int:workspace_id>/audit/export/", AuditViewSet.as_view({"get": "export"}), name="audit-export"),
]
