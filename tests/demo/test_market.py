"""The made-up market: reproducible, and every figure follows from its trades."""

from __future__ import annotations

import random
from random import Random

import pytest

from apps.demo.exchange.market import INTERVALS, SECOND, Candle, Market, Trade

START = 1_700_000_000 * SECOND
PAIR = "XBT/USD"


def steps(market: Market, count: int, every: int = SECOND // 3, pair: str = PAIR) -> list[Trade]:
    """The trades of `count` orders."""
    return [trade for n in range(count) for trade in market.step(pair, START + n * every)]


def candles_of(trades: list[Trade], length: int) -> dict[int, list[Trade]]:
    """Trades by the end of the candle they belong to."""
    sorted_in: dict[int, list[Trade]] = {}
    for trade in trades:
        sorted_in.setdefault(trade.at - trade.at % length + length, []).append(trade)
    return sorted_in


def test_the_same_seed_makes_the_same_market_and_another_seed_another() -> None:
    one, two, other = (steps(Market(Random(seed)), 200) for seed in (7, 7, 8))
    assert one == two
    assert one != other


def test_a_pair_does_the_same_whether_or_not_others_are_watched() -> None:
    alone, together = Market(Random(7)), Market(Random(7))
    steps(together, 50, pair="ETH/USD")
    assert steps(alone, 50) == steps(together, 50)


def test_nothing_but_what_is_passed_in_decides() -> None:
    random.seed(1)
    one = steps(Market(Random(7)), 20)
    random.seed(2)
    assert steps(Market(Random(7)), 20) == one


@pytest.mark.parametrize("minute_seconds", [60, 2, 0.5])
def test_every_candle_is_the_sum_of_its_trades(minute_seconds: float) -> None:
    market = Market(Random(3), minute_seconds)
    trades: list[Trade] = []
    finished: dict[int, dict[int, Candle]] = {interval: {} for interval in INTERVALS}
    for n in range(1_000):
        trades += market.step(PAIR, START + n * SECOND // 3)
        for interval in INTERVALS:
            candle = market.candle(PAIR, interval)
            finished[interval][candle.end] = candle
    for interval, candles in finished.items():
        length = round(interval * minute_seconds * SECOND)
        expected = candles_of(trades, length)
        assert candles.keys() == expected.keys()
        for end, candle in candles.items():
            own = expected[end]
            prices = [trade.price for trade in own]
            assert candle.end - candle.start == length
            assert candle.start <= own[0].at
            assert (candle.open, candle.high, candle.low, candle.close) == (
                prices[0],
                max(prices),
                min(prices),
                prices[-1],
            )
            assert candle.volume == sum(trade.volume for trade in own)
            assert candle.turnover == sum(trade.price * trade.volume for trade in own)
            assert abs(candle.vwap - candle.turnover / candle.volume) <= 0.5
            assert (candle.at, candle.count) == (own[-1].at, len(own))
    assert len(finished[1]) > 5


def test_buyers_pay_the_ask_and_sellers_get_the_bid() -> None:
    market = Market(Random(3))
    several = 0
    for n in range(500):
        fills = market.step(PAIR, START + n)
        quote = market.quote(PAIR)
        assert quote.bid < quote.ask
        assert fills[0].price == (quote.ask if fills[0].side == "b" else quote.bid)
        assert len({fill.side for fill in fills}) == 1
        assert all(fill.volume > 0 and fill.at == START + n for fill in fills)
        several += len(fills) > 1
    assert 25 < several < 150  # one order in seven


def test_prices_keep_to_the_pairs_step_and_near_its_base_price() -> None:
    market = Market(Random(3))
    for pair in market.pairs.values():
        prices = [trade.price for trade in steps(market, 3_000, pair=pair.name)]
        assert all(price % pair.tick == 0 for price in prices)
        base = pair.base_price * 10**pair.price_decimals
        assert 0.9 * base < min(prices) < max(prices) < 1.1 * base
        assert len(set(prices)) > 10


def test_the_ticker_sums_today_and_the_last_24_hours() -> None:
    hour = 3_600 * SECOND
    market = Market(Random(3))
    trades = steps(market, 60, every=hour)
    ticker = market.ticker(PAIR)
    today = [trade for trade in trades if trade.at >= ticker.today.start]
    since = trades[-1].at - 24 * hour
    day = [trade for trade in trades if trade.at >= since - since % hour]
    assert ticker.last == trades[-1]
    assert (ticker.today.count, ticker.today.volume) == (len(today), sum(trade.volume for trade in today))
    assert ticker.today.open == today[0].price
    assert ticker.day.high == max(trade.price for trade in day)
    assert ticker.day.volume == sum(trade.volume for trade in day)


def test_a_pair_that_was_never_traded_has_no_figures() -> None:
    market = Market(Random(3))
    for read in (market.quote, market.ticker, lambda pair: market.candle(pair, 1)):
        with pytest.raises(LookupError):
            read(PAIR)
