"""An app is published, unpublished or saved while viewers have it open: their streams follow, and they are told."""

from __future__ import annotations

from typing import Any

from tests.fakes.behaviours import Accept
from tests.fakes.upstream import Upstream

from .client import LiveClient
from .conftest import Live


async def running(live: Live, client: LiveClient, app: dict[str, Any], mode: str = "release") -> None:
    await client.hello((await live.open(app, mode=mode))["token"])
    assert (await client.request("run", "q"))["ok"]
    await client.wait_status("open")


async def save(live: Live, app: dict[str, Any], publish: bool = True, **query: Any) -> None:
    """Change the app's query; without any, take it away."""
    path = f"/api/apps/{app['id']}"
    draft = await live.call("GET", f"{path}/document/")
    queries = draft["document"]["queries"]
    draft["document"]["queries"] = [{**queries[0], **query}] if query else []
    body = {"document": draft["document"], "revision": draft["revision"]}
    saved = await live.call("PUT", f"{path}/document/", body)
    if publish:
        body = {"revision": saved["revision"], "visibility": "signed_in"}
        await live.call("POST", f"{path}/releases/", body)


def _follows_an_open_one(client: LiveClient) -> bool:
    """Whether the stream that it was told of last is open."""
    told = [item for item in client.items if item["type"] in ("stream", "status")]
    last = [item["stream"] for item in told if item["type"] == "stream"][-1]
    return any(item["stream"] == last and item["status"]["status"] == "open" for item in told)


async def test_a_new_address_counts_at_once_for_whoever_watches(live: Live) -> None:
    async with Upstream(Accept()) as old, Upstream(Accept()) as new:
        for scope in ("session", "shared"):
            app = await live.app(old.url, scope=scope)
            async with live.client() as one, live.client() as two:
                for client in (one, two):
                    await running(live, client, app)
                await save(live, app, url=new.url)
                for client in (one, two):
                    assert (await client.wait_item("release"))["number"] == 2
                    await client.wait_for(lambda: len({i["stream"] for i in client.items if i["type"] == "stream"}) > 1)  # noqa: B023
                for client in (one, two):
                    await client.wait_for(lambda: _follows_an_open_one(client))  # noqa: B023
                await old.wait_for(lambda: not old.opened, 12)
                await new.send('"from the new one"')
                for client in (one, two):
                    await client.wait_for(lambda: client.messages)  # noqa: B023
                    assert client.messages == [(1, "from the new one")]
                assert new.opened


async def test_a_release_that_changes_nothing_for_a_stream_leaves_it_alone(live: Live) -> None:
    async with Upstream(Accept()) as upstream:
        app = await live.app(upstream.url)
        async with live.client() as client:
            await running(live, client, app)
            await save(live, app, run_on_load=False)
            assert (await client.wait_item("release"))["number"] == 2
            await upstream.send("1")
            await client.wait_for(lambda: client.messages)
            assert len([item for item in client.items if item["type"] == "stream"]) <= 2  # unknown to a hub, then known
            assert len(upstream.dials) == 1


async def test_another_pace_is_taken_up_without_a_message_twice_or_lost(live: Live) -> None:
    async with Upstream(Accept()) as upstream:
        app = await live.app(upstream.url)
        async with live.client() as client:
            await running(live, client, app)
            await upstream.send("1", "2")
            await client.wait_for(lambda: len(client.messages) == 2)
            await save(live, app, delivery={"mode": "latest", "per_second": 5})
            resumed = await client.wait_item("stream", lambda item: item["resumed"])
            assert resumed["top"] == 2
            await upstream.send("3")
            await client.wait_for(lambda: len(client.messages) == 3)
            assert client.messages == [(1, 1), (2, 2), (3, 3)]
            assert len(upstream.dials) == 1


async def test_a_query_that_a_release_has_no_more_is_closed(live: Live) -> None:
    async with Upstream(Accept()) as upstream:
        app = await live.app(upstream.url)
        async with live.client() as client:
            await running(live, client, app)
            await save(live, app)
            assert (await client.wait_status("closed"))["status"]["code"] == "removed"
            await upstream.wait_for(lambda: not upstream.opened)
            assert (await client.request("run", "q"))["error"]["code"] == "unknown_query"


async def test_an_app_that_is_unpublished_closes_its_streams_and_published_again_runs(live: Live) -> None:
    async with Upstream(Accept()) as upstream:
        app = await live.app(upstream.url, scope="shared")
        path = f"/api/apps/{app['id']}"
        async with live.client() as client:
            await running(live, client, app)
            await live.call("DELETE", f"{path}/release/")
            assert (await client.wait_item("release"))["number"] is None
            assert (await client.wait_status("closed"))["status"]["code"] == "unpublished"
            assert (await client.request("run", "q"))["error"]["code"] == "not_published"
            await upstream.wait_for(lambda: not upstream.opened, 12)
            await save(live, app, url=upstream.url, run_on_load=False)
            assert (await client.wait_item("release", lambda item: item["number"]))["number"] == 2
            assert (await client.request("run", "q"))["ok"]
            await upstream.wait_for(lambda: upstream.opened)


async def test_a_release_that_needs_what_a_viewer_cannot_give_fails_its_stream_with_the_reason(live: Live) -> None:
    async with Upstream(Accept()) as upstream:
        app = await live.app(upstream.url)
        async with live.client() as client:
            await running(live, client, app)
            needed = {"name": "pair", "type": "string", "default": None}
            await save(live, app, parameters=[needed])
            told = (await client.wait_status("failed"))["status"]
            assert (told["code"], "pair has no value" in told["message"]) == ("bad_parameter", True)
            await upstream.wait_for(lambda: not upstream.opened)


async def test_a_draft_is_dialled_anew_by_running_it_and_its_viewers_are_not(live: Live) -> None:
    async with Upstream(Accept()) as old, Upstream(Accept()) as new:
        app = await live.app(old.url)
        async with live.client() as editor, live.client() as viewer:
            await running(live, editor, app, "draft")
            await running(live, viewer, app)
            await save(live, app, publish=False, url=new.url)
            await save(live, app, publish=False, url=new.url, delivery={"mode": "latest"})  # is told after the first
            await old.send("1")
            await editor.wait_for(lambda: editor.messages)
            assert not new.dials
            assert (await editor.request("run", "q"))["ok"]
            await new.wait_for(lambda: new.opened)
            await old.wait_for(lambda: len(old.opened) == 1)
            assert (len(old.dials), len(new.dials)) == (2, 1)
            await save(live, app, publish=False)
            assert (await editor.wait_status("closed"))["status"]["code"] == "removed"
            assert not [item for item in editor.items if item["type"] == "release"]
            await old.send("1")
            await viewer.wait_for(lambda: viewer.messages)


async def test_whoever_has_the_draft_open_hears_of_each_save_and_viewers_do_not(live: Live) -> None:
    async with Upstream(Accept()) as upstream:
        app = await live.app(upstream.url)
        async with live.client() as editor, live.client() as viewer:
            await running(live, editor, app, "draft")
            await running(live, viewer, app)
            first = (await editor.wait_item("draft"))["revision"]
            await save(live, app, publish=False, delivery={"mode": "latest"})
            assert (await editor.wait_item("draft", lambda item: item["revision"] > first))["revision"] == first + 1
            await save(live, app)  # removes the query: nothing runs any more, and saves are told all the same
            await editor.wait_item("draft", lambda item: item["revision"] == first + 2)
            await viewer.wait_item("release")
            assert not [item for item in viewer.items if item["type"] == "draft"]
