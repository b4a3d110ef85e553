"""What happens to a message once, on the server: from the upstream's frame to the rows that browsers get.

A frame is read (`Pipeline.read`: one message, of ndjson several), and each message is skipped or becomes a row, or
several (`Pipeline.pick`). A stream that picks nothing has `Pipeline.encode`: one call a frame, and numbers keep every
digit as they were written. Where something is picked, numbers are the same numbers (`lossless`), written anew.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

import orjson
from jsonpath import JSONPathError

from apps.streams.definition import FieldPick, StreamDefinition

from . import lossless
from .conversion import CONVERTERS, Converter, time_ms
from .resolve import Message
from .rules import MISSING, Finder, finder, matcher, walker

# Of one row as browsers get it; escaping can make text up to six times longer.
PAYLOAD_MAX_BYTES: Final = 1024 * 1024
ROWS_MAX: Final = 10_000  # of one frame: as many as the largest window holds
ROWS_MAX_BYTES: Final = 16 * 1024 * 1024  # of one frame: as much as the largest window holds
KEY_MAX: Final = 1_000  # characters; keys are names, not contents
SAMPLE_BYTES: Final = 200  # enough to recognise a bad message; it goes to people, not to programs

Read = tuple[object, bytes]
"""One message: parsed, and as JSON without line feeds."""


class BadMessage(ValueError):
    """A message, or a row of one, that can't be used."""

    def __init__(self, reason: str, raw: Message) -> None:
        super().__init__(reason)
        self.reason = reason
        start = raw[:SAMPLE_BYTES]
        start = start.encode("utf-8", "replace") if isinstance(start, str) else start
        self.sample = start[:SAMPLE_BYTES].decode("utf-8", "replace")


class Row(NamedTuple):
    """What becomes one message of the stream: `payload` is JSON without line feeds."""

    payload: bytes
    key: str | None = None
    time_ms: int | None = None


class Pipeline:
    """The way of a definition's messages.

    `encode` is there when each frame is one row as it is; it raises BadMessage, as `read` does. The rest is told to
    `on_bad` row by row. `tells_kinds`: text frames must come as str and binary ones as bytes; else bytes do for both.
    """

    def __init__(self, definition: StreamDefinition, on_bad: Callable[[BadMessage], None]) -> None:
        self._on_bad = on_bad
        self._format = definition.format
        self._skip = matcher(definition.skip) if definition.skip else None
        self._explode = walker(definition.explode) if definition.explode else None
        self._fields = [_Field(pick) for pick in definition.fields]
        self._key = _Place("key", definition.window.key) if definition.window.key else None
        self._time = _Place("order", definition.order.path) if definition.order else None
        self.tells_kinds = definition.format == "auto"
        self.encode: Callable[[Message], bytes] | None = None
        if not (self._skip or self._explode or self._fields or self._key or self._time):
            self.encode = _ENCODERS.get(definition.format)

    def rows(self, raw: Message) -> list[Row]:
        """The rows of a frame. Raises BadMessage when it can't be read."""
        return self.pick(self.read(raw))

    def read(self, raw: Message) -> list[Read]:
        """The messages of a frame, also for rules and replies to look at. Raises BadMessage when it can't be read."""
        if self._format == "ndjson":
            return list(islice(self._lines(raw), ROWS_MAX))
        return [_READERS[self._format](raw)]

    def pick(self, messages: Iterable[Read]) -> list[Row]:
        """The rows of the messages read."""
        rows: list[Row] = []
        room = ROWS_MAX_BYTES
        for row in self._rows(messages):
            room -= len(row.payload)
            if room < 0 or len(rows) == ROWS_MAX:
                what = f"{ROWS_MAX_BYTES:,} bytes" if room < 0 else f"{ROWS_MAX:,} rows"
                self._on_bad(BadMessage(f"it makes more than {what}; the rest of it was left out", row.payload))
                break
            rows.append(row)
        return rows

    def _lines(self, raw: Message) -> Iterator[Read]:
        for line in _bytes(raw).split(b"\n"):
            if line and not line.isspace():
                try:
                    yield _read_json(line)
                except BadMessage as bad:
                    self._on_bad(bad)

    def _rows(self, messages: Iterable[Read]) -> Iterator[Row]:
        skip, explode = self._skip, self._explode
        for message, payload in messages:
            if skip is not None and skip(message):
                continue
            if explode is None:
                yield from self._row(message, message, payload, payload)
                continue
            try:
                for node in explode(message):
                    yield from self._row(message, node, None, payload)
            except JSONPathError as error:
                self._on_bad(BadMessage(f"explode: {error.args[0]}", payload))

    def _row(self, message: object, node: object, payload: bytes | None, source: bytes) -> Iterator[Row]:
        """Yield the row of a node, or nothing once its fault is told. `payload`: the node's JSON, if it is known."""
        try:
            if self._fields:
                node = {field.alias: field.pick(node, message) for field in self._fields}
                payload = None
            if payload is None:
                payload = lossless.dumps(node)
            _check_size(payload)
            key = self._key.find_key(node) if self._key else None
            time = self._time.find_time(node) if self._time else None
        except ValueError as error:
            self._on_bad(BadMessage(str(error), source))
        else:
            yield Row(payload, key, time)


class _Field:
    __slots__ = ("_convert", "_find", "_of_message", "alias")

    def __init__(self, pick: FieldPick) -> None:
        self.alias = pick.alias
        self._find: Finder = finder(pick.path)
        self._convert: Converter | None = CONVERTERS.get(pick.type)
        self._of_message = pick.of == "message"

    def pick(self, row: object, message: object) -> object:
        """The field's value. Raises ValueError naming the field and what was found."""
        value = self._find(message if self._of_message else row)
        if value is MISSING or value is None:
            return None
        if self._convert is None:
            return value
        try:
            return self._convert(value)
        except ValueError as error:
            raise ValueError(f"the field {self.alias}: {_shown(value)} {error}") from None


class _Place:
    """Where each row's key, or its time, is found."""

    __slots__ = ("_find", "_path", "_what")

    def __init__(self, what: str, path: str) -> None:
        self._what = what
        self._path = path
        self._find = finder(path)

    def find_key(self, row: object) -> str:
        value = self._found(row)
        key = value if isinstance(value, str) else lossless.dumps(value).decode()
        if len(key) > KEY_MAX:
            raise ValueError(f"{self._what}: {self._path} finds a text of {len(key):,} characters; at most {KEY_MAX:,}")
        return key

    def find_time(self, row: object) -> int:
        value = self._found(row)
        try:
            return time_ms(value)
        except ValueError as error:
            raise ValueError(f"{self._what}: {self._path} finds {_shown(value)}, which {error}") from None

    def _found(self, row: object) -> object:
        value = self._find(row)
        if value is MISSING or value is None:
            raise ValueError(f"{self._what}: {self._path} finds nothing")
        if isinstance(value, dict | list):
            raise ValueError(f"{self._what}: {self._path} finds {_shown(value)}, which is no single value")  # noqa: TRY004
        return value


def _shown(value: object) -> str:
    try:
        text = lossless.dumps(value).decode()
    except ValueError:
        text = "a deep value"
    return text if len(text) <= 60 else f"{text[:60]}…"


# --- reading


def encode_json(raw: Message) -> bytes:
    """Check that the message is JSON and pass it on as it is: numbers keep every digit, keys their order."""
    if isinstance(raw, str):
        raw = raw.encode()
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadMessage(f"not JSON: {error}", raw) from None
    return _without_line_feeds(raw)


def encode_text(raw: Message) -> bytes:
    """Make a JSON string of the message."""
    return _text(raw)[1]


def _without_line_feeds(raw: bytes) -> bytes:
    # Valid JSON holds line feeds only as white space between tokens; batches part payloads by them.
    return raw.replace(b"\n", b" ") if b"\n" in raw else raw


def _bytes(raw: Message) -> bytes:
    return raw.encode() if isinstance(raw, str) else raw


def _check_size(payload: bytes) -> None:
    if len(payload) > PAYLOAD_MAX_BYTES:
        raise ValueError(f"over {PAYLOAD_MAX_BYTES:,} bytes once written as JSON")


def _bounded(payload: bytes, raw: Message) -> bytes:
    try:
        _check_size(payload)
    except ValueError as error:
        raise BadMessage(str(error), raw) from None
    return payload


def _read_json(raw: Message) -> Read:
    raw = _bytes(raw)
    try:
        return lossless.loads(raw), _without_line_feeds(raw)
    except ValueError as error:
        raise BadMessage(f"not JSON: {error}", raw) from None


def _text(raw: Message) -> Read:
    try:
        text = raw if isinstance(raw, str) else raw.decode()
    except UnicodeDecodeError:
        raise BadMessage("not text: invalid UTF-8", raw) from None
    return text, _bounded(orjson.dumps(text), raw)


def _binary(raw: Message) -> Read:
    raw = _bytes(raw)
    value = {"base64": b64encode(raw).decode(), "size": len(raw)}
    return value, _bounded(orjson.dumps(value), raw)


def _auto(raw: Message) -> Read:
    if isinstance(raw, bytes):
        return _binary(raw)
    try:
        return _read_json(raw)
    except BadMessage:
        return _text(raw)


_READERS: Final[dict[str, Callable[[Message], Read]]] = {
    "auto": _auto,
    "json": _read_json,
    "text": _text,
    "binary": _binary,
}
_ENCODERS: Final[dict[str, Callable[[Message], bytes]]] = {
    "auto": lambda raw: _auto(raw)[1],
    "json": encode_json,
    "text": encode_text,
    "binary": lambda raw: _binary(raw)[1],
}
