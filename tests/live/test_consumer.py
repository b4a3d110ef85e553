"""Time and faults of the web's side, with small numbers: grace, silence, bounds, Redis away, and ends of all kinds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from autobahn.exception import Disconnected

from apps.builder.document import AppDocument
from apps.builder.selectors import LoadedDocument
from apps.common.figures import limits_reached
from apps.live import answers, consumer, protocol, reader, releases, words
from apps.live import session as sessions
from apps.live.consumer import LiveConsumer
from apps.live.protocol import CloseCode
from apps.live.subscription import Subscription
from apps.streams.bus import hubs as bus_hubs
from apps.streams.bus import keys
from apps.streams.bus.window import Window
from apps.streams.hub import hub as hubs
from tests.fakes.behaviours import Accept, Say
from tests.fakes.upstream import Upstream
from tests.streams.conftest import house as house  # noqa: PLC0414 - the fixture
from tests.streams.house import House, until

from .rig import Tab, nothing_is_left, serve


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    nothing_is_left()


@pytest.fixture
def small_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "GRACE_SECONDS", {"session": 1.0, "user": 1.0, "shared": 1.0})
    monkeypatch.setattr(reader, "RENEW_SECONDS", 0.2)


@pytest.mark.parametrize("scope", ["session", "shared"])
async def test_a_reload_within_the_grace_keeps_the_upstream_and_a_late_one_dials_again(
    house: House, scope: str, small_grace: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Upstream(Accept()) as upstream:
        serve(monkeypatch, upstream.url, scope=scope)
        await house.hub()
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            await asyncio.sleep(2.5)  # a viewer that stays keeps its wish alive, far longer than the grace
            assert len(upstream.opened) == 1
        for _ in range(3):
            async with Tab() as tab:
                await tab.hello()
                assert (await tab.request("run"))["ok"]
                await tab.status("open")
        assert len(upstream.dials) == 1
        await upstream.wait_for(lambda: not upstream.opened)
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
        assert len(upstream.dials) == 2


async def test_a_query_that_the_app_has_no_longer_can_still_be_stopped(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its session has heard that it is gone."""
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        await house.hub()
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            monkeypatch.setattr(releases, "document_for", lambda *_: LoadedDocument(AppDocument(), 2, 2))
            assert reader._shared.reader is not None
            reader._shared.reader.releases.forget()
            assert (await tab.request("stop"))["ok"]
            await upstream.wait_for(lambda: not upstream.opened)
            assert (await tab.request("run"))["error"]["code"] == "unknown_query"


async def test_a_silent_socket_is_closed_and_one_that_acknowledges_is_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HELLO_SECONDS", 1.0)  # when it is looked at first
    monkeypatch.setattr(protocol, "SILENCE_SECONDS", 1.0)  # ten times the pause below: a slow machine makes it longer
    async with Tab() as silent, Tab("t" * 22) as alive:
        await silent.hello()
        await alive.hello()
        async with asyncio.timeout(20):
            while silent.closed is None:
                await alive.send({"type": "ack", "frames": 1})
                await asyncio.sleep(0.1)
        assert silent.closed == CloseCode.SILENT
        assert silent.items[-1]["code"] == "silent"
        assert alive.closed is None


async def test_no_hello_in_time_closes_whatever_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HELLO_SECONDS", 0.4)
    async with Tab() as silent, Tab() as chatty:
        for n in range(8):
            await chatty.send(f"nonsense {n}")
            await asyncio.sleep(0.1)
        await until(lambda: silent.closed and chatty.closed, "both closed")
        assert (silent.closed, chatty.closed) == (CloseCode.HELLO_TIMEOUT, CloseCode.HELLO_TIMEOUT)
        assert silent.items[-1]["code"] == "hello_timeout"


@pytest.mark.parametrize("acknowledge", [True, False])
async def test_one_who_asks_and_asks_and_reads_nothing_is_closed(
    house: House, acknowledge: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.live.viewer.REPLIES_MAX", 50)
    async with Tab(acknowledge=acknowledge) as tab:
        await tab.hello()
        for n in range(1, 101):
            await tab.send({"type": "stop", "id": 1000 + n, "query": "q"})
            if n % 20 == 0 and not tab.closed:
                await until(lambda: tab.closed or tab.items[-1].get("id") == 1000 + n)  # noqa: B023
        if acknowledge:
            assert tab.closed is None
        else:
            assert tab.closed == CloseCode.BAD_FRAMES
            assert tab.items[-1]["code"] == "rate_limited"


async def test_a_socket_too_many_is_told_to_come_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "SOCKETS_MAX", 2)
    async with Tab("a" * 22) as first, Tab("b" * 22) as second:
        await first.hello()
        await second.hello()
        async with Tab("c" * 22) as third:
            await until(lambda: third.closed, "the close")
            assert third.closed == CloseCode.TOO_MANY
            assert CloseCode.TOO_MANY < 4500
        await first.leave()
        async with Tab("d" * 22) as fourth:
            await fourth.hello()


async def test_a_session_runs_so_many_queries_and_no_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "STREAMS_MAX", 0)
    serve(monkeypatch, "ws://127.0.0.1:9/")
    async with Tab() as tab:
        await tab.hello()
        assert (await tab.request("run"))["error"]["code"] == "too_many_streams"


async def test_confirmations_that_wait_are_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that hears and never answers: so many may wait, then none; and each is told after a while."""
    monkeypatch.setattr(sessions, "CONFIRMATIONS_MAX", 3)
    monkeypatch.setattr(answers, "ANSWER_SECONDS", 0.5)
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        hub = await house.hub()
        monkeypatch.setattr(hub, "_on_request", lambda _: None)
        hub._subscriber._callbacks[f"{keys.HUB_PREFIX}{hub.id}"] = (False, lambda _: None, None)
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            for n in range(101, 106):
                await tab.send({"type": "broadcast", "id": n, "query": "q", "text": "x"})
            results = [await tab.item("result", lambda item: item["id"] == n) for n in range(101, 106)]  # noqa: B023
            assert [r["error"]["code"] for r in results] == ["not_confirmed"] * 3 + ["rate_limited"] * 2
            assert reader._shared.reader is not None
            assert not len(reader._shared.reader.answers)


async def test_without_a_hub_the_stream_is_told_once_and_opens_when_one_comes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await asyncio.sleep(0.5)
            assert len([item for item in tab.items if item["type"] == "stream"]) == 1
            assert (await tab.request("broadcast", text="x"))["error"]["code"] == "not_connected"
            await house.hub()
            await tab.status("open")
            await upstream.send("1")
            await until(lambda: tab.data == [1])


async def test_a_hub_that_vanished_is_told_and_so_is_the_next(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "RENEW_SECONDS", 0.1)
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        hub = await house.hub()
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            [entry] = hub._streams.values()
            hub._leases._hub = "dead"  # it renews no lease and gives none back
            stream = next(iter(hub._streams))
            await house.redis.delete(keys.lease(stream))
            status = await tab.status("connecting")
            assert (status["code"], status["message"]) == ("no_hub", "Waiting for a hub to take the stream.")
            entry.task.cancel()
            await house.redis.delete(keys.lease(stream))
            await house.hub()
            await tab.status("open")


async def test_that_every_hub_is_full_is_told_and_counted_until_one_has_room(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "RENEW_SECONDS", 0.1)
    monkeypatch.setattr(bus_hubs, "KNOWN_SECONDS", 0.1)
    monkeypatch.setattr(hubs, "STREAMS_MAX", 0)
    limits_reached.clear()
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            assert (await tab.status("connecting"))["code"] == "no_hub", "there is none at all"
            assert not limits_reached
            await house.hub()
            status = (await tab.item("status", lambda item: item["status"]["code"] == "hubs_full"))["status"]
            assert (status["status"], status["message"]) == ("connecting", words.WORDS["hubs_full"])
            assert limits_reached == {"hub_streams": 1}
            monkeypatch.setattr(hubs, "STREAMS_MAX", 2)
            await tab.status("open")
            assert limits_reached == {"hub_streams": 1}


async def test_a_redis_that_forgets_everything_costs_no_stream(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store without a disk was restarted: the wish is made again, the hub brings back its numbering."""
    monkeypatch.setattr(reader, "RENEW_SECONDS", 0.1)
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        await house.hub()
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            await upstream.send("1", "2")
            await until(lambda: tab.data == [1, 2])
            await house.redis.flushall()
            await asyncio.sleep(0.5)  # the store is looked at several times before the hub writes again
            await upstream.send("3")
            await until(lambda: tab.data == [1, 2, 3])
            assert len(upstream.dials) == 1
            assert len({item["epoch"] for item in tab.items if item["type"] == "stream" and item["epoch"]}) == 1
            assert not [item for item in tab.items if item["type"] == "gap"]
            await tab.status("open")


async def test_a_window_that_cannot_be_read_for_a_while_loses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cursor is past what was made ready before the fault: it must still be sent."""
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url, window={"size": 1000})
        await house.hub()
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await tab.status("open")
            await upstream.send(*(str(n) for n in range(500)))
            await until(lambda: len(tab.data) == 500)
        real, calls = Window.read, 0

        async def flaky(self: Window, stream: str, after: int, size: int, max_bytes: int = 3000) -> object:
            nonlocal calls
            calls += 1
            if max_bytes and calls % 2:
                raise ConnectionError("away")
            return await real(self, stream, after, size, min(max_bytes, 1))  # one batch at a time

        monkeypatch.setattr(Window, "read", flaky)
        monkeypatch.setattr("apps.live.viewer.RETRY_SECONDS", 0.01)
        async with Tab() as tab:
            await tab.hello()
            assert (await tab.request("run"))["ok"]
            await until(lambda: len(tab.data) == 500, f"all after {calls} reads")
            assert tab.data == list(range(500))
            assert tab.items[1]["type"] in ("stream", "result")
            assert len([item for item in tab.items if item["type"] == "stream"]) == 1


async def test_a_request_that_fails_inside_is_answered(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the database is on fire")

    monkeypatch.setattr(releases, "document_for", broken)
    async with Tab() as tab:
        await tab.hello()
        with caplog.at_level(logging.CRITICAL + 1, "apps.live.session"):
            error = (await tab.request("run"))["error"]
        assert error["code"] == "internal"
        assert "fire" not in error["message"]


async def test_a_viewer_that_fails_is_closed_with_a_reason(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Subscription) -> float:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(Subscription, "due_at", broken)
    serve(monkeypatch, "ws://127.0.0.1:9/")
    async with Tab() as tab:
        with caplog.at_level(logging.CRITICAL + 1, "apps.live.consumer"):
            await tab.hello()
            await tab.send({"type": "run", "id": 1, "query": "q"})
            await until(lambda: tab.closed, "the close")
        assert tab.closed == CloseCode.GOING_AWAY
        assert tab.items[-1]["code"] == "internal"


@pytest.mark.parametrize(
    ("scope", "size", "waits"), [("session", 1_000, True), ("session", 999, False), ("shared", 1_000, False)]
)
async def test_only_an_own_upstream_with_a_window_worth_it_waits_for_its_viewer(
    house: House, monkeypatch: pytest.MonkeyPatch, scope: str, size: int, waits: bool
) -> None:
    reached: list[int] = []
    monkeypatch.setattr(reader.Reader, "reached", lambda _self, _stream, offset: reached.append(offset))
    async with Upstream(Say(["1", "2", "3"])) as upstream:
        await house.hub()
        serve(monkeypatch, upstream.url, scope=scope, window={"size": size})
        async with Tab() as tab:
            await tab.hello()
            await tab.request("run")
            await until(lambda: tab.data == [1, 2, 3], "the messages")
    assert bool(reached) == waits


async def test_a_tab_that_closes_while_it_is_sent_to_is_no_fault(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sent = LiveConsumer.send
    gone: list[str] = []

    async def send(self: LiveConsumer, message: dict[str, Any]) -> None:
        if "stream" in message.get("text", ""):
            gone.append(message["type"])
            raise Disconnected("Attempt to send on a closed protocol")
        await sent(self, message)

    monkeypatch.setattr(LiveConsumer, "send", send)
    serve(monkeypatch, "ws://127.0.0.1:9/")
    async with Tab() as tab:
        await tab.hello()
        await tab.send({"type": "run", "id": 1, "query": "q"})
        await until(lambda: gone, "a frame for the tab that is gone")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_server_that_stops_says_so_and_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Daphne cancels the consumers when it stops, and again when they take long."""
    async with Upstream() as upstream:
        serve(monkeypatch, upstream.url)
        await house.hub()
        tab = Tab()
        await tab.__aenter__()
        await tab.hello()
        assert (await tab.request("run"))["ok"]
        await tab.status("open")
        for _ in range(3):
            tab.application.cancel()
        await until(lambda: tab.closed, "the close")
        assert tab.closed == CloseCode.GOING_AWAY
        await asyncio.gather(tab.application, return_exceptions=True)
        await tab.leave()
        nothing_is_left()


async def test_a_socket_killed_in_the_middle_of_a_request_leaves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis hangs, the browser is gone, the server loses patience: still everything is given back."""
    serve(monkeypatch, "ws://127.0.0.1:9/")
    entered = asyncio.Event()

    async def hang(*_: object) -> None:
        entered.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("apps.streams.bus.control.Control.wish", hang)
    tab = Tab()
    await tab.__aenter__()
    await tab.hello()
    await tab.send({"type": "run", "id": 1, "query": "q"})
    await entered.wait()
    shared = reader._shared.reader
    assert shared is not None
    assert len(shared._feeds) == 1
    tab.application.cancel()
    await asyncio.gather(tab.application, return_exceptions=True)
    await tab.leave()
    assert not shared._feeds
    nothing_is_left()


async def test_redis_away_is_said_and_the_socket_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, "ws://127.0.0.1:9/")

    async def away(*_: object) -> None:
        raise ConnectionError("refused")

    async with Tab() as tab:
        await tab.hello()
        with monkeypatch.context() as patched:
            patched.setattr("apps.streams.bus.control.Control.wish", away)
            error = (await tab.request("run"))["error"]
            assert (error["code"], "Traceback" in error["message"]) == ("unavailable", False)
        assert (await tab.request("run"))["ok"]
