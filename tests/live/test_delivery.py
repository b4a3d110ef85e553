"""Who wants the latest only, or everything but not so often: what is sent when, and what it adds up to."""

from __future__ import annotations

import json
from typing import Any, cast

from apps.builder.document.queries import Delivery
from apps.live.feed import Feed
from apps.live.protocol import Cursor
from apps.live.subscription import Frame, Subscription, Terms
from apps.streams.bus.window import Snapshot, Window
from apps.streams.core import event, message
from apps.streams.core.message import Batch, Item
from apps.streams.core.state import StreamStatus

NO_WINDOW = cast(Window, None)  # all is in memory


class Kept:
    """A window that holds these batches."""

    def __init__(self, *batches: Batch, top: int = 0, epoch: str = "epoch") -> None:
        self.batches = batches
        self.top = top or (batches[-1].last if batches else 0)
        self.epoch = epoch
        self.asked: list[int] = []

    async def read(self, _stream: str, after: int, _size: int, _bytes: int = 0) -> Snapshot:
        self.asked.append(after)
        found = [batch.after(after) for batch in self.batches if batch.last > after]
        return Snapshot(self.epoch, self.top, b"", after, True, found)


def batch(first: int, last: int, keys: str = "") -> Batch:
    """Messages `first`..`last`; each is its own number. A letter of `keys` is a message's key."""
    count = last - first + 1
    numbers = [b"%d" % n for n in range(first, last + 1)]
    return message.read(message.encode("epoch", first, [1000 + first] * count, numbers, list(keys) or None))


def subscription(feed: Feed, mode: str = "every", per_second: float = 20, cursor: int | None = None) -> Subscription:
    delivery = Delivery.model_validate({"mode": mode, "per_second": per_second})
    asked = None if cursor is None else Cursor(epoch="epoch", offset=cursor)
    return Subscription(Terms("q", "shared", 100, delivery=delivery), feed, asked)


async def sent(followed: Subscription, window: object = NO_WINDOW, now: float = 1.0) -> list[dict[str, Any]]:
    frame = Frame()
    await followed.fill(frame, cast(Window, window), now)
    return [json.loads(item) for item in frame.items]


def batches_of(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for item in items if item["type"] == "messages" for each in item["batches"]]


def receive(feed: Feed, *batches: Batch) -> None:
    for each in batches:
        feed.receive(each.text)


async def test_the_latest_of_a_burst_stands_for_all_of_it_and_is_no_gap() -> None:
    feed = Feed("stream")
    receive(feed, batch(1, 3))
    followed = subscription(feed, "latest", 2, cursor=0)
    items = await sent(followed)
    assert [item["type"] for item in items] == ["stream", "messages"]
    [only] = batches_of(items)
    assert (only["from"], only["to"], only["offsets"], only["data"]) == (1, 3, [3], [3])
    receive(feed, batch(4, 4), batch(5, 9))
    assert followed.due_at() == 1.5  # half a second after the last
    assert await sent(followed, now=1.2) == []
    [only] = batches_of(await sent(followed, now=1.5))
    assert (only["from"], only["to"], only["offsets"], only["data"], only["at"]) == (4, 9, [9], [9], 1005)
    assert followed.due_at() == float("inf")


async def test_what_came_last_always_arrives_after_the_pause() -> None:
    feed = Feed("stream")
    receive(feed, batch(1, 1))
    followed = subscription(feed, "latest", 0.5, cursor=0)
    await sent(followed)
    receive(feed, batch(2, 2))
    assert followed.due_at() == 3.0
    assert batches_of(await sent(followed, now=2.9)) == []
    assert [each["data"] for each in batches_of(await sent(followed, now=3.0))] == [[2]]


async def test_the_latest_of_each_key_is_sent_with_its_key_and_offset() -> None:
    feed = Feed("stream", keyed=True)
    receive(feed, batch(1, 4, "abab"))
    followed = subscription(feed, "latest", 10, cursor=1)
    receive(feed, batch(5, 6, "ca"))
    [only] = batches_of(await sent(followed))
    assert (only["from"], only["to"], only["offsets"], only["keys"]) == (2, 6, [4, 5, 6], ["b", "c", "a"])
    assert only["data"] == [4, 5, 6]


async def test_who_joins_for_the_latest_gets_the_window_first() -> None:
    feed = Feed("stream")
    receive(feed, batch(1, 5))
    followed = subscription(feed, "latest", 10)
    [whole] = batches_of(await sent(followed))
    assert (whole["from"], whole["to"], "offsets" in whole) == (1, 5, False)
    receive(feed, batch(6, 8))
    [newest] = batches_of(await sent(followed, now=2.0))
    assert (newest["from"], newest["to"], newest["offsets"]) == (6, 8, [8])


async def test_the_latest_comes_from_the_window_when_memory_has_it_not() -> None:
    feed = Feed("stream")
    feed.refresh(Snapshot("epoch", 9, b"", 9, True, []))
    followed = subscription(feed, "latest", 10, cursor=2)
    window = Kept(batch(1, 4), batch(5, 9))
    items = await sent(followed, window)
    [only] = batches_of(items)
    assert (only["from"], only["to"], only["offsets"], only["data"]) == (3, 9, [9], [9])
    assert window.asked == [8]
    assert "gap" not in [item["type"] for item in items]


async def test_a_latest_that_the_window_has_lost_is_a_gap() -> None:
    feed = Feed("stream")
    feed.refresh(Snapshot("epoch", 9, b"", 9, True, []))
    items = await sent(subscription(feed, "latest", 10, cursor=2), Kept(top=9))
    assert [(item["from"], item["to"], item["count"]) for item in items if item["type"] == "gap"] == [(3, 9, 7)]


async def test_of_a_keyed_window_a_joiner_gets_what_is_left_and_no_gap() -> None:
    feed = Feed("stream", keyed=True)
    feed.refresh(Snapshot("epoch", 9, b"", 9, True, []))
    items = [Item(3, 1, b"3", "a"), Item(7, 2, b"7", "b")]
    window = Kept(message.encode_sparse("epoch", 1, 9, items))
    followed = subscription(feed)
    told = await sent(followed, window)
    assert [item["type"] for item in told] == ["stream", "messages"]
    assert told[0]["keyed"]
    [left] = batches_of(told)
    assert (left["from"], left["to"], left["offsets"], left["keys"], left["data"]) == (1, 9, [3, 7], ["a", "b"], [3, 7])
    receive(feed, batch(10, 11, "aa"))
    [more] = batches_of(await sent(followed, window))
    assert (more["from"], more["keys"], "offsets" in more) == (10, ["a", "a"], False)  # live, every one is sent


async def test_everything_but_not_so_often_waits_for_its_turn_and_misses_nothing() -> None:
    feed = Feed("stream")
    followed = subscription(feed, "every", 1)
    await sent(followed)
    for n in range(1, 6):
        receive(feed, batch(n, n))
        await sent(followed, now=1.1 + n / 10)
    got = [each["from"] for each in batches_of(await sent(followed, now=2.0))]
    assert got == [1, 2, 3, 4, 5]


async def test_a_status_does_not_wait_for_a_slow_query_s_turn_and_brings_what_came_before_it() -> None:
    feed = Feed("stream")
    receive(feed, batch(1, 1))
    followed = subscription(feed, "latest", 0.1, cursor=0)
    await sent(followed)
    receive(feed, batch(2, 4))
    status = StreamStatus(status="retrying", code="lost", at=5)
    feed.receive(event.encode(event.status_event(4, status)))
    assert followed.due_at() <= 1.1
    receive(feed, batch(5, 5))
    items = await sent(followed, now=1.1)
    assert [item["type"] for item in items] == ["messages", "status"]
    assert batches_of(items)[0]["offsets"] == [4]
    feed.receive(event.encode(event.error_event(5, "bad_message", "No.", 1, None)))
    assert followed.due_at() == 11.0  # an error waits


async def test_a_cleared_window_is_told_in_its_place() -> None:
    feed = Feed("stream")
    receive(feed, batch(1, 5))
    followed = subscription(feed)
    await sent(followed)
    receive(feed, batch(6, 6))
    feed.receive(b'{"event":"cleared","after":6,"body":{}}')
    receive(feed, batch(7, 7))
    items = await sent(followed)
    assert [item["type"] for item in items] == ["messages", "cleared", "messages"]
    assert (items[1]["epoch"], items[1]["to"]) == ("epoch", 6)
    newcomer = await sent(subscription(feed))
    assert [each["from"] for each in batches_of(newcomer)] == [7]
    [stream, gap, cleared, rest] = await sent(subscription(feed, cursor=4))
    assert (stream["resumed"], gap["from"], gap["to"], gap["count"]) == (True, 5, 6, 2)
    assert (cleared["type"], cleared["to"], batches_of([rest])[0]["from"]) == ("cleared", 6, 7)
