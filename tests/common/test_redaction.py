"""Values are taken out of texts in every form in which they turn up there."""

from __future__ import annotations

import base64
import html
import json
import random
import string
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from apps.common.redaction import Veil

VALUES = ["s3cr3t-Value_1", "pa ss/wörd+\"'\\&=", "multi\nline\tkey", "🔑🔑 of gold", "abcd", "%25percent"]


def fully(value: str) -> str:
    return "".join(f"\\u{unit:04x}" for unit in memoryview(value.encode("utf-16-le")).cast("H"))


FORMS: dict[str, Callable[[str], str]] = {
    "plain": lambda value: value,
    "JSON": json.dumps,
    "JSON in UTF-8": lambda value: json.dumps(value, ensure_ascii=False),
    "JSON as PHP has it": lambda value: json.dumps(value).replace("/", "\\/"),
    "JSON as Go has it": lambda value: json.dumps(value).replace("&", "\\u0026").replace("+", "\\u002B"),
    "JSON in JSON": lambda value: json.dumps(json.dumps({"key": value})),
    "every letter escaped": fully,
    "percent": quote,
    "percent, all of it": lambda value: quote(value, safe=""),
    "percent in lower case": lambda value: quote(value, safe="").replace("%C3%B6", "%c3%b6"),
    "a form": quote_plus,
    "every octet percent": lambda value: "".join(f"%{octet:02x}" for octet in value.encode()),
    "Python": repr,
    "Python's bytes": lambda value: repr(value.encode()),
    "HTML": html.escape,
    "hex": lambda value: value.encode().hex(),
    "HEX": lambda value: value.encode().hex().upper(),
}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("form", FORMS)
def test_a_value_is_found_in_this_form(form: str, value: str) -> None:
    veil = Veil({"KEY": value})
    text = f"before {FORMS[form](value)} after"
    hidden = veil.text(text)
    assert "[secret KEY]" in hidden
    assert hidden.startswith("before ")
    assert hidden.endswith(" after")
    assert veil.is_in(text.encode())
    assert FORMS[form](value).strip("\"'b") not in hidden


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("before", ["", "a", "ab", "user:", "somebody:"])
@pytest.mark.parametrize("after", ["", "z", "zz"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_value_is_found_in_the_base64_of_a_longer_text(
    value: str, before: str, after: str, encode: Callable[[bytes], bytes]
) -> None:
    veil = Veil({"KEY": value})
    text = encode(f"{before}{value}{after}".encode()).decode()
    hidden = veil.text(f"Basic {text}")
    assert "[secret KEY]" in hidden
    # What is left tells no octet of the value: it decodes to what stood around it, at most.
    left = hidden.removeprefix("Basic ").split("[secret KEY]")
    for piece in left:
        assert len(piece.rstrip("=")) * 6 // 8 <= len((before + after).encode())


def test_the_pieces_that_no_encoding_changes_are_found_however_often_it_is_encoded() -> None:
    veil = Veil({"KEY": 'k"0123456789abcdef+/&='})
    twice = quote(quote('k"0123456789abcdef+/&='))
    assert veil.text(twice) == "k%2522[secret KEY]%252B/%2526%253D"
    for form in (base64.b64encode(twice.encode()).decode(), html.escape(html.escape(twice)), twice.encode().hex()):
        assert "[secret KEY]" in veil.text(form)
        assert veil.is_in(form.encode())


def test_a_longer_value_goes_before_one_that_is_part_of_it() -> None:
    veil = Veil({"SHORT": "abcd", "LONG": "xabcdx"})
    assert veil.text("xabcdx abcd") == "[secret LONG] [secret SHORT]"


def test_what_holds_no_value_stays_as_it_is() -> None:
    veil = Veil({"KEY": "s3cr3t-Value_1"})
    chance = random.Random(7)
    for _ in range(500):
        text = "".join(chance.choices(string.printable, k=200))
        assert veil.text(text) == text
        assert not veil.is_in(text.encode())
    assert veil.text("caf\\u00e9") == "caf\\u00e9"
    assert not veil.is_in(b"caf\\u00e9")


def test_no_secrets_no_work() -> None:
    veil = Veil({})
    assert not veil
    assert veil.text("a \\u0061") == "a \\u0061"
    assert not veil.is_in(b"a \\u0061")
