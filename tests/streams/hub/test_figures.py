"""What a hub counts and logs of its streams: exactly what happened, and nothing is left when all is closed."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Iterator

import pytest

from apps.common.logs import Json
from apps.common.metrics import exposition, report
from apps.streams.hub import figures as module
from apps.streams.hub import metrics
from apps.streams.hub.figures import HubFigures
from tests.fakes.behaviours import Accept, Refuse, Say
from tests.fakes.upstream import Upstream
from tests.streams.house import House, until


@pytest.fixture
def figures() -> Iterator[HubFigures]:
    """The process's figures, emptied for the test and put back after it."""
    names = [each.name for each in dataclasses.fields(HubFigures)]
    before = {name: getattr(module.figures, name) for name in names}
    fresh = HubFigures()
    for name in names:
        setattr(module.figures, name, getattr(fresh, name))
    yield module.figures
    for name, value in before.items():
        setattr(module.figures, name, value)


async def test_messages_faults_and_dials_are_counted_exactly_and_states_settle(
    house: House, figures: HubFigures
) -> None:
    async with Upstream(Refuse(503), Say(['{"n":1}', "not json", '{"n":2}']), Accept()) as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url)
        await until(lambda: len(seen.messages) == 2, "both messages", 20)
        assert hub.by_status() == {"open": 1}
        assert (await house.broadcast(stream, "x")).code == ""
        assert (figures.messages, figures.bad_messages) == (2, 1)
        assert figures.batches == sum(figures.append.counts) > 0
        assert figures.bytes > 0
        assert figures.dials_failed == {"http_503": 1}
        assert (figures.opened, figures.reconnects) == (1, 0)
        assert figures.broadcasts == {"sent": 1}
        upstream.drop()
        await until(lambda: figures.opened == 2, "the second connection", 20)
        assert figures.reconnects == 1
        text = exposition([report("hub", hub.id, metrics.families(hub.by_status()))]).decode()
        assert f'lowstream_messages_total{{id="{hub.id}",process="hub"}} 2.0' in text
        await house.stop(hub)
        assert not hub.by_status()
        text = exposition([report("hub", hub.id, metrics.families(hub.by_status()))]).decode()
        states = [line for line in text.splitlines() if line.startswith("lowstream_streams{")]
        assert states
        assert all(line.endswith(" 0.0") for line in states)


async def test_a_streams_log_lines_name_it_its_app_and_its_query(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(Json().format(record)))

    handler = Keep()
    logging.getLogger("apps.streams").addHandler(handler)
    caplog.set_level(logging.INFO, "apps.streams")
    try:
        async with Upstream() as upstream:
            await house.hub()
            stream, seen = await house.open(f"{upstream.url}?token=hunter22")
            await until(lambda: "open" in seen.status_names, "an open stream")
    finally:
        logging.getLogger("apps.streams").removeHandler(handler)
    told = [line for line in lines if str(line["message"]).endswith(": open ")]
    assert [(line["stream"], line["app"], line["query"]) for line in told] == [(stream, 1, "q")]
    assert "hunter22" not in json.dumps(lines)
