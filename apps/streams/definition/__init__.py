"""The definition of a stream query: what a builder writes down, and all that decides what its upstream sees.

The app document embeds it (`apps.builder.document`); the hub receives it, validated, with each wish for a stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from . import target
from .base import PAIRS_MAX, SEND_MAX_BYTES, FieldFault, HeaderValue, Name, Scalar, Strict, Subprotocol
from .connection import Auth, BasicAuth, BearerAuth, Cookie, Header, NoAuth, QueryParameter, Tls
from .conversation import (
    AUTO_REPLIES_MAX,
    ON_CONNECT_MAX,
    AutoReply,
    Heartbeat,
    KeepAlive,
    OnConnectMessage,
    Outgoing,
    outgoing_bytes,
)
from .headers import fault
from .parameters import PARAMETERS_MAX, NotAllowed, Parameter, given
from .paths import JSONPath, Match, OptionalPath, Rule
from .placeholders import SECRETS_ON_SERVER, USER_FIELDS, Placeholder, mentions_secret, placeholders
from .reading import (
    FIELDS_MAX,
    MESSAGE_MAX_BYTES,
    WINDOW_DEFAULT,
    WINDOW_MAX,
    WINDOW_MAX_BYTES,
    FieldPick,
    Limits,
    MessageFormat,
    Order,
    Window,
)

__all__ = [
    "MESSAGE_MAX_BYTES",
    "PARAMETERS_MAX",
    "SEND_MAX_BYTES",
    "WINDOW_DEFAULT",
    "WINDOW_MAX",
    "WINDOW_MAX_BYTES",
    "Auth",
    "AutoReply",
    "BasicAuth",
    "BearerAuth",
    "Cookie",
    "FieldFault",
    "FieldPick",
    "Header",
    "Heartbeat",
    "JSONPath",
    "KeepAlive",
    "Limits",
    "Match",
    "MessageFormat",
    "Name",
    "NoAuth",
    "NotAllowed",
    "OnConnectMessage",
    "OptionalPath",
    "Order",
    "Outgoing",
    "Parameter",
    "Placeholder",
    "QueryParameter",
    "Rule",
    "Scalar",
    "Scope",
    "StreamDefinition",
    "Strict",
    "Tls",
    "Window",
    "given",
    "outgoing_bytes",
    "placeholders",
]

FINAL_CLOSE_CODES_MAX: Final = 50
_PORT_BEGINS: Final = re.compile(r"[a-z]+://[^/?#]*:[0-9]*", re.IGNORECASE)

Scope = Literal["session", "user", "shared"]


class StreamDefinition(Strict):
    """Everything that decides what the upstream sees and what the window holds."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2048)]
    parameters: Annotated[tuple[Parameter, ...], Field(max_length=PARAMETERS_MAX)] = ()
    query_parameters: Annotated[tuple[QueryParameter, ...], Field(max_length=PAIRS_MAX)] = ()
    headers: Annotated[tuple[Header, ...], Field(max_length=PAIRS_MAX)] = ()
    cookies: Annotated[tuple[Cookie, ...], Field(max_length=PAIRS_MAX)] = ()
    origin: HeaderValue = ""
    auth: Auth = NoAuth()
    tls: Tls = Tls()
    subprotocols: Annotated[tuple[Subprotocol, ...], Field(max_length=10)] = ()
    on_connect: Annotated[tuple[OnConnectMessage, ...], Field(max_length=ON_CONNECT_MAX)] = ()
    auto_replies: Annotated[tuple[AutoReply, ...], Field(max_length=AUTO_REPLIES_MAX)] = ()
    keep_alive: KeepAlive = KeepAlive()
    reconnect: bool = True
    final_close_codes: Annotated[
        tuple[Annotated[int, Field(ge=0, le=65_535)], ...],
        Field(max_length=FINAL_CLOSE_CODES_MAX, description="close codes of the upstream after which nobody redials"),
    ] = ()
    format: MessageFormat = "json"
    limits: Limits = Limits()
    skip: Match | None = None
    explode: OptionalPath = ""
    fields: Annotated[tuple[FieldPick, ...], Field(max_length=FIELDS_MAX)] = ()
    order: Order | None = None
    window: Window = Window()
    scope: Scope = "session"

    @field_validator("url")
    @classmethod
    def _is_websocket_url(cls, url: str) -> str:
        target.read(_sketch(url))
        return url

    @field_validator("parameters")
    @classmethod
    def _has_no_name_twice(cls, parameters: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        _refuse_twice("name", [parameter.name for parameter in parameters])
        return parameters

    @field_validator("fields")
    @classmethod
    def _has_no_alias_twice(cls, fields: tuple[FieldPick, ...]) -> tuple[FieldPick, ...]:
        _refuse_twice("alias", [field.alias for field in fields])
        return fields

    @model_validator(mode="after")
    def _refers_to_what_there_is(self) -> StreamDefinition:
        declared = {parameter.name: parameter for parameter in self.parameters}
        for where, placeholder in self.references():
            source, path = placeholder.source, placeholder.path
            if source == "message":
                if not where.startswith("auto_replies"):
                    raise FieldFault(where, f"{{{{ {placeholder} }}}} can stand in an automatic reply only")
            elif len(path) != 1:
                raise FieldFault(where, f"write {{{{ {source}.<name> }}}}, not {{{{ {placeholder} }}}}")
            elif source == "params" and path[0] not in declared:
                raise FieldFault(where, f"no parameter {path[0]!r} is declared")
            elif source == "user" and path[0] not in USER_FIELDS:
                raise FieldFault(where, f"a user has id, email and name, not {path[0]!r}")
            elif source == "user" and self.scope == "shared":
                raise FieldFault(where, f"one connection for all viewers can't use {{{{ {placeholder} }}}}")
            elif source == "secrets" and (where == "origin" or where.endswith("].name")):
                raise FieldFault(where, f"{{{{ {placeholder} }}}} can't stand here: {SECRETS_ON_SERVER}")
        for index, parameter in enumerate(self.parameters):
            for field in ("default", "allowed", "pattern"):
                if found := mentions_secret(str(getattr(parameter, field))):
                    raise FieldFault(
                        f"parameters[{index}].{field}", f"{found} reaches browsers here: {SECRETS_ON_SERVER}"
                    )
        wrong = fault(((header.name, header.value) for header in self.headers), host_allowed=True)
        if wrong is not None:
            raise FieldFault("headers", wrong)
        for placeholder in placeholders(_authority(self.url)):
            if placeholder.source == "secrets":
                raise FieldFault("url", f"{{{{ {placeholder} }}}} can't choose the host: secrets are bound to hosts")
            if placeholder.source != "params" or not declared[placeholder.path[0]].allowed:
                raise FieldFault(
                    "url", f"{{{{ {placeholder} }}}} chooses the host, so it must be a parameter with allowed values"
                )
        return self

    def references(self) -> Iterator[tuple[str, Placeholder]]:
        """Every placeholder and where it stands. Raises FieldFault for one that can't be read."""
        for where, text in self._texts():
            try:
                for placeholder in placeholders(text):
                    yield where, placeholder
            except ValueError as error:
                raise FieldFault(where, str(error)) from None

    @property
    def secrets(self) -> frozenset[str]:
        """The names of those it refers to."""
        return frozenset(placeholder.path[0] for _, placeholder in self.references() if placeholder.source == "secrets")

    def _texts(self) -> Iterator[tuple[str, str]]:
        yield "url", self.url
        yield "origin", self.origin
        for index, pair in enumerate(self.query_parameters):
            yield f"query_parameters[{index}].name", pair.name
            yield f"query_parameters[{index}].value", pair.value
        for index, header in enumerate(self.headers):
            yield f"headers[{index}].value", header.value
        for index, cookie in enumerate(self.cookies):
            yield f"cookies[{index}].value", cookie.value
        if isinstance(self.auth, BasicAuth):
            yield "auth.username", self.auth.username
            yield "auth.password", self.auth.password
        elif isinstance(self.auth, BearerAuth):
            yield "auth.token", self.auth.token
        for index, protocol in enumerate(self.subprotocols):
            yield f"subprotocols[{index}]", protocol
        for index, message in enumerate(self.on_connect):
            yield f"on_connect[{index}].text", _spoken(message)
        for index, reply in enumerate(self.auto_replies):
            yield f"auto_replies[{index}].message.text", _spoken(reply.message)
        if self.keep_alive.heartbeat is not None:
            yield "keep_alive.heartbeat.message.text", _spoken(self.keep_alive.heartbeat.message)


def _spoken(message: Outgoing) -> str:
    """The text in which placeholders count: a binary message has none."""
    return message.text if message.kind in ("text", "json") else ""


def _sketch(url: str) -> str:
    """The URL with something plain in place of each placeholder: a digit where a port stands, else a letter."""
    made, end = "", 0
    for placeholder in placeholders(url):
        made += url[end : placeholder.start]
        end = placeholder.end
        made += "1" if _PORT_BEGINS.fullmatch(made) else "x"
    return made + url[end:]


def _authority(url: str) -> str:
    rest = url.partition("://")[2]
    ends = [at for at in (rest.find("/"), rest.find("?")) if at >= 0]
    return rest[: min(ends)] if ends else rest


def _refuse_twice(field: str, names: list[str]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise FieldFault(f"[{index}].{field}", f"{name!r} stands there twice; choose another")
