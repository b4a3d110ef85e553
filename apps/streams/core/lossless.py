"""JSON read and written without losing a digit: what a double or 64 bits can't hold is kept as a Decimal."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Final

import orjson

Number = int | float | Decimal

# orjson would round whole numbers beyond 64 bits, decimals of over 16 characters, and 16 digits with an exponent. What
# might have one is looked at twice: digits are counted first (a fraction of a microsecond), then the pattern says (a
# microsecond or ten).
_RUN: Final = b"0" * 17
_QUOTED_RUN: Final = b'"' + _RUN  # within a text, where nothing is rounded
_RAISED_RUN: Final = b"0" * 16 + b"e"
_DIGITS: Final = bytes.maketrans(b"123456789.E", b"0" * 10 + b"e")
_LONG: Final = re.compile(rb'(?<![0-9."])(?:[0-9]{20}|(?<=-)9[0-9]{18}|(?=[0-9.]{17})[0-9]+\.|[0-9]{16,}[eE])')
_WHOLE_DIGITS: Final = 18  # any whole number of so many digits fits into 64 bits
_DECIMAL_LENGTH: Final = 16  # 15 digits and a point: any such number comes back from a double as it was


def loads(raw: bytes) -> object:
    """Read JSON. Raises ValueError saying what is wrong."""
    value: object = orjson.loads(raw)
    runs = raw.translate(_DIGITS)
    if runs.count(_RUN) == runs.count(_QUOTED_RUN) and _RAISED_RUN not in runs:
        return value
    if _LONG.search(raw) is None:
        return value
    try:
        return json.loads(raw, parse_int=_whole, parse_float=_decimal)
    except RecursionError:
        raise ValueError("nested too deeply for its long numbers to be kept") from None
    except InvalidOperation:
        raise ValueError("a number is out of all bounds") from None


def dumps(value: object) -> bytes:
    """Write JSON without line feeds. Raises ValueError for what is nested too deeply."""
    try:
        return orjson.dumps(value, default=_digits)
    except orjson.JSONEncodeError as error:
        raise ValueError(f"can't be written as JSON: {error}") from None


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= _WHOLE_DIGITS else Decimal(text)


def _decimal(text: str) -> float | Decimal:
    return float(text) if len(text) <= _DECIMAL_LENGTH else Decimal(text)


def _digits(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value))
    raise TypeError(f"{type(value).__name__} is no JSON")
