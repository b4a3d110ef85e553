"""The whole document, and what must hold across its parts."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, JsonValue

from apps.streams.definition import Strict

from .actions import EventHandler
from .names import Code, Folder, Identifier, Template
from .queries import JavaScriptQuery, StreamQuery
from .widgets import FIRST_PAGE, Widget

DOCUMENT_MAX_BYTES: Final = 1024 * 1024
WIDGETS_MAX: Final = 200
QUERIES_MAX: Final = 100  # of each kind
STATES_MAX: Final = 200  # of each kind: states, transformers, responders
PAGES_MAX: Final = 50  # more than any navigation shows
STREAMS_PER_SESSION: Final = 32  # also the bound of `apps.live`; a document may hold more that are run by hand


class TemporaryState(Strict):
    """A named value of a session; app code reads `.value`, calls `.setValue(x)` and `.setIn(path, x)`.

    `type`: what it is given is made that; `text` joins a list with commas, as JavaScript's own conversion does.
    """

    name: Identifier
    folder: Folder = ""
    initial: JsonValue = None
    type: Literal["any", "text", "number", "boolean"] = "any"


class Transformer(Strict):
    """JavaScript that only reads and returns a value: `name.value`, evaluated again when what it read has changed."""

    name: Identifier
    folder: Folder = ""
    code: Code = ""


class DataResponder(Strict):
    """Watches a binding. Event: data_change (event.data = the new value, event.previous = the one before)."""

    name: Identifier
    folder: Folder = ""
    data: Template = ""
    events: Annotated[tuple[EventHandler, ...], Field(max_length=50)] = ()


class Scripts(Strict):
    """App JavaScript that belongs to no event."""

    startup: Code = ""


class Page(Strict):
    """A page of the app, at `?page=name`; the first is the one it opens on. `hidden`: the navigation leaves it out."""

    name: Identifier
    title: Annotated[str, Field(max_length=80, description="empty: its name")] = ""
    hidden: bool = False


class Appearance(Strict):
    """How viewers see the app. `playback`: the header offers to pause and to step back through the windows."""

    theme: Literal["system", "light", "dark"] = "system"
    header: bool = True
    playback: bool = True


class AppDocument(Strict):
    """What a builder makes. `format` numbers this schema, so that old documents can be brought forward."""

    format: Literal[1] = 1
    queries: Annotated[tuple[StreamQuery, ...], Field(max_length=QUERIES_MAX)] = ()
    javascript_queries: Annotated[tuple[JavaScriptQuery, ...], Field(max_length=QUERIES_MAX)] = ()
    states: Annotated[tuple[TemporaryState, ...], Field(max_length=STATES_MAX)] = ()
    transformers: Annotated[tuple[Transformer, ...], Field(max_length=STATES_MAX)] = ()
    responders: Annotated[tuple[DataResponder, ...], Field(max_length=STATES_MAX)] = ()
    scripts: Scripts = Scripts()
    pages: Annotated[tuple[Page, ...], Field(min_length=1, max_length=PAGES_MAX)] = (
        Page(name=FIRST_PAGE, title="Page 1"),
    )
    widgets: Annotated[tuple[Widget, ...], Field(max_length=WIDGETS_MAX)] = ()
    appearance: Appearance = Appearance()
