"""All widgets on one page, full, empty and failed: nothing is in the way of assistive technology, in both themes."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from apps.builder.document import AppDocument
from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .conftest import Come
from .documents import Json
from .gallery import KINDS, WIDGETS, gallery
from .test_inputs import serious
from .viewer import Viewer


@pytest.fixture(scope="module")
def apps(system: System) -> Iterator[dict[str, Json]]:
    with UpstreamThread(Numbered(count=3)) as upstream:
        yield {kind: system.make_app(gallery(kind, upstream.url), f"All {kind}", "public") for kind in KINDS}


def test_the_page_has_one_of_every_widget_there_is() -> None:
    types = AppDocument.model_json_schema()["properties"]["widgets"]["items"]["discriminator"]["mapping"]
    assert set(WIDGETS) == set(types)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_all_widgets_are_sound_for_assistive_technology(
    apps: dict[str, Json], come: Come, kind: str, theme: str
) -> None:
    viewer = come(signed_in=False, color_scheme=theme, viewport={"width": 1440, "height": 1800}).view(apps[kind])
    expect(viewer.player.locator("html")).to_have_attribute("data-theme", theme)
    _wait_for_all(viewer, kind)
    names = [f"{sort}1" for sort in WIDGETS if sort != "modal"]
    assert serious(viewer, *names) == []
    if kind == "full":
        for name in ("chart1", "echarts1"):
            viewer.widget(name).get_by_role("button", name="Show as a table").click()
        expect(viewer.widget("echarts1").get_by_role("row")).to_have_count(9)
        assert serious(viewer, "chart1", "echarts1") == []
    if kind != "failed":
        viewer.widget("button1").get_by_role("button").click()
        expect(viewer.player.get_by_role("dialog", name="Dialog")).to_be_visible()
        assert serious(viewer, "modal1") == []


def _wait_for_all(viewer: Viewer, kind: str) -> None:
    """Until each view is loaded and shows what it has."""
    expect(viewer.player.locator(".skeleton")).to_have_count(0)
    if kind == "full":
        expect(viewer.widget("connection1")).to_contain_text("Live")
        expect(viewer.widget("text1").get_by_role("table")).to_be_visible()
        for name in ("chart1", "echarts1"):
            expect(viewer.widget(name).locator("canvas")).to_be_visible()
    else:
        expect(viewer.widget("chart1").locator(".empty")).to_be_visible()


def test_what_fails_says_so_in_its_place_and_promises_nothing(apps: dict[str, Json], come: Come) -> None:
    viewer = come(signed_in=False).view(apps["failed"])
    for sort, (*_, broken) in WIDGETS.items():
        if broken and sort != "modal":
            fault = viewer.widget(f"{sort}1").get_by_role("alert")
            expect(fault).to_contain_text("nobody is not defined")
            assert _lies_in(fault, viewer.widget(f"{sort}1")), f"the fault of {sort} is in sight"
    for sort in ("chart", "echarts", "table", "list", "log", "json", "chat", "html", "image"):
        expect(viewer.widget(f"{sort}1").locator(".empty")).to_have_text("Nothing to show.")


def _lies_in(inner: Locator, outer: Locator) -> bool:
    a, b = inner.bounding_box(), outer.bounding_box()
    assert a
    assert b
    under = 20  # an input's fault stands in the gap below it
    return a["y"] >= b["y"] and math.ceil(a["height"]) >= 12 and a["y"] + a["height"] <= b["y"] + b["height"] + under
