"""From a query, its parameters and who runs it to the stream that is theirs; refused before anything is wished for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from apps.builder.document import StreamQuery
from apps.builder.identity import stream_of
from apps.streams.bus.control import Person, Wish
from apps.streams.definition import Scalar

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
    # Whom another site speaks of is nobody to upstreams: it could name anyone.
    person = None if user is None or user.id is None else Person(id=user.id, email=user.email, name=user.name)
    edits = claims.mode == "draft"
    stream, wish = stream_of(
        claims.workspace_id, claims.app_id, query, person, claims.session_id, params, tells_rules=edits
    )
    window = query.window
    terms = Terms(
        query.name,
        query.scope,
        window.size,
        window.max_age_seconds,
        query.delivery,
        dict(params),
        None if edits else query.viewers_broadcast,
    )
    return Opening(stream, wish, terms)
