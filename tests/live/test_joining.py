"""Joining: the window first, then what follows; who shares an upstream; what a reload keeps."""

from __future__ import annotations

import asyncio
import random

from tests.fakes.behaviours import Accept, Numbered
from tests.fakes.upstream import Upstream

from .client import LiveClient
from .conftest import Live

WINDOW = 200


async def ready(client: LiveClient, token: str, **fields: object) -> None:
    await client.hello(token)
    assert (await client.request("run", "q", **fields))["ok"]


async def test_whoever_joins_while_messages_flow_has_no_hole_and_no_repeat(live: Live) -> None:
    rng = random.Random(11)
    async with Upstream(Numbered(rate=3000)) as upstream:
        app = await live.app(upstream.url, scope="shared", window={"size": WINDOW})
        tokens = [(await live.open(app))["token"] for _ in range(25)]

        async def join(token: str, delay: float) -> None:
            await asyncio.sleep(delay)
            async with live.client() as client:
                await ready(client, token)
                await client.wait_for(lambda: len(client.messages) >= WINDOW + 500)
                offsets = [offset for offset, _ in client.messages]
                assert offsets == list(range(offsets[0], offsets[0] + len(offsets)))
                assert [data for _, data in client.messages] == [{"n": offset} for offset in offsets]
                top = [item["top"] for item in client.items if item["type"] == "stream"][-1]
                assert max(0, top - WINDOW) < offsets[0] <= top + 1  # the window moves on while it is read
                assert client.gaps == []

        async with asyncio.TaskGroup() as tasks:
            for token in tokens:
                tasks.create_task(join(token, rng.uniform(0, 1.5)))
        assert len(upstream.dials) == 1


async def test_a_shared_stream_has_one_upstream_and_a_session_one_of_its_own(live: Live) -> None:
    for scope, dials in (("shared", 1), ("session", 3)):
        async with Upstream() as upstream:
            app = await live.app(upstream.url, scope=scope)
            async with live.client() as one, live.client() as two, live.client() as three:
                for client in (one, two, three):
                    await ready(client, (await live.open(app))["token"])
                    await client.wait_status("open")
                assert len(upstream.dials) == dials
                await upstream.send('"for all"')
                for client in (one, two, three):
                    await client.wait_for(lambda: client.messages)  # noqa: B023
                    assert client.messages == [(1, "for all")]


async def test_a_reload_resumes_at_its_cursor_on_the_same_upstream(live: Live) -> None:
    async with Upstream() as upstream:
        app = await live.app(upstream.url)
        opened = await live.open(app)
        async with live.client() as client:
            await ready(client, opened["token"])
            await client.wait_status("open")
            await upstream.send("1", "2", "3")
            await client.wait_for(lambda: len(client.messages) == 3)
        await upstream.send("4", "5")
        again = await live.open(app, session=opened["session"])
        async with live.client() as client:
            await ready(client, again["token"], cursor={"epoch": client.epoch or "?", "offset": 3})
            await client.wait_for(lambda: len(client.messages) == 5)  # the epoch was wrong: all over again
            assert (await client.wait_item("stream"))["resumed"] is False
            epoch = client.epoch
        third = await live.open(app, session=opened["session"])
        async with live.client() as client:
            await ready(client, third["token"], cursor={"epoch": epoch, "offset": 3})
            await client.wait_for(lambda: len(client.messages) == 2)
            assert client.messages == [(4, 4), (5, 5)]
            assert (await client.wait_item("stream"))["resumed"] is True
            await upstream.send("6")
            await client.wait_for(lambda: len(client.messages) == 3)
        assert len(upstream.dials) == 1


async def test_a_cursor_from_the_future_or_another_numbering_starts_over_and_says_what_nobody_knows(live: Live) -> None:
    async with Upstream() as upstream:
        app = await live.app(upstream.url, scope="shared")
        async with live.client() as client:
            await ready(client, (await live.open(app))["token"])
            await client.wait_status("open")
            await upstream.send("1", "2")
            await client.wait_for(lambda: len(client.messages) == 2)
            for epoch, offset in ((client.epoch, 99), ("other", 1)):
                async with live.client() as late:
                    await ready(late, (await live.open(app))["token"], cursor={"epoch": epoch, "offset": offset})
                    await late.wait_for(lambda: late.messages)
                    assert late.messages == [(1, 1), (2, 2)]
                    [gap] = late.gaps
                    assert (gap["epoch"], gap["count"]) == (epoch, None)
                    assert gap["from"] == gap["to"] == offset + 1


async def test_run_again_gives_the_window_again(live: Live) -> None:
    async with Upstream() as upstream:
        app = await live.app(upstream.url)
        async with live.client() as client:
            await ready(client, (await live.open(app))["token"])
            await client.wait_status("open")
            await upstream.send("1", "2")
            await client.wait_for(lambda: len(client.messages) == 2)
            assert (await client.request("run", "q"))["ok"]
            await client.wait_for(lambda: len(client.messages) == 4)
            assert client.messages == [(1, 1), (2, 2)] * 2
            assert len(upstream.dials) == 1


async def test_stop_closes_a_sessions_upstream_and_leaves_a_shared_one(live: Live) -> None:
    async with Upstream() as upstream:
        app = await live.app(upstream.url)
        async with live.client() as client:
            await ready(client, (await live.open(app))["token"])
            await client.wait_status("open")
            assert (await client.request("stop", "q"))["ok"]
            assert (await client.wait_status("closed"))["status"]["code"] == "disconnected"
            await upstream.wait_for(lambda: not upstream.opened)
            assert (await client.request("run", "q"))["ok"]
            await client.wait_status("open", connection=2)
            assert len(upstream.dials) == 2
    async with Upstream() as upstream:
        app = await live.app(upstream.url, scope="shared")
        async with live.client() as one, live.client() as two:
            for client in (one, two):
                await ready(client, (await live.open(app))["token"])
                await client.wait_status("open")
            assert (await one.request("stop", "q"))["ok"]
            await upstream.send("1")
            await two.wait_for(lambda: two.messages)
            assert one.messages == []
            assert len(upstream.opened) == 1


async def test_a_closed_upstream_is_dialled_again_by_run(live: Live) -> None:
    async with Upstream() as upstream:
        app = await live.app(upstream.url, reconnect=False)
        async with live.client() as client:
            await ready(client, (await live.open(app))["token"])
            await client.wait_status("open")
            await upstream.close(1001, "bye")
            told = (await client.wait_status("closed"))["status"]
            assert (told["close_code"], told["close_reason"]) == (1001, "bye")
            await ready_again(client)
            await client.wait_status("open", connection=2)
            assert len(upstream.dials) == 2


async def ready_again(client: LiveClient) -> None:
    assert (await client.request("run", "q"))["ok"]


async def test_rest_and_socket_tell_the_same(live: Live) -> None:
    async with Upstream() as upstream:
        app = await live.app(upstream.url, scope="shared", window={"size": 5})
        async with live.client() as client:
            await ready(client, (await live.open(app))["token"])
            await client.wait_status("open")
            for n in range(1, 21):
                await upstream.send(f'{{"n": {n}}}')
                await client.wait_for(lambda: len(client.messages) == n)  # noqa: B023
            path = f"/api/apps/{app['id']}/queries/q/window/"
            whole = await live.call("GET", f"{path}?limit=5")
            assert [(entry["offset"], entry["data"]) for entry in whole["messages"]] == client.messages[-5:]
            assert (whole["epoch"], whole["top"], whole["gap"]) == (client.epoch, 20, None)
            late = await live.call("GET", f"{path}?after=3&limit=100")
            first = late["messages"][0]["offset"]
            assert first > 4
            assert late["gap"] == {"from": 4, "to": first - 1, "count": first - 4}
            assert [(entry["offset"], entry["data"]) for entry in late["messages"]] == client.messages[first - 1 :]


async def test_a_draft_runs_as_it_was_saved_last(live: Live) -> None:
    async with Upstream(Accept()) as old, Upstream(Accept()) as new:
        app = await live.app(old.url)
        path = f"/api/apps/{app['id']}/document/"
        async with live.client() as client, live.client() as viewer:
            await ready(client, (await live.open(app, mode="draft"))["token"])
            await client.wait_status("open")
            await ready(viewer, (await live.open(app))["token"])
            await viewer.wait_status("open")
            draft = await live.call("GET", path)
            draft["document"]["queries"][0]["url"] = new.url
            saved = await live.call("PUT", path, {"document": draft["document"], "revision": draft["revision"]})
            assert len(new.dials) == 0
            await ready_again(client)
            await new.wait_for(lambda: new.opened)
            await old.wait_for(lambda: len(old.opened) == 1)  # the draft's old upstream is gone, the viewer's is not
            await ready_again(viewer)
            assert (len(old.dials), len(new.dials)) == (2, 1)
            draft["document"]["queries"] = []
            await live.call("PUT", path, {"document": draft["document"], "revision": saved["revision"]})
            assert (await client.wait_status("closed"))["status"]["code"] == "removed"
            await new.wait_for(lambda: not new.opened)
            assert (await client.request("run", "q"))["error"]["code"] == "unknown_query"


async def test_a_drafts_new_scope_closes_no_one_elses_upstream(live: Live) -> None:
    async with Upstream(Accept()) as upstream:
        app = await live.app(upstream.url, scope="shared")
        path = f"/api/apps/{app['id']}/document/"
        async with live.client() as editor, live.client() as viewer:
            await ready(editor, (await live.open(app, mode="draft"))["token"])
            await ready(viewer, (await live.open(app))["token"])
            await viewer.wait_status("open")
            draft = await live.call("GET", path)
            draft["document"]["queries"][0]["scope"] = "session"
            await live.call("PUT", path, draft)
            await ready_again(editor)
            await upstream.wait_for(lambda: len(upstream.opened) == 2)
            await upstream.send("1")
            await viewer.wait_for(lambda: viewer.messages)
            assert len(upstream.dials) == 2
            assert all(item["status"]["status"] != "closed" for item in viewer.items if item["type"] == "status")
