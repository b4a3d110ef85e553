"""What viewers of a release are told of an upstream: the same codes, in words that name no host, address or message.

Editors, in a session of the draft, get the hub's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from apps.streams.core.state import StreamStatus

# Codes whose words are Lowstream's own and name nothing of the upstream's.
PLAIN: Final = frozenset(
    {
        *("idle", "lost", "too_large", "disconnected", "unused", "hub_stopped", "no_hub", "store_down", "store_full"),
        *("removed", "unpublished", "bad_parameter", "sign_in_required"),
    }
)
WORDS: Final[Mapping[str, str]] = {
    "hubs_full": "The server has as many streams as it can hold; this one waits for room.",
    "refused_by_guard": "The server may not connect to the upstream of this app.",
    "unresolved": "The upstream was not found.",
    "unreachable": "The upstream can't be reached.",
    "timeout": "The upstream gave no answer in time.",
    "tls": "A secure connection to the upstream could not be made.",
    "redirect": "The upstream answered with a redirect, which is not followed.",
    "not_websocket": "The upstream does not speak WebSocket.",
    "subprotocol": "The upstream chose a subprotocol that was not offered.",
    "handshake": "The handshake with the upstream failed.",
    "handshake_timeout": "The handshake with the upstream took too long.",
    "closed": "The upstream closed the connection.",
    "bad_message": "The upstream sent a message that could not be read.",
    "auto_reply": "The upstream sent a message that could not be answered.",
}
OTHERWISE: Final = "The connection to the upstream failed."
_HTTP: Final = re.compile(r"http_(\d{3})")


def status_for_viewers(status: StreamStatus) -> StreamStatus:
    """The status without what the hub found out about the upstream; the same one where it says nothing of that."""
    message = words_of(status.code, status.message)
    return status if message == status.message else status.model_copy(update={"message": message})


def error_for_viewers(body: Mapping[str, object]) -> dict[str, object]:
    """An error without the message that caused it, which has what viewers are not given of a message."""
    return {**body, "message": words_of(str(body["code"]), str(body["message"])), "sample": None}


def words_of(code: str | None, message: str | None) -> str | None:
    """What to say in place of a message."""
    if message is None or code in PLAIN:
        return message
    if match := _HTTP.fullmatch(code or ""):
        return f"The upstream refused the connection (HTTP {match[1]})."
    return WORDS.get(code or "", OTHERWISE)
