"""What a web process makes of trouble with the store: cut off, back, back with less, or with nothing."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from apps.live.feed import Feed
from apps.live.protocol import Cursor
from apps.live.subscription import Frame, Subscription, Terms
from apps.streams.bus.window import Snapshot, Window
from apps.streams.core import event, message
from apps.streams.core.state import StreamStatus

OPEN = StreamStatus(status="open", at=1000, connection=1)


def batch(first: int, last: int, epoch: str = "e", word: str = "n") -> bytes:
    count = last - first + 1
    return message.encode(epoch, first, [1] * count, [b'"%b"' % word.encode()] * count)


def snapshot(top: int, epoch: str = "e", status: StreamStatus | None = OPEN, *, owned: bool = True) -> Snapshot:
    return Snapshot(epoch, top, b"" if status is None else status.model_dump_json().encode(), top, owned, [])


def opened(top: int = 0) -> Feed:
    feed = Feed("stream")
    feed.refresh(snapshot(top))
    return feed


async def told(followed: Subscription, window: object = None) -> list[dict[str, Any]]:
    frame = Frame()
    await followed.fill(frame, cast(Window, window), 0.0)
    return [json.loads(item) for item in frame.items]


def subscribed(feed: Feed, cursor: Cursor | None = None) -> Subscription:
    return Subscription(Terms("q", "shared", 10), feed, cursor)


def brief(items: list[dict[str, Any]]) -> list[object]:
    """What the items are, and the number they are about."""
    facts: list[object] = []
    for item in items:
        if item["type"] == "messages":
            facts += [(each["from"], each["to"]) for each in item["batches"]]
        elif item["type"] == "status":
            facts.append(item["status"]["status"])
        elif item["type"] == "gap":
            facts.append(("gap", item["from"], item["to"], item["count"]))
        elif item["type"] == "stream":
            facts.append(("stream", item["epoch"], item["top"], item["resumed"]))
        else:
            facts.append(item["type"])
    return facts


async def test_a_store_that_is_away_is_told_once_and_the_former_status_afterwards() -> None:
    feed = opened()
    followed = subscribed(feed)
    feed.receive(batch(1, 2))
    await told(followed)
    feed.cut_off(2000)
    feed.cut_off(3000)
    [item] = await told(followed)
    status = item["status"]
    assert (status["status"], status["code"], status["connection"], status["at"]) == ("degraded", "store_down", 1, 2000)
    feed.refresh(snapshot(2))
    [item] = await told(followed)
    assert (item["status"]["status"], item["status"]["code"], item["status"]["at"]) == ("open", None, 1000)


async def test_what_happened_meanwhile_is_told_instead_of_the_former_status() -> None:
    feed = opened()
    followed = subscribed(feed)
    await told(followed)
    feed.cut_off(2000)
    await told(followed)
    feed.refresh(snapshot(0, status=StreamStatus(status="retrying", at=1500, code="lost")))
    assert brief(await told(followed)) == ["retrying"]


async def test_messages_missed_while_cut_off_are_read_and_what_the_window_has_lost_is_a_gap() -> None:
    feed = opened()
    followed = subscribed(feed)
    feed.receive(batch(1, 2))
    await told(followed)
    feed.cut_off(2000)
    feed.refresh(snapshot(9))

    class Window9:
        async def read(self, _stream: str, after: int, _size: int) -> Snapshot:
            assert after == 2
            left = [message.read(batch(5, 9))]
            return Snapshot("e", 9, b"", after, True, left)

    assert brief(await told(followed, Window9())) == ["degraded", "open", ("gap", 3, 4, 2), (5, 9)]
    feed.receive(batch(10, 10))
    assert brief(await told(followed)) == [(10, 10)]


@pytest.mark.parametrize("lost", [snapshot(0, "", None), snapshot(4), snapshot(0, "", None, owned=False)])
async def test_a_store_that_lost_its_newest_writes_or_all_keeps_cursors_and_repeats_nothing(lost: Snapshot) -> None:
    """The hub has the numbering and brings it back; what it writes again was had already."""
    feed = opened()
    followed = subscribed(feed)
    feed.receive(batch(1, 6))
    await told(followed)
    feed.cut_off(2000)
    feed.refresh(lost)
    feed.receive(batch(1, 6))
    feed.receive(batch(7, 8))
    assert [fact for fact in brief(await told(followed)) if isinstance(fact, tuple)] == [(7, 8)]
    assert feed.status.status == ("open" if lost.owned else "connecting")


async def test_a_new_numbering_starts_over_with_a_gap_that_nobody_can_count() -> None:
    feed = opened()
    followed = subscribed(feed)
    feed.receive(batch(1, 6))
    await told(followed)
    feed.receive(batch(1, 2, "f"))
    assert brief(await told(followed)) == [("gap", 7, 7, None), ("stream", "f", 2, False), (1, 2)]


async def test_offsets_that_are_used_again_for_other_messages_start_over() -> None:
    feed = opened()
    followed = subscribed(feed)
    for n in range(1, 7):
        feed.receive(batch(n, n))
    await told(followed)
    feed.receive(batch(5, 5, word="other"))
    assert brief(await told(followed)) == [("gap", 7, 7, None), ("stream", "e", 5, False), (5, 5)]
    feed.receive(batch(6, 6, word="other"))
    assert brief(await told(followed)) == [(6, 6)]


async def test_a_cursor_survives_a_store_that_has_not_heard_of_the_stream_yet() -> None:
    """A new web process joins between a failover to an empty store and the hub's bringing the stream back."""
    feed = Feed("stream")
    feed.refresh(snapshot(0, "", None, owned=False))
    followed = subscribed(feed, Cursor(epoch="e", offset=6))
    assert brief(await told(followed)) == [("stream", "e", 6, True)]
    feed.receive(batch(7, 8))
    assert brief(await told(followed)) == [(7, 8)]


async def test_a_cursor_whose_numbering_does_not_come_back_starts_over() -> None:
    feed = Feed("stream")
    feed.refresh(snapshot(0, "", None, owned=False))
    followed = subscribed(feed, Cursor(epoch="e", offset=6))
    await told(followed)
    feed.receive(batch(1, 2, "f"))
    assert brief(await told(followed)) == [("gap", 7, 7, None), ("stream", "f", 2, False), (1, 2)]


async def test_who_lags_is_told_of_the_trouble_before_what_cannot_be_read() -> None:
    feed = opened(9)
    followed = subscribed(feed, Cursor(epoch="e", offset=3))
    feed.cut_off(2000)
    frame = Frame()
    with pytest.raises(ConnectionError):
        await followed.fill(frame, cast(Window, None), 0.0)
    assert [json.loads(item)["status"]["status"] for item in frame.items] == ["degraded"]  # with the stream item
    feed = opened(9)
    followed = subscribed(feed, Cursor(epoch="e", offset=3))
    frame = Frame()
    with pytest.raises(AttributeError):  # there is no window here
        await followed.fill(frame, cast(Window, None), 0.0)
    feed.cut_off(2000)
    frame = Frame()
    with pytest.raises(ConnectionError):
        await followed.fill(frame, cast(Window, None), 0.0)
    followed.postpone(frame, 0.5)
    followed.postpone(frame, 1.0)
    assert [json.loads(item)["status"]["status"] for item in frame.items] == ["degraded"]
    assert followed.due_at() == 1.0


def test_listeners_that_wait_are_called_once_and_only_urgent_things_call_those_that_wait_for_such() -> None:
    feed = opened()
    calls: list[str] = []
    feed.waiting.add(lambda: calls.append("any"))
    feed.waiting_urgently.add(lambda: calls.append("urgent"))
    feed.receive(batch(1, 1))
    feed.receive(batch(2, 2))
    feed.receive(event.encode(event.error_event(2, "bad_message", "No.", 1, None)))
    assert calls == ["any"]
    feed.receive(event.encode(event.status_event(2, OPEN)))
    assert calls == ["any", "urgent"]
