"""One of every widget: with something in it, with nothing in it, and with bindings that fail."""

from __future__ import annotations

import math
from typing import Any, Final

from .documents import Json

T: Final = 1_790_000_000_000  # ms
LINES: Final = [{"time": T + 1_000 * n, "price": 100 + 10 * math.sin(n / 5), "bid": 90 + n / 4} for n in range(60)]
ROWS: Final = [{"id": n, "pair": pair, "price": 10.5 * n, "up": n % 2 == 0} for n, pair in enumerate("ABCDEFGH")]
SAID: Final = [{"author": "Ann" if n % 2 else "Bob", "text": f"Message {n}", "at": T + 60_000 * n} for n in range(5)]
LOGGED: Final = [
    {"level": level, "text": f"A line of {level}", "time": T + 1_000 * n}
    for n, level in enumerate(("debug", "info", "success", "warning", "error"))
]
PIE: Final = """{{ { animation: false, series: [{ name: 'pairs', type: 'pie',
    data: rows.value.map((row) => ({ name: row.pair, value: row.price, id: row.id })) }] } }}"""
SVG: Final = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='80' height='40'>"
    "<rect width='80' height='40' fill='teal'/></svg>"
)
HTML: Final = "<!doctype html><html lang='en'><title>Page</title><main><h1>A page of its own</h1></main></html>"
PROSE: Final = (
    "# Heading\n\nSome *text* with `code`, a [link](https://example.org/) and a figure: {{ rows.value.length }}.\n\n"
    "| a | b |\n|---|---|\n| 1 | 2 |"
)

# type: (width, height, what all three have, full, empty, properties whose binding fails)
WIDGETS: Final[dict[str, tuple[int, int, Json, Json, Json, tuple[str, ...]]]] = {
    "chart": (6, 6, {"title": "Prices"}, {"data": "{{ lines.value }}"}, {"data": "{{ [] }}"}, ("data",)),
    "echarts": (6, 6, {"title": "Shares"}, {"option": PIE}, {"option": "{{ null }}"}, ("option",)),
    "table": (6, 6, {"title": "Pairs"}, {"data": "{{ rows.value }}", "search": True}, {"data": "{{ [] }}"}, ("data",)),
    "list": (3, 6, {"title": "Cards", "item": "**{{ item.pair }}** {{ item.price }}"}, {"data": "{{ rows.value }}"},
             {"data": "{{ [] }}"}, ("data",)),
    "log": (3, 6, {"title": "Journal"}, {"data": "{{ logged.value }}"}, {"data": "{{ [] }}"}, ("data",)),
    "json": (3, 6, {"title": "Value"}, {"data": "{{ rows.value[0] }}"}, {"data": "{{ null }}"}, ("data",)),
    "chat": (3, 6, {"title": "Room", "time": "at", "own": "Ann"}, {"data": "{{ said.value }}"}, {"data": "{{ [] }}"},
             ("data",)),
    "text": (3, 4, {}, {"content": PROSE}, {"content": ""}, ("content",)),
    "html": (3, 4, {"title": "Page"}, {"html": HTML}, {"html": ""}, ("html",)),
    "image": (2, 3, {"alt": "A picture"}, {"source": SVG}, {"source": "{{ null }}"}, ("source",)),
    "gauge": (2, 3, {"label": "Heat"}, {"value": "40", "unit": "°C", "thresholds": [{"at": 30, "tone": "ok"}]},
              {"value": "{{ null }}"}, ("value",)),
    "stat": (2, 2, {"label": "Total"}, {"value": "1234.5", "unit": "USD", "delta": "-2", "spark": "{{ [1, 3, 2] }}"},
             {"value": "{{ null }}"}, ("value",)),
    "progress": (2, 1, {"label": "Import"}, {"value": "40"}, {"value": "{{ null }}"}, ("value",)),
    "connection": (4, 2, {}, {"query": "feed"}, {"query": ""}, ()),
    "button": (2, 1, {"text": "Press"}, {"variant": "primary"}, {}, ("disabled",)),
    "input": (3, 1, {"label": "Line"}, {"value": "typed"}, {"placeholder": "Nothing yet"}, ("value",)),
    "number": (3, 1, {"label": "Number"}, {"value": "7", "unit": "kg"}, {"placeholder": "0"}, ("value",)),
    "select": (3, 1, {"label": "Size"}, {"options": "Small, Large", "value": "Small"}, {"options": "{{ [] }}"},
               ("options",)),
    "multi_select": (3, 1, {"label": "Tags"}, {"options": "red, green", "value": "red"}, {"options": "{{ [] }}"},
                     ("options",)),
    "date_time": (3, 1, {"label": "Moment"}, {"value": "2026-11-21T09:30"}, {}, ("value",)),
    "switch": (2, 1, {"label": "Power"}, {"value": "{{ true }}"}, {}, ("value",)),
    "checkbox": (2, 1, {"label": "Agreed"}, {"value": "{{ true }}"}, {}, ("value",)),
    "slider": (3, 1, {"label": "Level"}, {"value": "40", "unit": "%"}, {"value": ""}, ("value",)),
    "text_area": (3, 2, {"label": "Notes"}, {"value": "Several\nlines"}, {"placeholder": "Nothing yet"}, ("value",)),
    "container": (3, 3, {"title": "Box"}, {}, {}, ("title",)),
    "tabs": (3, 3, {}, {}, {}, ("value",)),
    "modal": (3, 3, {"title": "Dialog"}, {}, {}, ("title",)),
}  # fmt: skip
KINDS: Final = ("full", "empty", "failed")


def gallery(kind: str, url: str = "") -> Json:
    """`kind`: one of KINDS; `url`: an upstream whose connection is shown. A press of `button1` opens the modal."""
    widgets: list[Json] = []
    x = y = tallest = 0
    for sort, (w, h, shared, full, empty, broken) in WIDGETS.items():
        if x + w > 12:
            x, y, tallest = 0, y + tallest, 0
        properties = (
            shared | {"full": full, "empty": empty, "failed": dict.fromkeys(broken, "{{ nobody.value }}")}[kind]
        )
        layout = {"x": x, "y": y, "w": w, "h": h}
        widgets.append({"type": sort, "name": f"{sort}1", "layout": layout, "properties": properties, "events": []})
        x, tallest = x + w, max(tallest, h)
    named = {widget["name"]: widget for widget in widgets}
    named["button1"]["events"] = [
        {"event": "click", "action": {"type": "control_widget", "widget": "modal1", "method": "open"}}
    ]
    if kind == "full":
        widgets += [_inside("container1", ""), _inside("tabs1", "tab1"), _inside("modal1", "")]
    states = {"lines": LINES, "rows": ROWS, "said": SAID, "logged": LOGGED}
    queries: list[Json] = [{"name": "feed", "url": url}] if url and kind == "full" else []
    return {
        "queries": queries,
        "states": [{"name": name, "initial": value} for name, value in states.items()],
        "widgets": widgets,
    }


def _inside(name: str, slot: str) -> Json:
    parent: dict[str, Any] = {"widget": name, "slot": slot}
    return {
        "type": "text",
        "name": f"in_{name}",
        "parent": parent,
        "layout": {"x": 0, "y": 0, "w": 12, "h": 1},
        "properties": {"content": "What stands in it"},
    }
