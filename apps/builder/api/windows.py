"""A stream's window over REST: whose it is, which part of it is asked for, and emptying it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from redis import RedisError

from apps.accounts.models import User
from apps.builder import selectors
from apps.builder.document import StreamQuery
from apps.builder.identity import stream_of
from apps.builder.models import App
from apps.common.errors import AppError, Forbidden, SignInRequired, Unavailable
from apps.streams.bus.control import Person
from apps.streams.bus.window import WindowSlice, clear_window_sync, read_window_sync
from apps.streams.core.message import Item

from . import exports


@dataclass(frozen=True, slots=True)
class Whose:
    """Which stream of a query: who asks, in which session, with which parameters (a JSON object, or "")."""

    user: selectors.Viewer
    session_id: str
    params: str


@dataclass(frozen=True, slots=True)
class Part:
    """Which messages: after an offset; received at `since` or later, and before `until` (ms)."""

    after: int | None
    since: int | None
    until: int | None
    limit: int | None
    order: Literal["oldest", "newest"]

    def of(self, items: Sequence[Item], size: int) -> list[Item]:
        """The first `limit` after a given point, else the newest; in the order asked for."""
        since, until = self.since, self.until
        found = [i for i in items if (since is None or i.at >= since) and (until is None or i.at < until)]
        limit = min(self.limit or size, size)
        from_the_start = self.order == "oldest" and (self.after is not None or since is not None)
        found = found[:limit] if from_the_start else found[-limit:]
        return found if self.order == "oldest" else found[::-1]


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer; `file_name` when it is to be saved."""

    body: bytes
    content_type: str
    file_name: str = ""


def read_window(app: App, query: StreamQuery, whose: Whose, part: Part, form: str) -> Answer:
    """What is asked for, as `form` json, csv or ndjson.

    Raises `session_required`, `sign_in_required`, `bad_parameter` or `unavailable`.
    """
    stream, size = _stream_of(app, query, whose), query.window.size
    try:
        # Without another bound, no more is read than is given out.
        newest = size if part.since is not None or part.until is not None else min(part.limit or size, size)
        found = read_window_sync(stream, part.after, newest)
    except RedisError as error:
        raise Unavailable("The windows can't be read: Redis doesn't answer. Try again in a moment.") from error
    items = part.of(found.entries, size)
    name = f"{app.slug}-{query.name}.{form}"
    if form == "csv":
        return Answer(exports.csv_of(items), "text/csv; charset=utf-8", name)
    if form == "ndjson":
        return Answer(exports.ndjson_of(items), "application/x-ndjson", name)
    return Answer(_json(stream, found, items), "application/json")


def clear_window(app: App, query: StreamQuery, whose: Whose) -> None:
    """Empty it: a shared stream's by an editor, one's own by oneself. Raises as `read_window`, and `forbidden`."""
    if query.scope == "shared" and not selectors.may_edit(app, whose.user):
        if not isinstance(whose.user, User):
            raise SignInRequired("Sign in to clear this window.")
        raise Forbidden("Only editors of the workspace may clear a window that all viewers share.")
    stream = _stream_of(app, query, whose)
    try:
        clear_window_sync(stream)
    except RedisError as error:
        raise Unavailable("The window was not cleared: Redis doesn't answer. Try again in a moment.") from error


def _stream_of(app: App, query: StreamQuery, whose: Whose) -> str:
    user = whose.user
    person = Person(id=user.pk, email=user.email, name=user.name) if isinstance(user, User) else None
    return stream_of(app.workspace_id, app.pk, query, person, whose.session_id, _params(whose.params))[0]


def _params(text: str) -> dict[str, Any]:  # Any: `given` judges the values
    if not text:
        return {}
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        values = None
    if not isinstance(values, dict):
        raise AppError("bad_parameter", "params= must be a JSON object.")
    return values


def _json(stream: str, found: WindowSlice, items: Sequence[Item]) -> bytes:
    """Payloads go out as the hub encoded them; nothing is parsed on the way."""
    gap = None
    if found.gap is not None:
        first, last = found.gap
        gap = {"from": first, "to": last, "count": last - first + 1}
    messages = [exports.message_of(item) for item in items]
    return orjson.dumps({"stream": stream, "epoch": found.epoch, "top": found.top, "messages": messages, "gap": gap})
