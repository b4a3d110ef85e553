"""Messages of an upstream that says a secret back, without it; JSON stays JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from apps.common.redaction import Veil

from . import lossless

_WHOLE: Final = "[secret]"  # in place of a message that can't be mended


def without_secrets(raw: bytes, veil: Veil) -> bytes:
    """The message as it is, or with `[secret NAME]` where the value of one stood."""
    if not veil.is_in(raw):
        return raw
    lines = raw.split(b"\n")
    if len(lines) > 1:
        try:
            return _json_without(raw, veil)
        except ValueError:  # JSON a line, or a text
            return b"\n".join(_line_without(line, veil) for line in lines)
    return _line_without(raw, veil)


def _line_without(line: bytes, veil: Veil) -> bytes:
    if not veil.is_in(line):
        return line
    try:
        return _json_without(line, veil)
    except ValueError:
        # What is no text goes through unharmed, but for what is taken out.
        return veil.text(line.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _json_without(raw: bytes, veil: Veil) -> bytes:
    """Raises ValueError for what isn't JSON."""
    value = lossless.loads(raw)
    try:
        mended = lossless.dumps(_without(value, veil))
    except (RecursionError, ValueError):  # too deep
        return lossless.dumps(_WHOLE)
    # A value such as `true` or `","` may be part of JSON's own signs.
    return lossless.dumps(_WHOLE) if veil.is_in(mended) else mended


def _without(value: object, veil: Veil) -> object:
    if isinstance(value, str):
        return veil.text(value)
    if isinstance(value, dict):
        return {veil.text(key): _without(inner, veil) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, veil) for inner in value]
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        written = lossless.dumps(value).decode()
        hidden = veil.text(written)
        return value if hidden == written else hidden
    return value
