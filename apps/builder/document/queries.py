"""Queries: what starts them, what is said of them, the streams, and those written in JavaScript."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from apps.streams.definition import PARAMETERS_MAX, StreamDefinition, Strict

from .actions import Argument, EventHandler, Pace
from .broadcasts import ViewersBroadcast
from .names import Code, Folder, Identifier, Template

AFTER_MAX: Final = 10
TIMEOUT_MAX_MS: Final = 600_000  # ten minutes; nobody waits longer for a page
PERIOD_MIN_MS: Final = 100  # a stream is for what comes faster


class Triggers(Strict):
    """What runs a query, beside the page's load, app code and actions.

    `on_input`: something its arguments read has changed, then `debounce_ms` of quiet. `after`: each time one of these
    queries has succeeded (a stream: has opened). `after_ms`: once, so long after the page's load; 0: not.
    """

    on_input: bool = False
    debounce_ms: Pace = 300
    after: Annotated[tuple[Identifier, ...], Field(max_length=AFTER_MAX)] = ()
    after_ms: Pace = 0


class Notifications(Strict):
    """Short messages about a run, never about a message. Empty: none.

    `success`: a stream query has opened after a run, a JavaScript query has returned. `failure`: the run has failed;
    the error's own words are added.
    """

    success: Template = ""
    failure: Template = ""
    duration_ms: Annotated[int, Field(ge=500, le=60_000)] = 3_000


class Runnable(Strict):
    """What stream and JavaScript queries share.

    `confirm`: a question the viewer must say yes to before each run that isn't a reconnect. `timeout_ms`: a run that
    takes longer fails with the code `timeout`; 0: none.
    """

    triggers: Triggers = Triggers()
    notifications: Notifications = Notifications()
    confirm: Template = ""
    timeout_ms: Annotated[int, Field(ge=0, le=TIMEOUT_MAX_MS)] = 10_000


class Delivery(Strict):
    """How messages go to each viewer: `every` one, in frames, or only the `latest` (of each key, in a keyed window).

    At most `per_second` times a second; what came last always arrives.
    """

    mode: Literal["every", "latest"] = "every"
    per_second: Annotated[float, Field(ge=0.1, le=20)] = 20


class StreamQuery(StreamDefinition, Runnable):
    """A named stream query of an app, with the handlers of its events.

    Events: open, success (one message), error, close, reconnecting, gap.
    """

    kind: Literal["stream"] = "stream"
    name: Identifier
    folder: Folder = ""
    run_on_load: bool = True
    arguments: Annotated[tuple[Argument, ...], Field(max_length=PARAMETERS_MAX)] = ()
    delivery: Delivery = Delivery()
    viewers_broadcast: ViewersBroadcast = ViewersBroadcast()
    events: Annotated[tuple[EventHandler, ...], Field(max_length=50)] = ()

    def definition(self) -> StreamDefinition:
        """Only what the upstream sees; renaming or rebinding must not reconnect."""
        return StreamDefinition.model_validate({field: getattr(self, field) for field in StreamDefinition.model_fields})


class JavaScriptQuery(Runnable):
    """A named piece of JavaScript that is run with arguments and returns a value: `await name.run({a: 1})`.

    It may `await`; `args` holds its arguments: the bindings below, and over them what `run` was given. Events: success
    (event.data = the value), failure (event.code, event.message). `periodic_ms`: again and again, each run after the
    one before has ended; 0: not. `cancel_previous`: what an older run returns is dropped, and its promise rejects with
    `cancelled`; otherwise runs go on side by side.
    """

    kind: Literal["javascript"] = "javascript"
    name: Identifier
    folder: Folder = ""
    code: Code = ""
    arguments: Annotated[tuple[Argument, ...], Field(max_length=PARAMETERS_MAX)] = ()
    run_on_load: bool = False
    periodic_ms: Pace = 0
    cancel_previous: bool = False
    events: Annotated[tuple[EventHandler, ...], Field(max_length=50)] = ()

    @field_validator("periodic_ms")
    @classmethod
    def _not_too_often(cls, period: int) -> int:
        if 0 < period < PERIOD_MIN_MS:
            raise ValueError(f"{period} ms is too often; at least {PERIOD_MIN_MS}, or 0 for never")
        return period
