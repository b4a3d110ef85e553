"""One house for all tests of this folder; each test leaves it whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.system import System

from .house import House


@pytest.fixture(scope="session")
def faulty_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp("faults")) as started:
        started.start("hub2", "runhub")
        yield started


@pytest.fixture
async def house(faulty_system: System) -> AsyncIterator[House]:
    async with House(faulty_system) as whole:
        yield whole
