"""A stream that comes and goes: every event of its query, and the widget that tells its state."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.fakes.behaviours import Numbered
from tests.fakes.thread import UpstreamThread
from tests.system import System

from .documents import document, query, run, shown
from .person import Person

EVENTS = ("open", "success", "error", "close", "reconnecting", "gap")
HEARD = "heard.setValue({ ...heard.value, [event.type]: (heard.value[event.type] ?? 0) + 1 })"


@pytest.fixture
def upstream() -> Iterator[UpstreamThread]:
    with UpstreamThread(Numbered(rate=20)) as upstream:
        yield upstream


def test_every_event_is_heard_and_the_widget_tells_the_state(
    system: System, visitor: Person, upstream: UpstreamThread
) -> None:
    numbers = query("numbers", upstream.url, *(run(event, HEARD) for event in EVENTS))
    widgets = [
        {"type": "connection", "name": "state", "properties": {"query": "numbers"}},
        shown("events", "heard.value"),
    ]
    made = document([numbers], widgets) | {"states": [{"name": "heard", "initial": {}}]}
    viewer = visitor.view(system.make_app(made, visibility="public"))
    state = viewer.widget("state")
    expect(state).to_contain_text("numbers")
    expect(state).to_contain_text(re.compile(r"Live · [1-9]\d* msg/s"))
    expect(state).to_contain_text("Last message now")
    viewer.wait(lambda: viewer.value("events").get("success", 0) > 3, "messages")
    assert viewer.value("events")["open"] == 1

    upstream.send("{")  # can't be read as JSON
    viewer.wait(lambda: viewer.value("events").get("error") == 1, "the error of a bad message")
    upstream.stop(drop=True)
    expect(state).to_contain_text(re.compile(r"Retrying|retry", re.IGNORECASE))
    viewer.wait(lambda: {"close", "reconnecting"} <= set(viewer.value("events")), "the events of a cut connection")
    upstream.start()
    viewer.wait(lambda: viewer.value("events")["open"] == 2, "another open")
    expect(state).to_contain_text("Live")
