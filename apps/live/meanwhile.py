"""What a web process does beside serving, for as long as it serves."""

from __future__ import annotations

import asyncio

from apps.audit.keeping import sweep_daily

from .metrics import report_forever
from .sent import sent


async def meanwhile() -> None:
    """Tell figures, write of broadcasts and sweep the audit log, until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(report_forever(), name="figures")
        tasks.create_task(sent.tell_forever(), name="broadcasts")
        tasks.create_task(sweep_daily(), name="sweep")
