"""Lowstream as processes, started once for all tests of this folder that ask for it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from apps.builder.sharing import access
from tests.system import System

from .client import LiveClient

_names = itertools.count(1)


class Live:
    """The running system as a test's event loop may use it: REST calls go to a thread."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.socket_url = f"ws://127.0.0.1:{system.port}/live/"

    async def app(self, url: str, **query: Any) -> dict[str, Any]:
        """A published app with one query `q` on this upstream."""
        document = {"queries": [{"name": "q", "url": url, **query}]}
        return await asyncio.to_thread(self.system.make_app, document, f"Test {next(_names)}")

    async def open(self, app: dict[str, Any], **body: str) -> dict[str, Any]:
        """A token and a session."""
        return await asyncio.to_thread(lambda: self.system.open_app(app, **body))

    async def call(self, method: str, path: str, body: object = None) -> Any:
        """The REST API."""
        return await asyncio.to_thread(self.system.api.call, method, path, body)

    def client(self, url: str = "", *, acknowledge: bool = True) -> LiveClient:
        """A socket, straight or by another address."""
        return LiveClient(url or self.socket_url, acknowledge=acknowledge)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp("live")) as started:
        yield started


@pytest.fixture
def live(system: System) -> Live:
    return Live(system)


@pytest.fixture(autouse=True)
def _everybody_may_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process: its sockets are of apps that no database has. The system's processes look into theirs."""
    monkeypatch.setattr(access, "permitted", set)
