"""Addresses of opening an app, under `/api/`."""

from __future__ import annotations

from django.urls import path

from .api import SessionView

urlpatterns = [path("apps/<int:app_id>/session/", SessionView.as_view(), name="app-session")]
