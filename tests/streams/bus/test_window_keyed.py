"""A keyed window: a compacted log. Whoever reads from a cursor gets the newest row of each key since, and no gap."""

from __future__ import annotations

import asyncio
import time

import pytest

from apps.streams.bus import keys
from apps.streams.bus.lease import Leases
from apps.streams.bus.snapshot import Snapshot
from apps.streams.bus.window import WHOLE, Row, clear_window_sync
from apps.streams.core import message
from apps.streams.core.cursor import Hole, follow
from apps.streams.hub import writer as writing
from tests.streams.house import until
from tests.streams.hub.writing import STREAM, Desk, desk

NASTY_KEYS = ['"],"data":[', "a,b", "Zürich", "", "\n", '{"epoch":"x"}', "0", "]", "#1", "a\\"]


def rows(snapshot: Snapshot) -> list[tuple[int, str | None, bytes]]:
    """What a viewer at the snapshot's cursor gets; a hole fails."""
    found: list[tuple[int, str | None, bytes]] = []
    for part in follow(snapshot.after, snapshot.batches):
        assert not isinstance(part, Hole), part
        found += [(item.offset, item.key, item.payload) for item in part.messages()]
    return found


async def write(at: Desk, *pairs: tuple[str, int]) -> None:
    for key, value in pairs:
        at.put(b"%d" % value, at=int(time.time() * 1000), key=key)
    await at.drained()


async def test_the_newest_row_of_each_key_is_kept_in_the_order_of_offsets(redis_url: str) -> None:
    async with desk(redis_url, key="$.k") as at:
        await write(at, ("a", 1), ("b", 2), ("a", 3))
        await write(at, ("c", 4), ("b", 5))
        for after, expected in (
            (0, [(3, "a", b"3"), (4, "c", b"4"), (5, "b", b"5")]),
            (3, [(4, "c", b"4"), (5, "b", b"5")]),
            (4, [(5, "b", b"5")]),
            (5, []),
        ):
            snapshot = await at.window.read(STREAM, after, 1000)
            assert rows(snapshot) == expected
            assert (snapshot.top, snapshot.keyed, snapshot.batches[-1].last if expected else 5) == (5, True, 5)
        assert rows(await at.window.read(STREAM, WHOLE, 2)) == [(4, "c", b"4"), (5, "b", b"5")]
        await until(lambda: at.listener.top == 5)
        assert [at.listener.payloads[n] for n in range(1, 6)] == [b"1", b"2", b"3", b"4", b"5"]  # live: every one


async def test_any_text_is_a_key(redis_url: str) -> None:
    async with desk(redis_url, key="$.k") as at:
        await write(at, *[(key, n) for n, key in enumerate(NASTY_KEYS)])
        found = rows(await at.window.read(STREAM, 0, 1000))
        assert [(key, int(payload)) for _, key, payload in found] == [(k, n) for n, k in enumerate(NASTY_KEYS)]


async def test_an_owner_goes_on_from_what_the_one_before_left(redis_url: str) -> None:
    async with desk(redis_url, 3, key="$.k") as at:
        await write(at, ("a", 1), ("b", 2), ("c", 3), ("a", 4))
        old = at.owned.fence
        await Leases(at.redis, "a").release(STREAM, "shared")
    async with desk(redis_url, 3, key="$.k", hub="b") as at:
        assert at.owned.fence > old
        await write(at, ("d", 5))  # b is the oldest now
        assert rows(await at.window.read(STREAM, 0, 10)) == [(3, "c", b"3"), (4, "a", b"4"), (5, "d", b"5")]


async def test_the_oldest_keys_go_when_there_are_too_many(redis_url: str) -> None:
    async with desk(redis_url, 10, key="$.k") as at:
        await write(at, *[(f"k{n}", n) for n in range(1000)])
        assert [row[0] for row in rows(await at.window.read(STREAM, 0, 10))] == list(range(991, 1001))
        assert await at.redis.hlen(keys.rows(STREAM)) == await at.redis.zcard(keys.order(STREAM)) == 10


async def test_the_oldest_keys_go_when_they_are_too_large_together(redis_url: str) -> None:
    async with desk(redis_url, max_bytes=100_000, key="$.k") as at:
        for n in range(60):
            at.put(b'"%s"' % (b"x" * 3000), key=f"k{n % 50}")
        await at.drained()
        found = rows(await at.window.read(STREAM, 0, 1000, 10**9))
        assert 90_000 < sum(len(payload) for _, _, payload in found) <= at.writer.window_bytes <= 100_000
        assert [row[0] for row in found] == list(range(61 - len(found), 61))


async def test_a_huge_row_may_drive_out_thousands(redis_url: str) -> None:
    async with desk(redis_url, 10_000, max_bytes=1024 * 1024, key="$.k") as at:
        await write(at, *[(f"k{n}", n) for n in range(9000)])
        assert await at.redis.hlen(keys.rows(STREAM)) == 9000
        at.put(b'"%s"' % (b"x" * 1_000_000), key="huge")
        await at.drained()
        names = [row[1] for row in rows(await at.window.read(STREAM, 0, 10_000, 10**9))]
        assert len(names) < 5000
        assert names[-1] == "huge"


async def test_rows_grow_old(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "TRIM_SECONDS", 0.05)
    async with desk(redis_url, key="$.k", max_age_seconds=1) as at:
        await write(at, ("a", 1), ("b", 2))
        await until(lambda: at.writer.window_bytes == 0, "the end of the rows")
        await until_empty(at)
        snapshot = await at.window.read(STREAM, 0, 10)
        assert [(b.first, b.last, b.count) for b in snapshot.batches] == [(1, 2, 0)]  # no gap, nothing left
        await write(at, ("a", 3))
        assert rows(await at.window.read(STREAM, 0, 10)) == [(3, "a", b"3")]
        assert await at.redis.ttl(keys.rows(STREAM)) > 0
        assert await at.redis.ttl(keys.order(STREAM)) > 0


async def until_empty(at: Desk) -> None:
    async with asyncio.timeout(10):
        while await at.redis.exists(keys.rows(STREAM), keys.order(STREAM)):
            await asyncio.sleep(0.01)


async def test_nobody_is_given_what_is_too_old_although_it_is_still_there(redis_url: str) -> None:
    for key in ("", "$.k"):
        async with desk(redis_url, key=key, max_age_seconds=100) as at:
            now = int(time.time() * 1000)
            top = at.writer.top
            for n, ago in ((1, 101_000), (2, 100_500), (3, 50_000), (4, 0)):
                at.put(b"%d" % n, at=now - ago, key=f"k{n}")
            await at.drained()
            snapshot = await at.window.read(STREAM, top, 10)
            found = [item for b in snapshot.batches for item in b.messages()]
            assert [item.payload for item in found] == [b"3", b"4"]
            await at.redis.flushall()


async def test_a_late_duplicate_changes_nothing(redis_url: str) -> None:
    async with desk(redis_url, key="$.k") as at:
        await write(at, ("a", 1))
        old = at.listener
        await until(lambda: old.top == 1)
        await write(at, ("a", 2))
        batch = message.read(message.encode("e1", 1, [1], [b"1"], ["a"]))
        await at.window.upsert(STREAM, at.owned.fence, batch, 2, [Row(b'"a"', 1, 1, b"1")], [])
        assert rows(await at.window.read(STREAM, 0, 10)) == [(2, "a", b"2")]
        await until(lambda: old.top == 2)


async def test_a_long_read_comes_in_pieces_without_hole_or_repeat(redis_url: str) -> None:
    async with desk(redis_url, 10_000, key="$.k") as at:
        await write(at, *[(f"k{n % 700}", n) for n in range(1, 2001)])
        got, cursor = list[tuple[int, str | None, bytes]](), 0
        while cursor < 2000:
            snapshot = await at.window.read(STREAM, cursor, 10_000, 2000)
            got += rows(snapshot)
            assert snapshot.batches[-1].last > cursor
            cursor = snapshot.batches[-1].last
        assert [row[0] for row in got] == list(range(1301, 2001))


async def test_clearing_empties_and_tells_and_the_numbers_go_on(redis_url: str, settings: object) -> None:
    for key in ("", "$.k"):
        async with desk(redis_url, key=key) as at:
            await write(at, ("a", 1), ("b", 2))
            assert await asyncio.to_thread(clear_window_sync, STREAM) == 2
            await until(lambda: at.listener.events, "the event")
            assert [(each.kind, each.after) for each in at.listener.events] == [("cleared", 2)]
            assert await at.kept() == []
            await write(at, ("b", 3))
            assert await at.kept() == [3]
            for name in (keys.window(STREAM),) if not key else (keys.rows(STREAM), keys.order(STREAM)):
                assert await at.redis.ttl(name) > 0
            await at.redis.flushall()
    assert clear_window_sync("unknown") == 0
