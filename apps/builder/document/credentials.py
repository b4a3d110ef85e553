"""Credentials in the stream queries of a document: found, so that no exported file has them, and put back.

Tokens, passwords and cookies always count; headers, query parameters, defaults, arguments, subprotocols and what is in
a message do by their names or looks. What somebody writes into a path, a script or a state is theirs to keep out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from .credential_texts import is_credential, is_written, message_without, protocols_without, url_without

_DIALLED: Final = re.compile(r"[^/?]*//[^/?]*")  # scheme, host and port

Json = dict[str, Any]  # Any: a document as JSON


def leave_out(document: Json) -> list[str]:
    """Empty every credential in the JSON of a document; return where they were, such as `queries[0].auth.token`."""
    paths: list[str] = []
    for index, query in enumerate(document.get("queries", [])):
        for path, owner, key, emptied in _credentials(query):
            owner[key] = emptied
            paths.append(f"queries[{index}].{path}")
    return paths


def put_back(document: Json, left_out: list[str], source: Json) -> list[str]:
    """Fill what a file left out from another version of the app, where the place is the same; return what is missing.

    The same place: in the query of the same name, which dials the same host, with everything around it as it was.
    """
    kept = {query["name"]: query for query in source.get("queries", [])}
    wanted = set(left_out)
    for index, query in enumerate(document.get("queries", [])):
        before = kept.get(query.get("name"))
        if before is None or _dialled(before) != _dialled(query):
            continue  # whoever wrote the file mustn't get them sent elsewhere
        for path, owner, key, emptied in _credentials(before):
            place = f"queries[{index}].{path}"
            there = _owner_at(query, path)
            whole = key in ("url", "text", "subprotocols")  # the rest of it stands in the value itself
            if place not in wanted or there is None or there.get(key) != emptied:
                continue
            if whole or {**owner, key: emptied} == there:
                there[key] = owner[key]
                wanted.discard(place)
    return [path for path in left_out if path in wanted]


def _dialled(query: Json) -> Any:  # Any: to be compared
    """Where the query's credentials go, and how it is known to be the one meant."""
    found = _DIALLED.match(query.get("url", ""))
    host = found[0] if found else ""
    chosen = [(one["name"], one["allowed"]) for one in query.get("parameters", [])] if "{{" in host else []
    return host, chosen, query.get("tls")


def _credentials(query: Json) -> Iterator[tuple[str, Json, str, Any]]:  # Any: JSON
    """Each as its path in the query, the object it stands in, its key there, and what is left without it."""
    auth = query.get("auth", {})
    is_key = is_written(auth.get("username")) and not auth.get("password")  # as some services have it
    for key in ("token", "password"):
        if is_written(auth.get(key)):
            yield f"auth.{key}", auth, key, ""
    if is_key:
        yield "auth.username", auth, "username", ""
    for group, key, emptied in (
        ("headers", "value", ""),
        ("cookies", "value", ""),
        ("query_parameters", "value", ""),
        ("parameters", "default", None),  # an empty text may not be allowed; none at all always is
        ("arguments", "value", ""),
    ):
        for index, pair in enumerate(query.get(group, [])):
            value = pair.get(key)
            if is_credential(pair.get("name", ""), value) or (group == "cookies" and is_written(value)):
                yield f"{group}[{index}].{key}", pair, key, emptied
    yield from _within("url", query, "url", url_without)
    yield from _within("subprotocols", query, "subprotocols", protocols_without)
    for path, message in _messages(query):
        kind = message.get("kind", "text")
        yield from _within(f"{path}text", message, "text", partial(message_without, kind))


def _within(path: str, owner: Json, key: str, without: Callable[[Any], Any]) -> Iterator[tuple[str, Json, str, Any]]:
    value = owner.get(key)
    if value and (emptied := without(value)) != value:
        yield path, owner, key, emptied


def _messages(query: Json) -> Iterator[tuple[str, Json]]:
    """What is sent by itself, with the beginning of its path."""
    for index, message in enumerate(query.get("on_connect", [])):
        yield f"on_connect[{index}].", message
    for index, reply in enumerate(query.get("auto_replies", [])):
        yield f"auto_replies[{index}].message.", reply["message"]
    heartbeat = query.get("keep_alive", {}).get("heartbeat")
    if heartbeat:
        yield "keep_alive.heartbeat.message.", heartbeat["message"]


def _owner_at(query: Json, path: str) -> Json | None:
    """The object that the last step of the path stands in; None where there is none."""
    value: Any = query
    for step in re.findall(r"[a-z_]+|\d+", path)[:-1]:
        try:
            value = value[int(step)] if step.isdigit() else value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value if isinstance(value, dict) else None
