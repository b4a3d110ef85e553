"""What the hub says to the upstream by itself: on connect, as heartbeat, in answer; and when it gives up listening."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from .base import FieldFault, OutgoingText, Strict
from .paths import Match
from .placeholders import json_pieces

ON_CONNECT_MAX: Final = 20  # a handshake and its subscriptions; more belongs into one message
AUTO_REPLIES_MAX: Final = 10
WAIT_SECONDS_MAX: Final = 60


class Outgoing(Strict):
    """One message to the upstream. `hex` and `base64` are how the bytes of a binary message are written down."""

    kind: Literal["text", "json", "hex", "base64"] = "text"
    text: OutgoingText

    @model_validator(mode="before")
    @classmethod
    def _take_plain_text(cls, value: Any) -> Any:  # Any: whatever JSON stands there
        """Read a plain string as a text message: documents of the first version have those."""
        return {"kind": "text", "text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> Outgoing:
        try:
            if self.kind in ("hex", "base64"):
                outgoing_bytes(self)
            elif self.kind == "json":
                json_pieces(self.text)
        except ValueError as error:
            raise FieldFault("text", str(error)) from None
        return self


def outgoing_bytes(message: Outgoing) -> bytes:
    """The bytes of a binary message. Raises ValueError."""
    if message.kind == "hex":
        try:
            return bytes.fromhex(message.text)
        except ValueError:
            raise ValueError("the message is not hexadecimal: write each byte with two of 0-9 and a-f") from None
    try:
        return base64.b64decode(message.text, validate=True)
    except binascii.Error:
        raise ValueError("the message is not base64: write it in A-Z, a-z, 0-9, + and /, filled up with =") from None


class OnConnectMessage(Outgoing):
    """Sent after every connect, in order. With `wait_for`, once a matching message has come after the one before.

    If none comes within `wait_seconds`, the connection is closed and tried again (code `handshake_timeout`).
    """

    wait_for: Match | None = None
    wait_seconds: Annotated[float, Field(gt=0, le=WAIT_SECONDS_MAX)] = 10


class Heartbeat(Strict):
    """A message of the application's own, sent every so many seconds while open."""

    message: Outgoing
    seconds: Annotated[float, Field(ge=1, le=3600)] = 30


class AutoReply(Strict):
    """A message that matches is answered. `{{ message }}` and `{{ message.reqid }}` stand for what came."""

    when: Match
    message: Outgoing


class KeepAlive(Strict):
    """Signs of life. 0 switches a check off."""

    ping_seconds: Annotated[
        float, Field(ge=0, le=3600, description="between WebSocket pings; unanswered for as long: given up")
    ] = 20
    idle_seconds: Annotated[
        float, Field(ge=0, le=86_400, description="without any message: closed and dialled again")
    ] = 0
    heartbeat: Heartbeat | None = None
