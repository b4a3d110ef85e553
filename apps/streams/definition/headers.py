"""Which headers a handshake may carry: those of the connection itself are ours, and no value breaks out of its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .base import HEADER_MAX, HEADER_PATTERN, TOKEN_PATTERN

HEADERS_MAX_BYTES: Final = 32 * 1024  # names and values together; what nginx takes by default

# Of one connection only (RFC 9110 §7.6.1), of the body there isn't, and of the handshake, which we make ourselves.
FORBIDDEN: Final = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "http2-settings",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
FORBIDDEN_STARTS: Final = ("proxy-", "sec-websocket-")


def name_fault(name: str) -> str | None:
    """Why a header of this name can't be set; None if it can. `Host` is left to the operator: see `fault`."""
    lower = name.lower()
    if re.fullmatch(TOKEN_PATTERN, name) is None:
        return f"{name[:60]!r} is not the name of a header"
    if lower == "sec-websocket-protocol":
        return "Sec-WebSocket-Protocol can't be set; name the protocols under Subprotocols"
    if lower in FORBIDDEN or lower.startswith(FORBIDDEN_STARTS):
        return f"{name} belongs to the connection itself and can't be set"
    return None


def fault(headers: Iterable[tuple[str, str]], *, host_allowed: bool) -> str | None:
    """What is wrong with the headers as they would go out; None if nothing is. Never repeats a value."""
    size = 0
    seen_host = False
    for name, value in headers:
        found = name_fault(name)
        if found is not None:
            return found
        if name.lower() == "host":
            if not host_allowed:
                return "Host can't be set, unless the operator allows it with UPSTREAM_HOST_HEADER=on"
            if seen_host:
                return "Host can be set once only"
            seen_host = True
        if re.fullmatch(HEADER_PATTERN, value) is None:
            return f"the value of {name} has a line break, a control character or one outside Latin-1 in it"
        if len(value) > HEADER_MAX:
            return f"the value of {name} has {len(value):,} characters; at most {HEADER_MAX:,}"
        size += len(name) + len(value) + 4  # the colon, the space and the line's end
    if size > HEADERS_MAX_BYTES:
        return f"the headers have {size:,} bytes together; at most {HEADERS_MAX_BYTES:,}"
    return None
