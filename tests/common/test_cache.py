"""The shared cache: in Redis as plain values, in memory while Redis is away."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from apps.common import cache as module
from apps.common.cache import AGAIN_SECONDS, SharedCache
from lowstream.launcher import redis_binary, redis_server
from tests.system import wait_for


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_shared", {})


@pytest.fixture
def shared(redis_url: str) -> SharedCache:
    return SharedCache([redis_url], {"KEY_PREFIX": "ls:cache"})


def test_values_are_json_and_numbers_are_counted_by_redis(shared: SharedCache, redis_socket: Path) -> None:
    assert shared.add("n", 0, 60)
    assert not shared.add("n", 5, 60)
    assert [shared.incr("n"), shared.incr("n", 2), shared.decr("n")] == [1, 3, 2]
    shared.set("times", [1.5, 2.5], 60)
    assert shared.get("times") == [1.5, 2.5]
    with redis.Redis(unix_socket_path=str(redis_socket)) as client:
        stored = {key: client.get(key) for key in client.keys("*")}
        assert stored == {b"ls:cache:1:n": b"2", b"ls:cache:1:times": b"[1.5, 2.5]"}
        assert 0 < client.ttl(b"ls:cache:1:n") <= 60


def test_the_rest_of_django_s_interface(shared: SharedCache) -> None:
    shared.set_many({"a": "x", "b": True}, 60)
    assert shared.get_many(["a", "b", "c"]) == {"a": "x", "b": True}
    assert shared.has_key("a")
    assert shared.touch("a", 30)
    assert shared.get("c", "default") == "default"
    shared.delete_many(["a", "b"])
    assert not shared.has_key("b")
    with pytest.raises(ValueError, match="not found"):
        shared.incr("a")


def test_it_is_never_emptied_since_the_streams_are_there_too(shared: SharedCache) -> None:
    with pytest.raises(NotImplementedError, match="streams"):
        shared.clear()


def test_caches_of_one_process_share_their_connections(redis_url: str) -> None:
    first, second = (SharedCache([redis_url], {}) for _ in range(2))
    assert first._cache is second._cache


@pytest.fixture
def away(tmp_path: Path) -> Iterator[Path]:
    """Where a Redis may be started later."""
    yield tmp_path / "redis.sock"


def test_away_and_back(away: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    now = 100.0
    monkeypatch.setattr("apps.common.cache.time.monotonic", lambda: now)
    cache = SharedCache([redis_server.url(away)], {})
    with caplog.at_level(logging.WARNING):
        cache.set("x", "own memory", 60)
        assert cache.get("x") == "own memory"
        assert [cache.add("n", 1, 60), cache.incr("n")] == [True, 2]
    assert len(caplog.records) == 1, "said once, not at each call"
    command = redis_server.command(redis_binary.find(), away, away.parent)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(away.exists, what="Redis")
            assert cache.get("x") == "own memory", "it isn't asked before its time"
            now += AGAIN_SECONDS
            wait_for(lambda: cache._cache.get_client().ping(), what="an answer")
            assert cache.get("x") is None
            cache.set("x", "shared", 60)
            assert cache.get("x") == "shared"
        finally:
            process.terminate()
