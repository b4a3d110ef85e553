"""Short ways to write the app documents of these tests."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def document(queries: list[Json], widgets: list[Json], startup: str = "", states: tuple[str, ...] = ()) -> Json:
    """Widgets stand under one another, each the full width."""
    for row, widget in enumerate(widgets):
        widget.setdefault("layout", {"x": 0, "y": 2 * row, "w": 12, "h": 2})
    return {
        "queries": queries,
        "states": [{"name": name} for name in states],
        "scripts": {"startup": startup},
        "widgets": widgets,
    }


def query(name: str, url: str, *events: Json, window: int = 1_000, **fields: Any) -> Json:
    return {"name": name, "url": url, "window": {"size": window}, "events": list(events), **fields}


def run(event: str, code: str) -> Json:
    """A handler that runs JavaScript."""
    return {"event": event, "action": {"type": "run_javascript", "code": code}}


def text(name: str, content: str) -> Json:
    return {"type": "text", "name": name, "properties": {"content": content}}


def shown(name: str, expression: str) -> Json:
    """A text that shows a value as JSON; as code, since Markdown would read something else into it."""
    return text(name, "```\n{{ JSON.stringify(" + expression + ") }}\n```")


def stat(name: str, value: str) -> Json:
    return {"type": "stat", "name": name, "properties": {"value": value}}


def button(name: str, code: str) -> Json:
    """A button whose click runs JavaScript."""
    return {"type": "button", "name": name, "properties": {"text": name}, "events": [run("click", code)]}
