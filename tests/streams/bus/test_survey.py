"""What `manage.py streams` shows of real hubs and streams."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.streams.bus import keys
from apps.streams.bus.control import Control, Wish
from apps.streams.definition import StreamDefinition
from apps.streams.hub import entry
from apps.streams.hub import hub as hubs
from tests.fakes.behaviours import Numbered
from tests.fakes.upstream import Upstream
from tests.streams.house import House, until


async def listed(*arguments: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    await asyncio.to_thread(call_command, "streams", *arguments, stdout=out)
    return out.getvalue()


async def as_json(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(await listed("--json", *arguments))
    return found


async def test_a_stream_is_listed_with_its_owner_rate_viewers_and_window(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "RENEW_SECONDS", 0.1)
    monkeypatch.setattr(entry, "PROLONG_SECONDS", 0.3)
    async with Upstream(Numbered(rate=200)) as upstream:
        hub = await house.hub()
        stream, seen = await house.open(upstream.url, window={"size": 50})
        await until(lambda: len(seen.messages) > 300, "messages")
        web, other = Control(house.redis), Control(house.redis)
        await web.renew({stream: 3, "elsewhere": 1}, 60)
        await other.renew({stream: 2}, 60)
        [elsewhere, line] = sorted(await as_json(), key=lambda each: each["stream"] == stream)
        assert line["stream"] == stream
        assert (line["app"], line["query"], line["scope"]) == (1, "q", "shared")
        assert (line["owner"], line["status"], line["viewers"]) == (hub.id, "open", 5)
        assert 50 < line["rate"] < 400
        assert 50 <= line["messages"] < 50 + 256
        assert line["window_bytes"] > 500
        assert line["status_age_seconds"] > 0.5
        assert (elsewhere["stream"], elsewhere["status"], elsewhere["owner"]) == ("elsewhere", "no hub", "")
        text = await listed()
        assert text.splitlines()[0].split() == [*"stream app query scope owner status for msg/s viewers window".split()]
        assert stream in text
        assert hub.id in text


async def test_a_web_process_that_dies_takes_its_viewers_with_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = Wish(workspace=1, app=1, query="q", definition=StreamDefinition(url="ws://feed.example/"))
    await house.control.wish("s", wish, 60)
    await house.control.renew({"s": 4}, 60)
    assert [line["viewers"] for line in await as_json()] == [4]
    for name in await house.redis.keys(keys.viewers("*")):
        assert 0 < await house.redis.ttl(name) <= 12
        await house.redis.delete(name)  # its time is up
    assert [line["viewers"] for line in await as_json()] == [0]
    await house.control.renew({"s": 1}, 60)
    await house.control.drop("s")
    assert await as_json() == []


async def test_hubs_are_listed_with_their_streams(house: House) -> None:
    assert "(none)" in await listed("--hubs")
    async with Upstream() as upstream:
        first = await house.hub()
        _, seen = await house.open(upstream.url)
        await until(lambda: "open" in seen.status_names, "open")
        second = await house.hub()
        lines = {line["hub"]: line for line in await as_json("--hubs")}
        assert {hub: line["streams"] for hub, line in lines.items()} == {first.id: 1, second.id: 0}
        assert all(0 < line["alive_seconds"] <= 3 for line in lines.values())
        assert first.id in await listed("--hubs")


async def test_which_hubs_are_full_is_listed_and_why_a_stream_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "STREAMS_MAX", 1)
    monkeypatch.setattr(hubs, "ALIVE_EVERY_SECONDS", 0.1)
    async with Upstream() as upstream:
        first = await house.hub()
        _, seen = await house.open(upstream.url)
        await until(lambda: "open" in seen.status_names, "open")
        await house.open(f"{upstream.url}other")
        async with asyncio.timeout(5):
            while not [line for line in await as_json() if line["status"] == "hubs full"]:
                await asyncio.sleep(0.05)
        assert [line["full"] for line in await as_json("--hubs")] == [True]
        assert (await listed("--hubs")).splitlines()[1].split() == [first.id, "1", "yes", "full"]
        await house.hub()
        async with asyncio.timeout(5):
            while {line["status"] for line in await as_json()} != {"open"}:
                await asyncio.sleep(0.05)
        assert len(await as_json("--hubs")) == 2


def test_without_redis_it_says_so(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    with pytest.raises(CommandError, match="Redis does not answer"):
        call_command("streams")
