"""Log lines for people (text) or for programs (JSON), with what they are about as fields, and never with a secret.

A line is about what its message begins with (`stream %s: …`, `session %s: …`, `hub %s: …`, `app %s: …`), what `extra`
says, and what `about` was told for the task it comes from.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar, Final
from urllib.parse import unquote, urlsplit

import orjson

from .redaction import Hidden, Veil

FIELDS: Final = ("stream", "session", "app", "query", "hub")
SECRET_MIN_LENGTH: Final = 6  # what is shorter is part of ordinary words
HIDDEN: Final = "…"
VEILED_MAX: Final = (
    500  # values, of one process; drop oldest. A hub uses some dozens, and each costs every line a little
)

_about: Final[ContextVar[dict[str, Any]]] = ContextVar("about", default={})  # noqa: B039 - replaced, never changed
_SUBJECT: Final = re.compile(r"(stream|session|hub|app) %s: ")
_SECRETS: Final = (
    (re.compile(r"(\w+://)[^\s/@'\"]*@"), rf"\1{HIDDEN}@"),  # user and password of an address
    (re.compile(r"(\b(?:wss?|https?)://[^\s?'\"]+)\?[^\s'\"]+"), rf"\1?{HIDDEN}"),  # its query: many put keys there
    (re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:key|token))(['\"]?\s*[:=,]\s*)[^\n]+"),
     rf"\1\2{HIDDEN}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {HIDDEN}"),
)  # fmt: skip


def keep_out(veil: Veil) -> None:
    """From now on no line of this process has these values in it: those of secrets, once a hub has read them.

    They are kept as long as the process lives: a traceback may come long after the dial. Whoever could read them here
    could as well read the keys of all secrets.
    """
    wanted, present = {one.key: one for one in veil.hidden}, Discreet.veiled
    if not wanted.keys() <= present.keys():
        merged = {**{key: one for key, one in present.items() if key not in wanted}, **wanted}
        Discreet.veiled = dict(list(merged.items())[-VEILED_MAX:])


def about(**fields: object) -> None:
    """What the current task's lines, and those of tasks it starts from now on, are about."""
    _about.set({**_about.get(), **fields})


def secrets_of(*values: str) -> tuple[str, ...]:
    """The settings' values that must never be written; of a URL its password."""
    found: set[str] = set()
    for value in values:
        if "://" in value:
            password = urlsplit(value).password or ""
            found |= {password, unquote(password)}
        else:
            found.add(value)
    return tuple(sorted((each for each in found if len(each) >= SECRET_MIN_LENGTH), key=len, reverse=True))


class Discreet(logging.Formatter):
    """What both formats have in common."""

    veiled: ClassVar[dict[tuple[str, str], Hidden]] = {}  # replaced, never changed: other threads write lines meanwhile

    def __init__(self, fmt: str | None = None, secrets: Iterable[str] = ()) -> None:
        super().__init__(fmt)
        self._secrets = tuple(secrets)

    def hide(self, text: str) -> str:
        """The text without what must not be written."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for one in self.veiled.values():
            text = one.out_of(text)
        for pattern, instead in _SECRETS:
            text = pattern.sub(instead, text)
        return text

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """What a record is about."""
        found = dict(_about.get())
        if (subject := _subject_of(record)) and isinstance(record.args, tuple):
            found[subject] = record.args[0]
        found |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        return {name: found[name] for name in FIELDS if found.get(name) not in (None, "")}


class Text(Discreet):
    """`time LEVEL logger [app=1 query=ticker]: message`; what the message names itself isn't said twice."""

    def format(self, record: logging.LogRecord) -> str:
        subject = _subject_of(record)
        rest = [f"{name}={value}" for name, value in self.fields(record).items() if name != subject]
        record.about = f" [{' '.join(rest)}]" if rest else ""
        return self.hide(super().format(record))


class Json(Discreet):
    """One object a line: time (ISO 8601, UTC), level, logger, message, the fields, and `exception` (a traceback)."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.hide(record.getMessage()),
            **{name: value if isinstance(value, int) else str(value) for name, value in self.fields(record).items()},
        }
        if record.exc_info:
            line["exception"] = self.hide(self.formatException(record.exc_info))
        return orjson.dumps(line).decode()


def _subject_of(record: logging.LogRecord) -> str:
    """Which field the message begins with; '' when it begins with none."""
    found = _SUBJECT.match(record.msg) if isinstance(record.msg, str) else None
    return found[1] if found else ""
