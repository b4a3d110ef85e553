"""50,000 numbered messages while the browser's connection is cut again and again: each once, in order, or counted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.fakes.behaviours import Behaviour, numbered
from tests.fakes.thread import ProxyThread, UpstreamThread
from tests.fakes.upstream import Visit
from tests.system import System, wait_for

from .conftest import Come
from .documents import document, query, run, shown
from .viewer import Viewer

COUNT: Final = 50_000
PAUSE_SECONDS: Final = 0.005  # after each 100 messages: at most 20,000 a second
SEEN_SECONDS: Final = 40.0  # of thousands of messages and the longest pause before a fourth or fifth reconnect

# A record that can only be right if each number came once, in order: `jumped` counts the numbers it never saw.
KEEP = """
const r = (window.record ??= { received: 0, last: 0, sum: 0, disorder: 0, jumped: 0, gaps: 0, told: 0 });
const { n } = event.data;
if (n <= r.last || n !== event.offset) r.disorder += 1;
else r.jumped += n - r.last - 1;
r.received += 1;
r.sum += n;
r.last = n;
"""
COUNT_GAP = "window.record.gaps += event.count; window.record.told += 1;"


@dataclass
class Released(Behaviour):
    """Numbered messages, as far as the test has released them: what comes during a cut is the test's to say."""

    released: int = 0
    sent: int = 0

    async def talk(self, visit: Visit) -> None:
        while True:
            until = min(self.released, self.sent + 100)
            for n in range(self.sent + 1, until + 1):
                await visit.connection.send(numbered(n))
            self.sent = until
            await asyncio.sleep(PAUSE_SECONDS)


@pytest.fixture
def proxy(system: System) -> Iterator[ProxyThread]:
    """The network between the browser and Lowstream."""
    with ProxyThread(target_port=system.port) as proxy:
        yield proxy


@pytest.fixture
def numbers() -> Released:
    return Released()


@pytest.fixture
def upstream(numbers: Released) -> Iterator[UpstreamThread]:
    with UpstreamThread(numbers) as upstream:
        yield upstream


@pytest.fixture
def watch(system: System, proxy: ProxyThread, upstream: UpstreamThread, come: Come) -> Any:  # Any: a fixture's closure
    """`watch(window)`: a visitor who opens an app on these numbers, through the proxy."""

    def opened(window: int) -> Viewer:
        numbers = query("numbers", upstream.url, run("success", KEEP), run("gap", COUNT_GAP), window=window)
        app = system.make_app(document([numbers], [shown("record", "window.record")]), visibility="public")
        visitor = come(signed_in=False, base=f"http://127.0.0.1:{proxy.port}")
        visitor.expects("WebSocket connection to", "net::ERR_")
        return visitor.view(app)

    return opened


def test_what_the_window_holds_comes_exactly_once_over_cuts(
    watch: Any, numbers: Released, proxy: ProxyThread, upstream: UpstreamThread
) -> None:
    viewer = watch(window=10_000)
    cuts = 4
    for number in range(cuts):
        numbers.released = COUNT * number // cuts + 6_000
        _wait_until_seen(viewer, numbers.released - 3_000)  # in full flow, and 9,500 to come: less than the window
        proxy.cut()
        numbers.released = COUNT * (number + 1) // cuts
        _wait_until_seen(viewer, numbers.released)
    record = _record(viewer)
    assert record["gaps"] == 0
    assert record["received"] == COUNT
    assert record["sum"] == COUNT * (COUNT + 1) // 2
    assert record["disorder"] == 0
    assert proxy.accepted > cuts
    assert len(upstream.dials) == 1, "the upstream's connection never noticed"


def test_what_the_window_has_lost_is_told_with_its_exact_count(
    watch: Any, numbers: Released, proxy: ProxyThread, upstream: UpstreamThread
) -> None:
    viewer = watch(window=500)
    cuts = 3
    for number in range(cuts):
        numbers.released = COUNT * number // cuts + 3_000
        _wait_until_seen(viewer, numbers.released)
        proxy.shape(accepting=False)
        proxy.cut()
        numbers.released = COUNT * (number + 1) // cuts
        wait_for(lambda: numbers.sent == numbers.released, 20, "far more messages than the window holds")
        proxy.shape(accepting=True)
        _wait_until_seen(viewer, numbers.released)
    record = _record(viewer)
    assert record["received"] + record["gaps"] == COUNT
    assert record["jumped"] == record["gaps"], "each gap is what was not seen, no more and no less"
    assert record["disorder"] == 0
    assert record["told"] >= cuts
    assert record["gaps"] >= cuts * 10_000
    assert len(upstream.dials) == 1, "the upstream's connection never noticed"


def _record(viewer: Viewer) -> dict[str, int]:
    return viewer.value("record") or {"last": 0}


def _wait_until_seen(viewer: Viewer, number: int) -> None:
    viewer.wait(lambda: _record(viewer)["last"] >= number, f"message {number}", SEEN_SECONDS)
