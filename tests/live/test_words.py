"""What viewers are told of an upstream's trouble: the code, and words that name nothing of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from apps.live.words import OTHERWISE, error_for_viewers, status_for_viewers
from apps.streams.core.state import StreamStatus
from tests.fakes.behaviours import Refuse, Say
from tests.fakes.upstream import Upstream
from tests.system import free_port

from .conftest import Live

HOST = "hidden.example:8443 (10.0.0.7)"


@pytest.mark.parametrize(
    "code",
    [
        *("refused_by_guard", "unresolved", "unreachable", "timeout", "tls", "http_503", "redirect", "not_websocket"),
        *("subprotocol", "handshake", "handshake_timeout", "closed", "a_code_of_tomorrow", None),
    ],
)
def test_no_host_is_named_whatever_the_code(code: str | None) -> None:
    told = status_for_viewers(StreamStatus(status="retrying", code=code, message=f"{HOST} failed"))
    assert told.code == code
    assert told.message
    assert "hidden" not in told.message
    assert "10.0.0.7" not in told.message


def test_what_says_nothing_of_the_upstream_stays_as_it_is() -> None:
    for status in (
        StreamStatus(status="open", at=5, connection=2),
        StreamStatus(status="degraded", code="store_down", message="The message store does not answer."),
    ):
        assert status_for_viewers(status) is status


def test_an_error_keeps_its_code_and_loses_what_caused_it() -> None:
    body: dict[str, object] = {"code": "new", "message": f"of {HOST}", "at": 5, "sample": '{"secret": 1}'}
    assert error_for_viewers(body) == {"code": "new", "message": OTHERWISE, "at": 5, "sample": None}


async def _told(live: Live, app: dict[str, Any], mode: str, status: str) -> str:
    """All that was sent to somebody who ran the query."""
    async with live.client() as client:
        await client.hello((await live.open(app, mode=mode))["token"])
        assert (await client.request("run", "q"))["ok"]
        await client.wait_status(status)
        return json.dumps(client.items)


@pytest.mark.parametrize("trouble", ["refused", "nobody"])
async def test_viewers_are_not_told_where_an_upstream_that_fails_is(live: Live, trouble: str) -> None:
    async with Upstream(Refuse(503)) as upstream:
        port = upstream.url.rsplit(":", 1)[1].strip("/") if trouble == "refused" else str(free_port())
        app = await live.app(f"ws://127.0.0.1:{port}/")
        seen = await _told(live, app, "release", "retrying")
        assert "127.0.0.1" not in seen
        assert port not in seen if trouble == "refused" else "unreachable" in seen
        if trouble == "nobody":
            assert f"127.0.0.1:{port}" in await _told(live, app, "draft", "retrying")


async def test_viewers_are_not_shown_a_message_that_could_not_be_read(live: Live) -> None:
    async with Upstream(Say(['{"kept back": '])) as upstream:
        app = await live.app(upstream.url)
        for mode, shown in (("release", False), ("draft", True)):
            async with live.client() as client:
                await client.hello((await live.open(app, mode=mode))["token"])
                assert (await client.request("run", "q"))["ok"]
                error = await client.wait_item("error")
                assert error["code"] == "bad_message"
                assert ("kept back" in json.dumps(error)) is shown
