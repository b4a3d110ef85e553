"""The endless random source: N random walks, one JSON object per interval. Pure, like the market."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Final
from urllib.parse import parse_qs

SERIES_MAX: Final = 100
INTERVAL_MS: Final = 50  # the reference server's pace
INTERVAL_MAX_MS: Final = 60_000
PULL: Final = 0.01  # towards zero per step: walks that stay on one chart for ever


class WrongParameterError(ValueError):
    """A query parameter that can't be followed; the text is for a person."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asked for in the URL's query string."""

    series: int = 1
    interval_ms: int = INTERVAL_MS

    @classmethod
    def read(cls, query: str) -> Wish:
        """Read `numSeries=N&interval=MS`; raises WrongParameterError."""
        given = parse_qs(query, keep_blank_values=True)
        return cls(_whole(given, "numSeries", 1, SERIES_MAX), _whole(given, "interval", INTERVAL_MS, INTERVAL_MAX_MS))


class RandomSeries:
    """N independent walks around zero."""

    def __init__(self, count: int, random: Random) -> None:
        self._random = random
        self._values = [random.gauss(0, 5) for _ in range(count)]

    def next(self, at_ms: int) -> str:
        """Move every walk one step and return `{"time": at_ms, "value0": …, "value1": …}` as text."""
        for index, value in enumerate(self._values):
            self._values[index] = value * (1 - PULL) + self._random.gauss(0, 1)
        return json.dumps(
            {"time": at_ms} | {f"value{index}": round(value, 4) for index, value in enumerate(self._values)},
            separators=(",", ":"),
        )


def _whole(given: dict[str, list[str]], name: str, default: int, most: int) -> int:
    text = given.get(name, [str(default)])[-1]
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= most:
        raise WrongParameterError(f"{name}={text!r} is not a whole number from 1 to {most}.")
    return int(text)
