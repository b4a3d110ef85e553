"""Broadcasts in the audit log: one entry for each session and query a minute, with their count."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from apps.audit.models import Entry
from apps.builder.models import App
from apps.builder.sharing.access import EmbedPass
from apps.builder.sharing.embedding import EmbedViewer
from apps.live import sent
from apps.live.protocol import User
from apps.live.sent import Sent
from apps.live.tokens import Claims
from tests.cast import Cast
from tests.streams.house import until

pytestmark = pytest.mark.django_db(transaction=True)


def _claims(app: App, session: str, user: int | None = None, embed: EmbedViewer | None = None) -> Claims:
    return Claims(app.workspace_id, app.pk, "release", 1, session, user, embed)


def _entries() -> list[tuple[str, str, dict[str, object]]]:
    found = Entry.objects.filter(action="query.broadcast").order_by("pk")
    return [(entry.actor_name, entry.target, entry.details) for entry in found]


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_many_broadcasts_make_one_entry_and_what_is_left_is_told_at_the_end(
    cast: Cast, published: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(sent, "PERIOD_SECONDS", 0.1)
    tally = Sent()
    viewer = User(id=cast.viewer.pk, email=cast.viewer.email, name="V")
    mine = _claims(published, "mine-is-a-secret", viewer.id)
    for _ in range(50):
        tally.note(mine, viewer, "ticker")
    task = asyncio.create_task(tally.tell_forever())
    await until(lambda: not tally._tallies, "the entry")
    tally.note(mine, viewer, "ticker")
    embed = EmbedViewer(EmbedPass("https://portal.example", "k"), email="ada@portal.example")
    tally.note(_claims(published, "b", None, embed), User(id=None, email=embed.email, name=""), "ticker")
    tally.note(_claims(published, "c"), None, "shared")
    await _end(task)
    entries = await asyncio.to_thread(_entries)
    assert [(who, target, details["count"], details["viewer"]) for who, target, details in entries] == [
        ("viewer@example.com", "Exchange ticker: ticker", 50, ""),
        ("viewer@example.com", "Exchange ticker: ticker", 1, ""),
        ("", "Exchange ticker: ticker", 1, "embedded on https://portal.example: ada@portal.example"),
        ("", "Exchange ticker: shared", 1, "not signed in"),
    ]
    assert "mine-is-a-secret" not in str(entries)


async def test_of_an_app_that_is_gone_nothing_is_told_and_more_than_can_be_noted_is_warned_of(
    cast: Cast, published: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sent, "TALLIES_MAX", 2)
    tally = Sent()
    for session in "abc":
        tally.note(_claims(published, session), None, "ticker")
    assert "not in the audit log" in caplog.text
    await asyncio.to_thread(published.delete)
    task = asyncio.create_task(tally.tell_forever())
    await asyncio.sleep(0)
    await _end(task)
    assert not tally._tallies
    assert await asyncio.to_thread(_entries) == []
