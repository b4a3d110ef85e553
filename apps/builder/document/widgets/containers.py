"""Widgets that other widgets stand in (see `base.Parent`), each on a grid of its own."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from apps.streams.definition import Strict

from ..names import Template
from .base import WidgetBase

TABS_MAX: Final = 20
DEPTH_MAX: Final = 4  # containers in one another; more can't be found again on a canvas
CONTAINERS: Final = ("container", "modal", "tabs")


class ContainerProperties(Strict):
    """A card around other widgets, or with `plain` just their common place."""

    title: Template = ""
    plain: bool = False


class ContainerWidget(WidgetBase):
    """Holds widgets."""

    type: Literal["container"] = "container"
    properties: ContainerProperties = ContainerProperties()


class Tab(Strict):
    """One tab. `key` is what app code says and `Parent.slot` names."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    title: Template = ""


class TabsProperties(Strict):
    """`value`: the key of the tab shown at first; empty: the first."""

    tabs: Annotated[tuple[Tab, ...], Field(min_length=1, max_length=TABS_MAX)] = (
        Tab(key="tab1", title="Tab 1"),
        Tab(key="tab2", title="Tab 2"),
    )
    value: Template = ""


class TabsWidget(WidgetBase):
    """Event: change (event.data = the key). State: value. Methods: setValue(key)."""

    type: Literal["tabs"] = "tabs"
    properties: TabsProperties = TabsProperties()


class ModalProperties(Strict):
    """A dialog over the page. On the studio's canvas it stands in its place."""

    title: Template = ""
    size: Literal["small", "medium", "large", "full"] = "medium"
    closable: bool = Field(default=True, description="by Esc, its button and a click beside it")


class ModalWidget(WidgetBase):
    """Events: open, close. State: isOpen. Methods: open, close."""

    type: Literal["modal"] = "modal"
    properties: ModalProperties = ModalProperties()
