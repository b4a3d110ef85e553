"""The demo's shell: connections and pacing around the pure market and protocol; beside it random, floor and room."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from random import Random
from typing import Final
from urllib.parse import urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from . import protocol
from .floor import Floor
from .market import SECOND, Market, Trade
from .outbox import Client
from .protocol import Channel
from .random_source import RandomSeries, Wish, WrongParameterError
from .room import Rooms, room_name

CLIENTS_MAX: Final = 1_000  # the next one is refused with 503
REQUEST_MAX_BYTES: Final = 64 * 1024
PATHS: Final = ("", "/", "/random", "/floor", "/room")
CLOSE_SECONDS: Final = 1.0  # for the closing handshake of a client that may no longer read
TICK_SECONDS: Final = 0.005  # at high rates the orders of 5 ms come in one turn of the loop
LATE_SECONDS: Final = 1.0  # orders overdue by more (the machine slept) are not made up for

_websockets_log = logging.getLogger(f"{__name__}.websockets")
_websockets_log.setLevel(logging.CRITICAL)  # a port scan or half a handshake is not worth a traceback


class Watcher(Client):
    """A client of the exchange, with the channels it has subscribed to."""

    def __init__(self, connection: ServerConnection) -> None:
        super().__init__(connection, protocol.HEARTBEAT)
        self.channels: set[Channel] = set()


class Exchange:
    """Serves `market` to every client. `rate`: orders per second and watched pair. `clock`: Unix seconds."""

    def __init__(self, market: Market, rate: float, random: Random, clock: Callable[[], float]) -> None:
        self._market = market
        self._pairs = market.pairs
        self._rate = rate
        self._random = random
        self._clock = clock
        self._series_seed = random.getrandbits(64)
        self._floor = Floor(Random(random.getrandbits(64)), clock)  # noqa: S311 - made-up machines, no secrets
        self._rooms = Rooms(clock)
        self._clients = 0
        self._watchers: dict[Channel, set[Watcher]] = {}
        self._ids: dict[Channel, int] = {}
        self._due: dict[str, float] = {}  # watched pair to the time of its next order
        self._watched = asyncio.Event()

    async def pace(self) -> None:
        """Move the market and the floor, for ever; sleeps without a timer while nobody watches."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._floor.pace())
            tasks.create_task(self._pace_market())

    async def _pace_market(self) -> None:
        while True:
            await self._watched.wait()
            now = self._clock()
            for pair, due in list(self._due.items()):
                self._due[pair] = self._trade_until(now, pair, max(due, now - LATE_SECONDS))
            await asyncio.sleep(max(TICK_SECONDS, min(self._due.values()) - self._clock()))

    async def handle(self, connection: ServerConnection) -> None:
        """Serve one connection until it closes, here or there."""
        self._clients += 1
        try:
            assert connection.request is not None
            url = urlsplit(connection.request.path)
            if url.path == "/random":
                await self._stream_random(connection, Wish.read(url.query))
            elif url.path == "/floor":
                await self._floor.serve(connection)
            elif url.path == "/room":
                await self._rooms.serve(connection, room_name(url.query))
            else:
                await self._serve(connection)
        except ConnectionClosed:
            pass  # the client left
        finally:
            self._clients -= 1

    def check(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer an opening handshake that can't be served with a clear HTTP error."""
        url = urlsplit(request.path)
        if self._clients >= CLIENTS_MAX:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, f"All {CLIENTS_MAX} connections are taken.\n")
        try:
            if url.path == "/random":
                Wish.read(url.query)
            elif url.path == "/room" and self._rooms.is_full(room_name(url.query)):
                return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "All rooms are taken.\n")
        except WrongParameterError as error:
            return connection.respond(HTTPStatus.BAD_REQUEST, f"{error}\n")
        if url.path not in PATHS:
            return connection.respond(
                HTTPStatus.NOT_FOUND, f"There is no {url.path} here; use {', '.join(PATHS[1:])}.\n"
            )
        return None

    # --- the exchange ------------------------------------------------------------------------------------

    async def _serve(self, connection: ServerConnection) -> None:
        client = Watcher(connection)
        client.put(protocol.system_status(self._random.getrandbits(63)))
        try:
            await client.until_over(asyncio.create_task(self._read(client)))
        finally:
            for channel in list(client.channels):
                self._leave(client, channel)

    async def _read(self, client: Watcher) -> None:
        async for text in client.connection:
            match protocol.parse(text, self._pairs):
                case protocol.Ping(reqid):
                    client.put(protocol.pong(reqid))
                case protocol.Refusal(message):
                    client.put(message)
                case protocol.Subscribe() as request:
                    self._subscribe(client, request)

    def _subscribe(self, client: Watcher, request: protocol.Subscribe) -> None:
        for channel in request.channels:
            if request.event == "subscribe":
                self._join(client, channel)
                status = protocol.subscription_status(self._id(channel), channel, "subscribed", request.reqid)
            elif channel in client.channels:
                self._leave(client, channel)
                status = protocol.subscription_status(self._id(channel), channel, "unsubscribed", request.reqid)
            else:
                status = protocol.subscription_error(
                    "Subscription Not Found", channel.pair, channel.subscription, request.reqid
                )
            client.put(status)
            if request.event == "subscribe":
                self._greet(client, channel)
        for error in request.errors:
            client.put(error)

    def _greet(self, client: Watcher, channel: Channel) -> None:
        """The last candle there is, whenever that was, as Kraken does; none before the pair's first trade."""
        if channel.interval is None:
            return
        with suppress(LookupError):
            candle = self._market.candle(channel.pair, channel.interval)
            client.put(protocol.ohlc(self._id(channel), channel, candle, self._pairs[channel.pair]))

    def _join(self, client: Watcher, channel: Channel) -> None:
        client.channels.add(channel)
        client.beats = True
        self._watchers.setdefault(channel, set()).add(client)
        self._due.setdefault(channel.pair, self._clock() + self._pause())
        self._watched.set()

    def _leave(self, client: Watcher, channel: Channel) -> None:
        client.channels.discard(channel)
        client.beats = bool(client.channels)
        watchers = self._watchers[channel]
        watchers.discard(client)
        if not watchers:
            del self._watchers[channel]
        if not any(other.pair == channel.pair for other in self._watchers):
            del self._due[channel.pair]
        if not self._due:
            self._watched.clear()

    def _trade_until(self, now: float, pair: str, due: float) -> float:
        """Let the orders due by `now` come in; return when the next one is due."""
        while due <= now:
            trades = self._market.step(pair, round(due * SECOND))
            for channel, watchers in self._watchers.items():
                if channel.pair == pair:
                    text = self._message(channel, trades)
                    for client in watchers:
                        client.put(text)
            due += self._pause()
        return due

    def _message(self, channel: Channel, trades: list[Trade]) -> str:
        """What `channel` says after an order; encoded once for all its watchers."""
        market, pair, channel_id = self._market, self._pairs[channel.pair], self._id(channel)
        if channel.interval is not None:
            return protocol.ohlc(channel_id, channel, market.candle(channel.pair, channel.interval), pair)
        if channel.name == "trade":
            return protocol.trade(channel_id, channel, trades, pair)
        if channel.name == "spread":
            return protocol.spread(channel_id, channel, market.quote(channel.pair), pair)
        return protocol.ticker(channel_id, channel, market.ticker(channel.pair), pair)

    def _id(self, channel: Channel) -> int:
        return self._ids.setdefault(channel, len(self._ids) + 1)  # bounded by pairs times channel names

    def _pause(self) -> float:
        return self._random.expovariate(self._rate)

    # --- the random source -------------------------------------------------------------------------------

    async def _stream_random(self, connection: ServerConnection, wish: Wish) -> None:
        """Send one object per interval; a slow client slows only itself (policy: skip missed intervals)."""
        series = RandomSeries(wish.series, Random(self._series_seed))  # noqa: S311 - not for secrets
        interval = wish.interval_ms / 1000
        due = self._clock()
        while True:
            await connection.send(series.next(round(due * 1000)))
            due = max(due + interval, self._clock())
            await asyncio.sleep(due - self._clock())


@asynccontextmanager
async def running(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    seed: int = 1,
    rate: float = 3.0,
    minute_seconds: float = 60.0,
    clock: Callable[[], float] | None = None,
) -> AsyncIterator[Server]:
    """Serve an exchange; port 0 takes a free one (see `port_of`). Raises OSError if the address can't be had.

    The market's times are those of the wall clock: `minute_seconds` shortens candles, not the clock, so that
    trades carry the true time and a restarted exchange goes on where the charts stopped.
    """
    random = Random(seed)  # noqa: S311 - a reproducible market, no secrets
    exchange = Exchange(Market(random, minute_seconds), rate, random, clock or _steady_clock())
    async with serve(
        exchange.handle,
        host,
        port,
        process_request=exchange.check,
        compression=None,
        max_size=REQUEST_MAX_BYTES,
        close_timeout=CLOSE_SECONDS,
        logger=_websockets_log,
        server_header=None,
    ) as server:
        pacing = asyncio.create_task(exchange.pace())
        try:
            yield server
        finally:
            pacing.cancel()
            await asyncio.gather(pacing, return_exceptions=True)


def port_of(server: Server) -> int:
    """The port a server listens on."""
    return int(next(iter(server.sockets)).getsockname()[1])


def _steady_clock() -> Callable[[], float]:
    """Seconds since the Unix epoch that never step back: candles and trades stay in order."""
    offset = time.time() - time.monotonic()
    return lambda: time.monotonic() + offset
