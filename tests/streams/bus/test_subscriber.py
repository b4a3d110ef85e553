"""Listening to Redis, through its absences."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from apps.streams.bus import subscriber as subscribing
from apps.streams.bus.subscriber import Subscriber
from tests.streams.house import House, until


class Ear:
    """What one channel brought, and how often its subscription stood."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.ready = 0

    def count(self) -> None:
        self.ready += 1


@pytest_asyncio.fixture
async def listening(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Subscriber, Ear, Ear]]:
    monkeypatch.setattr(subscribing, "RETRY_SECONDS", 0.02)
    subscriber, plain, sharded = Subscriber(house.redis), Ear(), Ear()
    await subscriber.add("plain", plain.heard.append, plain.count, sharded=False)
    await subscriber.add("sharded", sharded.heard.append, sharded.count, sharded=True)
    task = asyncio.create_task(subscriber.run())
    await until(lambda: plain.ready and sharded.ready, "both subscriptions")
    yield subscriber, plain, sharded
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


Listening = tuple[Subscriber, Ear, Ear]


async def test_both_kinds_of_channel_are_heard(house: House, listening: Listening) -> None:
    _, plain, sharded = listening
    await house.redis.publish("plain", "1")
    await house.redis.spublish("sharded", "2")
    await until(lambda: plain.heard == [b"1"] and sharded.heard == [b"2"])


async def test_a_cut_connection_comes_back_by_itself_and_says_so(house: House, listening: Listening) -> None:
    _, plain, sharded = listening
    for turn in range(2, 5):
        assert await house.redis.client_kill_filter(_type="pubsub") >= 1
        await until(lambda: plain.ready >= turn and sharded.ready >= turn, "both subscriptions again")  # noqa: B023
        await house.redis.publish("plain", str(turn))
        await house.redis.spublish("sharded", str(turn))
        await until(lambda: plain.heard[-1:] == [b"%d" % turn] and sharded.heard[-1:] == [b"%d" % turn])  # noqa: B023


async def test_channels_come_and_go_while_it_listens(house: House, listening: Listening) -> None:
    subscriber, plain, _ = listening
    for turn in range(20):
        ear = Ear()
        await subscriber.add("more", ear.heard.append, ear.count, sharded=bool(turn % 2))
        await until(lambda: ear.ready, "the subscription")  # noqa: B023
        await (house.redis.spublish if turn % 2 else house.redis.publish)("more", "x")
        await until(lambda: ear.heard == [b"x"])  # noqa: B023
        await subscriber.remove("more")
        await subscriber.remove("more")
    await house.redis.publish("more", "nobody")
    await house.redis.publish("plain", "end")
    await until(lambda: plain.heard == [b"end"])


async def test_leaving_and_joining_at_once_ends_joined(house: House, listening: Listening) -> None:
    subscriber, _, _ = listening
    for _ in range(20):
        first, second = Ear(), Ear()
        await subscriber.add("quick", first.heard.append, first.count, sharded=True)
        await asyncio.gather(
            subscriber.remove("quick"),
            subscriber.add("quick", second.heard.append, second.count, sharded=True),
        )
        await until(lambda: second.ready, "the subscription")  # noqa: B023
        await house.redis.spublish("quick", "x")
        await until(lambda: second.heard == [b"x"])  # noqa: B023
        await subscriber.remove("quick")


async def test_a_message_that_cannot_be_used_silences_nothing(
    house: House, listening: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    subscriber, plain, _ = listening

    def fail(_: bytes) -> None:
        raise ValueError("of a newer version")

    ear = Ear()
    await subscriber.add("odd", fail, ear.count, sharded=False)
    await until(lambda: ear.ready)
    with caplog.at_level(logging.CRITICAL + 1, "apps.streams.bus.subscriber"):
        await house.redis.publish("odd", "x")
        await house.redis.publish("plain", "after")
        await until(lambda: plain.heard == [b"after"])


async def test_an_idle_subscription_stays_longer_than_an_answer_may_take(
    house: House, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client's read time-out is for answers; silence on a channel is no fault."""
    _, plain, _ = listening
    pool = house.redis.connection_pool
    for connection in pool._in_use_connections:  # the subscriber's, among them
        connection.socket_timeout = 0.05
    await asyncio.sleep(0.2)
    await house.redis.publish("plain", "still")
    await until(lambda: plain.heard == [b"still"])
    assert plain.ready == 1
