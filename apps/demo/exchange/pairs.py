"""The currency pairs of the built-in exchange and how each one's prices look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair. Prices are shown with `price_decimals` and move in steps of 10^-`tick_decimals`.

    `volatility` is the standard deviation of one order's relative move, `lot` the median traded volume.
    """

    name: str
    base_price: float
    tick_decimals: int
    lot: float
    volatility: float = 0.000_09  # sixteen orders move about 0.06 %: a candle with a body and wicks
    spread_ticks: float = 4.0
    price_decimals: int = 5

    @property
    def tick(self) -> int:
        """The smallest price step, in units of the last shown decimal."""
        return int(10 ** (self.price_decimals - self.tick_decimals))


PAIRS: Final = (
    Pair("XBT/USD", 67_412.5, 1, 0.03, spread_ticks=12),
    Pair("XBT/EUR", 62_180.0, 1, 0.03, spread_ticks=12),
    Pair("ETH/USD", 3_318.24, 2, 0.4, 0.000_11, spread_ticks=20),
    Pair("ETH/XBT", 0.049_22, 5, 0.4),
    Pair("SOL/USD", 171.36, 2, 6.0, 0.000_1),
    Pair("ADA/USD", 0.742_18, 6, 900.0, 0.000_1, spread_ticks=30, price_decimals=6),
    Pair("XRP/USD", 1.148_6, 5, 600.0, 0.000_1, spread_ticks=20),
    Pair("LTC/USD", 91.42, 2, 3.0, 0.000_1, spread_ticks=2),
    Pair("DOT/USD", 5.884_1, 4, 80.0, 0.000_1),
    Pair("XDG/USD", 0.187_34, 6, 3_000.0, 0.000_12, spread_ticks=20, price_decimals=7),
    Pair("EUR/USD", 1.084_32, 5, 400.0, 0.000_01, spread_ticks=2),
    Pair("GBP/USD", 1.266_15, 5, 300.0, 0.000_01, spread_ticks=2),
)
