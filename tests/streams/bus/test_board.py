"""The board: every process's figures, for as long as it lives."""

from __future__ import annotations

import asyncio

import pytest

from apps.streams.bus import board, keys
from apps.streams.bus.board import Board, keep
from apps.streams.bus.client import connect


async def test_each_process_has_one_place_and_takes_it_away(redis_url: str) -> None:
    redis = connect(redis_url)
    its = Board(redis)
    await its.put("hub:a", b"1")
    await its.put("web:b", b"2")
    await its.put("hub:a", b"3")
    assert sorted(await its.read()) == [b"2", b"3"]
    await its.remove("hub:a")
    assert await its.read() == [b"2"]
    await redis.aclose()


async def test_nothing_outlives_a_process_that_was_killed(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "KEPT_SECONDS", 0.2)
    redis = connect(redis_url)
    its = Board(redis)
    await its.put("hub:a", b"1")
    async with asyncio.timeout(5):
        while await redis.keys("*"):
            await asyncio.sleep(0.05)
    assert await its.read() == []
    await redis.aclose()


async def test_figures_are_kept_fresh_and_taken_off_when_the_process_ends(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "REPORT_SECONDS", 0.02)
    redis = connect(redis_url)
    its = Board(redis)
    told: list[bytes] = []

    def figures() -> bytes:
        told.append(b"%d" % len(told))
        return told[-1]

    task = asyncio.create_task(keep(its, "web:w", figures))
    async with asyncio.timeout(5):
        while b"3" not in await its.read():
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await its.read() == []
    assert await redis.exists(keys.figures("web:w")) == 0
    await redis.aclose()


async def test_a_redis_that_is_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "REPORT_SECONDS", 0.02)
    redis = connect("redis://127.0.0.1:1/0")
    asked: list[int] = []

    def figures() -> bytes:
        asked.append(1)
        return b""

    task = asyncio.create_task(keep(Board(redis), "web:w", figures))
    async with asyncio.timeout(5):
        while len(asked) < 3:
            assert not task.done()
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await redis.aclose()
