"""Addresses of the network rules, under `/api/`."""

from __future__ import annotations

from django.urls import path

from .api import NetworkView

urlpatterns = [path("workspaces/<int:workspace_id>/network/", NetworkView.as_view(), name="workspace-network")]
