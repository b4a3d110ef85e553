"""What every request of a signed-in person passes: when their session was last used, and "is it still you?"."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from .address import address_of
from .people import services
from .people.signing_in import methods_of

logger = logging.getLogger(__name__)

SEEN_EVERY_SECONDS: Final = 10 * 60  # so that using the site writes next to nothing
REMEMBERED_MAX: Final = 10_000  # sessions; overflow policy: forget the one noted longest ago, which is noted once more


class Seen:
    """Which sessions this process has noted lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._noted: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def is_due(self, session_key: str) -> bool:
        """Whether this session has to be noted now; from then on it counts as noted."""
        now = self._clock()
        with self._lock:
            if now - self._noted.get(session_key, -SEEN_EVERY_SECONDS) < SEEN_EVERY_SECONDS:
                return False
            self._noted[session_key] = now
            self._noted.move_to_end(session_key)
            if len(self._noted) > REMEMBERED_MAX:
                self._noted.popitem(last=False)
            return True


class People:
    """Middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._seen = Seen()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Only when somebody asked who it is: finding out takes two queries. A session that isn't listed has no methods.
        person = getattr(request, "_cached_user", None)
        key = request.session.session_key
        if key and person is not None and methods_of(request, person) and self._seen.is_due(key):
            try:
                services.note_seen(key, address_of(request), request.headers.get("User-Agent", ""))
            except DatabaseError as error:  # the answer is ready and doesn't depend on it
                logger.warning("when a session was last used was not noted: %s", error)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Ask who it is and come back by GET: allauth would keep the form, with its passwords, in the session."""
        if not isinstance(error, ReauthenticationRequired):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        methods = get_adapter().get_reauthentication_methods(request.user)
        return redirect(f"{methods[0]['url']}?{urlencode({'next': request.path})}")
