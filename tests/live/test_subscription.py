"""What a viewer is told of a stream that says something wrong while the viewer is still joining."""

from __future__ import annotations

import json
from typing import Any, cast

from apps.live.feed import Feed
from apps.live.subscription import Frame, Subscription, Terms
from apps.streams.bus.window import Window
from apps.streams.core import event, message

NO_WINDOW = cast(Window, None)  # there are no messages here to read from it


def error(code: str) -> bytes:
    return event.encode(event.error_event(0, code, "It could not be read.", 1, None))


async def told(subscription: Subscription) -> list[dict[str, Any]]:
    frame = Frame()
    await subscription.fill(frame, NO_WINDOW, 0.0)
    return [json.loads(item) for item in frame.items]


def is_behind(subscription: Subscription) -> bool:
    return subscription.due_at() <= 0.0


async def test_errors_since_the_viewer_asked_are_told_once_and_none_from_before() -> None:
    feed = Feed("stream")
    feed.receive(error("before"))
    asked = feed.last_event
    feed.receive(error("while_joining"))
    subscription = Subscription(Terms("query", window=10), feed, None, asked)
    assert [(item["type"], item.get("code")) for item in await told(subscription)] == [
        ("stream", None),
        ("error", "while_joining"),
    ]
    assert not is_behind(subscription)
    feed.receive(error("after"))
    assert [item["code"] for item in await told(subscription)] == ["after"]
    assert not is_behind(subscription)


def batch(first: int, last: int) -> bytes:
    count = last - first + 1
    return message.encode("epoch", first, [1] * count, [b"1"] * count)


async def test_an_own_upstream_is_told_every_eighth_of_a_window_how_far_its_viewer_is() -> None:
    reached: list[int] = []
    feed = Feed("stream")
    subscription = Subscription(Terms("query", window=80), feed, None, 0, reached.append)
    subscription.tell_progress()
    assert reached == []  # it has not begun
    for last in (1, 5, 9, 11, 12, 20, 22):
        feed.receive(batch(feed.top + 1, last))
        await told(subscription)
        subscription.tell_progress()
    assert reached == [1, 11, 22]


async def test_a_viewer_over_a_quarter_of_a_window_behind_its_own_upstream_hurries() -> None:
    feed = Feed("stream")
    own = Subscription(Terms("query", window=80), feed, None, 0, lambda _: None)
    shared = Subscription(Terms("query", "shared", 80), feed, None, 0)
    feed.receive(batch(1, 1))
    await told(own)
    await told(shared)
    feed.receive(batch(2, 21))
    assert not own.is_far_behind()
    feed.receive(batch(22, 22))
    assert own.is_far_behind()
    assert not shared.is_far_behind()
