"""Slows down guessing of passwords: so many failures from one address or for one person, then a pause."""

from __future__ import annotations

import hashlib
from typing import Final

from django.core.cache import cache

PERIOD_SECONDS: Final = 15 * 60
FAILURES_PER_PERSON: Final = 10  # a person who forgot tries a handful
FAILURES_PER_ADDRESS: Final = 50  # an office behind one address


def is_blocked(email: str, address: str) -> bool:
    """Whether sign-in by password has to wait for this person or this network address."""
    person, origin = _keys(email, address)
    counts = cache.get_many([person, origin])
    return bool(counts.get(person, 0) >= FAILURES_PER_PERSON or counts.get(origin, 0) >= FAILURES_PER_ADDRESS)


def count_failure(email: str, address: str) -> None:
    """Remember a wrong password."""
    for key in _keys(email, address):
        cache.add(key, 0, PERIOD_SECONDS)
        cache.incr(key)


def forget_failures(email: str, address: str) -> None:
    """A right password clears the person's count, not the address's."""
    cache.delete(_keys(email, address)[0])


def _keys(email: str, address: str) -> tuple[str, str]:
    # By person and address together, so that a stranger elsewhere can't lock anyone out.
    digest = hashlib.sha256(f"{email.strip().lower()}|{address}".encode()).hexdigest()
    return f"sign-in:person:{digest}", f"sign-in:address:{address}"
