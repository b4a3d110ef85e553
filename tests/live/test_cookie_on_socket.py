"""A cookie gains nothing at the live socket: who is who is said by the token alone."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from websockets.asyncio.client import connect

from apps.live.protocol import CloseCode

from .conftest import Live


async def _hello(live: Live, token: str) -> tuple[list[dict[str, Any]], int | None]:
    """With the owner's session cookie and the sandbox's origin: what is said, and the code it is closed with."""
    cookie = "; ".join(f"{each.name}={each.value}" for each in live.system.api.cookies)
    assert "sessionid=" in cookie
    headers = {"Cookie": cookie, "Origin": "null"}
    async with connect(live.socket_url, proxy=None, additional_headers=headers) as socket:
        await socket.send(json.dumps({"type": "hello", "protocol": 1, "token": token}))
        async with asyncio.timeout(10):
            items: list[dict[str, Any]] = json.loads(await socket.recv())
            if items[0]["type"] == "welcome":
                return items, None
            await socket.wait_closed()
    return items, socket.close_code


async def test_without_a_token_a_session_s_cookie_opens_nothing(live: Live) -> None:
    items, code = await _hello(live, "not-a-token")
    assert items[0]["code"] == "bad_token"
    assert code == CloseCode.BAD_TOKEN


async def test_a_token_of_nobody_stays_nobody_s_beside_a_cookie(live: Live) -> None:
    app = await asyncio.to_thread(live.system.make_app, {"queries": []}, "Open to all", "public")
    other = type(live.system.api)(live.system.base)  # signed out
    opened = await asyncio.to_thread(other.call, "POST", f"/api/apps/{app['id']}/session/", {})
    items, _ = await _hello(live, opened["token"])
    assert items[0]["type"] == "welcome"
    assert items[0]["user"] is None
