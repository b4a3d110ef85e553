"""How much a session may send and open: token buckets that outlive its sockets."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from apps.streams.core.rate import Bucket

BROADCASTS_PER_SECOND: Final = 20
BROADCASTS_BURST: Final = 40
OPENS_BURST: Final = 64  # all queries of a session, and all again after a reload
SESSIONS_MAX: Final = 10_000  # whose allowance is remembered over a reconnect; the oldest are forgotten


@dataclass(frozen=True, slots=True)
class Allowance:
    """A session's buckets."""

    sends: Bucket
    opens: Bucket


_allowances: Final[OrderedDict[str, Allowance]] = OrderedDict()


def allowance_of(session: str) -> Allowance:
    """The session's allowance, as its last socket left it."""
    if session not in _allowances:
        opens = settings.LIMIT_SESSION_OPENS_PER_SECOND
        _allowances[session] = Allowance(
            Bucket(BROADCASTS_PER_SECOND, BROADCASTS_BURST), Bucket(opens, max(OPENS_BURST, opens))
        )
    _allowances.move_to_end(session)
    if len(_allowances) > SESSIONS_MAX:
        _allowances.popitem(last=False)
    return _allowances[session]
