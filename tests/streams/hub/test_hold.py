"""An upstream that is one viewer's own is read no further than half a window beyond it, and never waits for long."""

from __future__ import annotations

import pytest

from apps.streams.bus.control import Request
from apps.streams.hub import writer as writing
from tests.fakes.behaviours import Accept
from tests.fakes.upstream import Upstream
from tests.streams.house import House, until


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


async def test_the_upstream_is_read_half_a_window_beyond_its_viewer_and_on_as_that_one_follows(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "HOLD_SECONDS", 60)
    async with Upstream(Accept()) as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url, window={"size": 8})
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        await house.control.ask(Request(op="reached", stream=stream, id=0))
        writer = hub._streams[stream].supervisor._writer
        assert writer is not None
        await until(lambda: writer._limit == 4, "the hub's hearing of it")
        await upstream.send(*numbers(1, 12))  # fewer than the library queues, so that it goes on to answer pings
        for reached, last in ((0, 4), (2, 6), (4, 8), (8, 12)):
            await house.control.ask(Request(op="reached", stream=stream, id=reached))
            await until(lambda: len(seen.messages) >= last, f"message {last}")  # noqa: B023
            await upstream.ping()  # answered, so what was sent before has arrived
            assert len(seen.messages) == last


async def test_a_viewer_that_says_nothing_more_is_not_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "HOLD_SECONDS", 0.2)
    async with Upstream(Accept()) as upstream:
        await house.hub()
        stream, seen = await house.open(upstream.url, window={"size": 20})
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        await house.control.ask(Request(op="reached", stream=stream, id=0))
        await upstream.send(*numbers(1, 100))
        await until(lambda: len(seen.messages) == 100, "all of them, without a word")


async def test_a_stream_nobody_reports_on_runs_free(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "HOLD_SECONDS", 60)
    async with Upstream(Accept()) as upstream:
        await house.hub()
        _, seen = await house.open(upstream.url, window={"size": 20})
        await until(lambda: seen.status_names[-1:] == ["open"], "open")
        await upstream.send(*numbers(1, 100))
        await until(lambda: len(seen.messages) == 100, "all of them")
