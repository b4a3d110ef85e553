"""What happens to a message once, on the server: from the upstream's frame to the rows that browsers get.

A frame is read (`Pipeline.read`: one message, of ndjson several), and each message is skipped or becomes a row, or
several (`Pipeline.pick`). A stream that picks nothing has `Pipeline.encode`: one call a frame, and numbers keep every
digit as they were written. Where something is picked, numbers are the same numbers (`lossless`), written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from apps.streams.definition import FieldPick, StreamDefinition

from . import lossless
from .conversion import CONVERTERS, Converter, time_ms
from .frame import (
    ENCODERS,
    PAYLOAD_MAX_BYTES,
    READERS,
    BadMessage,
    Read,
    check_size,
    encode_json,
    encode_text,
    read_json,
)
from .paths import MISSING, Finder, TooMuch, finder, rows_at
from .resolve import Message
from .rules import matcher

__all__ = ["PAYLOAD_MAX_BYTES", "BadMessage", "Pipeline", "Read", "Row", "encode_json", "encode_text"]

ROWS_MAX: Final = 10_000  # of one frame: as many as the largest window holds
ROWS_MAX_BYTES: Final = 16 * 1024 * 1024  # of one frame: as much as the largest window holds
KEY_MAX: Final = 1_000  # characters; keys are names, not contents
SHOWN: Final = 60  # characters of a wrong value; enough to recognise it


class Row(NamedTuple):
    """What becomes one message of the stream: `payload` is JSON without line feeds."""

    payload: bytes
    key: str | None = None
    time_ms: int | None = None


class Pipeline:
    """The way of a definition's messages.

    `encode` is there when each frame is one row as it is; it raises BadMessage, as `read` does. Bad lines and bad rows
    are told to `on_bad` one by one. `tells_kinds`: text frames must come as str, binary ones as bytes; else bytes do.
    """

    def __init__(self, definition: StreamDefinition, on_bad: Callable[[BadMessage], None]) -> None:
        self._on_bad = on_bad
        self._format = definition.format
        self._skip = matcher(definition.skip) if definition.skip else None
        self._explode = rows_at(definition.explode) if definition.explode else None
        self._fields = [_Field(pick) for pick in definition.fields]
        self._key = _Place("key", definition.window.key) if definition.window.key else None
        self._time = _Place("order", definition.order.path) if definition.order else None
        self.tells_kinds = definition.format == "auto"
        looks = self._skip or self._explode or self._fields or self._key or self._time
        self.encode: Callable[[Message], bytes] | None = None if looks else ENCODERS.get(definition.format)

    def rows(self, raw: Message) -> list[Row]:
        """The rows of a frame. Raises BadMessage when it can't be read."""
        return self.pick(self.read(raw))

    def read(self, raw: Message) -> list[Read]:
        """The messages of a frame, also for rules and replies to look at. Raises BadMessage when it can't be read."""
        if self._format == "ndjson":
            return self._lines(raw.encode() if isinstance(raw, str) else raw)
        return [READERS[self._format](raw)]

    def pick(self, messages: Iterable[Read]) -> list[Row]:
        """The rows of the messages read."""
        skip, explodes = self._skip, self._explode is not None
        rows: list[Row] = []
        places, room = ROWS_MAX, ROWS_MAX_BYTES
        for message, source in messages:
            if skip is not None and skip(message):
                continue
            for node in self._exploded(message, source) if explodes else (message,):
                if places == 0 or room < 0:
                    self._leave_out(source)
                    return rows
                places -= 1
                try:
                    row = self._row(node, message, None if explodes else source)
                    room -= len(row.payload)
                    check_size(row.payload)
                except ValueError as error:
                    self._on_bad(BadMessage(str(error), source))
                else:
                    rows.append(row)
        return rows

    def _lines(self, raw: bytes) -> list[Read]:
        read: list[Read] = []
        for line in raw.split(b"\n"):
            if not line or line.isspace():
                continue
            if len(read) == ROWS_MAX:
                self._leave_out(line)
                break
            try:
                read.append(read_json(line))
            except BadMessage as bad:
                self._on_bad(bad)
        return read

    def _exploded(self, message: object, source: bytes) -> Iterator[object]:
        assert self._explode is not None
        try:
            yield from self._explode(message)
        except TooMuch as error:
            self._on_bad(BadMessage(f"explode: {error}", source))

    def _row(self, node: object, message: object, payload: bytes | None) -> Row:
        """The row of a node. `payload`: the node's JSON, where it is known. Raises ValueError."""
        if self._fields:
            node = {field.alias: field.pick(node, message) for field in self._fields}
            payload = None
        return Row(
            lossless.dumps(node) if payload is None else payload,
            self._key.key_of(node) if self._key else None,
            self._time.time_of(node) if self._time else None,
        )

    def _leave_out(self, source: bytes) -> None:
        bound = f"{ROWS_MAX:,} rows or {ROWS_MAX_BYTES:,} bytes"
        self._on_bad(BadMessage(f"it makes more than {bound}; what is beyond was left out", source))


class _Field:
    """One field of each row."""

    __slots__ = ("_convert", "_find", "_of_message", "alias")

    def __init__(self, pick: FieldPick) -> None:
        self.alias = pick.alias
        self._find: Finder = finder(pick.path)
        self._convert: Converter | None = CONVERTERS.get(pick.type)
        self._of_message = pick.of == "message"

    def pick(self, row: object, message: object) -> object:
        """Its value. Raises ValueError naming the field and what was found."""
        value = self._find(message if self._of_message else row)
        if value is MISSING or value is None:
            return None
        if self._convert is None:
            return value
        try:
            return self._convert(value)
        except ValueError as error:
            raise ValueError(f"field {self.alias}: {_shown(value)} {error}") from None


class _Place:
    """Where each row's key, or its time, stands."""

    __slots__ = ("_find", "_path", "_what")

    def __init__(self, what: str, path: str) -> None:
        self._what = what
        self._path = path
        self._find = finder(path)

    def key_of(self, row: object) -> str:
        """The value found, as text. Raises ValueError."""
        value = self._found(row)
        key = value if isinstance(value, str) else lossless.dumps(value).decode()
        if len(key) > KEY_MAX:
            raise ValueError(f"{self._what}: {self._path} finds a text of {len(key):,} characters; at most {KEY_MAX:,}")
        return key

    def time_of(self, row: object) -> int:
        """The time found, in ms. Raises ValueError."""
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
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
