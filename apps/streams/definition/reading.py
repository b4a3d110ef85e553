"""What becomes of each message, once, on the server: reading, skipping, picking, ordering, keeping."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from .base import Name, Strict
from .paths import JSONPath, OptionalPath

WINDOW_DEFAULT: Final = 1_000  # enough for a chart; DESIGN's default
WINDOW_MAX: Final = 10_000  # what a browser holds and draws without strain
WINDOW_MAX_BYTES: Final = 16 * 1024 * 1024
MESSAGE_MAX_BYTES: Final = 1024 * 1024
FIELDS_MAX: Final = 100
ORDER_DELAY_MAX: Final = 10  # seconds; longer would no longer be live

MessageFormat = Literal["auto", "json", "text", "ndjson", "binary"]
"""auto: JSON if it is, else text, binary frames as binary. ndjson: one message a line. binary: `{base64, size}`."""


class FieldPick(Strict):
    """One field of a row: what the path finds first, under `alias`, as `type`.

    `time` takes seconds, milli-, micro- or nanoseconds since the Unix epoch (numbers or text; their size tells which)
    or ISO 8601, and gives milliseconds.
    `auto` leaves the value as it is. What is not found is null. `of`: where `$` stands, when an array is exploded.
    """

    path: JSONPath = "$"
    alias: Name
    type: Literal["auto", "number", "string", "boolean", "time"] = "auto"
    of: Literal["row", "message"] = "row"


class Order(Strict):
    """Deliver by a time in each row: rows wait up to `delay_seconds` for earlier ones. Later ones come as they come."""

    path: JSONPath
    delay_seconds: Annotated[float, Field(gt=0, le=ORDER_DELAY_MAX)] = 1


class Window(Strict):
    """How much of the stream Redis keeps: the tightest bound counts.

    `key`: keep only the newest row for each value found there (an upsert window); `size` then counts keys.
    `key` and `Order.path` look into the row as it is delivered, after explode and fields.
    """

    size: Annotated[int, Field(ge=1, le=WINDOW_MAX, description="messages, or keys")] = WINDOW_DEFAULT
    max_age_seconds: Annotated[int, Field(ge=0, le=7 * 86_400, description="0: no bound")] = 0
    max_bytes: Annotated[int, Field(ge=64 * 1024, le=WINDOW_MAX_BYTES)] = WINDOW_MAX_BYTES
    key: OptionalPath = ""


class Limits(Strict):
    """Bounds on what the upstream may send. A longer message closes the connection; more a second are read slower."""

    message_bytes: Annotated[int, Field(ge=1024, le=MESSAGE_MAX_BYTES)] = MESSAGE_MAX_BYTES
    messages_per_second: Annotated[int, Field(ge=0, le=1_000_000, description="0: no bound")] = 0
