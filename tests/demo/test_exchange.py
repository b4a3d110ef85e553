"""The exchange over a real socket: every message shape of the public protocol, pacing, errors, slow clients."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server
from websockets.exceptions import ConnectionClosed, InvalidStatus

from apps.demo.exchange import outbox
from apps.demo.exchange import server as shell
from apps.demo.exchange.server import port_of, running

DECIMAL = re.compile(r"^\d+\.\d{5}$")
VOLUME = re.compile(r"^\d+\.\d{8}$")
TIME = re.compile(r"^\d{10}\.\d{6}$")


class Caller:
    """A client that speaks JSON."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def ask(self, event: str = "subscribe", name: str = "ohlc", **more: Any) -> None:
        interval = {"interval": more.pop("interval")} if "interval" in more else {}
        await self.say({"event": event, "pair": ["XBT/USD"], "subscription": {"name": name, **interval}, **more})

    async def say(self, message: object) -> None:
        await self.connection.send(message if isinstance(message, str) else json.dumps(message))

    async def next(self) -> Any:
        async with asyncio.timeout(5):
            return json.loads(await self.connection.recv())

    async def next_data(self, label: str) -> list[Any]:
        while True:
            message = await self.next()
            if isinstance(message, list) and message[2] == label:
                return message


@pytest.fixture
async def exchange() -> AsyncIterator[Server]:
    async with running(rate=50, minute_seconds=1) as server:
        yield server


@pytest.fixture
async def caller(exchange: Server) -> AsyncIterator[Caller]:
    async with connect(f"ws://127.0.0.1:{port_of(exchange)}/", proxy=None) as connection:
        caller = Caller(connection)
        greeting = await caller.next()
        assert isinstance(greeting.pop("connectionID"), int)
        assert greeting == {"event": "systemStatus", "status": "online", "version": "1.9.0"}
        yield caller


async def test_a_ping_is_answered_with_its_reqid(caller: Caller) -> None:
    await caller.say({"event": "ping", "reqid": 42})
    assert await caller.next() == {"event": "pong", "reqid": 42}
    await caller.say({"event": "ping"})
    assert await caller.next() == {"event": "pong"}


async def test_ohlc_has_its_interval_in_the_channel_name_and_nine_fields(caller: Caller) -> None:
    await caller.ask(interval=5, reqid=3)
    status = await caller.next()
    channel_id = status.pop("channelID")
    assert status == {
        "channelName": "ohlc-5",
        "event": "subscriptionStatus",
        "pair": "XBT/USD",
        "reqid": 3,
        "status": "subscribed",
        "subscription": {"interval": 5, "name": "ohlc"},
    }
    message = await caller.next()
    assert [message[0], *message[2:]] == [channel_id, "ohlc-5", "XBT/USD"]
    at, end, *prices, volume, count = message[1]
    assert TIME.match(at) and TIME.match(end) and VOLUME.match(volume)
    assert len(prices) == 5 and all(DECIMAL.match(price) for price in prices)
    assert isinstance(count, int)
    assert float(end) % 5 == 0 and 0 <= float(end) - float(at) <= 5  # a minute of this exchange lasts a second


async def test_who_subscribes_to_ohlc_has_the_last_candle_at_once(caller: Caller) -> None:
    await caller.ask()
    last = await caller.next_data("ohlc-1")
    await caller.ask("unsubscribe")
    while isinstance(message := await caller.next(), list):
        last = message
    await caller.ask()  # nobody trades what nobody watches
    assert (await caller.next())["status"] == "subscribed"
    assert await caller.next() == last


async def test_the_interval_of_ohlc_is_a_minute_unless_said_otherwise(caller: Caller) -> None:
    await caller.ask()
    status = await caller.next()
    assert (status["channelName"], status["subscription"]) == ("ohlc-1", {"interval": 1, "name": "ohlc"})


async def test_trade_spread_and_ticker_have_the_shapes_of_the_protocol(caller: Caller) -> None:
    for name in ("trade", "spread", "ticker"):
        await caller.ask(name=name)
    trades = (await caller.next_data("trade"))[1]
    for price, volume, at, side, order, misc in trades:
        assert DECIMAL.match(price) and VOLUME.match(volume) and TIME.match(at)
        assert side in ("b", "s") and order in ("m", "l") and misc == ""
        assert abs(float(at) - time.time()) < 5  # the true time, whatever a minute lasts
    bid, ask, at, bid_volume, ask_volume = (await caller.next_data("spread"))[1]
    assert float(bid) < float(ask) and TIME.match(at)
    assert VOLUME.match(bid_volume) and VOLUME.match(ask_volume)
    ticker = (await caller.next_data("ticker"))[1]
    assert list(ticker) == ["a", "b", "c", "v", "p", "t", "l", "h", "o"]
    for side in ("a", "b"):
        price, whole, lot = ticker[side]
        assert DECIMAL.match(price) and isinstance(whole, int) and re.match(r"^\d+\.\d{3}$", lot)
    assert [len(ticker[key]) for key in "cvptlho"] == [2] * 7
    assert float(ticker["l"][0]) <= float(ticker["c"][0]) <= float(ticker["h"][0])


async def test_candles_agree_with_the_trades_sent_beside_them(caller: Caller) -> None:
    await caller.ask(name="trade")
    await caller.ask()
    trades: list[Any] = []
    candles: dict[str, Any] = {}
    while len(candles) < 4:
        message = await caller.next()
        if isinstance(message, list) and message[2] == "trade":
            trades += message[1]
        elif isinstance(message, list):
            candles[message[1][1]] = message[1]
    for end, candle in list(candles.items())[1:-1]:  # whole ones
        own = [trade for trade in trades if float(end) - 1 <= float(trade[2]) < float(end)]
        prices = [float(trade[0]) for trade in own]
        assert [float(value) for value in candle[2:6]] == [prices[0], max(prices), min(prices), prices[-1]]
        assert float(candle[7]) == pytest.approx(sum(float(trade[1]) for trade in own), abs=1e-9)
        assert candle[8] == len(own)


async def test_unsubscribing_ends_the_channel_and_only_it(caller: Caller) -> None:
    await caller.ask(name="trade")
    await caller.ask(name="spread")
    await caller.next_data("trade")
    await caller.ask("unsubscribe", "trade")
    while isinstance(message := await caller.next(), list):
        pass
    assert (message["status"], message["channelName"]) == ("unsubscribed", "trade")
    assert {(await caller.next())[2] for _ in range(20)} == {"spread"}
    await caller.ask("unsubscribe", "trade")
    while isinstance(message := await caller.next(), list):
        pass
    assert message["errorMessage"] == "Subscription Not Found"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Malformed request"),
        ("[]", "Malformed request"),
        ("\ud7ff", "Malformed request"),
        ("[" * 5_000, "Malformed request"),
        ('{"event":"dance"}', "Unsupported event"),
        ('{"event":["ping"]}', "Unsupported event"),
        ('{"event":"ping","reqid":"x"}', "reqid must be a whole number"),
        ('{"event":"subscribe","pair":["XBT/USD"]}', "Subscription field must be an object"),
        ('{"event":"subscribe","subscription":{"name":"trade"}}', "Pair field must be an array of pairs"),
        (
            '{"event":"subscribe","pair":"XBT/USD","subscription":{"name":"trade"}}',
            "Pair field must be an array of pairs",
        ),
    ],
)
async def test_a_request_that_cannot_be_read_gets_an_error_and_the_connection_goes_on(
    caller: Caller, text: str, message: str
) -> None:
    await caller.say(text)
    assert await caller.next() == {"errorMessage": message, "event": "error"}
    await caller.say({"event": "ping", "reqid": 1})
    assert await caller.next() == {"event": "pong", "reqid": 1}


@pytest.mark.parametrize(
    ("pair", "subscription", "message"),
    [
        ("FOO/BAR", {"name": "ohlc"}, "Currency pair not supported FOO/BAR"),
        ("XBT/USD", {"name": "book"}, "Subscription name not supported"),
        ("XBT/USD", {"name": "dance"}, "Subscription name invalid"),
        ("XBT/USD", {"name": ["ohlc"]}, "Subscription name invalid"),
        ("XBT/USD", {"name": "ohlc", "interval": 2}, "Subscription ohlc interval not supported"),
        ("XBT/USD", {"name": "ohlc", "interval": "1"}, "Subscription ohlc interval not supported"),
    ],
)
async def test_a_subscription_that_cannot_be_had_is_refused_per_pair(
    caller: Caller, pair: str, subscription: dict[str, Any], message: str
) -> None:
    await caller.say({"event": "subscribe", "pair": [pair], "subscription": subscription})
    assert await caller.next() == {
        "errorMessage": message,
        "event": "subscriptionStatus",
        "pair": pair,
        "status": "error",
        "subscription": subscription,
    }


async def test_of_several_pairs_the_good_ones_are_subscribed(caller: Caller) -> None:
    await caller.say({"event": "subscribe", "pair": ["EUR/USD", "FOO/BAR"], "subscription": {"name": "trade"}})
    statuses = [message for message in [await caller.next() for _ in range(4)] if isinstance(message, dict)]
    assert [(status["pair"], status["status"]) for status in statuses] == [
        ("EUR/USD", "subscribed"),
        ("FOO/BAR", "error"),
    ]


@pytest.mark.alone
async def test_heartbeats_come_about_once_a_second_when_nothing_else_does() -> None:
    async with running(rate=0.01) as server, connect(f"ws://127.0.0.1:{port_of(server)}/", proxy=None) as connection:
        caller = Caller(connection)
        await caller.next()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.3):
                await connection.recv()  # none before a subscription
        await caller.ask(name="trade")
        assert (await caller.next())["event"] == "subscriptionStatus"
        began = time.monotonic()
        assert [await caller.next() for _ in range(2)] == [{"event": "heartbeat"}] * 2
        assert 1.9 <= time.monotonic() - began <= 3


@pytest.mark.alone
async def test_the_rate_is_kept() -> None:
    async with running(rate=200) as server, connect(f"ws://127.0.0.1:{port_of(server)}/", proxy=None) as connection:
        caller = Caller(connection)
        await caller.ask(name="spread")
        await caller.next_data("spread")
        began = time.monotonic()
        for _ in range(200):
            await caller.next_data("spread")
        assert 0.7 <= time.monotonic() - began <= 1.5  # 1 s, give or take three deviations of a Poisson process


async def test_an_idle_exchange_sleeps_without_a_timer(exchange: Server, caller: Caller) -> None:
    await caller.ask(name="trade")
    await caller.next_data("trade")
    await caller.ask("unsubscribe", "trade")
    while isinstance(await caller.next(), list):
        pass
    await asyncio.sleep(0.05)  # the pace's present nap ends
    began = time.process_time()
    await asyncio.sleep(0.5)
    assert time.process_time() - began < 0.02


async def test_a_slow_client_is_closed_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "OUTBOX_MAX", 200)
    async with running(rate=2_000) as server:
        url = f"ws://127.0.0.1:{port_of(server)}/"
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)  # the kernel soon takes no more
        narrow.connect(("127.0.0.1", port_of(server)))
        async with (
            connect(url, proxy=None, close_timeout=0.1) as good,
            connect(url, proxy=None, sock=narrow, max_queue=1, close_timeout=0.1) as slow,
        ):
            pairs = ["XBT/USD", "ETH/USD", "SOL/USD", "ADA/USD"]
            await slow.send(json.dumps({"event": "subscribe", "pair": pairs, "subscription": {"name": "ticker"}}))
            caller = Caller(good)
            await caller.ask(name="spread")
            async with asyncio.timeout(20):
                while len(server.connections) > 1:
                    await caller.next_data("spread")
            for _ in range(100):
                await caller.next_data("spread")
            with pytest.raises(ConnectionClosed):
                while True:
                    await slow.recv()


async def test_the_same_seed_gives_the_same_prices_over_the_socket() -> None:
    async def prices(seed: int) -> list[str]:
        async with (
            running(rate=500, seed=seed) as server,
            connect(f"ws://127.0.0.1:{port_of(server)}/", proxy=None) as connection,
        ):
            caller = Caller(connection)
            await caller.ask(name="trade")
            return [(await caller.next_data("trade"))[1][0][0] for _ in range(20)]

    assert await prices(5) == await prices(5) != await prices(6)


@pytest.mark.parametrize("query", ["", "?numSeries=3&interval=20", "?numSeries=100&interval=10"])
async def test_the_random_source_sends_one_object_per_interval(exchange: Server, query: str) -> None:
    series = int(re.search(r"numSeries=(\d+)", query)[1]) if "num" in query else 1  # type: ignore[index]
    interval = int(re.search(r"interval=(\d+)", query)[1]) if "int" in query else 50  # type: ignore[index]
    url = f"ws://127.0.0.1:{port_of(exchange)}/random{query}"

    async def take(count: int) -> list[dict[str, Any]]:
        async with connect(url, proxy=None) as connection:
            return [json.loads(await connection.recv()) for _ in range(count)]

    began = time.monotonic()
    rows = await take(11)
    assert time.monotonic() - began >= 10 * interval / 1000 * 0.9
    assert list(rows[0]) == ["time", *(f"value{n}" for n in range(series))]
    times = [row["time"] for row in rows]
    assert all(interval <= later - earlier + 1 for earlier, later in pairwise(times))
    assert abs(times[0] / 1000 - time.time()) < 5
    again = await take(3)
    assert [row["value0"] for row in again] == [row["value0"] for row in rows[:3]]  # seeded
    assert len({row["value0"] for row in rows}) == 11


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/random?numSeries=0", 400, "numSeries='0' is not a whole number from 1 to 100"),
        ("/random?numSeries=101", 400, "from 1 to 100"),
        ("/random?numSeries=%D9%A3", 400, "numSeries"),
        ("/random?interval=x", 400, "interval='x' is not a whole number from 1 to 60000"),
        ("/elsewhere", 404, "There is no /elsewhere here"),
    ],
)
async def test_a_wrong_address_is_refused_in_words(exchange: Server, path: str, status: int, words: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://127.0.0.1:{port_of(exchange)}{path}", proxy=None)
    assert refused.value.response.status_code == status
    assert words in bytes(refused.value.response.body or b"").decode()


async def test_too_many_clients_are_refused(exchange: Server, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "CLIENTS_MAX", 1)
    with pytest.raises(InvalidStatus, match="503"):
        await connect(f"ws://127.0.0.1:{port_of(exchange)}/", proxy=None, process_exception=lambda error: error)
