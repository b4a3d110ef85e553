"""Credentials in the stream queries of a document: found, so that no exported file has them, and put back.

Tokens, passwords and cookies always count; headers, query parameters, defaults and members of a message do by their
names. What somebody writes into a path, a script or a state is theirs to keep out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

_NAME: Final = re.compile(
    r"auth(?!ors?$)|cookie|token|secret|passw|pwd|api[-_]?key|access[-_]?key|credential|signature|session",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(r"\s*([A-Za-z]+ +)?\{\{[^{}]*\}\}\s*")  # alone, or behind a scheme such as Bearer
_IN_URL: Final = re.compile(r"([?&])([^=&#]+)=([^&#]*)")
_IN_JSON: Final = re.compile(r'("([^"\\]{1,80})"\s*:\s*")((?:[^"\\]|\\.)*)"')

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

    The same place: in the query of the same name, with everything around it as it was.
    """
    kept = {query["name"]: list(_credentials(query)) for query in source.get("queries", [])}
    wanted = set(left_out)
    for index, query in enumerate(document.get("queries", [])):
        for path, owner, key, emptied in kept.get(query.get("name"), ()):
            place = f"queries[{index}].{path}"
            there = _owner_at(query, path)
            whole = key in ("url", "text")  # the rest of it stands in the value itself
            if place not in wanted or there is None or there.get(key) != emptied:
                continue
            if whole or {**owner, key: emptied} == there:
                there[key] = owner[key]
                wanted.discard(place)
    return [path for path in left_out if path in wanted]


def _credentials(query: Json) -> Iterator[tuple[str, Json, str, str | None]]:
    """Each as its path in the query, the object it stands in, its key there, and what is left without it."""
    auth = query.get("auth", {})
    for key in ("token", "password"):
        if _is_written(auth.get(key)):
            yield f"auth.{key}", auth, key, ""
    for group, key, emptied in (
        ("headers", "value", ""),
        ("cookies", "value", ""),
        ("query_parameters", "value", ""),
        ("parameters", "default", None),  # an empty text may not be allowed; none at all always is
    ):
        for index, pair in enumerate(query.get(group, [])):
            if _is_written(pair.get(key)) and (group == "cookies" or _NAME.search(pair.get("name", ""))):
                yield f"{group}[{index}].{key}", pair, key, emptied
    yield from _in_text("url", query, "url", lambda text: _IN_URL.sub(_url_member, text))
    for path, message in _messages(query):
        yield from _in_text(f"{path}text", message, "text", lambda text: _IN_JSON.sub(_json_member, text))


def _in_text(path: str, owner: Json, key: str, empty: Callable[[str], str]) -> Iterator[tuple[str, Json, str, str]]:
    text = owner.get(key, "")
    if (emptied := empty(text)) != text:
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


def _is_written(value: object) -> bool:
    """Whether a text stands there itself, rather than a placeholder for one."""
    return isinstance(value, str) and value != "" and not _PLACEHOLDER.fullmatch(value)


def _url_member(found: re.Match[str]) -> str:
    start, name, value = found.groups()
    return f"{start}{name}=" if _NAME.search(name) and _is_written(value) else found[0]


def _json_member(found: re.Match[str]) -> str:
    start, name, value = found.groups()
    return f'{start}"' if _NAME.search(name) and _is_written(value) else found[0]


def _owner_at(query: Json, path: str) -> Json | None:
    """The object that the last step of the path stands in; None where there is none."""
    value: Any = query
    for step in re.findall(r"[a-z_]+|\d+", path)[:-1]:
        try:
            value = value[int(step)] if step.isdigit() else value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value if isinstance(value, dict) else None
