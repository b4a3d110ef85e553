"""A made-up market: orders move a price at random; trades, quotes, candles and the ticker follow from them.

Pure: the time of every step and all randomness are passed in. Prices are whole numbers of a pair's last shown
decimal, volumes of 1e-8, times of microseconds since the Unix epoch, so that every sum is exact.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal

from .pairs import PAIRS, Pair

VOLUME_UNIT: Final = 10**8
SECOND: Final = 1_000_000  # in microseconds
INTERVALS: Final = (1, 5, 15, 30, 60, 240, 1440, 10080, 21600)  # candle lengths of the protocol, in minutes
HOUR: Final = 60
DAY: Final = 1440
REVERSION: Final = 0.000_5  # pull towards the base price per order: keeps the walk within about 1 % for years
DRIFT_MEMORY: Final = 0.97  # a trend fades over some thirty orders
DRIFT_SHARE: Final = 0.04  # of the volatility: enough that a chart shows trends, not only noise
SWEEP_CHANCE: Final = 0.15  # one order in seven takes more than one offer, so one message holds several trades


@dataclass(frozen=True, slots=True)
class Trade:
    """One fill. `side` and `order` as the protocol's letters: buy or sell, market or limit."""

    price: int
    volume: int
    at: int
    side: Literal["b", "s"]
    order: Literal["m", "l"]


@dataclass(frozen=True, slots=True)
class Quote:
    """The best bid and ask."""

    bid: int
    ask: int
    bid_volume: int
    ask_volume: int
    at: int


@dataclass(slots=True)
class Candle:
    """The trades from `start` until just before `end`. `turnover` is the sum of price times volume."""

    start: int
    end: int
    at: int = 0
    open: int = 0
    high: int = 0
    low: int = 0
    close: int = 0
    volume: int = 0
    turnover: int = 0
    count: int = 0

    def add(self, trade: Trade) -> None:
        """Take in one trade that is no older than those before."""
        if self.count == 0:
            self.open = self.high = self.low = trade.price
        self.high = max(self.high, trade.price)
        self.low = min(self.low, trade.price)
        self.close = trade.price
        self.at = trade.at
        self.volume += trade.volume
        self.turnover += trade.price * trade.volume
        self.count += 1

    @property
    def vwap(self) -> int:
        """The mean price weighted by volume, rounded half up."""
        return (2 * self.turnover + self.volume) // (2 * self.volume) if self.volume else 0


@dataclass(frozen=True, slots=True)
class Ticker:
    """The latest quote and trade, the candle of today and that of the last 24 hours (from a full hour on)."""

    quote: Quote
    last: Trade
    today: Candle
    day: Candle


@dataclass(slots=True)
class _Book:
    """All that is known of one pair."""

    pair: Pair
    random: Random
    mid: float
    drift: float = 0.0
    last: Trade | None = None
    quote: Quote | None = None
    candles: dict[int, Candle] = field(default_factory=dict)
    hours: deque[Candle] = field(default_factory=lambda: deque(maxlen=25))  # a day and the hour it began in


class Market:
    """Every pair's walk. `minute_seconds`: how long the protocol's "minute" lasts, 60 or less for a demo."""

    def __init__(self, random: Random, minute_seconds: float = 60.0, pairs: Iterable[Pair] = PAIRS) -> None:
        self.minute = round(minute_seconds * SECOND)
        # One generator a pair: what one pair does never depends on which others are watched.
        self._books = {
            pair.name: _Book(pair, Random(random.getrandbits(64)), pair.base_price)  # noqa: S311 - no secrets
            for pair in pairs
        }

    @property
    def pairs(self) -> dict[str, Pair]:
        """The pairs by name."""
        return {name: book.pair for name, book in self._books.items()}

    def step(self, pair: str, at: int) -> list[Trade]:
        """Let one order come in at `at` (never before the last one); return its fills, one or several."""
        book = self._books[pair]
        self._move(book)
        quote = self._quote(book, at)
        trades = self._fill(book, quote, at)
        for trade in trades:
            self._record(book, trade)
        return trades

    def quote(self, pair: str) -> Quote:
        """The best bid and ask after the last step; raises LookupError before the first."""
        quote = self._books[pair].quote
        if quote is None:
            raise LookupError(f"{pair} has not been traded yet")
        return quote

    def candle(self, pair: str, interval: int) -> Candle:
        """The candle of the last trade, by interval in minutes; raises LookupError before the first."""
        return self._books[pair].candles[interval]

    def ticker(self, pair: str) -> Ticker:
        """The summary after the last step; raises LookupError before the first."""
        book = self._books[pair]
        if book.last is None or book.quote is None:
            raise LookupError(f"{pair} has not been traded yet")
        since = book.last.at - DAY * self.minute
        day = _merged([hour for hour in book.hours if hour.end > since])
        return Ticker(book.quote, book.last, book.candles[DAY], day)

    def _move(self, book: _Book) -> None:
        volatility = book.pair.volatility
        book.drift = book.drift * DRIFT_MEMORY + book.random.gauss(0, volatility * DRIFT_SHARE)
        pull = -REVERSION * math.log(book.mid / book.pair.base_price)
        book.mid *= math.exp(book.random.gauss(0, volatility) + book.drift + pull)

    def _quote(self, book: _Book, at: int) -> Quote:
        pair, random = book.pair, book.random
        ticks = book.mid * 10**pair.tick_decimals
        width = 1 + int(random.expovariate(1 / pair.spread_ticks))
        bid = max(1, math.floor(ticks - (width - 1) / 2))
        book.quote = Quote(
            bid * pair.tick, (bid + width) * pair.tick, self._volume(book) * 3, self._volume(book) * 3, at
        )
        return book.quote

    def _fill(self, book: _Book, quote: Quote, at: int) -> list[Trade]:
        random = book.random
        buys = random.random() < (0.65 if book.drift > 0 else 0.35)
        fills = random.randint(2, 4) if random.random() < SWEEP_CHANCE else 1
        trades = []
        for depth in range(fills):
            step = depth * book.pair.tick
            price = quote.ask + step if buys else max(book.pair.tick, quote.bid - step)
            order: Literal["m", "l"] = "m" if random.random() < 0.4 else "l"
            trades.append(Trade(price, self._volume(book), at, "b" if buys else "s", order))
        return trades

    def _volume(self, book: _Book) -> int:
        return max(1, round(book.pair.lot * math.exp(book.random.gauss(0, 1.1)) * VOLUME_UNIT))

    def _record(self, book: _Book, trade: Trade) -> None:
        book.last = trade
        for interval in INTERVALS:
            length = interval * self.minute
            candle = book.candles.get(interval)
            if candle is None or trade.at >= candle.end:
                start = trade.at - trade.at % length
                candle = book.candles[interval] = Candle(start, start + length)
                if interval == HOUR:
                    book.hours.append(candle)
            candle.add(trade)


def _merged(candles: list[Candle]) -> Candle:
    """One candle over consecutive ones, oldest first."""
    first, last = candles[0], candles[-1]
    return Candle(
        first.start,
        last.end,
        last.at,
        first.open,
        max(candle.high for candle in candles),
        min(candle.low for candle in candles),
        last.close,
        sum(candle.volume for candle in candles),
        sum(candle.turnover for candle in candles),
        sum(candle.count for candle in candles),
    )
