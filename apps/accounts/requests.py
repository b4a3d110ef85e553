"""Whose request it is."""

from __future__ import annotations

from rest_framework.request import Request

from .models import User


def user_of(request: Request) -> User:
    """Who is signed in, where the permissions let nobody else in."""
    assert isinstance(request.user, User)
    return request.user
