"""The sample apps: what a new workspace finds, and what "create from a sample" offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from apps.builder.document import AppDocument

from .exchange_ticker import exchange_ticker


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample. `document` builds it for the address of an exchange."""

    slug: str
    name: str
    description: str
    document: Callable[[str], AppDocument]


SAMPLES: Final[Mapping[str, Sample]] = {
    sample.slug: sample
    for sample in (
        Sample(
            "exchange-ticker",
            "Exchange ticker",
            "Live candles, trades and quotes of an exchange, with the scripts of a hand-made window.",
            exchange_ticker,
        ),
    )
}
