"""The definition of a stream query: what a builder writes down, and all that decides what its upstream sees.

The app document embeds it (`apps.builder.document`); the hub receives it, validated, with each wish for a stream.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

WINDOW_DEFAULT: Final = 1_000  # enough for a chart; DESIGN's default
WINDOW_MAX: Final = 10_000  # what a browser holds and draws without strain
ON_CONNECT_MAX: Final = 20  # a handshake and its subscriptions; more belongs into one message
SEND_MAX_BYTES: Final = 64 * 1024  # one message to the upstream, broadcast or sent on connect
PAIRS_MAX: Final = 50  # headers or query parameters

Scope = Literal["session", "shared"]
MessageFormat = Literal["json", "text"]

HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$")]
HeaderValue = Annotated[str, StringConstraints(pattern=r"^[\t\x20-\x7e\x80-\xff]*$", max_length=8192)]
Subprotocol = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$")]
OutgoingText = Annotated[str, StringConstraints(max_length=SEND_MAX_BYTES)]


class Strict(BaseModel):
    """A part of a document: unknown keys are faults, not surprises."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class QueryParameter(Strict):
    """One `name=value` appended to the URL's query string, percent-encoded."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    value: Annotated[str, StringConstraints(max_length=4096)] = ""


class Header(Strict):
    """One HTTP header of the opening handshake."""

    name: HeaderName
    value: HeaderValue = ""


class Window(Strict):
    """How much of the stream Redis keeps."""

    size: Annotated[int, Field(ge=1, le=WINDOW_MAX, description="messages")] = WINDOW_DEFAULT


class StreamDefinition(Strict):
    """Everything that decides what the upstream sees and what the window holds."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2048)]
    query_parameters: Annotated[tuple[QueryParameter, ...], Field(max_length=PAIRS_MAX)] = ()
    headers: Annotated[tuple[Header, ...], Field(max_length=PAIRS_MAX)] = ()
    subprotocols: Annotated[tuple[Subprotocol, ...], Field(max_length=10)] = ()
    on_connect: Annotated[
        tuple[OutgoingText, ...],
        Field(max_length=ON_CONNECT_MAX, description="texts sent in order after every connect"),
    ] = ()
    format: MessageFormat = "json"
    window: Window = Window()
    reconnect: bool = True
    scope: Scope = "session"

    @field_validator("url")
    @classmethod
    def _is_websocket_url(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ValueError(f"{url!r} is not a URL: {error}") from None
        if parts.scheme not in ("ws", "wss"):
            raise ValueError(f"{url!r} must start with ws:// or wss://")
        if not parts.hostname:
            raise ValueError(f"{url!r} names no host")
        if parts.username is not None or parts.password is not None:
            raise ValueError("put credentials in a header, not in the URL")
        if port == 0:
            raise ValueError("port 0 can't be dialled")
        if parts.fragment or url.endswith("#"):
            raise ValueError("a WebSocket URL has no #fragment")
        if any(c.isspace() or ord(c) < 0x20 for c in url):
            raise ValueError("the URL has white space in it")
        return url
