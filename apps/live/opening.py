"""From a query, its parameters and who runs it to the stream that is theirs; refused before anything is wished for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apps.builder.document import StreamQuery
from apps.common.errors import AppError
from apps.streams.bus.control import Person, Wish
from apps.streams.core.plan import BadParameter, plan, stream_key
from apps.streams.definition import Scalar, StreamDefinition, given

from .protocol import User
from .subscription import Terms
from .tokens import Claims


@dataclass(frozen=True, slots=True)
class Opening:
    """What to wish for, and how it is followed."""

    stream: str
    wish: Wish
    terms: Terms


def opening(claims: Claims, user: User | None, query: StreamQuery, params: Mapping[str, Scalar | None]) -> Opening:
    """Raises AppError `bad_parameter` or `sign_in_required`."""
    definition = query.definition()
    refers_to_user = any(placeholder.source == "user" for _, placeholder in definition.references())
    if user is None and (refers_to_user or definition.scope == "user"):
        raise AppError("sign_in_required", f"The query {query.name!r} is each person's own: sign in to run it.")
    person = Person(id=user.id, email=user.email, name=user.name) if user is not None and refers_to_user else None
    facts = None if person is None else person.model_dump()
    try:
        values = given(definition.parameters, params)
        plan(definition, values, facts)
        stream = stream_key(claims.app_id, query.name, definition, _identity(claims, definition), values, facts)
    except (BadParameter, ValueError) as error:
        raise AppError("bad_parameter", f"The query {query.name!r} can't run: {error}.") from None
    wish = Wish(app=claims.app_id, query=query.name, definition=definition, params=values, user=person)
    window = definition.window
    terms = Terms(query.name, definition.scope, window.size, window.max_age_seconds, query.delivery, dict(params))
    return Opening(stream, wish, terms)


def _identity(claims: Claims, definition: StreamDefinition) -> str:
    """Whose the stream is."""
    if definition.scope == "shared":
        return ""
    return claims.session_id if definition.scope == "session" else f"user:{claims.user_id}"
