"""The sample "Stream inspector": raw messages of a source as log, table, tree and chart, with pause and export."""

from __future__ import annotations

from typing import Final

from apps.builder.document import AppDocument, StreamQuery
from apps.builder.document.actions import (
    Argument,
    Broadcast,
    ControlPlayback,
    ExportData,
    ShowMessage,
)
from apps.builder.document.queries import Triggers
from apps.builder.document.widgets import (
    ButtonProperties,
    ButtonWidget,
    ChartProperties,
    ChartWidget,
    InputProperties,
    InputWidget,
    JsonProperties,
    JsonWidget,
    LogProperties,
    LogWidget,
    Parent,
    SelectProperties,
    SelectWidget,
    Tab,
    TableProperties,
    TableWidget,
    TabsProperties,
    TabsWidget,
    Widget,
    WindowSource,
)
from apps.streams.definition import Parameter, Window

from .shapes import at, beside, connection, on, run

QUERY: Final = "source"
PATHS: Final = ("random", "floor", "room")


def stream_inspector(url: str) -> AppDocument:
    """The document, with its query on the demo server at `url`."""
    return AppDocument(
        queries=(
            StreamQuery(
                name=QUERY,
                url=beside(url, "/{{ params.path }}"),
                parameters=(Parameter(name="path", default=PATHS[0], allowed=PATHS),),
                arguments=(Argument(name="path", value="{{ path.value }}"),),
                triggers=Triggers(on_input=True),
                format="auto",
                window=Window(size=1_000),
                events=(on("gap", ShowMessage(level="warning", text="{{ event.count }} messages are missing")),),
            ),
        ),
        widgets=(
            SelectWidget(
                name="path",
                layout=at(0, 0, 3, 2),
                properties=SelectProperties(label="Source", options=f"{{{{ {list(PATHS)} }}}}", value=PATHS[0]),
            ),
            *_buttons(),
            connection(QUERY, at(9, 0, 3, 2)),
            *_views(),
            InputWidget(
                name="outgoing",
                layout=at(0, 11, 9, 1),
                properties=InputProperties(placeholder="A message to send; Enter sends it"),
                events=(on("submit", Broadcast(query=QUERY, message="{{ event.data }}")),),
            ),
        ),
    )


def _buttons() -> tuple[Widget, ...]:
    connect = ButtonWidget(
        name="connect",
        layout=at(3, 0, 2, 1),
        properties=ButtonProperties(
            text="{{ source.success ? 'Disconnect' : 'Run' }}", loading="{{ source.isFetching }}", variant="primary"
        ),
        # One handler: of two, the second would find what the first has made of the query.
        events=(run("click", "if (source.success) source.disconnect(); else return source.run();"),),
    )
    freeze = ButtonWidget(
        name="freeze",
        layout=at(5, 0, 2, 1),
        properties=ButtonProperties(text="{{ playback.paused ? 'Follow again' : 'Freeze' }}"),
        events=(on("click", ControlPlayback(do="toggle")),),
    )
    export = ButtonWidget(
        name="download",
        layout=at(7, 0, 2, 1),
        properties=ButtonProperties(text="Export"),
        events=(on("click", ExportData(data="{{ source.messages }}", format="json", file_name="messages")),),
    )
    return connect, freeze, export


def _views() -> tuple[Widget, ...]:
    everything = WindowSource(queries=(QUERY,))
    full = at(0, 0, 12, 8)
    return (
        TabsWidget(
            name="views",
            layout=at(0, 2, 12, 9),
            properties=TabsProperties(
                tabs=(
                    Tab(key="log", title="Log"),
                    Tab(key="table", title="Table"),
                    Tab(key="chart", title="Chart"),
                    Tab(key="newest", title="Newest"),
                )
            ),
        ),
        LogWidget(
            name="log",
            layout=full,
            parent=Parent(widget="views", slot="log"),
            properties=LogProperties(source=everything, limit=1_000),
        ),
        TableWidget(
            name="table",
            layout=full,
            parent=Parent(widget="views", slot="table"),
            properties=TableProperties(source=everything, filters=True, limit=500),
        ),
        ChartWidget(
            name="chart",
            layout=full,
            parent=Parent(widget="views", slot="chart"),
            properties=ChartProperties(source=everything, limit=300),
        ),
        JsonWidget(
            name="newest",
            layout=full,
            parent=Parent(widget="views", slot="newest"),
            properties=JsonProperties(data="{{ source.data }}"),
        ),
    )
