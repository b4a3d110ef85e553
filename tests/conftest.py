"""What all tests share: a secret key, one private Redis for the session, and the loopback names."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from asgiref.sync import SyncToAsync
from django.db import connections
from pytest_django import Settings

from lowstream.launcher import redis_binary, redis_server

pytest_plugins = ["tests.cast"]

START_SECONDS = 10  # an empty Redis is up in some 20 ms


def pytest_configure() -> None:
    """A key for this run: tests sign cookies and tokens, also in processes they start. No Redis that may be here."""
    from django.conf import settings

    settings.SECRET_KEY = os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first: of two workers, one must not start a test of a minute when the other has no more."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


@pytest.fixture(autouse=True)
def _no_connection_outlives_its_test() -> Iterator[None]:
    """Asynchronous tests share one thread for the database: what one leaves open there, no other may even look at."""
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture(scope="session")
def redis_socket() -> Iterator[Path]:
    """The Unix socket of a Redis that lives as long as the test session and keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="lowstream-tests-") as folder:
        socket = Path(folder) / "redis.sock"
        command = redis_server.command(redis_binary.find(), socket, Path(folder))
        command[command.index("--appendonly") + 1] = "no"
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
            try:
                _wait_for(socket, process)
                yield socket
            finally:
                process.terminate()


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with redis.Redis(unix_socket_path=str(socket)) as client:
                client.ping()
                return
        except redis.ConnectionError:
            assert process.poll() is None, "the private Redis ended at once"
            assert time.monotonic() < deadline, "the private Redis doesn't answer"
            time.sleep(0.02)


@pytest.fixture
def redis_url(redis_socket: Path, settings: Settings) -> str:
    """The address of an empty Redis; the settings name it too."""
    with redis.Redis(unix_socket_path=str(redis_socket)) as client:
        client.flushall()
    settings.REDIS_URL = redis_server.url(redis_socket)
    return str(settings.REDIS_URL)
