"""How many requests to the REST API one person, or one network address without a person, may make a second.

Counted over all web processes, in the cache that they share; while Redis is away each counts for itself.
Overflow policy: refuse, with 429 `rate_limited` and the seconds to wait in `Retry-After`.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from apps.common.cache import SharedCache
from apps.common.figures import reached

from .address import address_of, origin_of

if TYPE_CHECKING:  # REST framework's views read the settings, which name this module
    from rest_framework.views import APIView

BURST_SECONDS: Final = 10  # of requests at once: a studio that opens asks for some twenty things
ADDRESSES_SHARE: Final = 4  # times as many from one address, which may be a company's
CALLERS_MAX: Final = 10_000  # are remembered here; who hasn't asked for longest is forgotten, and begins anew


@dataclass(slots=True)
class _Caller:
    left: float
    at: float


@dataclass(slots=True)
class _Callers:
    """Who asked when, as far as this process knows; requests are answered in threads."""

    lock: Lock = field(default_factory=Lock)
    known: OrderedDict[str, _Caller] = field(default_factory=OrderedDict)

    def wait(self, who: str, rate: float, now: float) -> float:
        """Take a turn; the seconds until the next is due when there is none now (then none is taken)."""
        burst = rate * BURST_SECONDS
        with self.lock:
            caller = self.known.setdefault(who, _Caller(burst, now))
            self.known.move_to_end(who)
            if len(self.known) > CALLERS_MAX:
                self.known.popitem(last=False)
            caller.left = min(burst, caller.left + (now - caller.at) * rate)
            caller.at = now
            if caller.left < 1.0:
                return (1.0 - caller.left) / rate
            caller.left -= 1.0
            return 0.0


_callers: Final = _Callers()


class RequestThrottle(BaseThrottle):
    """LIMIT_REQUESTS_PER_SECOND, ten seconds' worth at once."""

    def __init__(self) -> None:
        self._wait = 0.0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether it may go on now."""
        user = request.user.pk if request.user is not None else None
        rate = float(settings.LIMIT_REQUESTS_PER_SECOND)
        if user is None:
            who, rate = f"address:{origin_of(address_of(request._request))}", rate * ADDRESSES_SHARE
        else:
            who = f"user:{user}"
        self._wait = _wait(who, rate)
        if self._wait:
            reached("requests")
        return self._wait == 0.0

    def wait(self) -> float:
        """Seconds until the next one is let through."""
        return self._wait


def forget() -> None:
    """Every caller begins anew, in this process's count."""
    with _callers.lock:
        _callers.known.clear()


def _wait(who: str, rate: float) -> float:
    shared = caches["default"]
    if isinstance(shared, SharedCache):
        wait = shared.take_turn(f"requests:{who}", rate, round(rate * BURST_SECONDS))
        if wait is not None:
            return wait
    return _callers.wait(who, rate, time.monotonic())
