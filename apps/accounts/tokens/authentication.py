"""`Authorization: Bearer ls_…`: a program that acts for a person. Named in the settings, so it imports models late."""

from __future__ import annotations

from typing import Any

from rest_framework import authentication
from rest_framework.request import Request

from apps.common.requests import api_token


class BearerAuthentication(authentication.BaseAuthentication):
    """An API token instead of a session; it needs no CSRF token, since no browser adds it by itself.

    The scope is looked at here and not in a permission class: a view may replace its permissions.
    `request.auth` is the set of scopes the token has.
    """

    def authenticate(self, request: Request) -> tuple[Any, frozenset[str]] | None:
        """Its person and scopes, or None without a token. Raises `token_invalid` or `scope_missing`."""
        value = api_token(request)
        if not value:
            return None
        from . import scopes, services

        token = services.use(value)
        held = frozenset(token.scopes)
        match = request.resolver_match
        scopes.require(held, scopes.scope_of(match.view_name if match else "", str(request.method)))
        token.user.via = token.shown
        return token.user, held

    def authenticate_header(self, request: Request) -> str:
        """The scheme of `WWW-Authenticate`."""
        return "Bearer"
