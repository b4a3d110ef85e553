"""Pages of a document: names of their own, and every widget on one that is there."""

from __future__ import annotations

from typing import Any

import pytest

from apps.builder.document import read_document


def _read(**fields: Any) -> list[tuple[str, str]]:
    _, faults = read_document(fields)
    return [(fault.path, fault.message) for fault in faults]


def test_a_document_from_before_there_were_pages_has_one() -> None:
    document, faults = read_document({"widgets": [{"type": "text", "name": "hello"}]})
    assert document is not None, faults
    assert [page.name for page in document.pages] == ["page1"]
    assert document.widgets[0].page == "page1"


def test_a_widget_stands_on_its_page_and_with_its_container() -> None:
    pages = [{"name": "home"}, {"name": "more"}]
    box = {"type": "container", "name": "box", "page": "more"}
    inside = {"type": "text", "name": "hello", "page": "more", "parent": {"widget": "box"}}
    assert _read(pages=pages, widgets=[box, inside]) == []


@pytest.mark.parametrize(
    ("fields", "path", "says"),
    [
        ({"pages": []}, "pages", "at least 1"),
        ({"pages": [{"name": "home"}, {"name": "home"}]}, "pages[1].name", "another page 'home'"),
        (
            {"pages": [{"name": "home"}], "widgets": [{"type": "text", "name": "a"}]},
            "widgets[0].page",
            "no page 'page1'",
        ),
        (
            {
                "pages": [{"name": "page1"}, {"name": "more"}],
                "widgets": [
                    {"type": "container", "name": "box", "page": "more"},
                    {"type": "text", "name": "a", "parent": {"widget": "box"}},
                ],
            },
            "widgets[1].page",
            "on page 'more'",
        ),
    ],
)
def test_what_is_wrong_with_pages_is_told(fields: dict[str, Any], path: str, says: str) -> None:
    (fault,) = _read(**fields)
    assert fault[0] == path
    assert says in fault[1]
