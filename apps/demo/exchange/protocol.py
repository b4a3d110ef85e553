"""The public exchange protocol, version 1: reads a client's requests, builds every message. Pure.

Decimals and times are strings; keys are in alphabetical order, as the real exchange writes them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, cast

from .market import INTERVALS, SECOND, VOLUME_UNIT, Candle, Quote, Ticker, Trade
from .pairs import Pair

VERSION: Final = "1.9.0"
NAMES: Final = ("ticker", "ohlc", "trade", "spread")
HEARTBEAT: Final = '{"event":"heartbeat"}'


class Channel(NamedTuple):
    """What one can subscribe to; `interval` in minutes for ohlc, else None."""

    name: str
    interval: int | None
    pair: str

    @property
    def label(self) -> str:
        """The `channelName`, such as "ohlc-5" or "trade"."""
        return self.name if self.interval is None else f"{self.name}-{self.interval}"

    @property
    def subscription(self) -> dict[str, Any]:  # Any: JSON
        """The `subscription` object that asks for this channel."""
        return {"name": self.name} if self.interval is None else {"interval": self.interval, "name": self.name}


@dataclass(frozen=True, slots=True)
class Ping:
    """A client asks whether we live."""

    reqid: int | None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """A client wants channels, or no longer wants them; `errors` are the answers for the pairs at fault."""

    event: Literal["subscribe", "unsubscribe"]
    channels: tuple[Channel, ...]
    errors: tuple[str, ...]
    reqid: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that can't be followed, with its answer."""

    message: str


def parse(text: str | bytes, pairs: dict[str, Pair]) -> Ping | Subscribe | Refusal:
    """Read one request."""
    try:
        request = json.loads(text)
    except (ValueError, RecursionError):
        return Refusal(error("Malformed request"))
    if not isinstance(request, dict):
        return Refusal(error("Malformed request"))
    reqid = request.get("reqid")
    if reqid is not None and (not isinstance(reqid, int) or isinstance(reqid, bool)):
        return Refusal(error("reqid must be a whole number"))
    match request.get("event"):
        case "ping":
            return Ping(reqid)
        case "subscribe" | "unsubscribe" as event:
            return _parse_subscription(cast("Literal['subscribe', 'unsubscribe']", event), request, pairs, reqid)
        case _:
            return Refusal(error("Unsupported event", reqid))


def _parse_subscription(
    event: Literal["subscribe", "unsubscribe"],
    request: dict[str, Any],
    pairs: dict[str, Pair],
    reqid: int | None,
) -> Subscribe | Refusal:
    subscription, wanted = request.get("subscription"), request.get("pair")
    if not isinstance(subscription, dict):
        return Refusal(error("Subscription field must be an object", reqid))
    if not isinstance(wanted, list) or not wanted or not all(isinstance(pair, str) for pair in wanted):
        return Refusal(error("Pair field must be an array of pairs", reqid))
    name, interval = subscription.get("name"), None
    fault = None
    if name not in NAMES:
        fault = "Subscription name not supported" if name == "book" else "Subscription name invalid"
    elif name == "ohlc":
        interval = subscription.get("interval", 1)
        if isinstance(interval, bool) or interval not in INTERVALS:
            fault = "Subscription ohlc interval not supported"
    channels: list[Channel] = []
    errors: list[str] = []
    for pair in dict.fromkeys(wanted):  # each once, in order
        if fault:
            errors.append(subscription_error(fault, pair, subscription, reqid))
        elif pair not in pairs:
            errors.append(subscription_error(f"Currency pair not supported {pair}", pair, subscription, reqid))
        else:
            channels.append(Channel(str(name), interval, pair))
    return Subscribe(event, tuple(channels), tuple(errors), reqid)


# --- what the exchange says -----------------------------------------------------------------------------


def system_status(connection_id: int) -> str:
    """The first message of every connection."""
    return _text({"connectionID": connection_id, "event": "systemStatus", "status": "online", "version": VERSION})


def pong(reqid: int | None) -> str:
    """The answer to a ping."""
    return _text({"event": "pong"} | _echo(reqid))


def error(message: str, reqid: int | None = None) -> str:
    """The answer to a request that names no pair."""
    return _text({"errorMessage": message, "event": "error"} | _echo(reqid))


def subscription_status(
    channel_id: int, channel: Channel, status: Literal["subscribed", "unsubscribed"], reqid: int | None = None
) -> str:
    """The answer per channel to a subscribe or unsubscribe that worked."""
    return _text(
        {
            "channelID": channel_id,
            "channelName": channel.label,
            "event": "subscriptionStatus",
            "pair": channel.pair,
            "status": status,
            "subscription": channel.subscription,
        }
        | _echo(reqid)
    )


def subscription_error(message: str, pair: str, subscription: dict[str, Any], reqid: int | None = None) -> str:
    """The answer per pair to a subscribe or unsubscribe that didn't; `subscription` as it was asked for."""
    return _text(
        {
            "errorMessage": message,
            "event": "subscriptionStatus",
            "pair": pair,
            "status": "error",
            "subscription": subscription,
        }
        | _echo(reqid)
    )


def ohlc(channel_id: int, channel: Channel, candle: Candle, pair: Pair) -> str:
    """time, end time, open, high, low, close, vwap, volume, count."""
    prices = [_price(value, pair) for value in (candle.open, candle.high, candle.low, candle.close, candle.vwap)]
    payload = [_time(candle.at), _time(candle.end), *prices, _volume(candle.volume), candle.count]
    return _data(channel_id, payload, channel)


def trade(channel_id: int, channel: Channel, trades: list[Trade], pair: Pair) -> str:
    """Per trade: price, volume, time, side, order type, miscellaneous."""
    payload = [[_price(t.price, pair), _volume(t.volume), _time(t.at), t.side, t.order, ""] for t in trades]
    return _data(channel_id, payload, channel)


def spread(channel_id: int, channel: Channel, quote: Quote, pair: Pair) -> str:
    """bid, ask, time, bid volume, ask volume."""
    volumes = _volume(quote.bid_volume), _volume(quote.ask_volume)
    return _data(channel_id, [_price(quote.bid, pair), _price(quote.ask, pair), _time(quote.at), *volumes], channel)


def ticker(channel_id: int, channel: Channel, summary: Ticker, pair: Pair) -> str:
    """Ask, bid, close; then [today, last 24 hours] of volume, vwap, trades, low, high; open."""
    quote, today, day = summary.quote, summary.today, summary.day
    payload = {
        "a": _offer(quote.ask, quote.ask_volume, pair),
        "b": _offer(quote.bid, quote.bid_volume, pair),
        "c": [_price(summary.last.price, pair), _volume(summary.last.volume)],
        "v": [_volume(today.volume), _volume(day.volume)],
        "p": [_price(today.vwap, pair), _price(day.vwap, pair)],
        "t": [today.count, day.count],
        "l": [_price(today.low, pair), _price(day.low, pair)],
        "h": [_price(today.high, pair), _price(day.high, pair)],
        "o": [_price(today.open, pair), _price(day.open, pair)],
    }
    return _data(channel_id, payload, channel)


def _offer(price: int, volume: int, pair: Pair) -> list[str | int]:
    return [_price(price, pair), volume // VOLUME_UNIT, _decimal(volume // 10**5, 3)]


def _data(channel_id: int, payload: object, channel: Channel) -> str:
    return json.dumps([channel_id, payload, channel.label, channel.pair], separators=(",", ":"))


def _echo(reqid: int | None) -> dict[str, Any]:
    return {} if reqid is None else {"reqid": reqid}


def _text(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"), sort_keys=True)


def _decimal(value: int, decimals: int) -> str:
    unit = 10**decimals
    return f"{value // unit}.{value % unit:0{decimals}d}"


def _price(value: int, pair: Pair) -> str:
    return _decimal(value, pair.price_decimals)


def _volume(value: int) -> str:
    return _decimal(value, 8)


def _time(at: int) -> str:
    return f"{at // SECOND}.{at % SECOND:06d}"
