"""Widgets that show rows: table, list, log, chat; and any value as a tree."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from apps.streams.definition import Strict

from ..names import Template
from .base import Decimals, FieldPath, RowLimit, RowsProperties, WidgetBase

Format = Literal[
    "auto",
    "text",
    "number",
    "percent",
    "time",
    "date",
    "boolean",
    "tag",
    "link",
    "image",
    "progress",
    "spark",
    "json",
]


class Column(Strict):
    """One column of a table."""

    field: FieldPath
    title: Annotated[str, Field(max_length=200)] = ""
    format: Format = "auto"
    decimals: Decimals | None = None
    unit: Annotated[str, Field(max_length=20)] = ""
    coloured: bool = Field(default=False, description="up/down colour by sign, or by buy/sell words")
    align: Literal["auto", "left", "center", "right"] = "auto"
    width: Annotated[int, Field(ge=24, le=2_000, description="pixels")] | None = None
    sortable: bool = True
    hidden: bool = False


class TableProperties(RowsProperties):
    """Rows of objects or arrays; no columns = those of the first row.

    `key`: what tells a row apart from the others, so that selection and flashes follow it; empty: its place.
    """

    columns: Annotated[tuple[Column, ...], Field(max_length=50)] = ()
    key: FieldPath = ""
    newest_first: bool = True
    flash: bool = True
    search: bool = False
    filters: bool = Field(default=False, description="a field to filter by under each heading")
    paging: Literal["scroll", "pages"] = "scroll"
    page_size: Annotated[int, Field(ge=1, le=500)] = 25
    selection: Literal["none", "single", "multiple"] = "none"
    empty_text: Template = ""


class TableWidget(WidgetBase):
    """Events: row_click, row_double_click (event.data = the row), cell_click ({row, field, value}),
    selection_change (the rows). State: selectedRow, selectedRows. Methods: selectRow(key), clearSelection, setPage(n),
    setSort(field, "asc" | "desc"), setSearch(text), scrollToRow(key).
    """

    type: Literal["table"] = "table"
    properties: TableProperties = TableProperties()


class ListProperties(RowsProperties):
    """`item`: Markdown, evaluated for each row as `item` with its `index`."""

    item: Template = "{{ item }}"
    newest_first: bool = True
    selectable: bool = False
    empty_text: Template = ""


class ListWidget(WidgetBase):
    """One card a row. Event: item_click (event.data = the row). State: selectedItem.

    Methods: scrollToStart, scrollToEnd.
    """

    type: Literal["list"] = "list"
    properties: ListProperties = ListProperties()


class LogProperties(RowsProperties):
    """Lines, newest at the bottom: strings, or objects with time, level, text (or what the fields name), else JSON."""

    limit: RowLimit = 500
    follow: bool = True
    time: FieldPath = ""
    level: FieldPath = ""
    text: FieldPath = ""
    search: bool = True


class LogWidget(WidgetBase):
    """A message log. Event: line_click (event.data = the entry). Methods: scrollToEnd, setSearch(text)."""

    type: Literal["log"] = "log"
    properties: LogProperties = LogProperties()


class ChatProperties(RowsProperties):
    """Messages, newest at the bottom. `own`: whose messages stand at the right, such as {{ currentUser.name }}."""

    text: FieldPath = "text"
    author: FieldPath = "author"
    time: FieldPath = ""
    own: Template = ""
    composer: bool = True
    placeholder: Template = "Write a message"
    disabled: Template = ""


class ChatWidget(WidgetBase):
    """Event: send (event.data = the text; the composer is emptied). State: value (what is being written).
    Methods: setValue(text), clear, focus, scrollToEnd.
    """

    type: Literal["chat"] = "chat"
    properties: ChatProperties = ChatProperties()


class JsonProperties(Strict):
    """`data`: any value. `levels`: opened at first."""

    title: Template = ""
    data: Template = ""
    levels: Annotated[int, Field(ge=0, le=10)] = 2


class JsonWidget(WidgetBase):
    """A value as a tree that opens and closes. Event: value_click (event.data = {path, value}).

    Methods: expandAll, collapseAll.
    """

    type: Literal["json"] = "json"
    properties: JsonProperties = JsonProperties()
