"""Addresses of the samples, under `/api/`."""

from __future__ import annotations

from django.urls import path

from .api import SamplesView, SampleView

urlpatterns = [
    path("samples/", SamplesView.as_view(), name="samples"),
    path("samples/<slug:slug>/", SampleView.as_view(), name="sample"),
]
