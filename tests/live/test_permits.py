"""Permission is taken away while sockets are open: each is closed as FORBIDDEN within 5 seconds.

The changes are written into the database behind the processes' backs, as if every notice were lost.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from apps.live.protocol import CloseCode
from tests.fakes.behaviours import Accept
from tests.fakes.upstream import Upstream
from tests.system import Api, System

from .client import LiveClient
from .conftest import Live

WITHIN_SECONDS = 5.0
PEOPLE = """
import json
from apps.accounts import services
from apps.accounts.models import Role, Workspace
house = Workspace.objects.order_by("pk")[:1].get()
links = {}
for name, role in (("ed", "editor"), ("vi", "viewer"), ("vi2", "viewer"), ("out", ""), ("off", "viewer")):
    user = services.create_user(f"{name}@permits.example", name)
    if role:
        services.add_member(house, user, Role(role))
    links[name] = [user.pk, services.issue_sign_in_link(user)]
print(json.dumps(links))
"""


@dataclass
class Someone:
    """Signed in."""

    id: int
    api: Api


@pytest.fixture(scope="module")
def people(system: System) -> dict[str, Someone]:
    made = {}
    for name, (pk, token) in json.loads(system.manage("shell", "-v0", "-c", PEOPLE)).items():
        api = Api(system.base)
        api.sign_in(f"{system.base}/sign-in/{token}/")
        made[name] = Someone(pk, api)
    return made


def write(system: System, *statements: tuple[str, tuple[Any, ...]]) -> None:
    """Change the database, and tell nobody."""
    with sqlite3.connect(system.folder / "db.sqlite3", timeout=10) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        for statement, values in statements:
            assert database.execute(statement, values).rowcount > 0, statement
    database.close()


@asynccontextmanager
async def opened(live: Live, *wanted: tuple[Api, dict[str, Any], str, bool]) -> AsyncIterator[list[LiveClient]]:
    """A socket for each: who, which app, which mode, and whether it runs something."""
    async with AsyncExitStack() as stack:
        clients = []
        for api, app, mode, runs in wanted:
            minted = await asyncio.to_thread(api.call, "POST", f"/api/apps/{app['id']}/session/", {"mode": mode})
            client = await stack.enter_async_context(live.client())
            await client.hello(minted["token"])
            if runs:
                assert (await client.request("run", "q"))["ok"]
            clients.append(client)
        yield clients


async def closed(clients: list[LiveClient], since: float) -> None:
    """All of them, as forbidden, in time."""
    for client in clients:
        code = await client.wait_closed(WITHIN_SECONDS + 5)
        assert code == CloseCode.FORBIDDEN
        assert client.items[-1] == {
            "type": "failure",
            "code": "forbidden",
            "message": "You may not open this app any more.",
        }
    assert time.monotonic() - since < WITHIN_SECONDS


async def test_whoever_may_not_stay_is_closed_in_time_though_no_notice_came(
    live: Live, people: dict[str, Someone]
) -> None:
    system, owner = live.system, live.system.api
    async with Upstream(Accept()) as upstream:
        apps = {}
        for name in ("private", "draft", "public", "granted", "removed", "deleted"):
            apps[name] = await live.app(upstream.url, scope="shared")
        for name, visibility in (("private", "private"), ("public", "public"), ("granted", "private")):
            await live.call("PATCH", f"/api/apps/{apps[name]['id']}/", {"visibility": visibility})
        grant = {"email": "out@permits.example", "role": "editor"}
        await live.call("POST", f"/api/apps/{apps['granted']['id']}/grants/", grant)
        ed, vi, vi2, out, off = (people[name].api for name in ("ed", "vi", "vi2", "out", "off"))
        lost = [
            (vi, apps["private"], "release", False),  # removed from the workspace, idle
            (vi, apps["private"], "release", True),  # and running
            (ed, apps["draft"], "draft", False),  # not an editor any more
            (ed, apps["draft"], "draft", True),
            (off, apps["public"], "release", True),  # the account is disabled
            (out, apps["granted"], "draft", True),  # the grant is gone
            (out, apps["granted"], "release", False),
            (out, apps["removed"], "release", False),  # made private
            (vi2, apps["deleted"], "release", True),  # deleted
            (vi2, apps["deleted"], "release", False),
        ]
        kept = [
            (owner, apps["private"], "release", False),
            (owner, apps["draft"], "draft", True),
            (ed, apps["draft"], "release", True),  # a viewer still
            (vi2, apps["private"], "release", True),
            (vi, apps["public"], "release", False),  # a stranger now, to an app for everybody
        ]
        async with opened(live, *lost, *kept) as clients:
            since = time.monotonic()
            write(
                system,
                ("DELETE FROM accounts_membership WHERE user_id = ?", (people["vi"].id,)),
                ("UPDATE accounts_membership SET role = 'viewer' WHERE user_id = ?", (people["ed"].id,)),
                ("UPDATE accounts_user SET is_active = 0 WHERE id = ?", (people["off"].id,)),
                ("DELETE FROM builder_appgrant WHERE app_id = ?", (apps["granted"]["id"],)),
                ("UPDATE builder_app SET visibility = 'private' WHERE id = ?", (apps["removed"]["id"],)),
                ("UPDATE builder_app SET release_id = NULL WHERE id = ?", (apps["deleted"]["id"],)),
                ("DELETE FROM builder_release WHERE app_id = ?", (apps["deleted"]["id"],)),
                ("DELETE FROM builder_app WHERE id = ?", (apps["deleted"]["id"],)),
            )
            await closed(clients[: len(lost)], since)
            await asyncio.sleep(max(0.0, since + WITHIN_SECONDS - time.monotonic()))  # as long as any could take
            assert [client.closed for client in clients[len(lost) :]] == [None] * len(kept)


async def test_a_notice_closes_at_once(live: Live, people: dict[str, Someone]) -> None:
    app = await live.app("ws://127.0.0.1:9/")
    path = f"/api/apps/{app['id']}/"
    out = people["out"].api

    async def and_then(act: Callable[[], Any]) -> float:
        async with opened(live, (out, app, "release", False)) as [client]:
            since = time.monotonic()
            await asyncio.to_thread(act)
            assert await client.wait_closed() == CloseCode.FORBIDDEN
            return time.monotonic() - since

    owner = live.system.api
    told = await and_then(lambda: owner.call("PATCH", path, {"visibility": "private"}))
    granted = await live.call("POST", f"{path}grants/", {"email": "out@permits.example", "role": "viewer"})
    revoked = await and_then(lambda: owner.call("DELETE", f"{path}grants/{granted['id']}/"))
    await live.call("PATCH", path, {"visibility": "signed_in"})
    deleted = await and_then(lambda: owner.call("DELETE", path))
    assert min(told, revoked, deleted) < 2.0  # sooner than looking around every two seconds would have it on average


async def test_a_token_of_before_does_not_open_what_was_taken_away_since(
    live: Live, people: dict[str, Someone]
) -> None:
    app = await live.app("ws://127.0.0.1:9/")
    minted = await asyncio.to_thread(people["out"].api.call, "POST", f"/api/apps/{app['id']}/session/", {})
    write(live.system, ("UPDATE builder_app SET visibility = 'private' WHERE id = ?", (app["id"],)))
    async with live.client() as client:
        await client.send({"type": "hello", "protocol": 1, "token": minted["token"]})
        assert await client.wait_closed() == CloseCode.FORBIDDEN


async def test_a_token_opens_one_socket_and_who_replays_it_disturbs_nobody(live: Live) -> None:
    app = await live.app("ws://127.0.0.1:9/")
    token = (await live.open(app))["token"]
    async with live.client() as first, live.client() as thief:
        await first.hello(token)
        await thief.send({"type": "hello", "protocol": 1, "token": token})
        assert await thief.wait_closed() == CloseCode.TOKEN_EXPIRED
        assert thief.items[-1]["code"] == "token_expired"
        assert (await first.request("stop", "q"))["error"]["code"] == "not_running"
        assert first.closed is None
