"""The sample apps: what a new workspace finds, and what "create from a sample" offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from apps.builder.document import AppDocument

from .exchange_ticker import exchange_ticker
from .machine_floor import machine_floor
from .market_overview import market_overview
from .stream_inspector import stream_inspector
from .team_chat import team_chat


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample. `document` builds it for the address of the demo server."""

    slug: str
    name: str
    description: str
    document: Callable[[str], AppDocument]


SAMPLES: Final[Mapping[str, Sample]] = {
    sample.slug: sample
    for sample in (
        Sample(
            "exchange-ticker",
            "Exchange ticker",
            "Live candles, trades and quotes of an exchange, with the scripts of a hand-made window.",
            exchange_ticker,
        ),
        Sample(
            "market-overview",
            "Market overview",
            "A dozen pairs in one table with sparklines; a click on a row shows its chart.",
            market_overview,
        ),
        Sample(
            "machine-floor",
            "Machine floor",
            "Gauges, alarms by condition and orders to machines, without a script.",
            machine_floor,
        ),
        Sample(
            "team-chat",
            "Team chat",
            "One room for everybody who opens the app; its history is the stream's window.",
            team_chat,
        ),
        Sample(
            "stream-inspector",
            "Stream inspector",
            "Raw messages as a log, a table, a chart and a tree; freeze, step back, export, send.",
            stream_inspector,
        ),
    )
}
