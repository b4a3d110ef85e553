"""Credentials within one text: known by the name they stand under, by their shape, or by what the message is for.

When in doubt it is one: what is left out has to be filled in again, what is not stands in somebody's repository.
"""

from __future__ import annotations

import re
from typing import Final

from apps.streams.definition import Outgoing, outgoing_bytes

_NAME: Final = re.compile(
    r"auth(?!ors?$)|cookie|token|secret|passw|passphrase|passcode|^pass$|pwd|key$|key[-_.]?id$|api[-_]?key"
    r"|credential|signature|^sign?$|hmac|session|bearer|jwt",
    re.IGNORECASE,
)
_SHAPE: Final = re.compile(r"\s*(?:(?:bearer|basic|token)\s+[^\s{]|eyJ[\w-]+\.)", re.IGNORECASE)  # eyJ: a JWT
_SCHEMES: Final = frozenset({"bearer", "basic", "token"})
_PLACEHOLDER: Final = re.compile(r"\s*([A-Za-z]+ +)?\{\{[^{}]*\}\}\s*")  # alone, or behind a scheme such as Bearer
# Beside a secret, only such words as schemes and names stand: `Token token={{ secrets.KEY }}`.
_BY_REFERENCE: Final = re.compile(r"[A-Za-z=:;,\"'_ -]{0,24}\{\{\s*secrets\.\w+\s*\}\}[A-Za-z=:;,\"'_ -]{0,24}")
_IN_URL: Final = re.compile(r"([?&])([^=&#]+)=([^&#]*)")
# A JSON string, a member's name if a colon follows; or a number long enough for a password. An open one ends the text.
_IN_JSON: Final = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|\\?\Z)(\s*:)?|(?<![\w.-])\d{4,}(?![\w.])', re.DOTALL)
_AUTHENTICATES: Final = re.compile(r"auth\w*|log[-_]?[io]n|sign[-_]?in|identify", re.IGNORECASE)
_COMMANDS: Final = frozenset("op event action type method cmd command id reqid req_id jsonrpc channel".split())
_IN_LINE: Final = re.compile(r"^([ \t]*(?:pass|auth|login|logon)[ \t]+)(\S.*)$", re.IGNORECASE | re.MULTILINE)
_PAIR: Final = re.compile(
    r"""(?<![\w.-])([\w.-]{1,80})([ ]?[:=][ ]?)(?!//)((?:(?:bearer|basic)[ ])?[^\s"'\\&,;{}]+)""", re.IGNORECASE
)
_PROTOCOL_TAIL_MIN: Final = 8  # characters: less is a version, such as "auth.v2"


def is_written(value: object) -> bool:
    """Whether a text stands there itself, rather than a placeholder for one."""
    if not isinstance(value, str) or value == "":
        return False
    return not _PLACEHOLDER.fullmatch(value) and not _BY_REFERENCE.fullmatch(value)


def is_credential(name: str, value: object) -> bool:
    """Whether a text is a credential by the name it stands under, or by its looks."""
    return is_written(value) and bool(_NAME.search(name) or _SHAPE.match(str(value)))


def url_without(url: str) -> str:
    """The URL with the credentials in its query emptied."""

    def emptied(found: re.Match[str]) -> str:
        start, name, value = found.groups()
        return f"{start}{name}=" if is_credential(name, value) else found[0]

    return _IN_URL.sub(emptied, url)


def protocols_without(protocols: list[str]) -> list[str]:
    """Without those that are credentials: a JWT, `api-key.<key>`, and what stands behind `bearer`."""
    return [one for before, one in zip(["", *protocols], protocols, strict=False) if not _is_secret(before, one)]


def message_without(kind: str, text: str) -> str:
    """The message with its credentials emptied; a binary one is emptied as a whole."""
    if kind in ("hex", "base64"):
        said = outgoing_bytes(Outgoing.model_validate({"kind": kind, "text": text})).decode("latin-1")
        return text if _text_without(said) == said else ""
    return _text_without(text)


def _text_without(text: str) -> str:
    text = _json_without(text)
    text = _IN_LINE.sub(lambda found: found[0] if "{{" in found[2] else found[1], text)

    def emptied(found: re.Match[str]) -> str:
        name, sign, value = found.groups()
        return found[1] + sign if _NAME.search(name) and value.lower() not in _SCHEMES else found[0]

    return _PAIR.sub(emptied, text)


def _json_without(text: str) -> str:
    """Read as strings one after the other: with placeholders in it, it needn't be JSON yet."""
    found = list(_IN_JSON.finditer(text))
    authenticates = any(_AUTHENTICATES.fullmatch(one[1] or "") and not one[2] for one in found)
    name = ""

    def emptied(one: re.Match[str]) -> str:
        nonlocal name
        value = one[1]
        if value is not None and one[2]:
            name = value
        elif value is None:
            return '""' if _NAME.search(name) else one[0]
        elif is_credential(name, value) or (
            authenticates
            and is_written(value)
            and name.lower() not in _COMMANDS
            and not _AUTHENTICATES.fullmatch(value)
        ):
            return '""'
        return one[0]

    return _IN_JSON.sub(emptied, text)


def _is_secret(before: str, protocol: str) -> bool:
    if "{{" in protocol:
        return False
    head, _, tail = protocol.rpartition(".")
    named = bool(_NAME.search(head)) and len(tail) >= _PROTOCOL_TAIL_MIN
    return named or bool(_SHAPE.match(protocol)) or bool(_NAME.search(before) and "." not in before)
