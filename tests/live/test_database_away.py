"""While the database is away nobody's permission can be looked at: open sockets stay for a while, then are closed."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Collection, Iterator

import pytest
from django.db import OperationalError

from apps.builder.sharing import access
from apps.builder.sharing.access import Pass
from apps.live import permits
from apps.live.protocol import CloseCode
from tests.streams.conftest import house as house  # noqa: PLC0414 - the fixture
from tests.streams.house import House, until

from .rig import Tab, nothing_is_left

UNSURE_SECONDS = 0.6


class Database:
    """Answers, fails or hangs, as it is told."""

    def __init__(self) -> None:
        self.state = "well"
        self.asked = 0
        self.back = threading.Event()

    def permitted(self, passes: Collection[Pass]) -> set[Pass]:
        self.asked += 1
        if self.state == "hangs":
            self.back.wait(10)
        elif self.state == "fails":
            raise OperationalError("no connection")
        return set(passes)


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    made = Database()
    monkeypatch.setattr(access, "permitted", made.permitted)
    monkeypatch.setattr(permits, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(permits, "UNSURE_SECONDS", UNSURE_SECONDS)
    yield made
    made.back.set()


@pytest.mark.parametrize("trouble", ["fails", "hangs"])
async def test_sockets_are_closed_to_come_again_once_it_has_been_away_for_too_long(
    house: House, database: Database, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        async with Tab("a" * 22) as first, Tab("b" * 22) as second:
            await first.hello()
            await second.hello()
            began = asyncio.get_running_loop().time()
            database.state = trouble
            await until(lambda: first.closed and second.closed, "the close")
            assert asyncio.get_running_loop().time() - began > UNSURE_SECONDS / 2
            for tab in (first, second):
                assert tab.closed == CloseCode.GOING_AWAY
                assert tab.items[-1]["code"] == "unavailable"
            database.state = "well"
            database.back.set()
        async with Tab("a" * 22) as again:
            await again.hello()
            asked = database.asked
            await until(lambda: database.asked > asked + 3, "some looks")
            assert again.closed is None
    nothing_is_left()


async def test_a_database_that_is_back_in_time_closes_nothing(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(permits, "UNSURE_SECONDS", 30.0)
    with caplog.at_level(logging.CRITICAL):
        async with Tab("a" * 22) as tab:
            await tab.hello()
            for state in ("fails", "well"):
                database.state, asked = state, database.asked
                await until(lambda: database.asked > asked + 3, "some looks")  # noqa: B023
            assert tab.closed is None
    nothing_is_left()
