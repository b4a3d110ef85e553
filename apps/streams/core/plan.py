"""What to dial and say, worked out from a definition and what it is run with; and the stream's name."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from apps.streams.definition import Scalar, StreamDefinition, Tls, Window

from . import resolve
from .resolve import BadParameter, Message
from .rules import Matcher, matcher

__all__ = ["BadParameter", "Message", "Plan", "Reply", "Step", "plan", "stream_key"]

KEY_BYTES: Final = 15  # 120 bits: no two streams meet by chance; 24 letters in base32
_NONE: Final[Mapping[str, Scalar]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """Said on connect: once a message that `wait_for` matches has come since the step before, or at once."""

    message: Message
    wait_for: Matcher | None
    wait_seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """To a parsed message that `when` matches, `answer` makes what is sent. It may raise BadParameter (too large)."""

    when: Matcher
    answer: Callable[[object], Message]


@dataclass(frozen=True, slots=True, repr=False)  # what isn't written can't come into a log
class Plan:
    """All that the hub needs in order to dial and to talk, with nothing left to resolve.

    `secrets`: the names of those the definition refers to. Without their values (`has_secrets` False) a plan is good
    for looking at, and isn't dialled.
    `heartbeat`: a message, and the seconds between two. `ping_seconds`, `idle_seconds`, `messages_per_second`: 0: off.
    """

    url: str
    host: str
    port: int
    secure: bool
    headers: tuple[tuple[str, str], ...]
    tls: Tls
    subprotocols: tuple[str, ...]
    on_connect: tuple[Step, ...]
    auto_replies: tuple[Reply, ...]
    heartbeat: tuple[Message, float] | None
    ping_seconds: float
    idle_seconds: float
    reconnect: bool
    final_close_codes: frozenset[int]
    message_bytes: int
    messages_per_second: int
    window: Window
    secrets: frozenset[str] = frozenset()
    has_secrets: bool = True

    @property
    def needs_privacy(self) -> bool:
        """Whether what is sent is secret and anybody on the way to the upstream could read it."""
        return bool(self.secrets) and not (self.secure and self.tls.verify)


def plan(
    definition: StreamDefinition,
    params: Mapping[str, Scalar] = _NONE,
    user: Mapping[str, object] | None = None,
    secrets: Mapping[str, str] | None = None,
) -> Plan:
    """Resolve a definition. `secrets`: values by name, which only a hub has. Raises BadParameter."""
    names = definition.secrets
    bound = resolve.bind(definition, params, user, secrets)
    target = resolve.target(definition, bound)
    alive = definition.keep_alive
    heartbeat = alive.heartbeat
    return Plan(
        url=target.url,
        host=target.host,
        port=target.port,
        secure=target.secure,
        headers=resolve.headers(definition, bound),
        tls=definition.tls,
        subprotocols=resolve.subprotocols(definition, bound),
        on_connect=tuple(
            Step(resolve.message(step, bound), matcher(step.wait_for) if step.wait_for else None, step.wait_seconds)
            for step in definition.on_connect
        ),
        auto_replies=tuple(
            Reply(matcher(reply.when), resolve.answer(reply.message, bound)) for reply in definition.auto_replies
        ),
        heartbeat=(resolve.message(heartbeat.message, bound), heartbeat.seconds) if heartbeat else None,
        ping_seconds=alive.ping_seconds,
        idle_seconds=alive.idle_seconds,
        reconnect=definition.reconnect,
        final_close_codes=frozenset(definition.final_close_codes),
        message_bytes=definition.limits.message_bytes,
        messages_per_second=definition.limits.messages_per_second,
        window=definition.window,
        secrets=names,
        has_secrets=not names or secrets is not None,
    )


def stream_key(
    app_id: int,
    query_name: str,
    definition: StreamDefinition,
    identity: str,
    params: Mapping[str, Scalar] = _NONE,
    user: Mapping[str, object] | None = None,
) -> str:
    """Name the stream of a query: 24 letters that change with all that changes what the upstream sees.

    `identity` is the session's id for scope `session`, `user:<id>` for scope `user` and empty for scope `shared`.
    Of the parameters and the user, only what the definition refers to counts; of a secret its name. Raises
    BadParameter.
    """
    if (definition.scope == "shared") == bool(identity):
        raise ValueError(f"scope {definition.scope!r} with identity {identity!r}")
    bound = resolve.bind(definition, params, user)
    whole = json.dumps([app_id, query_name, identity, definition.model_dump(mode="json"), dict(bound)], sort_keys=True)
    digest = hashlib.blake2b(whole.encode(), digest_size=KEY_BYTES).digest()
    return base64.b32encode(digest).decode().lower()
