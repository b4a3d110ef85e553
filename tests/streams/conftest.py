"""A house with a real, empty Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from .house import House


@pytest_asyncio.fixture
async def house(redis_url: str) -> AsyncIterator[House]:
    async with House(redis_url) as opened:
        yield opened
