"""What must hold of widgets that stand in one another: the parent is there, can hold widgets, and isn't within them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .fault import Fault
from .widgets import CONTAINERS, DEPTH_MAX


def parent_faults(source: Any) -> Iterator[Fault]:  # Any: whatever JSON a person sent
    """One for each widget that can't stand where it says."""
    widgets = source.get("widgets") if isinstance(source, dict) else None
    entries = [one if isinstance(one, dict) else {} for one in (widgets if isinstance(widgets, list | tuple) else ())]
    by_name = {str(one.get("name")): one for one in entries}
    for index, widget in enumerate(entries):
        parent = widget.get("parent")
        if not isinstance(parent, dict) or not isinstance(name := parent.get("widget"), str):
            continue
        if fault := _fault_of(widget, name, parent.get("slot", ""), by_name):
            where, message = fault
            yield Fault(f"widgets[{index}].parent.{where}", message)


def _fault_of(
    widget: dict[str, Any], name: str, slot: object, by_name: dict[str, dict[str, Any]]
) -> tuple[str, str] | None:
    holder = by_name.get(name)
    if holder is None:
        return "widget", f"there is no widget {name!r}"
    if holder.get("type") not in CONTAINERS:
        return "widget", f"{name!r} can't hold widgets; put it into one of: {', '.join(CONTAINERS)}"
    keys = _keys(holder)
    if keys is not None and slot not in keys:
        return "slot", f"{name!r} has no tab {slot!r}"
    above: dict[str, Any] | None = holder
    for _ in range(DEPTH_MAX):
        if above is widget:
            return "widget", f"{widget.get('name')!r} would stand within itself"
        further = above.get("parent") if above else None
        above = by_name.get(str(further.get("widget"))) if isinstance(further, dict) else None
        if above is None:
            return None
    return "widget", f"is nested more than {DEPTH_MAX} containers deep; move it further up"


def _keys(holder: dict[str, Any]) -> set[str] | None:
    """The keys of tabs; None for what has but one place."""
    properties = holder.get("properties")
    tabs = properties.get("tabs") if isinstance(properties, dict) else None
    if holder.get("type") != "tabs" or not isinstance(tabs, list | tuple):
        return None if holder.get("type") != "tabs" else {"tab1", "tab2"}  # the defaults
    return {str(tab.get("key")) for tab in tabs if isinstance(tab, dict)}
