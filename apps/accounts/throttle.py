"""Slows down guessing of passwords: so many failures from one address or for one person, then a pause.

An attempt is counted before its password is looked at, so that a thousand at once gain nothing; a right one is taken
back.
The counts are in the cache that all web processes share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from .address import origin_of

PERIOD_SECONDS: Final = 15 * 60
FAILURES_PER_PERSON: Final = 10  # from one address; a person who forgot tries a handful
FAILURES_PER_ADDRESS: Final = 50  # an office behind one address
# For one person from anywhere: a botnet's guesses. Who has signed in from an address before isn't locked out by it.
FAILURES_ANYWHERE: Final = 200


@dataclass(frozen=True)
class Attempt:
    """Whether it may go on, the how-manieth it is for this person from this address, and what is new about it."""

    blocked: bool
    number: int
    just_blocked: bool = False  # the first that is refused: those after it tell nobody anything


def count_attempt(email: str, address: str, is_known: Callable[[], bool]) -> Attempt:
    """Count one more. `is_known`: whether this person has signed in from this address before; asked seldom.

    What is blocked by one count isn't added to the next: who is stopped here can't use up what Ann has elsewhere.
    """
    person, origin, anywhere = _keys(email, address)
    number = 0
    for key, most in ((origin, FAILURES_PER_ADDRESS), (person, FAILURES_PER_PERSON), (anywhere, FAILURES_ANYWHERE)):
        count = _count(key)
        if key == person:
            number = count
        if count > most and not (key == anywhere and is_known()):
            return Attempt(blocked=True, number=number, just_blocked=count == most + 1)
    return Attempt(blocked=False, number=number)


def forget_attempt(email: str, address: str) -> None:
    """A right password clears what this person did from here, and takes itself back from the other counts."""
    person, *others = _keys(email, address)
    cache.delete(person)
    for key in others:
        with suppress(ValueError):  # it expired meanwhile
            cache.decr(key)


def forget_person(email: str, address: str) -> None:
    """Who has set a new password by mail may use it at once."""
    person, _, anywhere = _keys(email, address)
    cache.delete(person)
    cache.delete(anywhere)


def _count(key: str) -> int:
    cache.add(key, 0, PERIOD_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # it expired between the two
        cache.add(key, 1, PERIOD_SECONDS)
        return 1


def _keys(email: str, address: str) -> tuple[str, str, str]:
    # By person and address together, so that a stranger elsewhere can't lock anyone out.
    origin, who = origin_of(address), email.strip().lower()
    here = hashlib.sha256(f"{who}|{origin}".encode()).hexdigest()
    anywhere = hashlib.sha256(who.encode()).hexdigest()
    return f"sign-in:person:{here}", f"sign-in:address:{origin}", f"sign-in:anywhere:{anywhere}"
