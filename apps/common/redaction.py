"""Values that nobody must see, taken out of texts in every form in which they may turn up there.

As they are, percent-encoded, in base64 (also within a longer text, as in a Basic header), hexadecimal, and escaped as
JSON, HTML or Python write texts. In their place stands `[secret NAME]`.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote, quote_plus, unquote

SHORTEST: Final = 4  # characters; to hide what is shorter would garble everything
# Letters and digits in a row: every encoding of a text leaves them as they are, however often it is encoded. So many
# of them stand in no other text by chance.
PIECE: Final = 12

_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_PIECE: Final = re.compile(rf"[A-Za-z0-9]{{{PIECE},}}")
_LETTERS: Final = {"+/": "[A-Za-z0-9+/]", "-_": "[A-Za-z0-9_-]"}  # base64's alphabets, by their last two


def marker(name: str) -> str:
    """What stands in the place of a value."""
    return f"[secret {name}]"


class Veil:
    """Hides the values of some secrets. False when there are none."""

    def __init__(self, values: Mapping[str, str]) -> None:
        # A value that holds another is hidden first, else a piece of it would be left.
        ordered = sorted(values.items(), key=lambda item: len(item[1]), reverse=True)
        self.hidden: Final = tuple(Hidden(name, value) for name, value in ordered)
        self._marks = tuple(mark.encode() for one in self.hidden for mark in one.marks)

    def __bool__(self) -> bool:
        return bool(self.hidden)

    def text(self, text: str) -> str:
        """The text without them. Where unusual escapes hide one, it comes back with all of those undone."""
        for one in self.hidden:
            text = one.out_of(text)
        if ("\\u" in text or "%" in text) and self.hidden:
            for plain in _plainer(text):
                if any(one.is_in(plain) for one in self.hidden):
                    for one in self.hidden:
                        plain = one.out_of(plain)  # noqa: PLW2901 - one after the other
                    return plain
        return text

    def is_in(self, raw: bytes) -> bool:
        """Whether a message holds any of them. This is asked of every message of a stream that uses secrets."""
        for mark in self._marks:
            if mark in raw:
                return True
        if b"\\u" in raw or b"%" in raw:
            return any(one.is_in(text) for text in _plainer(raw.decode("utf-8", "replace")) for one in self.hidden)
        return False


class Hidden:
    """One value and its forms. `marks`: texts, one of which stands wherever the value does, in whichever form."""

    def __init__(self, name: str, value: str) -> None:
        self.key: Final = (name, value)
        self._marker = marker(name)
        pieces = set(_PIECE.findall(value)) - {value}
        literals = {form for part in (value, *pieces) for form in _forms(part) if len(form) >= SHORTEST}
        encoded = dict(found for part in (value, *pieces) for found in _in_base64(part))
        self.marks: Final = tuple(sorted({*literals, *encoded}, key=len))
        patterns = {form: re.escape(form) for form in literals} | encoded
        longest_first = sorted(patterns, key=len, reverse=True)
        self._pattern = re.compile("|".join(patterns[form] for form in longest_first))

    def is_in(self, text: str) -> bool:
        """Whether it stands there."""
        return any(mark in text for mark in self.marks)

    def out_of(self, text: str) -> str:
        """The text without it."""
        return self._pattern.sub(lambda _: self._marker, text) if self.is_in(text) else text


def _plainer(text: str) -> Iterator[str]:
    """The text without `\\u` escapes, and then without those of URLs."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two halves of a character are one
    yield plain
    yield unquote(plain)


def _forms(value: str) -> Iterator[str]:
    octets = value.encode()
    yield value
    for escaped in {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}:
        yield escaped
        yield escaped.replace("/", "\\/")
        yield json.dumps(escaped)[1:-1]  # JSON within JSON
    yield repr(value)[1:-1]
    yield repr(octets)[2:-1]
    yield html.escape(value)
    every = "".join(f"%{octet:02X}" for octet in octets)
    for percent in (quote(value, safe=""), quote(value), quote_plus(value), every):
        yield percent
        yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), percent)
    yield octets.hex()
    yield octets.hex().upper()


def _in_base64(value: str) -> Iterator[tuple[str, str]]:
    """What is sure to stand in the base64 of any text with the value in it, and a pattern of all that tells of it.

    The value may begin at any of three places of a group. The letters at its ends are made of its neighbours too.
    """
    octets = value.encode()
    for before in range(3):
        text = base64.b64encode(bytes(before) + octets).decode()
        bits = 8 * (before + len(octets))
        start, end = -(-8 * before // 6), bits // 6
        for last, letter in _LETTERS.items():
            core = text[start:end].translate(str.maketrans("+/", last))
            if len(core) >= SHORTEST:
                head = f"{letter}?" if 8 * before % 6 else ""
                tail = f"{letter}?=*" if bits % 6 else "=*"
                yield core, f"{head}{re.escape(core)}{tail}"
