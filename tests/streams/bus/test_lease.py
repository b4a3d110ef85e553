"""Who owns a stream, through all that Redis may go through: by its own word, never by luck."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
import redis

from apps.streams.bus import keys, lease
from apps.streams.bus.lease import Held, Leases, Ownership
from apps.streams.bus.window import WHOLE, LostOwnership, Vanished
from apps.streams.core import message
from apps.streams.core.message import Batch
from apps.streams.definition import Scope
from lowstream.launcher import redis_binary, redis_server
from tests.streams.house import House

STREAM = "leasetest"


async def take(house: House, hub: str = "a", epoch: str = "e1") -> Ownership:
    taken = await Leases(house.redis, hub).acquire(STREAM, epoch)
    assert taken is not None
    return taken


def batch(first: int, last: int, epoch: str = "e1") -> Batch:
    payloads = [b'"%d"' % n for n in range(first, last + 1)]
    return message.read(message.encode(epoch, first, [1000 + n for n in range(first, last + 1)], payloads))


async def held(house: House) -> list[tuple[str, int, bytes]]:
    """The window: epoch, offset and payload of each message."""
    snapshot = await house.window.read(STREAM, WHOLE, 100)
    return [(b.epoch, item.offset, item.payload) for b in snapshot.batches for item in b.messages()]


async def test_fences_only_rise_whatever_redis_forgets(house: House) -> None:
    first = await take(house, "a")
    await house.redis.flushall()
    second = await take(house, "b", "e2")
    await Leases(house.redis, "b").release(STREAM, "shared")
    third = await take(house, "a", "e3")
    assert first.fence < second.fence < third.fence
    assert second.epoch == third.epoch == "e2"
    clock = await house.redis.time()
    assert abs(third.fence - (clock[0] * 1_000_000 + clock[1])) < 10_000_000  # Redis's clock, in microseconds


async def test_a_fence_beyond_the_clock_still_rises(house: House) -> None:
    """The clock was set back, or another machine's is behind."""
    await take(house, "a")
    ahead = 4_000_000_000_000_000
    await house.redis.hset(keys.meta(STREAM), "fence", ahead)
    await Leases(house.redis, "a").release(STREAM, "shared")
    assert (await take(house, "b")).fence == ahead + 2  # giving it back counts too


async def test_a_stream_that_redis_lost_is_reclaimed_with_its_numbering(house: House) -> None:
    own = await take(house)
    await house.window.append(STREAM, own.fence, batch(1, 5), 0)
    await house.redis.flushall()
    with pytest.raises(Vanished):
        await house.window.append(STREAM, own.fence, batch(6, 7), 0)
    leases = Leases(house.redis, "a")
    assert (await leases.renew({STREAM: Held(own.fence, 5)})).vanished == [STREAM]
    again = await leases.reclaim(STREAM, "e1", 5, own.fence, 3)
    assert again is not None
    assert (again.epoch, again.top, again.connection) == ("e1", 5, 3)
    assert again.fence > own.fence
    assert await leases.reclaim(STREAM, "e1", 5, own.fence, 3) == again  # whoever asks twice gets the same
    assert not (await leases.renew({STREAM: Held(own.fence, 5)})).lost  # asked while it was being reclaimed
    await house.window.append(STREAM, again.fence, batch(6, 7), 0)
    assert [offset for _, offset, _ in await held(house)] == [6, 7]


async def test_what_another_hub_took_after_the_loss_is_not_reclaimed(house: House) -> None:
    own = await take(house, "a")
    await house.redis.flushall()
    new = await take(house, "b", "e2")
    leases = Leases(house.redis, "a")
    assert await leases.reclaim(STREAM, "e1", 5, own.fence) is None
    assert (await leases.renew({STREAM: Held(own.fence, 5)})).lost == [STREAM]
    with pytest.raises(LostOwnership):
        await house.window.append(STREAM, own.fence, batch(1, 1), 0)
    await house.redis.delete(keys.lease(STREAM))  # even when the other's lease has run out since
    assert await leases.reclaim(STREAM, "e1", 5, own.fence) is None
    await house.window.append(STREAM, new.fence, batch(1, 1, "e2"), 0)


async def test_a_lease_is_handed_over_in_one_step(house: House) -> None:
    own = await take(house, "a")
    await house.window.append(STREAM, own.fence, batch(1, 5), 0)
    heir = await Leases(house.redis, "a").hand_over(STREAM, "b", own.fence)
    assert heir is not None
    assert (heir.epoch, heir.top) == ("e1", 5)
    assert await house.redis.get(keys.lease(STREAM)) == b"b"
    with pytest.raises(LostOwnership):
        await house.window.append(STREAM, own.fence, batch(6, 6), 0)
    await house.window.append(STREAM, heir.fence, batch(6, 6), 0)
    assert await Leases(house.redis, "a").hand_over(STREAM, "c", own.fence) is None
    assert await Leases(house.redis, "b").hand_over(STREAM, "c", own.fence) is None  # an old fence


@pytest.mark.parametrize(
    ("scope", "reason", "seconds"),
    [
        ("session", "unused", 0),
        ("session", "disconnected", lease.DISCONNECTED_SECONDS),
        ("session", "hub_stopped", lease.SESSION_RETENTION_SECONDS),
        ("user", "unused", lease.USER_RETENTION_SECONDS),
        ("shared", "unused", lease.RETENTION_SECONDS),
    ],
)
async def test_what_is_left_of_a_stream_depends_on_whose_it_was(
    house: House, scope: Scope, reason: str, seconds: int
) -> None:
    own = await take(house)
    await house.window.append(STREAM, own.fence, batch(1, 5), 0)
    await house.redis.hset(keys.rows(STREAM), "k", "v")
    await house.redis.zadd(keys.order(STREAM), {"k": 1})
    await house.redis.hset(keys.remembered(STREAM), "k", "v")
    await house.redis.set(keys.wish(STREAM), "{}")
    await Leases(house.redis, "a").release(STREAM, scope, reason)
    for key in keys.kept(STREAM):
        left = await house.redis.ttl(key)
        assert seconds - 5 < left <= seconds if seconds else left == -2, key
    assert not await house.redis.exists(keys.lease(STREAM))
    assert (await house.redis.ttl(keys.wish(STREAM)) == -1) == (reason == "hub_stopped")
    if not seconds:
        await house.redis.delete(keys.wish(STREAM))  # it expires
        assert await house.redis.keys("*") == []


async def test_a_renewal_that_comes_after_the_release_takes_nothing_back(house: House) -> None:
    """It was sent before; without that, what is left of a session's stream would stay for another five minutes."""
    own = await take(house)
    leases = Leases(house.redis, "a")
    await leases.release(STREAM, "session", "disconnected")
    late = await leases.renew({STREAM: Held(own.fence, 0, retention_seconds=300)}, prolong=True)
    assert late.lost == [STREAM]
    assert not await house.redis.exists(keys.lease(STREAM))
    assert 0 < await house.redis.ttl(keys.meta(STREAM)) <= lease.DISCONNECTED_SECONDS
    with pytest.raises(LostOwnership):
        await house.window.append(STREAM, own.fence, batch(1, 1), 0)


@pytest.mark.parametrize("scope", ["session", "user", "shared"])
async def test_a_hub_that_dies_at_once_leaves_nothing_for_longer_than_its_scope_asks(
    house: House, scope: Scope
) -> None:
    leases = Leases(house.redis, "a")
    own = await leases.acquire(STREAM, "e1", scope)
    assert own is not None
    await house.window.append(STREAM, own.fence, batch(1, 5), 0)
    for key in (keys.meta(STREAM), keys.window(STREAM)):
        assert lease.retention(scope) - 5 < await house.redis.ttl(key) <= lease.retention(scope)
    await house.redis.flushall()
    assert await leases.reclaim(STREAM, "e1", 5, own.fence, scope=scope) is not None
    assert lease.retention(scope) - 5 < await house.redis.ttl(keys.meta(STREAM)) <= lease.retention(scope)


async def test_renewing_prolongs_everything_and_tells_the_figures(house: House) -> None:
    own = await take(house)
    await house.window.append(STREAM, own.fence, batch(1, 5), 0)
    await house.redis.hset(keys.remembered(STREAM), "k", "v")
    for key in [keys.lease(STREAM), *keys.kept(STREAM)]:
        await house.redis.pexpire(key, 900)
    leases = Leases(house.redis, "a")
    await leases.renew({STREAM: Held(own.fence, 5)})
    assert await house.redis.pttl(keys.lease(STREAM)) > 900
    assert await house.redis.pttl(keys.meta(STREAM)) <= 900  # not every time: it would cost as much again
    await leases.renew({STREAM: Held(own.fence, 5, 12.345, 678, 300)}, prolong=True)
    for key in (keys.meta(STREAM), keys.window(STREAM), keys.remembered(STREAM)):
        assert 290 < await house.redis.ttl(key) <= 300
    assert await house.redis.hmget(keys.meta(STREAM), "rate", "window_bytes") == [b"12.3", b"678"]


async def test_two_thousand_leases_cost_redis_little(house: House) -> None:
    leases = Leases(house.redis, "a")
    streams = [f"s{n}" for n in range(2000)]
    owned = await leases.acquire_all(dict.fromkeys(streams, "shared"))
    assert owned.keys() == set(streams)
    mine = {stream: Held(its.fence, 0) for stream, its in owned.items()}
    await house.redis.config_resetstat()
    for _ in range(3):
        renewal = await leases.renew(mine)
        assert not (renewal.lost or renewal.again or renewal.vanished)
    stats = await house.redis.info("commandstats")
    microseconds = stats["cmdstat_evalsha"]["usec"] / 3
    assert microseconds / 1e6 / lease.RENEW_SECONDS < 0.1  # of one core; 0.02 on an idle machine


async def test_a_full_redis_takes_no_lease_away(house: House) -> None:
    own = await take(house)
    leases = Leases(house.redis, "a")
    await house.redis.config_set("maxmemory", "1mb")
    try:
        with pytest.raises(redis.exceptions.OutOfMemoryError):
            await house.redis.set("more", "x" * 1000)
        assert await leases.renew({STREAM: Held(own.fence, 0)}, prolong=True) == lease.Renewal()
        await leases.alive()
        assert await leases.hubs() == ["a"]
        await house.control.renew([STREAM], 60)
        assert STREAM in (await house.control.wanted())[1]
        await leases.release(STREAM, "session", "unused")
        assert not await house.redis.exists(keys.meta(STREAM))
    finally:
        await house.redis.config_set("maxmemory", "0")


# --- Redis itself goes


class OwnRedis:
    """A Redis of the test's own, with an append-only file that can be put back to how it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "own.sock"
        self.url = redis_server.url(self.socket)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = redis_server.command(redis_binary.find(), self.socket, self.folder)
        command[command.index("--appendfsync") + 1] = "always"
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while True:
            try:
                with redis.Redis(unix_socket_path=str(self.socket)) as client:
                    client.ping()
                    return
            except (redis.ConnectionError, redis.BusyLoadingError):
                assert time.monotonic() < deadline
                time.sleep(0.02)

    def stop(self, number: int = signal.SIGKILL) -> None:
        if self._process is not None:
            os.kill(self._process.pid, number)
            self._process.wait()
            self._process = None

    def keep_copy(self) -> None:
        shutil.copytree(self.folder / "appendonlydir", self.folder / "copy")

    def lose_power(self) -> None:
        """Die, and come back with what the disk had at `keep_copy`."""
        self.stop()
        shutil.rmtree(self.folder / "appendonlydir")
        shutil.copytree(self.folder / "copy", self.folder / "appendonlydir")
        self.start()

    @contextmanager
    def paused(self) -> Iterator[None]:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGCONT)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    started = OwnRedis(tmp_path)
    started.start()
    yield started
    started.stop()


@asynccontextmanager
async def opened(own_redis: OwnRedis) -> AsyncIterator[House]:
    async with House(own_redis.url) as house:
        yield house


async def written(house: House, own: Ownership, *ranges: tuple[int, int], during: Callable[[], None]) -> None:
    for first, last in ranges[:-1]:
        await house.window.append(STREAM, own.fence, batch(first, last, own.epoch), 0)
    during()
    await house.window.append(STREAM, own.fence, batch(*ranges[-1], own.epoch), 0)


async def test_after_a_loss_of_power_no_offset_is_given_out_twice(own_redis: OwnRedis) -> None:
    """Viewers had 4 and 5, the disk didn't; whoever owns the stream next must not tell other messages by these."""
    async with opened(own_redis) as house:
        old = await take(house, "a")
        await written(house, old, (1, 2), (3, 3), (4, 5), during=own_redis.keep_copy)
        own_redis.lose_power()
        await house.redis.delete(keys.lease(STREAM))  # its time is up
        new = await take(house, "b", "e2")
        assert (new.epoch, new.top) == ("e2", 3)
        assert new.fence > old.fence
        assert await held(house) == [("e2", n, b'"%d"' % n) for n in (1, 2, 3)]
        await house.window.append(STREAM, new.fence, batch(4, 4, "e2"), 0)
        assert [(epoch, offset) for epoch, offset, _ in await held(house)] == [("e2", n) for n in (1, 2, 3, 4)]
        with pytest.raises(LostOwnership):
            await house.window.append(STREAM, old.fence, batch(6, 6), 0)
        for key in (keys.meta(STREAM), keys.window(STREAM)):
            assert 0 < await house.redis.ttl(key) <= lease.RETENTION_SECONDS


async def test_what_was_released_in_order_goes_on_after_a_restart(own_redis: OwnRedis) -> None:
    async with opened(own_redis) as house:
        old = await take(house, "a")
        await house.window.append(STREAM, old.fence, batch(1, 3), 0)
        await Leases(house.redis, "a").release(STREAM, "shared", "hub_stopped")
        own_redis.stop(signal.SIGTERM)
        own_redis.start()
        assert (await take(house, "b", "e2")).epoch == "e1"


async def test_an_owner_that_outlives_redis_tells_it_what_was_lost(own_redis: OwnRedis) -> None:
    """It dies in turn before it has written more: its heir goes on after the last offset that viewers have had."""
    async with opened(own_redis) as house:
        old = await take(house, "a")
        await written(house, old, (1, 3), (4, 5), during=own_redis.keep_copy)
        own_redis.lose_power()
        await Leases(house.redis, "a").renew({STREAM: Held(old.fence, 5)})
        await house.redis.delete(keys.lease(STREAM))
        new = await take(house, "b", "e2")
        assert (new.epoch, new.top) == ("e1", 5)


async def test_redis_that_stood_still_lets_one_hub_write(own_redis: OwnRedis) -> None:
    async with opened(own_redis) as house:
        old = await take(house, "a")
        await house.redis.pexpire(keys.lease(STREAM), 200)
        with own_redis.paused():
            late = asyncio.create_task(Leases(house.redis, "b").acquire(STREAM, "e2"))
            await asyncio.sleep(0.5)
        new = await late
        assert new is not None
        assert new.epoch == "e1"
        assert (await Leases(house.redis, "a").renew({STREAM: Held(old.fence, 0)})).lost == [STREAM]
        with pytest.raises(LostOwnership):
            await house.window.append(STREAM, old.fence, batch(1, 1), 0)
        await house.window.append(STREAM, new.fence, batch(1, 1), 0)
