"""What to dial and say, worked out from a definition; and the stream's name."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from apps.streams.definition import MessageFormat, StreamDefinition

KEY_BYTES: Final = 15  # 120 bits: no two streams meet by chance; 24 letters in base32


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the hub needs in order to dial, with nothing left to resolve."""

    url: str
    host: str
    port: int
    secure: bool
    headers: tuple[tuple[str, str], ...]
    subprotocols: tuple[str, ...]
    on_connect: tuple[str, ...]
    format: MessageFormat
    window_size: int
    reconnect: bool


def plan(definition: StreamDefinition) -> Plan:
    """Resolve a definition: query parameters are percent-encoded onto the URL, the port is made explicit."""
    parts = urlsplit(definition.url)
    added = "&".join(f"{quote(p.name, safe='')}={quote(p.value, safe='')}" for p in definition.query_parameters)
    query = "&".join(piece for piece in (parts.query, added) if piece)
    secure = parts.scheme == "wss"
    return Plan(
        url=urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, "")),
        host=parts.hostname or "",
        port=parts.port or (443 if secure else 80),
        secure=secure,
        headers=tuple((header.name, header.value) for header in definition.headers),
        subprotocols=definition.subprotocols,
        on_connect=tuple(message.text for message in definition.on_connect),
        format=definition.format,
        window_size=definition.window.size,
        reconnect=definition.reconnect,
    )


def stream_key(app_id: int, query_name: str, definition: StreamDefinition, identity: str) -> str:
    """Name the stream of a query: 24 letters that change with all that changes what the upstream sees.

    `identity` is the session's id for scope `session` and empty for scope `shared`.
    """
    if (definition.scope == "session") != bool(identity):
        raise ValueError(f"scope {definition.scope!r} with identity {identity!r}")
    whole = json.dumps([app_id, query_name, identity, definition.model_dump(mode="json")], sort_keys=True)
    digest = hashlib.blake2b(whole.encode(), digest_size=KEY_BYTES).digest()
    return base64.b32encode(digest).decode().lower()
