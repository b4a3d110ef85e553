"""The end of a sign-in closes the sockets that were opened under it, within 5 seconds; each asks for a new token then.

Nobody sends a notice of it: the web process finds out by itself.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from apps.live.protocol import CloseCode
from tests.fakes.behaviours import Accept
from tests.fakes.upstream import Upstream
from tests.system import Api, System

from .client import LiveClient
from .conftest import Live

WITHIN_SECONDS = 5.0
OLD, NEW = "correct horse battery", "another horse, another battery"
PEOPLE = f"""
import json
from apps.accounts import services
from apps.accounts.models import Role, User, Workspace
User.objects.filter(email__endswith="@signing.example").delete()
house = Workspace.objects.order_by("pk")[:1].get()
links = {{}}
for name in ("ann", "bob"):
    user = services.create_user(f"{{name}}@signing.example", name, {OLD!r})
    services.add_member(house, user, Role.EDITOR)
    links[name] = [services.issue_sign_in_link(user) for _ in range(3)]
print(json.dumps(links))
"""
SET_PASSWORD = f"""
from apps.accounts.models import User
from apps.accounts.people import services
services.set_password(User.objects.get(email="ann@signing.example"), {OLD!r})
"""


@pytest.fixture
def links(system: System) -> dict[str, list[str]]:
    """A new Ann and Bob for each test: a new password voids links."""
    made: dict[str, list[str]] = json.loads(system.manage("shell", "-v0", "-c", PEOPLE))
    return made


@pytest.fixture
def browser(system: System, links: dict[str, list[str]]) -> Callable[[str], Api]:
    """Another browser with this person signed in."""

    def sign_in(name: str) -> Api:
        api = Api(system.base)
        api.sign_in(f"{system.base}/sign-in/{links[name].pop()}/")
        return api

    return sign_in


def post(api: Api, path: str, form: str = "/account/sessions/", **fields: str) -> None:
    """Send a page's form."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', api.text(form))
    assert token
    data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
    request = urllib.request.Request(api.base + path, data, {"Referer": api.base})
    with api._opener.open(request, timeout=20) as answer:
        assert answer.status == 200
        assert "error" not in answer.url


def session_of_another_browser(api: Api) -> str:
    """Its number, from the list."""
    found = re.search(r'name="session" value="(\d+)"', api.text("/account/sessions/"))
    assert found
    return found[1]


@asynccontextmanager
async def opened(live: Live, *wanted: tuple[Api, dict[str, Any], str]) -> AsyncIterator[list[LiveClient]]:
    """A running socket for each: which browser, which app, which mode."""
    async with AsyncExitStack() as stack:
        clients = []
        for api, app, mode in wanted:
            client = await stack.enter_async_context(live.client())
            await client.hello((await minted(api, app, mode))["token"])
            assert (await client.request("run", "q"))["ok"]
            clients.append(client)
        yield clients


async def minted(api: Api, app: dict[str, Any], mode: str = "release") -> dict[str, Any]:
    answer: dict[str, Any] = await asyncio.to_thread(
        api.call, "POST", f"/api/apps/{app['id']}/session/", {"mode": mode}
    )
    return answer


async def test_whoever_signs_out_or_is_signed_out_has_no_open_socket_soon_after(
    live: Live, browser: Callable[[str], Api]
) -> None:
    mine, out, ended, bob, nobody = (
        browser("ann"),
        browser("ann"),
        browser("ann"),
        browser("bob"),
        Api(live.system.base),
    )
    async with Upstream(Accept()) as upstream:
        app, public = [await live.app(upstream.url, scope="shared") for _ in range(2)]
        await live.call("PATCH", f"/api/apps/{public['id']}/", {"visibility": "public"})
        lost = [(out, app, "release"), (out, app, "draft"), (out, public, "release"), (ended, app, "release")]
        kept = [(mine, app, "draft"), (bob, app, "release"), (nobody, public, "release")]
        async with opened(live, *lost, *kept) as clients:
            unused = [await minted(api, public) for api in (out, mine)]
            since = time.monotonic()
            await asyncio.to_thread(post, out, "/sign-out/")
            await asyncio.to_thread(post, mine, "/account/sessions/", session=session_of_another_browser(mine))
            for client in clients[: len(lost)]:
                assert await client.wait_closed(WITHIN_SECONDS) == CloseCode.TOKEN_EXPIRED
                assert client.items[-1]["code"] == "token_expired"
            assert time.monotonic() - since < WITHIN_SECONDS
            async with live.client() as late, live.client() as fine:
                await late.send({"type": "hello", "protocol": 1, "token": unused[0]["token"]})
                assert await late.wait_closed() == CloseCode.TOKEN_EXPIRED
                await fine.hello(unused[1]["token"])
            status, _ = await asyncio.to_thread(out.ask, "POST", f"/api/apps/{app['id']}/session/", {})
            assert status in (401, 403)
            assert (await minted(out, public))["user"] is None  # the public app goes on, as nobody's
            await asyncio.sleep(max(0.0, since + WITHIN_SECONDS - time.monotonic()))  # as long as any could take
            assert [client.closed for client in clients[len(lost) :]] == [None] * len(kept)


async def test_another_password_closes_what_was_opened_under_the_old_one(
    live: Live, browser: Callable[[str], Api]
) -> None:
    mine, other, bob = browser("ann"), browser("ann"), browser("bob")
    async with Upstream(Accept()) as upstream:
        app = await live.app(upstream.url, scope="shared")
        async with opened(live, (other, app, "release"), (mine, app, "draft"), (bob, app, "draft")) as clients:
            since = time.monotonic()
            fields = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
            await asyncio.to_thread(post, mine, "/account/password/", "/account/password/", **fields)
            for client in clients[:2]:
                assert await client.wait_closed(WITHIN_SECONDS) == CloseCode.TOKEN_EXPIRED
            assert time.monotonic() - since < WITHIN_SECONDS
            again = await minted(mine, app, "draft")  # who changed it stays signed in, and the page goes on
            assert again["user"]["email"] == "ann@signing.example"
            status, _ = await asyncio.to_thread(other.ask, "POST", f"/api/apps/{app['id']}/session/", {})
            assert status in (401, 403)
            async with live.client() as client:
                await client.hello(again["token"])
                await asyncio.to_thread(live.system.manage, "shell", "-v0", "-c", SET_PASSWORD)  # by the operator
                assert await client.wait_closed(WITHIN_SECONDS) == CloseCode.TOKEN_EXPIRED
            assert clients[2].closed is None
