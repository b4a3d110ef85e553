"""How a connection ended, in words: whose doing it was, and the upstream's close code and reason, illegal ones too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from picows.websockets.exceptions import ConnectionClosed

from apps.streams.core.plan import Plan

from .wire import Connection

CLOSE_TOO_BIG: Final = 1009
NO_CODE: Final = 1005  # what a close frame without a code is called


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended. `final`: dialling again can't help."""

    code: str
    message: str
    final: bool = False
    lived_seconds: float = 0.0
    close_code: int | None = None
    close_reason: str | None = None


class GivenUp(Exception):
    """We end the connection, for a reason that becomes the status: `close_code` is what the upstream is told."""

    def __init__(self, code: str, message: str, close_code: int = 1000) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.close_code = close_code


def too_large(plan: Plan) -> GivenUp:
    """The upstream sent more than the limit at once."""
    return GivenUp(
        "too_large", f"The upstream sent a message of over {plan.message_bytes:,} bytes.", close_code=CLOSE_TOO_BIG
    )


def closed_by(closed: ConnectionClosed, connection: Connection, plan: Plan, lived_seconds: float) -> Ended | GivenUp:
    """What the end of a connection means. GivenUp: the library refused a message over the limit."""
    received, sent, ears = closed.rcvd, closed.sent, connection.ears
    if connection.why:
        return Ended("lost", connection.why, False, lived_seconds)
    if ears.code is not None:
        return _upstream_closed(ears.code, ears.reason, plan, lived_seconds)
    if sent is not None and sent.code == CLOSE_TOO_BIG and not closed.rcvd_then_sent:
        return too_large(plan)
    if received is not None and closed.rcvd_then_sent:
        without_code = received.code == 0 and received.reason is None
        code = NO_CODE if without_code else int(received.code)
        return _upstream_closed(code, received.reason or "", plan, lived_seconds)
    if sent is not None:
        return Ended("lost", f"The connection was given up: {sent.reason or sent.code}.", False, lived_seconds)
    return Ended("lost", "The connection to the upstream was lost.", False, lived_seconds)


def is_legal(code: int) -> bool:
    """Whether RFC 6455 and its registry let a close frame have this code."""
    return 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999


def _upstream_closed(code: int, reason: str, plan: Plan, lived_seconds: float) -> Ended:
    why = f" ({reason})" if reason else ""
    if code == NO_CODE and not reason:
        message = "The upstream closed the connection without a code."
    elif is_legal(code):
        message = f"The upstream closed the connection with code {code}{why}."
    else:
        message = f"The upstream closed the connection with code {code}, which is not a legal one{why}."
    final = code in plan.final_close_codes
    if final:
        message += " The query says not to dial again after that."
    return Ended("closed", message, final, lived_seconds, code, reason)
