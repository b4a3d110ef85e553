"""What a viewer is told of a stream that says something wrong while the viewer is still joining."""

from __future__ import annotations

import json
from typing import Any, cast

from apps.live.feed import Feed
from apps.live.viewer import Subscription
from apps.streams.bus.window import Window
from apps.streams.core import event

NO_WINDOW = cast(Window, None)  # there are no messages here to read from it


def error(code: str) -> bytes:
    return event.encode(event.error_event(0, code, "It could not be read.", 1, None))


async def told(subscription: Subscription) -> list[dict[str, Any]]:
    items: list[str] = []
    await subscription.next_items(NO_WINDOW, items, 1_000_000)
    return [json.loads(item) for item in items]


async def test_errors_since_the_viewer_asked_are_told_once_and_none_from_before() -> None:
    feed = Feed("stream")
    feed.receive(error("before"))
    asked = feed.last_event
    feed.receive(error("while_joining"))
    subscription = Subscription("query", "session", 10, feed, None, asked)
    assert [(item["type"], item.get("code")) for item in await told(subscription)] == [
        ("stream", None),
        ("error", "while_joining"),
    ]
    assert not subscription.behind()
    feed.receive(error("after"))
    assert [item["code"] for item in await told(subscription)] == ["after"]
    assert not subscription.behind()
