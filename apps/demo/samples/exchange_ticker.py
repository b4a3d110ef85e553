"""The sample "Exchange ticker": one stream query drives candles, trades, quotes and a log.

It keeps the habits that users of such tools know: a broadcast subscribes, a temporary state holds the payload as text,
a script keeps the last 30 candles in `window`. It uses nothing but the public exchange protocol, so that the query's
URL is all that has to change for a real exchange.
"""

from __future__ import annotations

import json
from typing import Final

from apps.builder.document import AppDocument, EventHandler, StreamQuery, TemporaryState
from apps.builder.document.actions import RunJavaScript
from apps.builder.document.app import Scripts
from apps.builder.document.widgets import (
    ChartProperties,
    ChartWidget,
    Column,
    ConnectionProperties,
    ConnectionWidget,
    Layout,
    LogProperties,
    LogWidget,
    StatProperties,
    StatWidget,
    TableProperties,
    TableWidget,
    Widget,
)
from apps.streams.definition import Window

QUERY: Final = "krakenStockTicker"
WINDOW: Final = 3_000  # messages: at the demo's pace enough to draw all 30 candles again after a reload

ON_CONNECT: Final = (
    {"event": "subscribe", "pair": ["XBT/USD"], "subscription": {"name": "trade"}},
    {"event": "subscribe", "pair": ["XBT/USD"], "subscription": {"name": "spread"}},
    {"event": "subscribe", "pair": ["ETH/USD"], "subscription": {"name": "ticker"}},
)

STARTUP: Final = """\
// The last 30 candles, kept by hand. Charts can also draw {{ krakenStockTicker.messages }} without any of this.
window.krakenStockTickerData = [];

// One more line in the log, which keeps the newest 100.
window.note = (at, level, text) => {
  journal.setValue([...journal.value.slice(-99), { time: at, level, text }]);
};
"""

# In the open event, not in the startup script: so it is sent again after every reconnect.
ON_OPEN: Final = """\
krakenStockTicker.broadcast({"event": "subscribe", "pair": ["XBT/USD"], "subscription": {"name": "ohlc"}});
note(event.at, "success", "Open, subscriptions sent");
"""

ON_SUCCESS_KEEP: Final = """\
// Heartbeats and answers are objects, data are arrays: [channel, payload, channel name, pair].
if (event.data[2] !== "ohlc-1") return;
currentTickerData.setValue(String(event.data[1]));
"""

ON_SUCCESS_CANDLE: Final = """\
if (event.data[2] !== "ohlc-1") return;

const [time, etime, open, high, low, close, vwap, volume, count] = currentTickerData.value.split(',');
const x = {
  time: new Date(time * 1000).toLocaleTimeString("en-GB"),
  etime: Math.floor(etime),
  open: Number(open), high: Number(high), low: Number(low), close: Number(close),
  vwap: Number(vwap), volume: Number(volume), count: Number(count),
};

// Every trade updates the candle it falls in; a new end time begins the next candle.
const last = window.krakenStockTickerData.at(-1);
if (last && last.etime === x.etime) {
  window.krakenStockTickerData.pop();
} else if (last) {
  note(event.at, last.close < last.open ? "info" : "success", `${event.data[2]} XBT/USD close ${last.close}`);
}
window.krakenStockTickerData.push(x);
while (window.krakenStockTickerData.length > 30) window.krakenStockTickerData.shift();

clockTickerData.setValue(x.time);
candles.setValue([...window.krakenStockTickerData]);
"""

ON_CLOSE: Final = 'note(event.at, "warning", "Closed by the exchange; reconnecting");'

ON_ERROR: Final = 'note(event.at, "error", event.message ?? "A message could not be read");'

LATEST_TICKER: Final = 'krakenStockTicker.messages.findLast((m) => m[2] === "ticker")?.[1]'
SPREADS: Final = 'krakenStockTicker.messages.filter((m) => m[2] === "spread").slice(-60).map((m) => m[1][1] - m[1][0])'


def exchange_ticker(url: str) -> AppDocument:
    """The document, with its query on the exchange at `url`."""
    return AppDocument(
        queries=(_query(url),),
        states=(
            TemporaryState(name="currentTickerData", initial=""),
            TemporaryState(name="clockTickerData", initial=""),
            TemporaryState(name="candles", initial=[]),
            TemporaryState(name="journal", initial=[]),
        ),
        scripts=Scripts(startup=STARTUP),
        widgets=(*_figures(), _candles(), _trades(), _log(), _connection()),
    )


def _query(url: str) -> StreamQuery:
    handlers = (
        ("open", ON_OPEN),
        ("success", ON_SUCCESS_KEEP),
        ("success", ON_SUCCESS_CANDLE),
        ("close", ON_CLOSE),
        ("error", ON_ERROR),
    )
    return StreamQuery(
        name=QUERY,
        url=url,
        on_connect=tuple(json.dumps(message) for message in ON_CONNECT),
        window=Window(size=WINDOW),
        events=tuple(EventHandler(event=event, action=RunJavaScript(code=code)) for event, code in handlers),
    )


def _figures() -> tuple[Widget, ...]:
    price = StatProperties(
        label="XBT/USD",
        value="{{ candles.value.at(-1)?.close }}",
        decimals=1,
        delta="{{ candles.value.length ? (candles.value.at(-1).close / candles.value[0].open - 1) * 100 : null }}",
        delta_unit="%",
        spark="{{ candles.value.map((c) => c.close) }}",
    )
    ether = StatProperties(
        label="ETH/USD",
        value=f"{{{{ {LATEST_TICKER}.c[0] }}}}",
        decimals=2,
        delta=f"{{{{ ((t) => t && (t.c[0] / t.o[1] - 1) * 100)({LATEST_TICKER}) }}}}",
        delta_unit="%",
        spark='{{ krakenStockTicker.messages.filter((m) => m[2] === "ticker").slice(-60).map((m) => m[1].c[0]) }}',
    )
    volume = StatProperties(
        label="Volume, this candle",
        value="{{ candles.value.at(-1)?.volume }}",
        decimals=2,
        unit="XBT",
        spark="{{ candles.value.map((c) => c.volume) }}",
    )
    spread = StatProperties(
        label="Spread",
        value=f"{{{{ {SPREADS}.at(-1) }}}}",
        decimals=1,
        unit="USD",
        spark=f"{{{{ {SPREADS} }}}}",
    )
    return (
        StatWidget(name="price", layout=Layout(x=0, y=0, w=3, h=2), properties=price),
        StatWidget(name="etherPrice", layout=Layout(x=3, y=0, w=3, h=2), properties=ether),
        StatWidget(name="volume", layout=Layout(x=6, y=0, w=3, h=2), properties=volume),
        StatWidget(name="spread", layout=Layout(x=9, y=0, w=3, h=2), properties=spread),
    )


def _candles() -> Widget:
    return ChartWidget(
        name="candleChart",
        layout=Layout(x=0, y=2, w=8, h=7),
        properties=ChartProperties(
            title="XBT/USD at {{ clockTickerData.value }}",
            kind="candlestick",
            data="{{ candles.value }}",
            x="etime",
            limit=30,
        ),
    )


def _trades() -> Widget:
    rows = """{{
  krakenStockTicker.messages
    .filter((m) => m[2] === "trade")
    .slice(-50)
    .flatMap((m) => m[1])
    .map(([price, volume, time, side]) => ({ time, side: side === "b" ? "buy" : "sell", price, volume }))
}}"""
    return TableWidget(
        name="lastTrades",
        layout=Layout(x=8, y=2, w=4, h=7),
        properties=TableProperties(
            title="Last trades",
            data=rows,
            columns=(
                Column(field="time", title="Time", format="time"),
                Column(field="side", title="Side", format="text", coloured=True),
                Column(field="price", title="Price", format="number", decimals=1),
                Column(field="volume", title="Volume", format="number", decimals=4),
            ),
            newest_first=True,
            limit=50,
        ),
    )


def _log() -> Widget:
    return LogWidget(
        name="log",
        layout=Layout(x=0, y=9, w=9, h=3),
        properties=LogProperties(title="Log", data="{{ journal.value }}", limit=100),
    )


def _connection() -> Widget:
    return ConnectionWidget(
        name="connection", layout=Layout(x=9, y=9, w=3, h=3), properties=ConnectionProperties(query=QUERY)
    )
