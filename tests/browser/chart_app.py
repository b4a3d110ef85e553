"""An app with one of every chart and figure; what its handlers are told stands in `said`."""

from __future__ import annotations

import math
from typing import Any, Final

from .documents import Json, button, run, shown

T: Final = 1_790_000_000_000  # ms
LINES: Final = [{"time": T + 1_000 * n, "price": 100 + 10 * math.sin(n / 5), "bid": 90 + n / 4} for n in range(60)]
CANDLES: Final = [
    {
        "time": T / 1_000 + 60 * n,
        "open": 10 + n % 3,
        "close": 11 + n % 4,
        "high": 15 + n % 2,
        "low": 9 - n % 2,
        "volume": n,
    }
    for n in range(30)
]
ROOMS: Final = [{"room": "Hall", "heat": 20}, {"room": "Mill", "heat": 40}, {"room": "Store", "heat": 30}]
KINDS: Final = ("line", "area", "bar", "scatter", "candlestick", "ohlc")


def note(widget: str, event: str) -> Json:
    """A handler that shows what the event brought."""
    return run(event, f"told.setValue({{ event: '{widget} {event}', data: event.data ?? null }})")


def chart(name: str, data: str, *events: Json, **properties: Any) -> Json:
    return {"type": "chart", "name": name, "properties": {"data": data, **properties}, "events": list(events)}


def echarts(name: str, option: str, *events: Json, **properties: Any) -> Json:
    return {"type": "echarts", "name": name, "properties": {"option": option, **properties}, "events": list(events)}


def figure(sort: str, name: str, /, *events: Json, **properties: Any) -> Json:
    return {"type": sort, "name": name, "properties": properties, "events": list(events)}


PIE: Final = """{{ { animation: false, legend: { top: 0 }, tooltip: {}, series: [{ name: 'rooms', type: 'pie',
    radius: '90%', data: rooms.value.map((r) => ({ name: r.room, value: r.heat, id: r.room })) }] } }}"""
ZOOMED: Final = """{{ { animation: false, xAxis: { type: 'value' }, yAxis: {}, dataZoom: [{ type: 'inside' }],
    series: [{ type: 'line', data: [[0, 1], [50, 3], [100, 2]] }] } }}"""


def hostile(host: str) -> str:
    """An option that tries to load things and to run script."""
    bad = f"<img src=http://{host}/tip.png onerror=\\'window.broken=1\\'>"
    return f"""{{{{ {{ animation: false,
      title: {{ text: 'Hostile', link: 'http://{host}/title' }},
      backgroundColor: {{ image: 'http://{host}/background.png' }},
      tooltip: {{ trigger: 'axis', renderMode: 'html', alwaysShowContent: true, formatter: '{bad}<br/>{{b}}',
                 extraCssText: 'background: url(http://{host}/css.png)' }},
      toolbox: {{ feature: {{ dataView: {{ lang: ['{bad}', 'x', 'y'] }}, restore: {{}} }} }},
      graphic: [{{ type: 'image', style: {{ image: 'http://{host}/graphic.png', width: 50, height: 50 }} }}],
      xAxis: {{ data: ['{bad}'] }}, yAxis: {{}},
      series: [{{ type: 'scatter', symbol: 'image://http://{host}/symbol.png', symbolSize: 120, data: [5] }}] }} }}}}"""


def widgets(host: str) -> list[Json]:
    return [
        shown("said", "told.value"),
        *[
            chart(
                f"{kind}Chart",
                "{{ candles.value }}" if kind in {"candlestick", "ohlc"} else "{{ lines.value }}",
                kind=kind,
            )
            for kind in KINDS
        ],
        chart(
            "points", "{{ lines.value }}", note("points", "point_click"), series=["price"], title="Prices", unit="USD"
        ),
        chart("bars", "{{ rooms.value }}", note("bars", "point_click"), kind="bar", x="room", series=["heat"]),
        chart("named", "{{ lines.value }}", series=["price", "bid"]),
        chart("stackedArea", "{{ lines.value }}", kind="area", stacked=True, series=["price", "bid"]),
        chart("asTable", "{{ lines.value }}", series=["price"], decimals=2),
        button("toTable", "asTable.showTable()"),
        button("toChart", "asTable.showChart()"),
        shown("mode", "asTable.view"),
        chart("empty", "{{ [] }}"),
        chart("broken", "{{ nobody.value }}"),
        chart("nonsense", "{{ 'text' }}"),
        chart("growing", "{{ grown.value }}", y_min="0", y_max="100"),
        button("grow", "grown.setValue([...grown.value, grown.value.length + 1])"),
        echarts(
            "pie", PIE, note("pie", "click"), note("pie", "double_click"), note("pie", "legend_change"), title="Rooms"
        ),
        button("highlight", "pie.dispatchAction({ type: 'legendUnSelect', name: 'Mill' })"),
        button("setOption", "pie.setOption({ series: [{ name: 'rooms', data: [{ name: 'Yard', value: 9 }] }] })"),
        button("clearPie", "pie.clear()"),
        echarts("zoomed", ZOOMED, note("zoomed", "zoom")),
        button("toItems", "zoomed.showTable()"),
        button("toCanvas", "zoomed.showChart()"),
        echarts("hostile", hostile(host)),
        echarts("wrongOption", "{{ 'no json' }}"),
        echarts("noAxes", "{{ { series: [{ type: 'line', data: [1] }] } }}"),
        figure(
            "gauge",
            "meter",
            note("meter", "click"),
            label="Mill",
            value="{{ rooms.value[1].heat }}",
            unit="°C",
            thresholds=[{"at": 30, "tone": "ok"}, {"at": 60, "tone": "fail"}],
        ),
        button("heat", "rooms.setValue(rooms.value.map((r) => ({ ...r, heat: r.heat + 30 })))"),
        figure("progress", "bar", label="Import", value="25", max="50", tone="busy"),
        figure("progress", "ring", label="Export", value="75", kind="circle"),
        figure(
            "stat",
            "total",
            note("total", "click"),
            label="Total",
            value="1234.5",
            unit="kg",
            delta="2",
            spark="{{ [1, 3, 2] }}",
        ),
    ]


def charts_app(host: str) -> Json:
    """`host`: whom the hostile option tries to reach."""
    found = widgets(host)
    y = 0
    for widget in found:
        h = {"chart": 5, "echarts": 6, "gauge": 4}.get(widget["type"], 2)
        widget["layout"] = {"x": 0, "y": y, "w": 9, "h": h}
        y += h
    states = {"told": None, "lines": LINES, "candles": CANDLES, "rooms": ROOMS, "grown": [1, 2]}
    return {"states": [{"name": name, "initial": value} for name, value in states.items()], "widgets": found}
