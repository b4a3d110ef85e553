"""Widgets that show one value: a figure, a gauge, a bar, a text, a picture, a query's state."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from apps.streams.definition import Strict

from ..names import Template
from .base import Decimals, WidgetBase

Tone = Literal["neutral", "ok", "busy", "fail"]


class TextProperties(Strict):
    """Markdown."""

    content: Template = ""


class TextWidget(WidgetBase):
    """Markdown text, sanitised."""

    type: Literal["text"] = "text"
    properties: TextProperties = TextProperties()


class StatProperties(Strict):
    """One figure with its change and a sparkline."""

    label: Template = ""
    value: Template = ""
    decimals: Decimals | None = None
    unit: Template = ""
    delta: Template = Field(default="", description="a number; shown with sign and colour")
    delta_unit: Template = ""
    spark: Template = Field(default="", description="an array of numbers")


class StatWidget(WidgetBase):
    """A single number, large. Event: click."""

    type: Literal["stat"] = "stat"
    properties: StatProperties = StatProperties()


class Threshold(Strict):
    """From this value on, this tone."""

    at: float
    tone: Tone = "busy"


class GaugeProperties(Strict):
    """A value between two bounds; below the first threshold it is neutral."""

    label: Template = ""
    value: Template = ""
    min: Template = "0"
    max: Template = "100"
    unit: Template = ""
    decimals: Decimals | None = None
    thresholds: Annotated[tuple[Threshold, ...], Field(max_length=8)] = ()


class GaugeWidget(WidgetBase):
    """An arc. Event: click."""

    type: Literal["gauge"] = "gauge"
    properties: GaugeProperties = GaugeProperties()


class ProgressProperties(Strict):
    """How much of `max` is done. `tone`: neutral, ok, busy or fail."""

    label: Template = ""
    value: Template = ""
    max: Template = "100"
    kind: Literal["bar", "circle"] = "bar"
    tone: Template = ""
    show_value: bool = True


class ProgressWidget(WidgetBase):
    """A bar or a ring."""

    type: Literal["progress"] = "progress"
    properties: ProgressProperties = ProgressProperties()


class ImageProperties(Strict):
    """`source`: a data URL, or base64 of `media_type` as a binary stream delivers it. No other host is asked."""

    source: Template = ""
    media_type: Literal["image/jpeg", "image/png", "image/webp", "image/gif", "image/svg+xml"] = "image/jpeg"
    alt: Template = ""
    fit: Literal["contain", "cover", "fill", "none"] = "contain"


class ImageWidget(WidgetBase):
    """A picture. Event: click."""

    type: Literal["image"] = "image"
    properties: ImageProperties = ImageProperties()


class ConnectionProperties(Strict):
    """Which query's state is shown."""

    query: Annotated[str, Field(max_length=64, description="a query's name")] = ""


class ConnectionWidget(WidgetBase):
    """The state of one query: status, rate, last message, next retry, gaps."""

    type: Literal["connection"] = "connection"
    properties: ConnectionProperties = ConnectionProperties()


class HtmlProperties(Strict):
    """A page of the builder's own, in a sandbox within the sandbox: no network, no app code, no other widget.

    In it `lowstream.onModel(f)` is given `model` at each change, and `lowstream.send(x)` fires the event message.
    """

    title: Template = ""
    html: Template = ""
    model: Template = ""


class HtmlWidget(WidgetBase):
    """Event: message (event.data = what the page sent). Method: post(x), for the page's `lowstream.onMessage(f)`."""

    type: Literal["html"] = "html"
    properties: HtmlProperties = HtmlProperties()
