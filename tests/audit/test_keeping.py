"""The web process sweeps the audit log by itself, and goes on when the database is away for once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from pytest_django import Settings

from apps.audit import keeping
from apps.audit.models import Entry


@pytest.mark.django_db(transaction=True)
async def test_it_sweeps_again_and_again_and_outlives_a_database_that_is_away(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.AUDIT_DAYS = 1
    monkeypatch.setattr(keeping, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "EVERY_SECONDS", 0.01)
    sweep, calls = keeping.sweep_old, 0

    def fail_at_first() -> int:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise DatabaseError("away")
        return sweep()

    monkeypatch.setattr(keeping, "sweep_old", fail_at_first)
    task = asyncio.create_task(keeping.sweep_daily())
    async with asyncio.timeout(10):
        for _ in range(2):
            await Entry.objects.acreate(action="app.edited", at=timezone.now() - timedelta(days=2))
            while await Entry.objects.aexists():
                await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert "was not swept" in caplog.text
