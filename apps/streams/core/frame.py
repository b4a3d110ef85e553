"""The formats: from the upstream's frame to messages, each parsed and as the JSON that browsers get."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Final

import orjson

from . import lossless
from .resolve import Message

# Of one row as browsers get it; escaping can make text up to six times longer.
PAYLOAD_MAX_BYTES: Final = 1024 * 1024
SAMPLE_BYTES: Final = 200  # enough to recognise a bad message; it goes to people, not to programs

Read = tuple[object, bytes]
"""One message: parsed, and as JSON without line feeds."""


class BadMessage(ValueError):
    """A message, or a row of one, that can't be used."""

    def __init__(self, reason: str, raw: Message) -> None:
        super().__init__(reason)
        self.reason = reason
        start = raw[:SAMPLE_BYTES]
        self.sample = (start.encode() if isinstance(start, str) else start)[:SAMPLE_BYTES].decode("utf-8", "replace")


# --- without parsing: for streams that look at nothing


def encode_json(raw: Message) -> bytes:
    """Check that the message is JSON and pass it on as it is: numbers keep every digit, keys their order."""
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadMessage(f"not JSON: {error}", raw) from None
    return _without_line_feeds(_bytes(raw))


def encode_text(raw: Message) -> bytes:
    """Make a JSON string of the message."""
    return read_text(raw)[1]


def _encode_binary(raw: Message) -> bytes:
    return _read_binary(raw)[1]


def _encode_auto(raw: Message) -> bytes:
    if isinstance(raw, bytes):
        return _encode_binary(raw)
    try:
        return encode_json(raw)
    except BadMessage:
        return encode_text(raw)


# --- with parsing: for rules, fields and replies


def read_json(raw: Message) -> Read:
    """Parse a message; its text goes on as it is."""
    raw = _bytes(raw)
    try:
        return lossless.loads(raw), _without_line_feeds(raw)
    except ValueError as error:
        raise BadMessage(f"not JSON: {error}", raw) from None


def read_text(raw: Message) -> Read:
    """Make a JSON string of the message, and keep it as a text."""
    try:
        text = raw if isinstance(raw, str) else raw.decode()
    except UnicodeDecodeError:
        raise BadMessage("not text: invalid UTF-8", raw) from None
    return text, _bounded(orjson.dumps(text), raw)


def _read_binary(raw: Message) -> Read:
    raw = _bytes(raw)
    value = {"base64": b64encode(raw).decode(), "size": len(raw)}
    return value, _bounded(orjson.dumps(value), raw)


def _read_auto(raw: Message) -> Read:
    if isinstance(raw, bytes):
        return _read_binary(raw)
    try:
        return read_json(raw)
    except BadMessage:
        return read_text(raw)


# By MessageFormat; of ndjson, `read_json` reads each line.
ENCODERS: Final[dict[str, Callable[[Message], bytes]]] = {
    "auto": _encode_auto,
    "json": encode_json,
    "text": encode_text,
    "binary": _encode_binary,
}
READERS: Final[dict[str, Callable[[Message], Read]]] = {
    "auto": _read_auto,
    "json": read_json,
    "text": read_text,
    "binary": _read_binary,
}


def check_size(payload: bytes) -> None:
    """Raise ValueError for a payload that is too large."""
    if len(payload) > PAYLOAD_MAX_BYTES:
        raise ValueError(f"over {PAYLOAD_MAX_BYTES:,} bytes once written as JSON")


def _bounded(payload: bytes, raw: Message) -> bytes:
    try:
        check_size(payload)
    except ValueError as error:
        raise BadMessage(str(error), raw) from None
    return payload


def _bytes(raw: Message) -> bytes:
    return raw.encode() if isinstance(raw, str) else raw


def _without_line_feeds(raw: bytes) -> bytes:
    # Valid JSON holds line feeds only as white space between tokens; batches part payloads by them.
    return raw.replace(b"\n", b" ") if b"\n" in raw else raw
