"""Event handlers: on an event, if a condition holds and at a bounded pace, do one action."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from apps.streams.definition import PARAMETERS_MAX, FieldFault, Name, Strict

from .names import Code, Identifier, Template

PACE_MAX_MS: Final = 3_600_000  # an hour; what is to happen later belongs on a server
METHOD_ARGUMENTS_MAX: Final = 5


class Argument(Strict):
    """A value under a name: what a declared parameter is run with, such as `{{ pair.value }}`. Empty: its default."""

    name: Name
    value: Template = ""


class RunQuery(Strict):
    """Run a stream or JavaScript query, with values for some of its parameters or arguments."""

    type: Literal["run_query"] = "run_query"
    query: Identifier
    arguments: Annotated[tuple[Argument, ...], Field(max_length=PARAMETERS_MAX)] = ()


class ControlWidget(Strict):
    """Call a method of a widget."""

    type: Literal["control_widget"] = "control_widget"
    widget: Identifier
    method: Annotated[str, Field(pattern=r"^[a-zA-Z]{1,40}$")]
    arguments: Annotated[tuple[Template, ...], Field(max_length=METHOD_ARGUMENTS_MAX)] = ()


class RunJavaScript(Strict):
    """Run JavaScript in the engine; `event` is in scope."""

    type: Literal["run_javascript"] = "run_javascript"
    code: Code


class SetState(Strict):
    """Give a temporary state a value, or with `path` (`a.b[0]`) only a part of it."""

    type: Literal["set_state"] = "set_state"
    state: Identifier
    path: Annotated[str, Field(max_length=256)] = ""
    value: Template


class Broadcast(Strict):
    """Send a message up a stream's upstream connection. `remember`: again after each reconnect."""

    type: Literal["broadcast"] = "broadcast"
    query: Identifier
    message: Template
    encoding: Literal["text", "hex", "base64"] = Field(
        default="text", description="hex and base64: the bytes of a binary message, written down"
    )
    remember: bool = False


class Disconnect(Strict):
    """Close a stream query's connection, or cancel a running JavaScript query."""

    type: Literal["disconnect"] = "disconnect"
    query: Identifier


class ShowMessage(Strict):
    """Show a short message to the viewer."""

    type: Literal["show_message"] = "show_message"
    level: Literal["info", "success", "warning", "error"] = "info"
    text: Template
    duration_ms: Annotated[int, Field(ge=500, le=60_000)] = 3_000


class GoToUrl(Strict):
    """Open a web address. The page around the app asks the viewer first when it leads to another site."""

    type: Literal["go_to_url"] = "go_to_url"
    url: Template
    new_tab: bool = True


class OpenApp(Strict):
    """Open another app of this server by the slug in its link, with URL parameters."""

    type: Literal["open_app"] = "open_app"
    app: Template
    parameters: Annotated[tuple[Argument, ...], Field(max_length=PARAMETERS_MAX)] = ()
    new_tab: bool = False


class OpenPage(Strict):
    """Go to another page of the app."""

    type: Literal["open_page"] = "open_page"
    page: Identifier


class CopyToClipboard(Strict):
    """Copy a text; objects as JSON."""

    type: Literal["copy_to_clipboard"] = "copy_to_clipboard"
    text: Template


class ExportData(Strict):
    """Save data as a file on the viewer's machine."""

    type: Literal["export_data"] = "export_data"
    data: Template
    format: Literal["txt", "json", "csv", "xlsx"] = "csv"
    file_name: Template = Field(default="data", description="without its ending")


class ControlPlayback(Strict):
    """Freeze the app's live data as it is, go through the windows message by message, or follow again."""

    type: Literal["control_playback"] = "control_playback"
    do: Literal["pause", "resume", "toggle", "step_back", "step_forward"] = "toggle"


Action = Annotated[
    RunQuery
    | ControlWidget
    | RunJavaScript
    | SetState
    | Broadcast
    | Disconnect
    | ShowMessage
    | GoToUrl
    | OpenApp
    | OpenPage
    | CopyToClipboard
    | ExportData
    | ControlPlayback,
    Field(discriminator="type"),
]

Pace = Annotated[int, Field(ge=0, le=PACE_MAX_MS)]


class EventHandler(Strict):
    """One line of an event's list: handlers run in document order.

    `only_when` is looked at when the event comes. `debounce_ms`: once after the last event of a burst; `throttle_ms`:
    at once, then at most so often, the last one never lost; `delay_ms`: later.
    """

    event: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    action: Action
    only_when: Template = ""
    debounce_ms: Pace = 0
    throttle_ms: Pace = 0
    delay_ms: Pace = 0

    @model_validator(mode="after")
    def _one_pace(self) -> Self:
        if self.debounce_ms and self.throttle_ms:
            raise FieldFault("throttle_ms", "can't be set together with debounce; choose one of them")
        return self
