"""A workspace's network rules through the whole house: written over REST, kept by the database, followed by the hub."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from tests.fakes.behaviours import Numbered
from tests.fakes.upstream import Upstream

from .conftest import Live

PATH = "/api/workspaces/1/network/"  # the only workspace there is


@pytest.fixture
def open_again(live: Live) -> Iterator[None]:
    """Without rules afterwards."""
    yield
    live.system.api.call("PUT", PATH, {"only": [], "deny": []})


async def restrict(live: Live, only: list[str], deny: list[str]) -> None:
    await asyncio.to_thread(live.system.api.call, "PUT", PATH, {"only": only, "deny": deny})


async def test_a_denied_place_is_left_within_ten_seconds_and_taken_up_again(live: Live, open_again: None) -> None:
    async with Upstream(Numbered(rate=50)) as upstream, live.client() as client:
        app = await live.app(upstream.url, scope="shared")
        await client.hello((await live.open(app, mode="draft"))["token"])  # where the reason is told
        assert (await client.request("run", "q"))["ok"]
        await client.wait_status("open")
        began = time.monotonic()
        await restrict(live, [], [f"127.0.0.1:{upstream.port}"])
        told = await client.wait_status("failed")
        assert time.monotonic() - began < 10
        assert told["status"]["code"] == "refused_by_guard"
        assert "is denied by this workspace" in told["status"]["message"]
        await upstream.wait_for(lambda: not upstream.opened)
        await restrict(live, ["127.0.0.0/8"], [])
        await client.wait_status("open", connection=2)
        await restrict(live, ["feed.example"], [])
        await upstream.wait_for(lambda: not upstream.opened, 10)
        assert len(upstream.dials) == 2
