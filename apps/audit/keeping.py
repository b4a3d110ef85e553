"""How long the audit log is kept: AUDIT_DAYS. Every web process sweeps once a day; doing it twice harms nothing."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from . import services

logger = logging.getLogger(__name__)

FIRST_SECONDS: Final = 60.0  # after the start, which has enough to do
EVERY_SECONDS: Final = 24 * 3600.0


def sweep_old() -> int:
    """Delete what is older than the setting says; return how many entries that were."""
    return services.sweep(timezone.now() - timedelta(days=settings.AUDIT_DAYS))


async def sweep_daily() -> None:
    """Sweep a while after the start and then once a day, until cancelled."""
    await asyncio.sleep(FIRST_SECONDS)
    while True:
        try:
            swept = await database_sync_to_async(sweep_old)()
        except DatabaseError as error:
            logger.warning("The audit log was not swept, and will be tomorrow: %s", type(error).__name__)
        else:
            if swept:
                logger.info("Swept %d entries of the audit log that were older than AUDIT_DAYS.", swept)
        await asyncio.sleep(EVERY_SECONDS)
