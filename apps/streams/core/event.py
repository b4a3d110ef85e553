"""Events of a stream that are no messages: its status, what could not be used, a cleared window.

They travel beside the batches. An event's text is `{"event":"status"|"error"|"cleared","after":<offset>,…}`: it
happened after that offset and before the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import orjson

from .state import StreamStatus

PREFIX: Final = b'{"event"'  # what tells an event from a batch


@dataclass(frozen=True, slots=True)
class Event:
    """`body`: a StreamStatus as a dict; code, message, at and sample of an error; of `cleared`, nothing.

    After `cleared`, the window has nothing any more of what came up to `after`.
    """

    kind: Literal["status", "error", "cleared"]
    after: int
    body: dict[str, object]


def status_event(after: int, status: StreamStatus) -> Event:
    """The upstream connection changed."""
    return Event("status", after, status.model_dump())


def error_event(after: int, code: str, message: str, at: int, sample: str | None) -> Event:
    """Something the upstream sent could not be used; `at` in ms."""
    return Event("error", after, {"code": code, "message": message, "at": at, "sample": sample})


def encode(event: Event) -> bytes:
    """Write an event's text."""
    return orjson.dumps({"event": event.kind, "after": event.after, "body": event.body})


def read(text: bytes) -> Event:
    """Read what `encode` wrote."""
    parts = orjson.loads(text)
    return Event(parts["event"], parts["after"], parts["body"])
