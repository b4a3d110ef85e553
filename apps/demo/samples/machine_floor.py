"""The sample "Machine floor": gauges from NDJSON, alarms by condition, orders to machines, all without a script.

Only the list of alarms is kept by a line of JavaScript in an action's value.
"""

from __future__ import annotations

from typing import Final

from apps.builder.document import AppDocument, StreamQuery, TemporaryState
from apps.builder.document.actions import Broadcast, SetState, ShowMessage
from apps.builder.document.broadcasts import MessageField, ObjectMessage, ViewersBroadcast
from apps.builder.document.widgets import (
    ButtonProperties,
    ButtonWidget,
    ChartProperties,
    ChartWidget,
    Column,
    GaugeProperties,
    GaugeWidget,
    LogProperties,
    LogWidget,
    SelectProperties,
    SelectWidget,
    TableProperties,
    TableWidget,
    Threshold,
    Widget,
    WindowSource,
)
from apps.demo.exchange.floor import HOT_DEGREES, MACHINES
from apps.streams.definition import Match, Rule, Window

from .shapes import at, beside, connection, on

QUERY: Final = "floor"
WARM_DEGREES: Final = HOT_DEGREES - 10
NAMES: Final = [name for name, _, _ in MACHINES]
NEWEST: Final = "floor.messages.findLast((one) => one.machine === machine.value)"
IS_HOT: Final = '{{ event.data.state === "hot" && !event.replay }}'
ALARM: Final = (
    "{{ [...alarms.value.slice(-99), { time: event.at, level: 'error', "
    "text: event.data.machine + ' at ' + event.data.temperature + ' °C' }] }}"
)
# What viewers may say to all machines, and nothing else.
ORDER: Final = ObjectMessage(
    fields=(
        MessageField(name="command", type="string", allowed=("stop", "start")),
        MessageField(name="machine", type="string", allowed=tuple(NAMES)),
    )
)


def machine_floor(url: str) -> AppDocument:
    """The document, with its query on the demo server at `url`."""
    return AppDocument(
        queries=(
            StreamQuery(
                name=QUERY,
                url=beside(url, "/floor"),
                scope="shared",
                viewers_broadcast=ViewersBroadcast(allowed=True, shape=ORDER),
                format="ndjson",
                skip=Match(
                    rules=(Rule(path="$.machine", operator="missing"), Rule(path="$.done", operator="exists")),
                    match="any",
                ),
                window=Window(size=3_000),
                events=(
                    on("success", SetState(state="alarms", value=ALARM), only_when=IS_HOT, throttle_ms=5_000),
                    on(
                        "success",
                        ShowMessage(level="warning", text="{{ event.data.machine }} runs hot"),
                        only_when=IS_HOT,
                        throttle_ms=20_000,
                    ),
                ),
            ),
        ),
        states=(TemporaryState(name="alarms", initial=[]),),
        widgets=(_machine(), *_orders(), *_gauges(), _table(), _chart(), _alarms(), connection(QUERY, at(9, 0, 3, 2))),
    )


def _machine() -> Widget:
    return SelectWidget(
        name="machine",
        layout=at(0, 0, 3, 2),
        properties=SelectProperties(label="Machine", options=f"{{{{ {NAMES} }}}}", value=NAMES[0]),
    )


def _orders() -> tuple[Widget, ...]:
    def order(command: str, text: str, x: int) -> Widget:
        message = f'{{"command": "{command}", "machine": "{{{{ machine.value }}}}"}}'
        return ButtonWidget(
            name=command,
            layout=at(x, 0, 2, 1),
            properties=ButtonProperties(text=text, variant="danger" if command == "stop" else "default"),
            events=(on("click", Broadcast(query=QUERY, message=message)),),
        )

    return order("stop", "Stop it", 3), order("start", "Start it", 5)


def _gauges() -> tuple[Widget, ...]:
    def gauge(field: str, label: str, most: int, unit: str, x: int, *thresholds: Threshold) -> Widget:
        return GaugeWidget(
            name=field,
            layout=at(x, 2, 4, 4),
            properties=GaugeProperties(
                label=label,
                value=f"{{{{ {NEWEST}?.{field} }}}}",
                max=str(most),
                unit=unit,
                decimals=1,
                thresholds=thresholds,
            ),
        )

    return (
        gauge(
            "temperature",
            "Temperature",
            120,
            "°C",
            0,
            Threshold(at=WARM_DEGREES, tone="busy"),
            Threshold(at=HOT_DEGREES, tone="fail"),
        ),
        gauge("vibration", "Vibration", 6, "mm/s", 4, Threshold(at=3.5, tone="busy")),
        gauge("power", "Power", 15, "kW", 8),
    )


def _table() -> Widget:
    return TableWidget(
        name="machines",
        layout=at(0, 6, 6, 5),
        properties=TableProperties(
            title="Machines",
            source=WindowSource(queries=(QUERY,), mode="upsert", key="machine"),
            key="machine",
            columns=(
                Column(field="machine", title="Machine", format="text"),
                Column(field="line", title="Line", format="text"),
                Column(field="state", title="State", format="tag"),
                Column(field="temperature", title="°C", format="number", decimals=1),
                Column(field="pieces", title="Pieces", format="number"),
                Column(field="time", title="At", format="time"),
            ),
            newest_first=False,
        ),
    )


def _chart() -> Widget:
    return ChartWidget(
        name="temperatures",
        layout=at(6, 6, 6, 5),
        properties=ChartProperties(
            title="Temperature of {{ machine.value }}, last 5 minutes",
            data="{{ floor.messages.filter((one) => one.machine === machine.value) }}",
            x="time",
            series=("temperature",),
            unit="°C",
            limit=600,
        ),
    )


def _alarms() -> Widget:
    return LogWidget(
        name="log",
        layout=at(0, 11, 12, 3),
        properties=LogProperties(title="Alarms", data="{{ alarms.value }}", limit=100),
    )
