"""What a web process does beside serving, for as long as it serves."""

from __future__ import annotations

import asyncio

from .metrics import report_forever
from .sent import sent


async def meanwhile() -> None:
    """Tell figures and write of broadcasts, until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(report_forever(), name="figures")
        tasks.create_task(sent.tell_forever(), name="broadcasts")
