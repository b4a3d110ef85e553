"""The way up: confirmed, bounded, and refused with a reason."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from apps.live.allowance import BROADCASTS_BURST, BROADCASTS_PER_SECOND
from apps.streams.definition import SEND_MAX_BYTES
from tests.fakes.behaviours import Accept, Refuse
from tests.fakes.upstream import Upstream

from .client import LiveClient
from .conftest import Live


async def running(live: Live, client: LiveClient, url: str, status: str = "open", **query: object) -> None:
    app = await live.app(url, **query)
    await client.hello((await live.open(app))["token"])
    assert (await client.request("run", "q"))["ok"]
    await client.wait_status(status)


async def test_a_broadcast_is_confirmed_and_arrives_as_it_was(live: Live) -> None:
    async with Upstream() as upstream, live.client() as client:
        await running(live, client, upstream.url)
        texts = ['{"event": "subscribe"}', "plain", "", "Zürich \U0001f600\n", "x" * SEND_MAX_BYTES]
        for text in texts:
            assert (await client.request("broadcast", "q", text=text))["ok"]
        await upstream.wait_for(lambda: len(upstream.messages) == len(texts))
        assert upstream.messages == texts


async def test_a_broadcast_that_is_too_large_is_refused_and_the_next_is_sent(live: Live) -> None:
    async with Upstream() as upstream, live.client() as client:
        await running(live, client, upstream.url)
        for text in ("x" * (SEND_MAX_BYTES + 1), "ü" * (SEND_MAX_BYTES // 2 + 1)):
            error = (await client.request("broadcast", "q", text=text))["error"]
            assert error["code"] == "too_large"
            assert str(len(text.encode())) in error["message"]
        assert (await client.request("broadcast", "q", text="fits"))["ok"]
        await upstream.wait_for(lambda: upstream.messages)
        assert upstream.messages == ["fits"]


async def test_what_cannot_be_sent_is_refused_with_its_reason(live: Live) -> None:
    async with Upstream(Refuse(503)) as upstream, live.client() as client:
        app = await live.app(upstream.url)
        await client.hello((await live.open(app))["token"])
        assert (await client.request("broadcast", "q", text="x"))["error"]["code"] == "not_running"
        assert (await client.request("stop", "q"))["error"]["code"] == "not_running"
        assert (await client.request("run", "nothing"))["error"]["code"] == "unknown_query"
        assert (await client.request("run", "q"))["ok"]
        await client.wait_status("retrying")
        assert (await client.request("broadcast", "q", text="x"))["error"]["code"] == "not_connected"
        assert upstream.messages == []


async def test_the_burst_is_sent_in_order_and_what_is_over_it_refused(live: Live) -> None:
    async with Upstream() as upstream, live.client() as client:
        await running(live, client, upstream.url)
        count = BROADCASTS_BURST + 60
        for n in range(1, count + 1):
            await client.send({"type": "broadcast", "id": 1000 + n, "query": "q", "text": str(n)})
        await client.wait_for(lambda: len([i for i in client.items if i["type"] == "result"]) == count + 1)
        results = {item["id"]: item for item in client.items if item["type"] == "result" and item["id"] > 1000}
        sent = [str(number - 1000) for number in sorted(results) if results[number]["ok"]]
        refused = [item["error"]["code"] for item in results.values() if not item["ok"]]
        await upstream.wait_for(lambda: len(upstream.messages) >= len(sent))
        assert upstream.messages[: len(sent)] == sent
        assert BROADCASTS_BURST <= len(sent) < BROADCASTS_BURST + 2 * BROADCASTS_PER_SECOND
        assert set(refused) == {"rate_limited"}
        # the allowance comes back, and a new socket of the same session brings no other
        await asyncio.sleep(2 / BROADCASTS_PER_SECOND)
        assert (await client.request("broadcast", "q", text="later"))["ok"]


@pytest.mark.alone
async def test_a_new_socket_of_the_session_has_the_same_allowance(live: Live) -> None:
    async with Upstream(Accept()) as upstream:
        app = await live.app(upstream.url)
        opened, sent = await live.open(app), 0
        for _ in range(3):
            async with live.client() as client:
                opened = await live.open(app, session=opened["session"])
                await client.hello(opened["token"])
                assert (await client.request("run", "q"))["ok"]
                await client.wait_status("open")
                for n in range(BROADCASTS_BURST):
                    await client.send({"type": "broadcast", "id": 1000 + n, "query": "q", "text": "x"})
                await client.wait_item("result", lambda item: item["id"] == 1000 + BROADCASTS_BURST - 1)
                await client.wait_for(
                    lambda: len([i for i in client.items if i["type"] == "result"]) == BROADCASTS_BURST + 1
                )
                sent += len([item for item in client.items if item["type"] == "result" and item["ok"]]) - 1
        assert sent < 2 * BROADCASTS_BURST + BROADCASTS_PER_SECOND
        await upstream.wait_for(lambda: len(upstream.messages) == sent)
        assert len(upstream.dials) == 1


async def _save(live: Live, app: dict[str, Any], viewers: dict[str, Any]) -> None:
    """Publish the app with another rule for its viewers."""
    path = f"/api/apps/{app['id']}"
    draft = await live.call("GET", f"{path}/document/")
    draft["document"]["queries"][0]["viewers_broadcast"] = viewers
    saved = await live.call("PUT", f"{path}/document/", draft)
    await live.call("POST", f"{path}/releases/", {"revision": saved["revision"], "visibility": "signed_in"})


async def test_viewers_of_a_shared_stream_send_nothing_unless_the_release_lets_them_and_editors_try_it_in_the_draft(
    live: Live,
) -> None:
    async with Upstream() as upstream, live.client() as viewer, live.client() as editor:
        app = await live.app(upstream.url, scope="shared")
        for client, mode in ((viewer, "release"), (editor, "draft")):
            await client.hello((await live.open(app, mode=mode))["token"])
            assert (await client.request("run", "q"))["ok"]
            await client.wait_status("open")
        for request, rest in (("broadcast", {"text": "x"}), ("forget", {"key": None})):
            error = (await viewer.request(request, "q", **rest))["error"]
            assert (error["code"], "'q'" in error["message"]) == ("forbidden", True)
        assert (await editor.request("broadcast", "q", text="tried"))["ok"]
        shape = {"type": "object", "fields": [{"name": "text", "type": "string", "max_length": 3}]}
        await _save(live, app, {"allowed": True, "shape": shape})
        await viewer.wait_item("release")
        error = (await viewer.request("broadcast", "q", text='{"text": "long"}'))["error"]
        assert (error["code"], "'text' is longer than 3" in error["message"]) == ("forbidden", True)
        error = (await viewer.request("broadcast", "q", text="e30=", encoding="base64"))["error"]
        assert error["code"] == "forbidden"
        assert (await viewer.request("broadcast", "q", text='{"text": "ok"}'))["ok"]
        await upstream.wait_for(lambda: len(upstream.messages) == 2)
        assert upstream.messages == ["tried", '{"text": "ok"}']
        await _save(live, app, {"allowed": False})
        await viewer.wait_item("release", lambda item: item["number"] == 3)
        assert (await viewer.request("broadcast", "q", text='{"text": "ok"}'))["error"]["code"] == "forbidden"
        assert len(upstream.dials) == 1  # the draft is on the same stream, and no rule has it dialled anew


async def test_what_viewers_give_is_judged_by_the_release_and_they_are_not_told_the_rules(live: Live) -> None:
    parameters = [
        {"name": "pair", "default": "a", "allowed": ["a", "kept-back.example"]},
        {"name": "id", "default": "1", "pattern": "[0-9]{1,4}"},
    ]
    async with Upstream() as upstream, live.client() as client:
        app = await live.app(f"{upstream.url}?p={{{{ params.pair }}}}&i={{{{ params.id }}}}", parameters=parameters)
        await client.hello((await live.open(app))["token"])
        hostile: list[dict[str, Any]] = [
            {"pair": "b"},
            {"pair": ["a"]},
            {"pair": {"a": 1}},
            {"pair": "A"},
            {"pair": "a "},
            {"pair": True},
            {"id": "1\n"},
            {"id": "../1"},
            {"id": "1&x=2"},
            {"id": "12345"},
            {"id": 1},
            {"other": "a"},
            {"__proto__": "a"},
            {"url": "ws://127.0.0.1:9/"},
        ]
        for params in hostile:
            answer = await client.send_and_wait("run", "q", params=params)
            assert answer in ("bad_parameter", "bad_frame"), params
        assert "kept-back" not in json.dumps(client.items)
        assert "[0-9]" not in json.dumps(client.items)
        for name in ("Q", "q ", "", "__proto__", "q\x00"):
            assert await client.send_and_wait("run", name) in ("unknown_query", "bad_frame"), name
        assert not upstream.dials
        assert (await client.request("run", "q", params={"pair": "kept-back.example", "id": "42"}))["ok"]
        await upstream.wait_for(lambda: upstream.dials)
