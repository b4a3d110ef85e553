"""What must hold of pages: names of their own, and each widget on one that is there, its container's if it has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .fault import Fault
from .widgets import FIRST_PAGE


def page_faults(source: Any) -> Iterator[Fault]:  # Any: whatever JSON a person sent
    """One for each page named twice, and for each widget on a page that isn't there or isn't its container's."""
    if not isinstance(source, dict):
        return
    seen: set[str] = set()
    for index, page in enumerate(_entries(source, "pages")):
        name = page.get("name")
        if isinstance(name, str):
            if name in seen:
                yield Fault(f"pages[{index}].name", f"there is another page {name!r}; choose another name")
            seen.add(name)
    names = page_names(source)
    widgets = _entries(source, "widgets")
    page_of = {str(one.get("name")): one.get("page", FIRST_PAGE) for one in widgets}
    for index, widget in enumerate(widgets):
        page = widget.get("page", FIRST_PAGE)
        if not isinstance(page, str):
            continue
        if page not in names:
            yield Fault(f"widgets[{index}].page", f"there is no page {page!r}")
        parent = widget.get("parent")
        holder = parent.get("widget") if isinstance(parent, dict) else None
        if isinstance(holder, str) and page_of.get(holder, page) != page:
            yield Fault(f"widgets[{index}].page", f"stands in {holder!r}, which is on page {page_of[holder]!r}; say so")


def page_names(source: dict[str, Any]) -> set[str]:
    """Of the pages there are; a document that says nothing of pages has one."""
    if "pages" not in source:
        return {FIRST_PAGE}
    return {name for page in _entries(source, "pages") if isinstance(name := page.get("name"), str)}


def _entries(source: dict[str, Any], key: str) -> list[dict[str, Any]]:
    entries = source.get(key)
    return [one if isinstance(one, dict) else {} for one in (entries if isinstance(entries, list | tuple) else ())]
