"""What happens to a message once, on the server: from the upstream's bytes to the JSON that browsers get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import orjson

from apps.streams.definition import MessageFormat

PAYLOAD_MAX_BYTES: Final = (
    1024 * 1024
)  # of one message as browsers get it; escaping can make text up to six times longer
SAMPLE_BYTES: Final = 200  # enough to recognise a bad message; it goes to people, not to programs

Encoder = Callable[[bytes], bytes]


class BadMessage(ValueError):
    """A message that isn't of the query's format."""

    def __init__(self, reason: str, raw: bytes) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sample = raw[:SAMPLE_BYTES].decode("utf-8", "replace")


def encoder(message_format: MessageFormat) -> Encoder:
    """Return the function that turns one upstream message into JSON without line feeds, or raises BadMessage."""
    return encode_json if message_format == "json" else encode_text


def encode_json(raw: bytes) -> bytes:
    """Check that the message is JSON and pass it on as it is: numbers keep every digit, keys their order."""
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadMessage(f"not JSON: {error}", raw) from None
    # Valid JSON holds line feeds only as white space between tokens; batches part payloads by them.
    return raw.replace(b"\n", b" ") if b"\n" in raw else raw


def encode_text(raw: bytes) -> bytes:
    """Make a JSON string of the message."""
    try:
        payload = orjson.dumps(raw.decode())
    except UnicodeDecodeError:
        raise BadMessage("not text: invalid UTF-8", raw) from None
    if len(payload) > PAYLOAD_MAX_BYTES:
        raise BadMessage(f"over {PAYLOAD_MAX_BYTES} bytes once written as JSON", raw)
    return payload
