"""The widgets of an app: where each stands, and its properties by type.

Every text property is a template (see `names.Template`) unless it says otherwise; its value may be of any type.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .base import FIRST_PAGE, Condition, Layout, Parent, WidgetBase, WindowSource
from .charts import ChartProperties, ChartWidget, EChartsProperties, EChartsWidget
from .containers import (
    CONTAINERS,
    DEPTH_MAX,
    ContainerProperties,
    ContainerWidget,
    ModalProperties,
    ModalWidget,
    Tab,
    TabsProperties,
    TabsWidget,
)
from .figures import (
    ConnectionProperties,
    ConnectionWidget,
    GaugeProperties,
    GaugeWidget,
    HtmlProperties,
    HtmlWidget,
    ImageProperties,
    ImageWidget,
    ProgressProperties,
    ProgressWidget,
    StatProperties,
    StatWidget,
    TextProperties,
    TextWidget,
    Threshold,
)
from .inputs import (
    ButtonProperties,
    ButtonWidget,
    CheckboxWidget,
    DateTimeProperties,
    DateTimeWidget,
    InputProperties,
    InputWidget,
    MultiSelectProperties,
    MultiSelectWidget,
    NumberProperties,
    NumberWidget,
    SelectProperties,
    SelectWidget,
    SliderProperties,
    SliderWidget,
    SwitchProperties,
    SwitchWidget,
    TextAreaProperties,
    TextAreaWidget,
)
from .rows import (
    ChatProperties,
    ChatWidget,
    Column,
    JsonProperties,
    JsonWidget,
    ListProperties,
    ListWidget,
    LogProperties,
    LogWidget,
    TableProperties,
    TableWidget,
)

__all__ = [
    "CONTAINERS",
    "DEPTH_MAX",
    "FIRST_PAGE",
    "ButtonProperties",
    "ButtonWidget",
    "ChartProperties",
    "ChartWidget",
    "ChatProperties",
    "ChatWidget",
    "CheckboxWidget",
    "Column",
    "Condition",
    "ConnectionProperties",
    "ConnectionWidget",
    "ContainerProperties",
    "ContainerWidget",
    "DateTimeProperties",
    "DateTimeWidget",
    "EChartsProperties",
    "EChartsWidget",
    "GaugeProperties",
    "GaugeWidget",
    "HtmlProperties",
    "HtmlWidget",
    "ImageProperties",
    "ImageWidget",
    "InputProperties",
    "InputWidget",
    "JsonProperties",
    "JsonWidget",
    "Layout",
    "ListProperties",
    "ListWidget",
    "LogProperties",
    "LogWidget",
    "ModalProperties",
    "ModalWidget",
    "MultiSelectProperties",
    "MultiSelectWidget",
    "NumberProperties",
    "NumberWidget",
    "Parent",
    "ProgressProperties",
    "ProgressWidget",
    "SelectProperties",
    "SelectWidget",
    "SliderProperties",
    "SliderWidget",
    "StatProperties",
    "StatWidget",
    "SwitchProperties",
    "SwitchWidget",
    "Tab",
    "TableProperties",
    "TableWidget",
    "TabsProperties",
    "TabsWidget",
    "TextAreaProperties",
    "TextAreaWidget",
    "TextProperties",
    "TextWidget",
    "Threshold",
    "Widget",
    "WidgetBase",
    "WindowSource",
]

Widget = Annotated[
    ChartWidget
    | EChartsWidget
    | TableWidget
    | ListWidget
    | LogWidget
    | ChatWidget
    | JsonWidget
    | TextWidget
    | StatWidget
    | GaugeWidget
    | ProgressWidget
    | ImageWidget
    | ConnectionWidget
    | HtmlWidget
    | ButtonWidget
    | InputWidget
    | TextAreaWidget
    | NumberWidget
    | SelectWidget
    | MultiSelectWidget
    | SwitchWidget
    | CheckboxWidget
    | SliderWidget
    | DateTimeWidget
    | ContainerWidget
    | TabsWidget
    | ModalWidget,
    Field(discriminator="type"),
]
