"""Windows in a real Redis: what is kept, what is dropped, and who may write."""

from __future__ import annotations

import asyncio

import pytest

from apps.streams.bus import keys
from apps.streams.bus.lease import RETENTION_SECONDS, SESSION_RETENTION_SECONDS, Held, Leases, Ownership
from apps.streams.bus.window import WHOLE, LostOwnership, Snapshot, Vanished, read_window_sync
from apps.streams.core import message
from apps.streams.core.cursor import follow
from apps.streams.core.message import Batch
from apps.streams.definition import Scope
from tests.streams.house import House, until

STREAM = "windowtest"


async def owned(house: House, hub: str = "a", epoch: str = "e1") -> Ownership:
    taken = await Leases(house.redis, hub).acquire(STREAM, epoch)
    assert taken is not None
    return taken


def batch(first: int, last: int, epoch: str = "e1", size: int = 0) -> Batch:
    payloads = [b'"%d%s"' % (n, b"x" * size) for n in range(first, last + 1)]
    return message.read(message.encode(epoch, first, [1000 + n for n in range(first, last + 1)], payloads))


def offsets(snapshot: Snapshot) -> list[int]:
    return [
        item.offset
        for part in follow(snapshot.after, snapshot.batches)
        if isinstance(part, Batch)
        for item in part.messages()
    ]


async def fill(house: House, fence: int, *ranges: tuple[int, int], keep_from: int = 0) -> None:
    for first, last in ranges:
        await house.window.append(STREAM, fence, batch(first, last), keep_from)


async def test_appending_twice_is_appending_once(house: House) -> None:
    own = await owned(house)
    await fill(house, own.fence, (1, 3), (1, 3), (4, 5), (1, 3), (4, 5))
    snapshot = await house.window.read(STREAM, 0, 10)
    assert [b.first for b in snapshot.batches] == [1, 4]
    assert (snapshot.epoch, snapshot.top, snapshot.owned) == ("e1", 5, True)


async def test_an_old_owners_writes_are_refused(house: House) -> None:
    old = await owned(house, "a")
    await fill(house, old.fence, (1, 3))
    await Leases(house.redis, "a").release(STREAM, "shared")
    new = await owned(house, "b", "e2")
    assert (new.epoch, new.top) == ("e1", 3)  # the numbering goes on
    assert new.fence > old.fence
    with pytest.raises(LostOwnership):
        await fill(house, old.fence, (4, 4))
    with pytest.raises(LostOwnership):
        await house.window.tell(STREAM, old.fence, "e1", b'{"event":1}', b"{}")
    await fill(house, new.fence, (4, 5))
    assert offsets(await house.window.read(STREAM, 0, 10)) == [1, 2, 3, 4, 5]


async def test_what_redis_has_lost_is_told_from_what_another_hub_took(house: House) -> None:
    old = await owned(house)
    await house.redis.flushall()
    with pytest.raises(Vanished):
        await fill(house, old.fence, (1, 1))
    with pytest.raises(Vanished):
        await house.window.tell(STREAM, old.fence, "e1", b'{"event":1}', b"{}")
    new = await owned(house, "b", "e2")
    assert new.fence > old.fence
    with pytest.raises(LostOwnership):
        await fill(house, old.fence, (1, 1))
    with pytest.raises(LostOwnership):
        await house.window.tell(STREAM, old.fence, "e1", b'{"event":1}', b"{}")


async def test_only_one_hub_gets_the_lease(house: House) -> None:
    both = await asyncio.gather(*(Leases(house.redis, hub).acquire(STREAM, "e") for hub in "abcdefgh"))
    assert len([one for one in both if one is not None]) == 1


async def test_a_lease_that_ran_out_is_kept_if_nobody_took_it(house: House) -> None:
    own = await owned(house)
    leases = Leases(house.redis, "a")

    async def renewed() -> tuple[list[str], list[str]]:
        renewal = await leases.renew({STREAM: Held(own.fence, 0)})
        return renewal.lost, renewal.again

    assert await renewed() == ([], [])
    await house.redis.delete(keys.lease(STREAM))
    assert await renewed() == ([], [STREAM])
    await house.redis.delete(keys.lease(STREAM))
    await owned(house, "b")
    assert await renewed() == ([STREAM], [])
    await Leases(house.redis, "b").release(STREAM, "shared")
    assert await renewed() == ([STREAM], [])


async def test_a_new_numbering_begins_with_an_empty_window(house: House) -> None:
    own = await owned(house)
    await fill(house, own.fence, (1, 50))
    await house.redis.delete(keys.meta(STREAM))
    fresh = await owned(house, "a", "e2")
    assert (fresh.epoch, fresh.top) == ("e2", 0)
    await house.window.append(STREAM, fresh.fence, batch(1, 1, "e2"), 0)
    assert offsets(await house.window.read(STREAM, 0, 100)) == [1]


async def test_nothing_of_a_stream_outlives_its_retention(house: House) -> None:
    own = await owned(house)
    await fill(house, own.fence, (1, 5))
    for key in (keys.meta(STREAM), keys.window(STREAM)):
        assert 0 < await house.redis.ttl(key) <= RETENTION_SECONDS


async def test_reading_from_a_cursor_gives_what_follows_it(house: House) -> None:
    own = await owned(house)
    await fill(house, own.fence, (1, 3), (4, 4), (5, 9))
    for after in range(10):
        assert offsets(await house.window.read(STREAM, after, 10)) == list(range(after + 1, 10))
    for size in (1, 2, 5, 6, 9, 100):
        snapshot = await house.window.read(STREAM, WHOLE, size)
        assert offsets(snapshot) == list(range(max(1, 10 - size), 10))


async def test_a_read_stops_near_its_bytes_and_goes_on_from_there(house: House) -> None:
    own = await owned(house)
    for n in range(1, 101):
        await house.window.append(STREAM, own.fence, batch(n, n, size=1000), 0)
    got, reads = 0, 0
    while got < 100:
        snapshot = await house.window.read(STREAM, got, 100, 5000)
        some = offsets(snapshot)
        assert some == list(range(got + 1, got + len(some) + 1))
        assert 5000 <= sum(len(b.text) for b in snapshot.batches) < 5000 + 2000 or some[-1] == 100
        got, reads = some[-1], reads + 1
    assert reads > 10
    assert (await house.window.read(STREAM, 0, 100, 0)).batches == []


async def test_a_stream_nobody_knows_is_empty(house: House) -> None:
    snapshot = await house.window.read("unknown", WHOLE, 10)
    assert (snapshot.epoch, snapshot.top, snapshot.status, snapshot.owned) == ("", 0, b"", False)
    assert snapshot.batches == []


def test_rest_reads_the_same(redis_url: str) -> None:
    async def prepare() -> None:
        async with House(redis_url) as house:
            own = await owned(house)
            for first in range(1, 21, 5):
                await house.window.append(STREAM, own.fence, batch(first, first + 4), max(0, first - 6))

    asyncio.run(prepare())
    newest = read_window_sync(STREAM, None, 3)
    assert [item.offset for item in newest.entries] == [18, 19, 20]
    assert (newest.epoch, newest.top, newest.gap) == ("e1", 20, None)
    assert newest.entries[-1] == (20, 1020, b'"20"', None)
    after = read_window_sync(STREAM, 12, 4)
    assert [item.offset for item in after.entries] == list(range(13, 21))
    assert after.gap is None
    late = read_window_sync(STREAM, 2, 3)
    assert late.gap == (3, 5)
    assert [item.offset for item in late.entries] == list(range(6, 21))
    assert read_window_sync(STREAM, 20, 3).entries == []
    assert read_window_sync(STREAM, 20, 3).gap is None
    assert read_window_sync("unknown", None, 3).epoch == ""


def test_rest_tells_a_gap_when_nothing_is_left(redis_url: str) -> None:
    async def prepare() -> None:
        async with House(redis_url) as house:
            own = await owned(house)
            await fill(house, own.fence, (1, 7))
            await house.redis.delete(keys.window(STREAM))

    asyncio.run(prepare())
    assert read_window_sync(STREAM, 2, 3).gap == (3, 7)
    assert read_window_sync(STREAM, None, 3).gap is None


async def test_a_cancelled_caller_ends_whatever_redis_is_doing(house: House) -> None:
    """redis-py loses a cancellation that comes as a command is written, on Python 3.11."""

    async def forever() -> None:
        while True:
            await house.redis.ping()

    for turn in range(60):
        task = asyncio.create_task(forever())
        for _ in range(turn):
            await asyncio.sleep(0)
        task.cancel()
        await until(task.done, f"the end of a task cancelled in turn {turn}", 2)
    assert await house.redis.ping()


@pytest.mark.parametrize(("scope", "seconds"), [("session", SESSION_RETENTION_SECONDS), ("shared", RETENTION_SECONDS)])
async def test_a_sessions_window_is_kept_for_minutes_and_a_shared_one_for_a_day(
    house: House, scope: Scope, seconds: int
) -> None:
    own = await owned(house)
    await fill(house, own.fence, (1, 5))
    await Leases(house.redis, "a").release(STREAM, scope)
    for key in (keys.meta(STREAM), keys.window(STREAM)):
        assert seconds - 5 < await house.redis.ttl(key) <= seconds
