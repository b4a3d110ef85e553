"""A viewer out of credit costs the server nothing until it acknowledges; a session opens only so many streams."""

from __future__ import annotations

import asyncio
import json

import pytest
from pytest_django import Settings

from apps.common.turns import Turns
from apps.live import allowance
from apps.live.feed import Feed
from apps.live.figures import figures
from apps.live.pace import Ticker
from apps.live.subscription import Subscription, Terms
from apps.live.viewer import Viewer
from apps.streams.core import message
from tests.fakes.behaviours import Accept
from tests.fakes.upstream import Upstream
from tests.streams.conftest import house as house  # noqa: PLC0414 - the fixture
from tests.streams.house import House, until

from .rig import Tab, serve
from .test_subscription import NO_WINDOW


class CountingTicker(Ticker):
    """Counts the calls it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def _add(self, *args: object) -> None:
        self.asked += 1
        super()._add(*args)  # type: ignore[arg-type]


async def test_a_query_run_while_the_viewer_is_out_of_credit_waits_for_the_acknowledgement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("apps.live.viewer.CREDIT_BYTES", 1_000)
    sent: list[str] = []

    async def send(text: str) -> None:
        sent.append(text)

    ticker = CountingTicker()
    viewer = Viewer(NO_WINDOW, send, ticker, Turns().share(1))
    running = asyncio.create_task(viewer.run())
    feed = Feed("first")
    viewer.follow(Subscription(Terms("first"), feed, None))
    await until(lambda: len(sent) == 1, "the stream")
    feed.receive(message.encode("epoch", 1, [1], [json.dumps("x" * 2_000).encode()]))
    await until(lambda: len(sent) >= 2, "the message")
    asked, stalls, frames = ticker.asked, figures.credit_stalls, len(sent)
    viewer.follow(Subscription(Terms("second"), Feed("second"), None))
    await asyncio.sleep(0.2)  # a span in which it must not be called over and over
    assert ticker.asked - asked <= 3
    assert figures.credit_stalls - stalls <= 1
    assert len(sent) == frames
    assert viewer.acknowledge(frames)
    await until(lambda: '"query":"second"' in sent[-1], "the second stream")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    ticker.close()


async def test_a_session_opens_so_many_other_streams_and_then_waits(
    house: House, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(allowance, "OPENS_BURST", 3)
    settings.LIMIT_SESSION_OPENS_PER_SECOND = 0.001
    async with Upstream(Accept()) as upstream:
        url = upstream.url + "?n={{ params.n }}"
        serve(
            monkeypatch,
            url,
            scope="shared",
            viewers_broadcast={"allowed": True},
            parameters=[{"name": "n", "type": "number", "default": 0}],
        )
        await house.hub()
        async with Tab("opens-so-many-streams-") as tab:
            await tab.hello()
            for n in (1, 2, 3, 3, 3, 3):  # to join the same again opens nothing
                assert (await tab.request("run", params={"n": n}))["ok"]
            refused = await tab.request("run", params={"n": 4})
            assert refused["error"]["code"] == "rate_limited"
            assert (await tab.request("broadcast", text="what ran goes on"))["ok"]
            await tab.request("stop")
            assert (await tab.request("run", params={"n": 3}))["ok"]
        async with Tab("opens-so-many-streams-") as tab:  # a reconnect is no way around it
            await tab.hello()
            assert (await tab.request("run", params={"n": 5}))["error"]["code"] == "rate_limited"
