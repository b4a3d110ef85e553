"""Slows down trying invitation links: so many that don't work, or so many new accounts, from one network address."""

from __future__ import annotations

from typing import Final, Literal

from django.core.cache import cache
from django.http import HttpRequest

from apps.accounts.address import address_of, origin_of

PERIOD_SECONDS: Final = 15 * 60
MOST: Final = {
    "guess": 30,  # an office behind one address, where somebody presses an old link again and again
    "account": 20,  # a course that joins together
}

What = Literal["guess", "account"]


def is_blocked(request: HttpRequest) -> bool:
    """Whether this address has to wait."""
    return any(cache.get(_key(request, what), 0) >= most for what, most in MOST.items())


def count(request: HttpRequest, what: What) -> None:
    """One more of them."""
    key = _key(request, what)
    cache.add(key, 0, PERIOD_SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # it has expired in between
        cache.set(key, 1, PERIOD_SECONDS)


def _key(request: HttpRequest, what: str) -> str:
    return f"invitation:{what}:{origin_of(address_of(request))}"
