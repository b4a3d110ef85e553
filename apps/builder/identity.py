"""Whose stream a query leads to: from the query, its parameters and who runs it to the stream's name and wish."""

from __future__ import annotations

from collections.abc import Mapping

from apps.common.errors import AppError, SignInRequired
from apps.streams.bus.control import Person, Wish
from apps.streams.core.plan import BadParameter, plan, stream_key
from apps.streams.definition import NotAllowed, given

from .document import StreamQuery


def stream_of(
    workspace_id: int,
    app_id: int,
    query: StreamQuery,
    person: Person | None,
    session_id: str,
    params: Mapping[str, object],
    *,
    tells_rules: bool = False,
) -> tuple[str, Wish]:
    """The stream's key and what a hub is to be told of it; nothing is wished for yet.

    `person`: who is signed in. `tells_rules`: to an editor, who may see what a parameter is allowed to be.
    Raises AppError `sign_in_required`, `session_required` or `bad_parameter`.
    """
    definition = query.definition()
    refers_to_user = any(placeholder.source == "user" for _, placeholder in definition.references())
    if person is None and (refers_to_user or definition.scope == "user"):
        raise SignInRequired(f"The query {query.name!r} is each person's own: sign in first.")
    if definition.scope == "session" and not session_id:
        raise AppError(
            "session_required",
            f"Every session has its own {query.name!r} stream: add session=, the string that opening the app gave you.",
        )
    identity = {"shared": "", "session": session_id, "user": f"user:{person.id if person else 0}"}[definition.scope]
    person = person if refers_to_user else None
    facts = None if person is None else person.model_dump()
    try:
        values = given(definition.parameters, params)
        plan(definition, values, facts)
        stream = stream_key(app_id, query.name, definition, identity, values, facts)
    except (BadParameter, ValueError) as error:
        why = str(error) if tells_rules else _without_rules(error)
        raise AppError("bad_parameter", f"The query {query.name!r} can't run: {why}.") from None
    wish = Wish(app=app_id, workspace=workspace_id, query=query.name, definition=definition, params=values, user=person)
    return stream, wish


def _without_rules(error: ValueError) -> str:
    """What viewers are told: values that are allowed may be hosts, and what comes of them is the server's affair."""
    if isinstance(error, NotAllowed):
        return f"{error.name} has a value that is not allowed"
    if isinstance(error, BadParameter):
        return "its parameters make no address or message that can be sent"
    return str(error)
