"""Addresses of signing in and out."""

from __future__ import annotations

from django.urls import path

from . import views
from .invitations.views import invitation_page

urlpatterns = [
    path("sign-in/", views.SignInView.as_view(), name="sign-in"),
    path("sign-in/<str:token>/", views.sign_in_by_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("invitations/<str:token>/", invitation_page, name="invitation"),
]
