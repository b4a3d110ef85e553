"""Secrets where they can't be: `{{ secrets.KEY }}` anywhere but in what the server sends to an upstream is a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from apps.streams.definition.placeholders import SECRETS_ON_SERVER, mentions_secret

from .fault import Fault

CODE_KEYS: Final = frozenset({"code", "startup"})

# Of a query: what its definition says to the upstream, which checks itself what may stand where.
_SENT: Final = re.compile(
    r"queries\[\d+\]\.(?:url|origin|auth\.\w+|subprotocols\[\d+\]|on_connect\[\d+\]\.text"
    r"|(?:headers|cookies)\[\d+\]\.value|query_parameters\[\d+\]\.(?:name|value)|parameters\[\d+\]\.\w+.*"
    r"|(?:on_connect\[\d+\]|(?:auto_replies\[\d+\]|keep_alive\.heartbeat)\.message)(?:\.text)?)"
)
# Comments and texts. An open comment goes to the end, so that one pass does.
_UNREAD: Final = re.compile(r"""//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""", re.DOTALL)
_READ: Final = re.compile(r"(?<![\w$.])secrets\s*(?:\?\.|\.|\[)\s*\w*")
_OWN: Final = re.compile(
    r"(?:\b(?:const|let|var|function|class|import)\s+|[{,(]\s*)secrets\b(?!\s*[.\[?])|\bsecrets\s*=(?!=)"
)


def secret_faults(source: Any) -> Iterator[Fault]:  # Any: whatever JSON a person sent
    """One for each text that would read a secret in a browser."""
    stack: list[tuple[str, str, Any]] = [("", "", source)]
    while stack:
        path, key, value = stack.pop()
        if isinstance(value, str):
            found = "" if "secrets" not in value or _SENT.fullmatch(path) else _mention(key, value)
            if found:
                yield Fault(path, f"{found} can't stand here: {SECRETS_ON_SERVER}")
        elif isinstance(value, dict):
            stack.extend((f"{path}.{name}" if path else name, name, inner) for name, inner in value.items())
        elif isinstance(value, list | tuple):
            stack.extend((f"{path}[{index}]", key, inner) for index, inner in enumerate(value))


def _mention(key: str, text: str) -> str:
    if found := mentions_secret(text):
        return found
    if key in CODE_KEYS:
        code = _UNREAD.sub("", text)
        if (read := _READ.search(code)) and not _OWN.search(code):
            return read[0]
    return ""
