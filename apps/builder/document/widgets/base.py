"""What all widgets share: their place, their parent, their handlers; and rows bound to the windows of queries."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, JsonValue

from apps.streams.definition import Strict

from ..actions import EventHandler
from ..names import Identifier, Template

FIRST_PAGE: Final = "page1"  # of a new app, and of documents from before there were several
GRID_COLUMNS: Final = 12
ROWS_MAX: Final = 10_000  # the largest window, so the largest table
SOURCES_MAX: Final = 8  # queries merged into one widget; a legend of more is unreadable
SPAN_MAX_SECONDS: Final = 7 * 24 * 3600

FieldPath = Annotated[
    str,
    Field(
        max_length=256,
        description="where in a row, e.g. `price`, `a.b`, `[1][5]`; '' = the row; "
        "`@at`, `@offset`, `@query`: of its message",
    ),
]
Decimals = Annotated[int, Field(ge=0, le=12)]
RowLimit = Annotated[int, Field(ge=1, le=ROWS_MAX)]


class Layout(Strict):
    """A place on the grid, in columns of 12 and rows of a fixed height; in a container, on the container's own grid."""

    x: Annotated[int, Field(ge=0, lt=GRID_COLUMNS)] = 0
    y: Annotated[int, Field(ge=0, le=10_000)] = 0
    w: Annotated[int, Field(ge=1, le=GRID_COLUMNS)] = 4
    h: Annotated[int, Field(ge=1, le=100)] = 4


class Parent(Strict):
    """The container, modal or tabs a widget stands in; of tabs, `slot` is the key of its tab."""

    widget: Identifier
    slot: Annotated[str, Field(max_length=64)] = ""


class WidgetBase(Strict):
    """What all widgets have. What stands in a container stands on its page."""

    name: Identifier
    page: Identifier = FIRST_PAGE
    layout: Layout = Layout()
    parent: Parent | None = None
    events: Annotated[tuple[EventHandler, ...], Field(max_length=50)] = ()
    hidden: Template = ""


class Condition(Strict):
    """A row is taken only if what stands at `field` compares so with `value`. `exists` and `missing` take no value."""

    field: FieldPath
    operator: Literal[
        "equals", "not_equals", "less", "at_most", "greater", "at_least", "contains", "exists", "missing"
    ] = "equals"
    value: JsonValue = None


class WindowSource(Strict):
    """Rows straight from the windows of queries, without code; only what changed goes to the page.

    Several queries are merged by time. `append`: one row a message; `replace`: the newest message is all there is, a
    list as its rows; `upsert`: the newest row for each value at `key`. Rows are in order of `order_by` (a time or a
    number), or, if that is empty, of their arrival. `span_seconds`: only rows so young, by `order_by` if it is a time,
    else by arrival; 0: no bound.
    """

    queries: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=SOURCES_MAX)]
    mode: Literal["append", "replace", "upsert"] = "append"
    key: FieldPath = ""
    where: Annotated[tuple[Condition, ...], Field(max_length=10)] = ()
    order_by: FieldPath = ""
    span_seconds: Annotated[float, Field(ge=0, le=SPAN_MAX_SECONDS)] = 0


class RowsProperties(Strict):
    """Rows: from `source`, or if there is none, from the array that `data` evaluates to. The newest are shown."""

    title: Template = ""
    source: WindowSource | None = None
    data: Template = Field(default="", description="an array of rows, such as {{ query.messages }}")
    limit: RowLimit = 200
