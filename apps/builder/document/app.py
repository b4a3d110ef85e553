"""The whole document, and what must hold across its parts."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, JsonValue

from apps.streams.definition import PARAMETERS_MAX, Name, StreamDefinition, Strict

from .actions import EventHandler
from .names import Code, Identifier, Template
from .widgets import Widget

DOCUMENT_MAX_BYTES: Final = 1024 * 1024
WIDGETS_MAX: Final = 200
QUERIES_MAX: Final = 100
STREAMS_PER_SESSION: Final = 32  # also the bound of `apps.live`; a document may hold more that are run by hand


class Delivery(Strict):
    """How messages go to each viewer: `every` one, in frames, or only the `latest` (of each key, in a keyed window).

    At most `per_second` times a second; what came last always arrives.
    """

    mode: Literal["every", "latest"] = "every"
    per_second: Annotated[float, Field(ge=0.1, le=20)] = 20


class Argument(Strict):
    """What a declared parameter is run with: a binding such as `{{ pair.value }}`. Empty: its default."""

    name: Name
    value: Template = ""


class StreamQuery(StreamDefinition):
    """A named stream query of an app, with the handlers of its events.

    Events: open, success (one message), error, close, reconnecting, gap.
    """

    kind: Literal["stream"] = "stream"
    name: Identifier
    run_on_load: bool = True
    arguments: Annotated[tuple[Argument, ...], Field(max_length=PARAMETERS_MAX)] = ()
    delivery: Delivery = Delivery()
    events: Annotated[tuple[EventHandler, ...], Field(max_length=50)] = ()

    def definition(self) -> StreamDefinition:
        """Only what the upstream sees; renaming or rebinding must not reconnect."""
        return StreamDefinition.model_validate({field: getattr(self, field) for field in StreamDefinition.model_fields})


class TemporaryState(Strict):
    """A named value of a session; app code reads `.value` and calls `.setValue(x)`."""

    name: Identifier
    initial: JsonValue = None


class Scripts(Strict):
    """App JavaScript that belongs to no event."""

    startup: Code = ""


class AppDocument(Strict):
    """What a builder makes. `format` numbers this schema, so that old documents can be brought forward."""

    format: Literal[1] = 1
    queries: Annotated[tuple[StreamQuery, ...], Field(max_length=QUERIES_MAX)] = ()
    states: Annotated[tuple[TemporaryState, ...], Field(max_length=200)] = ()
    scripts: Scripts = Scripts()
    widgets: Annotated[tuple[Widget, ...], Field(max_length=WIDGETS_MAX)] = ()
