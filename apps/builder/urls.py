"""Addresses of the app list, the settings, the studio, the viewer page and the sandboxed frames."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("settings/", views.settings_page, name="settings"),
    path("apps/<int:app_id>/", views.studio, name="studio"),
    path("a/<slug:slug>/", views.viewer, name="viewer"),
    path("frame/", views.frame, name="frame"),
    path("frame/html/", views.html_frame, name="html-frame"),
]
