"""What an app looks like from afar: its widgets as boxes, drawn where there is no picture of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import inf
from typing import Final

from .document import AppDocument, Widget
from .document.widgets import TabsWidget
from .document.widgets.base import GRID_COLUMNS

BOXES_MAX: Final = 60  # a small drawing; those further down are left out
HEAD_ROWS: Final = 0.8  # of a container, above what stands in it


@dataclass(frozen=True, slots=True)
class Box:
    """A widget's place, in columns of 12 and rows."""

    type: str
    x: float
    y: float
    w: float
    h: float


def outline_of(document: AppDocument) -> list[Box]:
    """The first page's widgets, what holds others before what it holds; of tabs, the first tab's."""
    page = document.pages[0].name
    widgets = [widget for widget in document.widgets if widget.page == page]
    return list(islice(_boxes(widgets, None, Box("page", 0, 0, GRID_COLUMNS, inf)), BOXES_MAX))


def _boxes(widgets: list[Widget], holder: Widget | None, room: Box) -> Iterator[Box]:
    here = [widget for widget in widgets if _stands_in(widget, holder) and widget.type != "modal"]
    for widget in sorted(here, key=lambda one: (one.layout.y, one.layout.x)):
        layout, scale = widget.layout, room.w / GRID_COLUMNS
        height = min(layout.h, room.h - layout.y)
        if height <= 0:
            continue  # its container is scrolled to see it
        box = Box(
            widget.type, round(room.x + layout.x * scale, 2), room.y + layout.y, round(layout.w * scale, 2), height
        )
        yield box
        if widget.type in ("container", "tabs"):
            inner = Box("room", box.x, round(box.y + HEAD_ROWS, 2), box.w, round(box.h - HEAD_ROWS, 2))
            yield from _boxes(widgets, widget, inner)


def _stands_in(widget: Widget, holder: Widget | None) -> bool:
    parent = widget.parent
    if parent is None or holder is None:
        return parent is None and holder is None
    if parent.widget != holder.name:
        return False
    return not isinstance(holder, TabsWidget) or parent.slot == holder.properties.tabs[0].key
