"""What stands for a definition's placeholders, encoded for where they stand."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from apps.streams.definition import (
    SEND_MAX_BYTES,
    BasicAuth,
    BearerAuth,
    Outgoing,
    Placeholder,
    Scalar,
    StreamDefinition,
    given,
    outgoing_bytes,
)
from apps.streams.definition.base import COOKIE_PATTERN, HEADER_MAX, HEADER_PATTERN, TOKEN_PATTERN
from apps.streams.definition.headers import fault
from apps.streams.definition.placeholders import json_pieces, pieces
from apps.streams.definition.target import Target
from apps.streams.definition.target import read as read_url

from . import lossless

URL_MAX: Final = 16 * 1024  # characters; servers take 8 KiB or so
STAND_IN: Final = "secret"  # for each secret, where a plan is made for checking only

Message = str | bytes
"""To the upstream: a text frame or a binary one."""
Bound = Mapping[str, Scalar]
"""The value of each placeholder, under its own text such as `params.pair`."""


class BadParameter(ValueError):
    """What a query was run with can't be used; the text tells a person why."""


def bind(
    definition: StreamDefinition,
    params: Mapping[str, object],
    user: Mapping[str, object] | None,
    secrets: Mapping[str, str] | None = None,
) -> Bound:
    """The values of all that the definition refers to (but `message`). Raises BadParameter.

    `secrets`: the values of those it refers to; without them a word stands for each.
    """
    try:
        values = given(definition.parameters, params)
    except ValueError as error:
        raise BadParameter(str(error)) from None
    bound: dict[str, Scalar] = {}
    for _, placeholder in definition.references():
        if placeholder.source == "params":
            bound[str(placeholder)] = _plain(values[placeholder.path[0]])
        elif placeholder.source == "user":
            bound[str(placeholder)] = _of_user(placeholder, user)
        elif placeholder.source == "secrets":
            bound[str(placeholder)] = STAND_IN if secrets is None else secrets[placeholder.path[0]]
    return bound


def target(definition: StreamDefinition, bound: Bound) -> Target:
    """Where to dial. Values are percent-encoded, so that they never change its host or the shape of its path."""
    # The template is taken apart before it is filled in; no placeholder has a / or ? in it.
    scheme, _, rest = definition.url.partition("://")
    before, _, query = rest.partition("?")
    authority, slash, path = before.partition("/")
    host = _fill(authority, bound, _text)
    queries = [_fill(query, bound, _percent)] if query else []
    queries += [
        f"{quote(_fill(pair.name, bound, _text), safe='')}={quote(_fill(pair.value, bound, _text), safe='')}"
        for pair in definition.query_parameters
    ]
    made = f"{scheme}://{host}{_path(slash + path, bound)}{'?' if queries else ''}{'&'.join(queries)}"
    if len(made) > URL_MAX:
        raise BadParameter(f"the URL would have {len(made):,} characters; at most {URL_MAX:,}")
    if any(c in host for c in "/?#"):
        raise BadParameter(f"{host!r:.100} is not the name of a host: a path would begin within it")
    try:
        return read_url(made)
    except ValueError as error:
        if host == authority:
            raise BadParameter(str(error)) from None
        raise BadParameter(f"{host!r:.100} is not the name of a host: {error}") from None


def headers(definition: StreamDefinition, bound: Bound) -> tuple[tuple[str, str], ...]:
    """The handshake's headers. An Origin or Authorization among them is kept; all cookies make one Cookie header."""
    made = [(header.name, _header(f"the header {header.name}", header.value, bound)) for header in definition.headers]
    cookies = [value for name, value in made if name.lower() == "cookie"]
    cookies += [f"{cookie.name}={_cookie(cookie.name, cookie.value, bound)}" for cookie in definition.cookies]
    made = [(name, value) for name, value in made if name.lower() != "cookie"]
    present = {name.lower() for name, _ in made}
    for name, value in (
        ("Cookie", "; ".join(cookies)),
        ("Origin", _header("the origin", definition.origin, bound)),
        ("Authorization", _authorization(definition, bound)),
    ):
        if value and name.lower() not in present:
            made.append((name, value))
    wrong = fault(made, host_allowed=True)  # whether it is, the hub knows
    if wrong is not None:
        raise BadParameter(wrong)
    return tuple(made)


def subprotocols(definition: StreamDefinition, bound: Bound) -> tuple[str, ...]:
    """What is offered. Only a secret may stand in one."""
    made = tuple(_fill(protocol, bound, _text) for protocol in definition.subprotocols)
    for index, protocol in enumerate(made):
        if re.fullmatch(TOKEN_PATTERN, protocol) is None:
            raise BadParameter(f"the subprotocol {index + 1} would have a character that none can have, or over 128")
    return made


def message(outgoing: Outgoing, bound: Bound) -> Message:
    """A message that the definition sends by itself. Raises BadParameter if it is too large."""
    return answer(outgoing, bound)(None)


def answer(outgoing: Outgoing, bound: Bound) -> Callable[[object], Message]:
    """What makes the answer to a parsed message. It raises BadParameter for one too large, or too deep to be written.

    `{{ message.a }}` that isn't there is null in JSON and nothing in a text.
    """
    if outgoing.kind in ("hex", "base64"):
        binary = outgoing_bytes(outgoing)
        return lambda _: binary
    if outgoing.kind == "json":
        parts = [(piece, _in_string if inside else _as_json) for piece, inside in json_pieces(outgoing.text)]
    else:
        parts = [(piece, _text) for piece in pieces(outgoing.text)]

    def fill(received: object) -> str:
        try:
            made = "".join(
                piece if isinstance(piece, str) else write(_value(piece, bound, received)) for piece, write in parts
            )
        except ValueError as error:
            raise BadParameter(f"a message to the upstream {error}") from None
        size = len(made.encode())
        if size > SEND_MAX_BYTES:
            raise BadParameter(f"a message to the upstream would have {size:,} bytes; at most {SEND_MAX_BYTES:,}")
        return made

    if any(isinstance(piece, Placeholder) and piece.source == "message" for piece, _ in parts):
        return fill
    constant = fill(None)
    return lambda _: constant


# --- values


def _plain(value: Scalar) -> Scalar:
    if isinstance(value, str):
        _check_unicode(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)  # 5.0 and 5 are one number, and one stream
    return value


def _of_user(placeholder: Placeholder, user: Mapping[str, object] | None) -> Scalar:
    value = (user or {}).get(placeholder.path[0])
    if not isinstance(value, str | int):
        raise BadParameter(f"this query needs somebody signed in, since it uses {{{{ {placeholder} }}}}")
    return _plain(value)


def _check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadParameter(f"{text!r:.60} holds half a character and can't be sent") from None


def _value(placeholder: Placeholder, bound: Bound, received: object) -> object:
    if placeholder.source != "message":
        return bound[str(placeholder)]
    for step in placeholder.path:
        received = received.get(step) if isinstance(received, dict) else None
    return received


# --- how they are written


def _fill(template: str, bound: Bound, write: Callable[[object], str]) -> str:
    return "".join(piece if isinstance(piece, str) else write(bound[str(piece)]) for piece in pieces(template))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else lossless.dumps(value).decode()


def _percent(value: object) -> str:
    return quote(_text(value), safe="")


def _as_json(value: object) -> str:
    return lossless.dumps(value).decode()


def _in_string(value: object) -> str:
    return lossless.dumps(_text(value)).decode()[1:-1]


# --- the parts of the handshake


def _path(template: str, bound: Bound) -> str:
    path = _fill(template, bound, _percent)
    for before, after in zip(template.split("/"), path.split("/"), strict=True):
        if before != after and after in (".", ".."):
            raise BadParameter(f"{after!r} as a part of the URL's path would lead elsewhere")
    return path or "/"


def _header(what: str, template: str, bound: Bound) -> str:
    value = _fill(template, bound, _text)
    if re.fullmatch(HEADER_PATTERN, value) is None:
        raise BadParameter(f"{what} would have a line break, a control character or one outside Latin-1 in it")
    if len(value) > HEADER_MAX:
        raise BadParameter(f"{what} would have {len(value):,} characters; at most {HEADER_MAX:,}")
    return value


def _cookie(name: str, template: str, bound: Bound) -> str:
    value = _header(f"the cookie {name}", template, bound)
    if re.fullmatch(COOKIE_PATTERN, value) is None:
        raise BadParameter(f'the cookie {name} would have a character that no cookie can hold, such as , ; \\ or "')
    return value


def _authorization(definition: StreamDefinition, bound: Bound) -> str:
    auth = definition.auth
    if isinstance(auth, BearerAuth):
        return f"Bearer {_header('the bearer token', auth.token, bound)}"
    if not isinstance(auth, BasicAuth):
        return ""
    username, password = _fill(auth.username, bound, _text), _fill(auth.password, bound, _text)
    if ":" in username:
        raise BadParameter("a user name for basic authentication can't have a colon in it")
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"
