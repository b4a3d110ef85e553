"""The widgets of an app: where each stands on the grid, and its properties by type.

Every text property is a template (see `names.Template`); its value may be of any type once evaluated.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from apps.streams.definition import Strict

from .actions import EventHandler
from .names import Identifier, Template

GRID_COLUMNS: Final = 12
ROWS_MAX: Final = 10_000  # the largest window, so the largest table

FieldPath = Annotated[
    str, Field(max_length=256, description="where in a row, e.g. `price`, `a.b`, `[1][5]`; '' = the row")
]


class Layout(Strict):
    """A place on the grid, in columns of 12 and rows of a fixed height."""

    x: Annotated[int, Field(ge=0, lt=GRID_COLUMNS)] = 0
    y: Annotated[int, Field(ge=0, le=10_000)] = 0
    w: Annotated[int, Field(ge=1, le=GRID_COLUMNS)] = 4
    h: Annotated[int, Field(ge=1, le=100)] = 4


class WidgetBase(Strict):
    """What all widgets have."""

    name: Identifier
    layout: Layout = Layout()
    events: Annotated[tuple[EventHandler, ...], Field(max_length=50)] = ()
    hidden: Template = ""


class ChartProperties(Strict):
    """Line: one series per entry of `series`. Candlestick: open, high, low, close (and volume) fields."""

    title: Template = ""
    kind: Literal["line", "candlestick"] = "line"
    data: Template = Field(default="", description="an array of rows, such as {{ query.messages }}")
    x: FieldPath = Field(
        default="",
        description="time: Unix seconds, milliseconds or ISO text; '' = a field named like a time, else the row number",
    )
    series: Annotated[tuple[FieldPath, ...], Field(max_length=12)] = ()
    open: FieldPath = "open"
    high: FieldPath = "high"
    low: FieldPath = "low"
    close: FieldPath = "close"
    volume: FieldPath = "volume"
    limit: Annotated[int, Field(ge=2, le=ROWS_MAX, description="newest rows shown")] = 200


class ChartWidget(WidgetBase):
    """uPlot: lines or candles."""

    type: Literal["chart"] = "chart"
    properties: ChartProperties = ChartProperties()


class Column(Strict):
    """One column of a table."""

    field: FieldPath
    title: Annotated[str, Field(max_length=200)] = ""
    format: Literal["auto", "text", "number", "time", "json"] = "auto"
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    coloured: bool = Field(default=False, description="up/down colour by sign, or by buy/sell words")


class TableProperties(Strict):
    """Rows of objects or arrays; no columns = those of the first row."""

    title: Template = ""
    data: Template = ""
    columns: Annotated[tuple[Column, ...], Field(max_length=50)] = ()
    newest_first: bool = True
    limit: Annotated[int, Field(ge=1, le=ROWS_MAX)] = 200
    flash: bool = True


class TableWidget(WidgetBase):
    """Tabulator. Event: row_click (event.data = the row)."""

    type: Literal["table"] = "table"
    properties: TableProperties = TableProperties()


class TextProperties(Strict):
    """Markdown."""

    content: Template = ""


class TextWidget(WidgetBase):
    """Markdown text, sanitised."""

    type: Literal["text"] = "text"
    properties: TextProperties = TextProperties()


class StatProperties(Strict):
    """One figure with its change and a sparkline."""

    label: Template = ""
    value: Template = ""
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    unit: Template = ""
    delta: Template = Field(default="", description="a number; shown with sign and colour")
    delta_unit: Template = ""
    spark: Template = Field(default="", description="an array of numbers")


class StatWidget(WidgetBase):
    """A single number, large."""

    type: Literal["stat"] = "stat"
    properties: StatProperties = StatProperties()


class ButtonProperties(Strict):
    """Looks of a button."""

    text: Template = "Button"
    variant: Literal["primary", "default"] = "default"
    disabled: Template = ""


class ButtonWidget(WidgetBase):
    """Event: click."""

    type: Literal["button"] = "button"
    properties: ButtonProperties = ButtonProperties()


class InputProperties(Strict):
    """A single line of text; app code reads `name.value`."""

    label: Template = ""
    placeholder: Template = ""
    value: Template = Field(default="", description="the initial value; a change of it replaces what was typed")


class InputWidget(WidgetBase):
    """Events: change, submit (event.data = the text). Methods: setValue, clear."""

    type: Literal["input"] = "input"
    properties: InputProperties = InputProperties()


class LogProperties(Strict):
    """Lines of text or JSON, newest at the bottom."""

    title: Template = ""
    data: Template = Field(
        default="", description="an array: strings, or objects with time, level, text; others as JSON"
    )
    limit: Annotated[int, Field(ge=1, le=ROWS_MAX)] = 500
    follow: bool = True


class LogWidget(WidgetBase):
    """A message log."""

    type: Literal["log"] = "log"
    properties: LogProperties = LogProperties()


class ConnectionProperties(Strict):
    """Which query's state is shown."""

    query: Annotated[str, Field(max_length=64, description="a query's name")] = ""


class ConnectionWidget(WidgetBase):
    """The state of one query: status, rate, last message, next retry, gaps."""

    type: Literal["connection"] = "connection"
    properties: ConnectionProperties = ConnectionProperties()


Widget = Annotated[
    ChartWidget | TableWidget | TextWidget | StatWidget | ButtonWidget | InputWidget | LogWidget | ConnectionWidget,
    Field(discriminator="type"),
]
