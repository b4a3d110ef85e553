"""Charts: uPlot for what moves fast, ECharts for whatever an option object can say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from apps.streams.definition import Strict

from ..names import Template
from .base import Decimals, FieldPath, RowsProperties, WidgetBase


class ChartProperties(RowsProperties):
    """Line, area, bar, scatter: one series per entry of `series` (and query). Candlestick, ohlc: open to volume.

    `y_min` and `y_max`: numbers; empty: what the rows need.
    """

    kind: Literal["line", "area", "bar", "scatter", "candlestick", "ohlc"] = "line"
    x: FieldPath = Field(
        default="",
        description="time: Unix seconds, milliseconds or ISO text; '' = a field named like a time, else the arrival, "
        "else the row number",
    )
    series: Annotated[tuple[FieldPath, ...], Field(max_length=12)] = ()
    open: FieldPath = "open"
    high: FieldPath = "high"
    low: FieldPath = "low"
    close: FieldPath = "close"
    volume: FieldPath = "volume"
    stacked: bool = False
    legend: bool = True
    unit: Template = ""
    decimals: Decimals | None = None
    y_min: Template = ""
    y_max: Template = ""


class ChartWidget(WidgetBase):
    """uPlot. Event: point_click (event.data = {row, series, x, y}). Methods: showTable, showChart."""

    type: Literal["chart"] = "chart"
    properties: ChartProperties = ChartProperties()


class EChartsProperties(Strict):
    """`option`: an object as ECharts takes it. `merge`: into the one before, instead of in its place."""

    title: Template = ""
    option: Template = ""
    merge: bool = True


class EChartsWidget(WidgetBase):
    """Apache ECharts. Events: click, double_click, legend_change, zoom. Methods: setOption, dispatchAction, clear,
    showTable, showChart."""

    type: Literal["echarts"] = "echarts"
    properties: EChartsProperties = EChartsProperties()
