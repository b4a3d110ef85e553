"""A process's metrics: made out of plain counters when asked for, passed on as JSON, and shown as Prometheus text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any, Final

import orjson
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import generate_latest

from .figures import Histogram, limits_reached

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
PREFIX: Final = "lowstream"

_own_process: Final = ProcessCollector(registry=None)  # memory, CPU, open files: from /proc


def counter(name: str, text: str, value: float | Mapping[Any, float], label: str = "") -> Metric:
    """What only grows: one number, or one for each value of a label."""
    return _family(CounterMetricFamily, name, text, value, label)


def gauge(name: str, text: str, value: float | Mapping[Any, float], label: str = "") -> Metric:
    """What is true now: one number, or one for each value of a label."""
    return _family(GaugeMetricFamily, name, text, value, label)


def histogram(name: str, text: str, values: Histogram) -> Metric:
    """How values are spread."""
    bounds = [*map(str, values.bounds), "+Inf"]
    buckets = list(zip(bounds, accumulate(values.counts), strict=True))
    return HistogramMetricFamily(f"{PREFIX}_{name}", text, buckets=buckets, sum_value=values.total)


def own_process() -> Iterable[Metric]:
    """Memory, CPU time and open files of this process, and how often it had to tell somebody of a limit."""
    yield counter("limits_reached", "Times that a limit was reached and told, by limit.", limits_reached, "limit")
    yield from _own_process.collect()


def report(kind: str, id_: str, families: Iterable[Metric]) -> bytes:
    """What a process tells of itself, for `exposition`."""
    told = [
        [
            family.name,
            family.type,
            family.documentation,
            [[each.name, each.labels, each.value] for each in family.samples],
        ]
        for family in families
    ]
    return orjson.dumps({"process": kind, "id": id_, "families": told})


def exposition(reports: Iterable[bytes]) -> bytes:
    """Prometheus text of all reports; each sample says whose it is by the labels `process` and `id`."""
    merged: dict[str, Metric] = {}
    for text in reports:
        told = orjson.loads(text)
        whose = {"process": told["process"], "id": told["id"]}
        for name, kind, documentation, samples in told["families"]:
            family = merged.setdefault(name, Metric(name, documentation, kind))
            for sample, labels, value in samples:
                family.add_sample(sample, whose | labels, value)
    return generate_latest(_Ready(sorted(merged.values(), key=lambda family: family.name)))


class _Ready:
    """What `generate_latest` takes for a registry."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families


def _family(
    kind: type[CounterMetricFamily] | type[GaugeMetricFamily],
    name: str,
    text: str,
    value: float | Mapping[Any, float],
    label: str,
) -> Metric:
    family = kind(f"{PREFIX}_{name}", text, labels=[label] if label else [])
    if isinstance(value, Mapping):
        for key, number in value.items():
            family.add_metric([str(key)], number)
    else:
        family.add_metric([], value)
    return family
