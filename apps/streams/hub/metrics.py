"""What a hub tells at /metrics."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Final, get_args

from prometheus_client.core import Metric

from apps.common.metrics import counter, gauge, histogram, own_process
from apps.streams.core.state import StatusName

from .figures import figures

NO_STREAMS: Final = dict.fromkeys(get_args(StatusName), 0)  # a state that nobody is in is told as 0, not left out


def families(streams_by_status: Mapping[str, int]) -> Iterator[Metric]:
    """The counters since the start, and what is true now; called inside the hub's event loop."""
    by_status = NO_STREAMS | dict(streams_by_status)
    yield gauge("streams", "Streams this hub owns, by the status of their upstream.", by_status, "status")
    yield counter("messages", "Messages written to windows and published.", figures.messages)
    yield counter("message_bytes", "Bytes of their batches.", figures.bytes)
    yield counter("batches", "Batches written.", figures.batches)
    yield counter(
        "dropped_messages", "Messages with an offset that no window holds, by cause.", figures.dropped, "cause"
    )
    yield counter("skipped_messages", "Messages of which a query's rules left nothing.", figures.skipped)
    yield counter("bad_messages", "Messages that could not be read.", figures.bad_messages)
    yield histogram("append_seconds", "Time of Redis to take a batch.", figures.append)
    yield counter("upstream_opens", "Upstream connections opened.", figures.opened)
    yield counter("reconnects", "Upstream connections opened again.", figures.reconnects)
    yield counter("failed_dials", "Attempts to open an upstream that failed, by code.", figures.dials_failed, "code")
    yield counter("upstream_broadcasts", "Broadcasts taken by this hub, by result.", figures.broadcasts, "code")
    yield counter("lost_leases", "Streams that another hub took over.", figures.leases_lost)
    yield gauge("tasks", "Tasks of the event loop.", len(asyncio.all_tasks()))
    yield from own_process()
