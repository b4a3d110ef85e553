"""Event handlers: on an event, do one action."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from apps.streams.definition import Strict

from .names import Code, Identifier, Template


class RunJavaScript(Strict):
    """Run JavaScript in the engine; `event` is in scope."""

    type: Literal["run_javascript"] = "run_javascript"
    code: Code


class SetState(Strict):
    """Give a temporary state a value."""

    type: Literal["set_state"] = "set_state"
    state: Identifier
    value: Template


class Broadcast(Strict):
    """Send a message up a stream's upstream connection."""

    type: Literal["broadcast"] = "broadcast"
    query: Identifier
    message: Template


class ShowMessage(Strict):
    """Show a short message to the viewer."""

    type: Literal["show_message"] = "show_message"
    level: Literal["info", "success", "warning", "error"] = "info"
    text: Template
    duration_ms: Annotated[int, Field(ge=500, le=60_000)] = 3_000


Action = Annotated[RunJavaScript | SetState | Broadcast | ShowMessage, Field(discriminator="type")]


class EventHandler(Strict):
    """One line of an event's list: handlers run in document order."""

    event: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    action: Action
