"""The sample "Market overview": a dozen pairs in one keyed table with sparklines; a click shows a pair's chart.

The table and the chart take their rows straight from the windows of two queries; only the trend of each pair and its
change are a few lines of JavaScript.
"""

from __future__ import annotations

import json
from typing import Final

from apps.builder.document import AppDocument, StreamQuery, TemporaryState, Transformer
from apps.builder.document.actions import ControlPlayback, ExportData, SetState
from apps.builder.document.widgets import (
    ButtonProperties,
    ButtonWidget,
    ChartProperties,
    ChartWidget,
    Column,
    StatProperties,
    StatWidget,
    TableProperties,
    TableWidget,
    Widget,
)
from apps.demo.exchange.pairs import PAIRS
from apps.streams.definition import FieldPick, Window

from .shapes import NO_OBJECTS, at, connection, number, on

NAMES: Final = [pair.name for pair in PAIRS]
TREND: Final = 40  # prices in a sparkline

FIELDS: Final = (
    FieldPick(path="$[3]", alias="pair", type="string"),
    number("$[1].c[0]", "price"),
    number("$[1].o[1]", "open"),
    number("$[1].h[1]", "high"),
    number("$[1].l[1]", "low"),
    number("$[1].v[1]", "volume"),
)

MARKET: Final = f"""\
// One row a pair, with its change since the day's open and its last {TREND} prices.
return market.messages.map((row) => ({{
  ...row,
  change: (row.price / row.open - 1) * 100,
  trend: _.takeRight(ticks.messages.filter((tick) => tick.pair === row.pair), {TREND}).map((tick) => tick.price),
}}));
"""

BEST: Final = "_.maxBy(rows.value, 'change')"
WORST: Final = "_.minBy(rows.value, 'change')"


def market_overview(url: str) -> AppDocument:
    """The document, with its queries on the exchange at `url`."""
    return AppDocument(
        queries=(
            _query("market", url, Window(size=len(NAMES), key="$.pair")),
            _query("ticks", url, Window(size=2_000)),
        ),
        states=(TemporaryState(name="chosen", initial="XBT/USD", type="text"),),
        transformers=(Transformer(name="rows", code=MARKET),),
        widgets=(*_figures(), _table(), _chart(), *_buttons(), connection("market", at(9, 10, 3, 2))),
    )


def _query(name: str, url: str, window: Window) -> StreamQuery:
    subscribe = {"event": "subscribe", "pair": NAMES, "subscription": {"name": "ticker"}}
    return StreamQuery(
        name=name,
        url=url,
        scope="shared",
        on_connect=(json.dumps(subscribe),),
        skip=NO_OBJECTS,
        fields=FIELDS,
        window=window,
    )


def _figures() -> tuple[Widget, ...]:
    def figure(name: str, label: str, row: str, x: int) -> Widget:
        return StatWidget(
            name=name,
            layout=at(x, 0, 4, 2),
            properties=StatProperties(
                label=f"{label}: {{{{ {row}?.pair }}}}",
                value=f"{{{{ {row}?.price }}}}",
                delta=f"{{{{ {row}?.change }}}}",
                delta_unit="%",
                spark=f"{{{{ {row}?.trend }}}}",
            ),
        )

    return (
        figure("best", "Most up", BEST, 0),
        figure("worst", "Most down", WORST, 4),
        figure("picked", "Chosen", "rows.value.find((row) => row.pair === chosen.value)", 8),
    )


def _table() -> Widget:
    return TableWidget(
        name="pairs",
        layout=at(0, 2, 7, 8),
        properties=TableProperties(
            title="All pairs",
            data="{{ rows.value }}",
            key="pair",
            columns=(
                Column(field="pair", title="Pair", format="text"),
                Column(field="price", title="Price", format="number"),
                Column(field="change", title="Change", format="number", decimals=2, unit="%", coloured=True),
                Column(field="high", title="High", format="number"),
                Column(field="low", title="Low", format="number"),
                Column(field="volume", title="Volume", format="number", decimals=1),
                Column(field="trend", title="Trend", format="spark", sortable=False),
            ),
            newest_first=False,
            search=True,
            selection="single",
            limit=100,
        ),
        events=(on("row_click", SetState(state="chosen", value="{{ event.data.pair }}")),),
    )


def _chart() -> Widget:
    return ChartWidget(
        name="chart",
        layout=at(7, 2, 5, 8),
        properties=ChartProperties(
            title="{{ chosen.value }}",
            kind="area",
            data="{{ ticks.entries.filter((one) => one.data.pair === chosen.value)"
            ".map((one) => ({ time: one.at, price: one.data.price })) }}",
            series=("price",),
            limit=300,
        ),
    )


def _buttons() -> tuple[Widget, ...]:
    freeze = ButtonWidget(
        name="freeze",
        layout=at(0, 10, 2, 1),
        properties=ButtonProperties(text="{{ playback.paused ? 'Follow again' : 'Freeze' }}"),
        events=(on("click", ControlPlayback(do="toggle")),),
    )
    export = ButtonWidget(
        name="download",
        layout=at(2, 10, 2, 1),
        properties=ButtonProperties(text="Export"),
        events=(on("click", ExportData(data="{{ rows.value }}", format="xlsx", file_name="market")),),
    )
    return freeze, export
