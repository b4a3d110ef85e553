"""Reading a stream's window over REST."""

from __future__ import annotations

import orjson
from redis import RedisError

from apps.builder import selectors
from apps.builder.models import App
from apps.common.errors import AppError, Unavailable
from apps.streams.bus.window import WindowSlice, read_window_sync
from apps.streams.core.plan import stream_key


def window_json(
    app: App, loaded: selectors.LoadedDocument, name: str, session_id: str, after: int | None, limit: int | None
) -> bytes:
    """The answer's JSON. Payloads go out as the hub encoded them; nothing is parsed on the way.

    Raises `unknown_query`, or `session_required` for a query of scope session when there is no session.
    """
    query = loaded.query(name)
    if query.scope == "session" and not session_id:
        raise AppError(
            "session_required",
            f"Every session has its own {name!r} stream: add session=, the string that opening the app gave you.",
        )
    stream = stream_key(app.pk, name, query.definition(), session_id if query.scope == "session" else "")
    size = query.window.size
    try:
        return _encode(stream, read_window_sync(stream, after, min(limit or size, size)))
    except RedisError as error:
        raise Unavailable("The windows can't be read: Redis doesn't answer. Try again in a moment.") from error


def _encode(stream: str, found: WindowSlice) -> bytes:
    gap = None
    if found.gap is not None:
        first, last = found.gap
        gap = {"from": first, "to": last, "count": last - first + 1}
    messages = [{"offset": i.offset, "at": i.at, "data": orjson.Fragment(i.payload)} for i in found.entries]
    return orjson.dumps({"stream": stream, "epoch": found.epoch, "top": found.top, "messages": messages, "gap": gap})
