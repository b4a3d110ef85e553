"""/healthz: well when database, Redis and a hub answer, else 503 with what doesn't and why."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import DatabaseError
from django.test import AsyncClient
from pytest_django import Settings

from apps.streams.bus import keys
from lowstream import health

pytestmark = pytest.mark.django_db(transaction=True)


def announce_hub(socket: Path, seconds: float) -> None:
    """Enter a hub that counts as alive for so long from now, by Redis's clock."""
    with redis.Redis(unix_socket_path=str(socket)) as client:
        now, _ = client.time()
        client.zadd(keys.HUBS, {"hub-1": (now + seconds) * 1000})


async def ask() -> tuple[int, dict[str, Any]]:
    response = await AsyncClient().get("/healthz")
    return response.status_code, response.json()


async def test_all_is_well(redis_url: str, redis_socket: Path) -> None:
    announce_hub(redis_socket, 10)
    assert await ask() == (200, {"status": "ok", "checks": {"database": "ok", "redis": "ok", "hub": "ok"}})


@pytest.mark.parametrize("seconds", [None, -1])
async def test_no_hub_or_one_that_fell_silent_is_named(
    redis_url: str, redis_socket: Path, seconds: float | None
) -> None:
    if seconds is not None:
        announce_hub(redis_socket, seconds)
    status, body = await ask()
    assert status == 503
    assert body == {"status": "failing", "checks": {"database": "ok", "redis": "ok", "hub": "no hub is running"}}


async def test_a_redis_that_is_gone_is_named_without_its_address(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REDIS_URL = "redis://:password@127.0.0.1:1/0"
    status, body = await ask()
    assert status == 503
    assert body["checks"] == {
        "database": "ok",
        "redis": "no answer (ConnectionError)",
        "hub": "no answer (ConnectionError)",
    }
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@asynccontextmanager
async def silent_server() -> AsyncIterator[int]:
    """Takes connections and never says a word."""
    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda reader, writer: writers.append(writer), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for writer in writers:
            writer.close()
            await writer.wait_closed()


@pytest.mark.alone
async def test_a_redis_that_hangs_costs_two_seconds_at_most(settings: Settings) -> None:
    async with silent_server() as port:
        settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
        started = time.monotonic()
        status, body = await ask()
        assert time.monotonic() - started < 2.5
    assert status == 503
    assert body["checks"]["redis"].startswith("no answer")


async def test_a_database_that_fails_is_named_without_details(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError("no such table in /home/somebody/db.sqlite3")

    monkeypatch.setattr(health, "_look_into_database", fail)
    status, body = await ask()
    assert status == 503
    assert body["checks"]["database"] == "no answer (DatabaseError)"


async def test_a_database_that_hangs_is_looked_at_once_however_often_somebody_asks(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    def hang() -> None:
        looks.append(1)
        time.sleep(0.5)

    monkeypatch.setattr(health, "_look_into_database", hang)
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.1)
    answers = [await ask() for _ in range(3)]
    assert [body["checks"]["database"] for _, body in answers] == ["no answer within 0 s"] * 3
    assert looks == [1]
    assert health._looking is not None
    await health._looking


async def test_only_reading_is_answered() -> None:
    response = await AsyncClient().post("/healthz")
    assert response.status_code == 405
