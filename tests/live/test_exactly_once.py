"""50,000 numbered messages while the viewer's socket is cut again and again: each once, in order, or an exact gap."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from tests.fakes.behaviours import Numbered
from tests.fakes.proxy import FaultProxy
from tests.fakes.upstream import Upstream

from .client import Item
from .conftest import Live

COUNT = 50_000
RATE = 12_000  # a second; the whole takes some four seconds


class Account:
    """What a viewer's handlers would have seen over all its sockets; complains at the first wrong item."""

    def __init__(self) -> None:
        self.offset = 0
        self.messages = 0
        self.missing = 0
        self.gaps = 0
        self.streams: list[Item] = []

    @property
    def cursor(self) -> Item | None:
        return {"epoch": self.streams[-1]["epoch"], "offset": self.offset} if self.offset else None

    def take(self, item: Item) -> None:
        if item["type"] == "stream":
            if item["epoch"]:  # it has none before a hub has taken it for the first time
                self.streams.append(item)
            assert item["resumed"] == bool(self.offset)
        elif item["type"] == "gap":
            assert item["from"] == self.offset + 1
            assert item["count"] == item["to"] - item["from"] + 1
            self.missing += item["count"]
            self.gaps += 1
            self.offset = item["to"]
        elif item["type"] == "messages":
            for batch in item["batches"]:
                assert batch["from"] == self.offset + 1
                assert len(batch["data"]) == len(batch["dt"]) == batch["to"] - batch["from"] + 1
                for offset, data in zip(range(batch["from"], batch["to"] + 1), batch["data"], strict=True):
                    assert data == {"n": offset}
                    self.offset = offset
                    self.messages += 1


async def follow(live: Live, app: dict[str, Any], proxy: FaultProxy, account: Account, away: float) -> int:
    """Connect, be cut at a random moment, stay away for a while, come back; until all is seen. How often it was cut."""
    rng, session, cuts = random.Random(4), "", 0
    while account.offset < COUNT:
        opened = await live.open(app, session=session)
        session = opened["session"]
        async with live.client(proxy.url("/live/")) as client:
            await client.hello(opened["token"])
            fields = {"cursor": account.cursor} if account.cursor else {}
            assert (await client.request("run", "q", **fields))["ok"]
            goal = min(COUNT, account.offset + rng.randint(1_000, 8_000))
            taken = 0
            while account.offset < goal:
                await client.wait_for(lambda: len(client.items) > taken or client.closed)  # noqa: B023
                for item in client.items[taken:]:
                    taken += 1
                    account.take(item)
            if account.offset < COUNT:
                await proxy.cut()
                cuts += 1
                assert await client.wait_closed() == 1006
                for item in client.items[taken:]:  # what had arrived before the cut was processed too
                    account.take(item)
        if account.offset < COUNT:
            await asyncio.sleep(away)
    return cuts


# An upstream of one's own waits a moment for its viewer; one that is shared waits for nobody.
@pytest.mark.parametrize(("scope", "window", "away"), [("session", 10_000, 0.05), ("shared", 300, 0.3)])
async def test_every_message_arrives_once_in_order_or_is_counted_as_missing(
    live: Live, scope: str, window: int, away: float
) -> None:
    async with Upstream(Numbered(COUNT, rate=RATE)) as upstream, FaultProxy(target_port=live.system.port) as proxy:
        app = await live.app(upstream.url, window={"size": window}, scope=scope)
        account = Account()
        async with asyncio.timeout(40):
            cuts = await follow(live, app, proxy, account, away)
        assert account.messages + account.missing == COUNT
        assert cuts >= 4
        assert len({stream["epoch"] for stream in account.streams}) == 1
        assert len(upstream.dials) == 1
        if window == 10_000:
            assert account.missing == 0
        else:
            assert account.gaps >= 1
            assert account.missing > 1_000
