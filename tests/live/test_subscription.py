"""What a viewer is told of a stream that says something wrong while the viewer is still joining."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from apps.live.feed import Feed
from apps.live.protocol import Cursor
from apps.live.subscription import Frame, Subscription, Terms
from apps.streams.bus.window import Snapshot, Window
from apps.streams.core import event, message

NO_WINDOW = cast(Window, None)  # there are no messages here to read from it


def error(code: str) -> bytes:
    return event.encode(event.error_event(0, code, "It could not be read.", 1, None))


async def told(subscription: Subscription, window: Window = NO_WINDOW) -> list[dict[str, Any]]:
    frame = Frame()
    await subscription.fill(frame, window, 0.0)
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


class HoldsTheNewest:
    """A window from which all but the newest message has gone, for its age."""

    def __init__(self, top: int) -> None:
        self.top = top

    async def read(self, stream: str, after: int, size: int) -> Snapshot:
        return Snapshot("epoch", self.top, b"", after, True, [message.read(batch(self.top, self.top))])


@pytest.mark.parametrize("cursor", [None, Cursor(epoch="epoch", offset=1)])
async def test_who_comes_is_not_sent_what_has_grown_too_old_though_it_is_in_memory(cursor: Cursor | None) -> None:
    feed = Feed("stream")
    feed.receive(batch(1, 3))
    feed.receive(batch(4, 4))
    window = cast(Window, HoldsTheNewest(4))
    subscription = Subscription(Terms("query", window=10, max_age_seconds=5), feed, cursor, 0)
    items = await told(subscription, window)
    assert [(b["from"], b["to"]) for item in items if item["type"] == "messages" for b in item["batches"]] == [(4, 4)]
    gaps = [(item["from"], item["to"]) for item in items if item["type"] == "gap"]
    assert gaps == ([] if cursor is None else [(2, 3)])  # who comes new was owed nothing of before
    feed.receive(batch(5, 6))
    assert [b["from"] for item in await told(subscription) for b in item["batches"]] == [5]  # from memory again
