"""A viewer that reads slowly or not at all: the server stops at the credit, keeps nothing for it, and tells the gap."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from apps.live.viewer import CREDIT_BYTES, FRAME_BYTES
from tests.fakes.behaviours import Numbered
from tests.fakes.upstream import Upstream

from .client import LiveClient
from .conftest import Live

COUNT = 20_000
PAYLOAD = "x" * 1000


def resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def make(n: int) -> str:
    return json.dumps({"n": n, "pad": PAYLOAD})


async def running(live: Live, client: LiveClient, app: dict[str, object], query: str = "q") -> None:
    await client.hello((await live.open(app))["token"])
    assert (await client.request("run", query))["ok"]


async def test_a_viewer_that_acknowledges_nothing_gets_its_credit_and_no_more(live: Live) -> None:
    """20 MB pass by; the others get them all, this one a megabyte and an exact gap."""
    numbered = Numbered(COUNT, rate=10_000, make=make)
    async with Upstream(numbered) as upstream:
        app = await live.app(upstream.url, scope="shared", window={"size": 100})
        async with live.client(acknowledge=False) as lazy, live.client() as brisk:
            await running(live, lazy, app)
            await lazy.wait_for(lambda: lazy.messages)
            before = resident_bytes(live.system.processes["web"].pid)
            await running(live, brisk, app)
            await brisk.wait_for(lambda: brisk.messages and brisk.messages[-1][0] == COUNT, 20)
            size = sum(len(json.dumps(data)) for _, data in lazy.messages)
            assert CREDIT_BYTES * 0.8 < size < CREDIT_BYTES + FRAME_BYTES + 64 * 1024
            assert resident_bytes(live.system.processes["web"].pid) - before < 32 * 1024 * 1024
            got = lazy.messages[-1][0]
            await lazy.send({"type": "ack", "frames": lazy.frames})
            await lazy.wait_for(lambda: lazy.messages[-1][0] == COUNT)
            # At this rate the window is ten milliseconds long: a busy machine may lap the viewer within its credit.
            gap = next(gap for gap in lazy.gaps if gap["from"] == got + 1)
            offsets = [offset for offset, _ in lazy.messages]
            assert gap["to"] == next(offset for offset in offsets if offset > got) - 1
            assert COUNT - gap["to"] >= 100
            assert all(gap["count"] == gap["to"] - gap["from"] + 1 for gap in lazy.gaps)
            told = [offset for gap in lazy.gaps for offset in range(gap["from"], gap["to"] + 1)]
            assert offsets == sorted(offsets)
            assert sorted(offsets + told) == [*range(offsets[0], COUNT + 1)]
        assert len(upstream.dials) == 1


async def test_a_flood_on_one_query_starves_no_other(live: Live) -> None:
    numbered = Numbered(rate=8000, make=make)
    async with Upstream(numbered) as flood, Upstream() as quiet:
        document = {"queries": [{"name": "flood", "url": flood.url}, {"name": "quiet", "url": quiet.url}]}
        app = await asyncio.to_thread(live.system.make_app, document, "Flood")
        async with live.client() as client:
            await running(live, client, app, "flood")
            assert (await client.request("run", "quiet"))["ok"]
            await quiet.wait_for(lambda: quiet.opened)
            for n in range(5):
                await quiet.send(f'{{"quiet": {n}}}')
                wanted = {"quiet": n}
                await client.wait_for(lambda: any(data == wanted for _, data in client.messages[-9000:]), 3)  # noqa: B023
