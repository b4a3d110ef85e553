"""Numbers in addresses that no database can hold lead nowhere, instead of failing in whichever query meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

ID_MAX: Final = 2**63 - 1  # of a BigAutoField, in SQLite and PostgreSQL


class PossibleIds(MiddlewareMixin):
    """Answers 404 to them."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> None:
        """Raise Http404 for a number that is no id."""
        if any(isinstance(value, int) and value > ID_MAX for value in kwargs.values()):
            raise Http404
