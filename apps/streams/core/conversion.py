"""A field's value as the type its builder chose. What can't be one is refused, never guessed."""

from __future__ import annotations

import re
from calendar import monthrange, timegm
from collections.abc import Callable
from decimal import Decimal
from math import isfinite, nan
from typing import Final

from . import lossless
from .rules import is_number

Converter = Callable[[object], object]

EXACT_DIGITS: Final = 15  # of a number that a double holds as it is
NUMBER_MAX: Final = 1_000  # characters
# Numbers tell their unit by their size: seconds until the year 5138, then milli-, micro- and nanoseconds.
_UNITS: Final = ((1e11, 1e-3), (1e14, 1), (1e17, 1e3), (1e20, 1e6))  # below which size: how many make a millisecond
_ISO: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?: ?(Z|z|[+-][0-9]{2}:?[0-9]{2}))?)?"
)


def number(value: object) -> object:
    """A number; the text of one becomes it, with all its digits."""
    if isinstance(value, str):
        try:
            size = _read_double(value)
        except ValueError:
            raise ValueError("is not a number") from None
        if len(value) > EXACT_DIGITS:
            return Decimal(value.strip())
        return int(size) if size.is_integer() else size
    if is_number(value):
        return value
    raise ValueError("is not a number")


def string(value: object) -> object:
    """A text; anything else as JSON writes it."""
    return value if isinstance(value, str) else lossless.dumps(value).decode()


def boolean(value: object) -> object:
    """True or false; also 1 and 0, and the texts of these."""
    if isinstance(value, bool):
        return value
    known = {"true": True, "1": True, "false": False, "0": False}
    text = value.lower() if isinstance(value, str) else str(value) if is_number(value) else ""
    if text not in known:
        raise ValueError("is neither true nor false")
    return known[text]


def time_ms(value: object) -> int:
    """Milliseconds since the Unix epoch, of a number, the text of one, or ISO 8601 (UTC unless it names a zone)."""
    if isinstance(value, str):
        try:
            return _of_number(_read_double(value))
        except ValueError:
            return _read_iso(value)
    if is_number(value):
        return _of_number(float(value))
    raise ValueError("is not a time")


CONVERTERS: Final[dict[str, Converter]] = {
    "number": number,
    "string": string,
    "boolean": boolean,
    "time": time_ms,
}


def _read_double(text: str) -> float:
    """The number that a text is, rounded to a double. Raises ValueError."""
    size = float(text) if len(text) <= NUMBER_MAX else nan
    if not isfinite(size) or "_" in text or not text.isascii():  # Python's float reads more than others call a number
        raise ValueError
    return size


def _of_number(size: float) -> int:
    for below, per_ms in _UNITS:
        if abs(size) < below:
            return round(size / per_ms)
    raise ValueError("is not a time")


def _read_iso(text: str) -> int:
    found = _ISO.fullmatch(text.strip())
    if found is None:
        raise ValueError("is not a time")
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    date = (int(year), int(month), int(day))
    clock = (int(hour or 0), int(minute or 0), int(second or 0))
    if not (date[0] > 0 and 0 < date[1] <= 12 and 0 < date[2] <= monthrange(*date[:2])[1]):
        raise ValueError("is not a day of the calendar")
    if clock[0] > 24 or clock[1] > 59 or clock[2] > 60:  # 24:00 ends a day, and leap seconds exist
        raise ValueError("is not a time of the day")
    seconds = timegm((*date, *clock))
    if zone and zone not in "Zz":
        offset = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
        seconds -= -offset if zone[0] == "-" else offset
    return seconds * 1000 + int((fraction or "").ljust(3, "0")[:3])
