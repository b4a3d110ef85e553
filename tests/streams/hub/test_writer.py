"""The writer: batches within their bounds, windows within theirs, and everything told in its place."""

from __future__ import annotations

import asyncio
import time

import pytest

from apps.streams.bus import keys
from apps.streams.bus.lease import Leases
from apps.streams.bus.window import WHOLE, LostOwnership
from apps.streams.core import event
from apps.streams.core.state import StreamStatus
from apps.streams.hub import writer as writing
from tests.streams.house import WAIT_SECONDS, until

from .writing import STREAM, Desk, desk


async def entries(at: Desk, count: int) -> None:
    """Wait until the window has so many entries."""
    deadline = time.monotonic() + WAIT_SECONDS
    while await at.redis.xlen(keys.window(STREAM)) != count:
        assert time.monotonic() < deadline, f"not {count} entries"
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("size", [1, 10, 100, 1000])
async def test_the_window_holds_its_size_and_at_most_a_batch_more(redis_url: str, size: int) -> None:
    async with desk(redis_url, size) as at:
        at.put(*[b"%d" % n for n in range(1, 3001)])
        await at.drained()
        kept = await at.kept()
        assert kept == list(range(kept[0], 3001))
        assert size <= len(kept) < size + writing.BATCH_MESSAGES
        newest = await at.window.read(STREAM, WHOLE, size, 10**9)
        assert newest.after == 3000 - size


async def test_the_window_stays_below_its_bytes(redis_url: str) -> None:
    async with desk(redis_url, max_bytes=200_000) as at:
        at.put(*[b'"%s"' % (b"x" * 3000)] * 200)
        await at.drained()
        snapshot = await at.window.read(STREAM, 0, 1000, 10**9)
        held = sum(len(b.text) for b in snapshot.batches)
        assert 200_000 - writing.BATCH_BYTES - 4000 < held <= 200_000
        assert at.writer.window_bytes == held
        assert snapshot.batches[-1].last == 200


async def test_one_huge_message_is_kept_although_it_is_over_the_bytes(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_MESSAGES", 1)
    async with desk(redis_url, max_bytes=64 * 1024) as at:
        at.put(b"1", b'"%s"' % (b"x" * 100_000))
        await at.drained()
        assert await at.kept() == [2]


async def test_the_bytes_that_the_owner_before_wrote_count(redis_url: str) -> None:
    async with desk(redis_url, max_bytes=100_000) as at:
        at.put(*[b'"%s"' % (b"x" * 3000)] * 30)
        await at.drained()
        assert len(await at.kept()) > 20
        await Leases(at.redis, "a").release(STREAM, "shared")
    async with desk(redis_url, hub="b", max_bytes=100_000) as at:
        at.put(*[b'"%s"' % (b"y" * 3000)] * 20)
        await at.drained()
        snapshot = await at.window.read(STREAM, 0, 1000, 10**9)
        assert sum(len(b.text) for b in snapshot.batches) <= 100_000
        assert snapshot.batches[-1].last == 50


async def test_what_is_too_old_goes_while_the_stream_is_quiet(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "TRIM_SECONDS", 0.01)
    async with desk(redis_url, max_age_seconds=1) as at:
        at.put(b"1", at=int(time.time() * 1000))
        await at.drained()
        await entries(at, 0)
        assert at.writer.window_bytes == 0
        snapshot = await at.window.read(STREAM, 0, 10)
        assert (snapshot.top, snapshot.batches) == (1, [])


async def test_what_the_owner_before_wrote_grows_old_too(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "TRIM_SECONDS", 0.01)
    for hub, expected in (("a", [1, 2, 3]), ("b", [3])):
        async with desk(redis_url, hub=hub, max_age_seconds=100) as at:
            if hub == "a":
                now = int(time.time() * 1000)
                for payload, ago in ((b"1", 99_500), (b"2", 99_400), (b"3", 10_000)):
                    at.put(payload, at=now - ago)
                    await at.drained()
            if hub == "b":
                await entries(at, 1)
            assert await at.kept() == expected
            await Leases(at.redis, hub).release(STREAM, "shared")


async def test_batches_respect_their_bounds(redis_url: str) -> None:
    async with desk(redis_url, 10_000) as at:
        for n in range(1000):
            at.writer.put(b"%d" % n, n)
        await at.drained()
        snapshot = await at.window.read(STREAM, 0, 10_000)
        assert [b.count for b in snapshot.batches] == [256, 256, 256, 232]
        assert [item.at for b in snapshot.batches for item in b.messages()] == list(range(1000))


async def test_an_event_stands_between_the_messages_it_came_between(redis_url: str) -> None:
    async with desk(redis_url) as at:
        for n in (1, 2, 3):
            at.put(b"1")
            at.writer.tell(event.error_event(at.writer.top, f"e{n}", "", 1, None))
        await at.drained()
        snapshot = await at.window.read(STREAM, 0, 10_000)
        assert [b.count for b in snapshot.batches] == [1, 1, 1]
        await until(lambda: len(at.listener.events) == 3)
        assert [(e.after, e.body["code"]) for e in at.listener.events] == [(1, "e1"), (2, "e2"), (3, "e3")]


async def test_a_repeated_event_is_told_once_however_late(redis_url: str) -> None:
    async with desk(redis_url) as at:
        fence = at.owned.fence
        for number, name in ((1, "one"), (2, "two"), (1, "one"), (2, "two"), (3, "three")):
            happened = event.status_event(0, StreamStatus(code=name))
            status = b'{"status":"%s"}' % name.encode()
            await at.window.tell(STREAM, fence, "e1", event.encode(happened), status, 1, number)
        await until(lambda: len(at.listener.events) == 3)
        assert [each.body["code"] for each in at.listener.events] == ["one", "two", "three"]
        assert (await at.window.read(STREAM, 0, 1)).status == b'{"status":"three"}'
        await Leases(at.redis, "a").release(STREAM, "shared")
    async with desk(redis_url, hub="b") as at:  # who counts from 1 again
        at.writer.tell(event.status_event(0, StreamStatus(code="four")), b'{"status":"four"}')
        await at.drained()
        assert (await at.window.read(STREAM, 0, 1)).status == b'{"status":"four"}'


async def test_a_writer_whose_redis_is_slow_makes_the_upstream_wait(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_BYTES", 500)
    monkeypatch.setattr(writing, "PENDING_BYTES", 1000)
    async with desk(redis_url, 100) as at:
        assert at.put(*[b'"%s"' % (b"x" * 98)] * 12) == [False] * 9 + [True] * 3
        waiting = asyncio.create_task(at.writer.room())
        await asyncio.wait_for(waiting, 5)
        await at.drained()
        assert at.troubles == []


async def test_a_hold_ends_when_the_viewer_has_got_on_or_after_a_second(redis_url: str) -> None:
    async with desk(redis_url, 10) as at:
        at.writer.reached(0)
        assert at.put(*[b"1"] * 5) == [False] * 4 + [True]
        waiting = asyncio.create_task(at.writer.room())
        await at.drained()
        assert not waiting.done()
        at.writer.reached(3)
        await asyncio.wait_for(waiting, 1)
        assert at.put(*[b"1"] * 3) == [False, False, True]
        await asyncio.wait_for(at.writer.room(), 5)
        assert at.put(b"1") == [False]


async def test_a_writer_whose_stream_was_taken_ends(redis_url: str) -> None:
    async with desk(redis_url) as at:
        await Leases(at.redis, "a").release(STREAM, "shared")
        assert await Leases(at.redis, "b").acquire(STREAM, "e2") is not None
        at.put(b"1")
        with pytest.raises(LostOwnership):
            await asyncio.wait_for(at.task, 5)
