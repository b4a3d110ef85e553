"""Short ways to write the samples."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from apps.builder.document import EventHandler
from apps.builder.document.actions import Action, RunJavaScript
from apps.builder.document.widgets import ConnectionProperties, ConnectionWidget, Layout, Widget
from apps.streams.definition import FieldPick, Match, Rule

NO_OBJECTS: Final = Match(rules=(Rule(path="$.event", operator="exists"),))
"""Skips heartbeats and answers of the exchange: they are objects, its data are arrays."""


def beside(url: str, path: str) -> str:
    """Another address of the demo server at `url`, such as `/room`."""
    parts = urlsplit(url)
    target = urlsplit(path)
    return urlunsplit((parts.scheme, parts.netloc, target.path, target.query, ""))


def at(x: int, y: int, w: int, h: int) -> Layout:
    """A place on the grid."""
    return Layout(x=x, y=y, w=w, h=h)


def on(event: str, action: Action, **pace: Any) -> EventHandler:  # Any: only_when is a text, the others are numbers
    """A handler."""
    return EventHandler(event=event, action=action, **pace)


def run(event: str, code: str) -> EventHandler:
    """A handler that runs JavaScript."""
    return on(event, RunJavaScript(code=code))


def number(path: str, alias: str) -> FieldPick:
    """A field that is a number, which the exchange writes as text."""
    return FieldPick(path=path, alias=alias, type="number")


def connection(query: str, layout: Layout) -> Widget:
    """The state of a query."""
    return ConnectionWidget(name="connection", layout=layout, properties=ConnectionProperties(query=query))
