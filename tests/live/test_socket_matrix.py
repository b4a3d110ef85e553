"""Who may say what to the live socket: every frame by everybody. A frame without a row fails the first test."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any, Final, get_args

import pytest

from apps.live import protocol
from apps.live.protocol import CloseCode
from apps.live.tokens import TOKEN_SECONDS, Claims, mint_token
from tests.fakes.behaviours import Accept
from tests.fakes.thread import UpstreamThread
from tests.system import Api, System

from .client import LiveClient
from .conftest import Live

WHO: Final = ("owner", "editor", "viewer", "stranger", "nobody", "expired token", "token of another app")
MEMBERS: Final = """
import json
from apps.accounts import services
from apps.accounts.models import Role, Workspace
house = Workspace.objects.order_by("pk")[:1].get()
links = {}
for name in ("editor", "viewer", "stranger"):
    user = services.create_user(f"{name}@matrix.example", name)
    if name != "stranger":
        services.add_member(house, user, Role(name))
    links[name] = services.issue_sign_in_link(user)
print(json.dumps(links))
"""
# What a request is, beside its id and query; None: it isn't one, and nothing answers when it is good.
REQUESTS: Final[dict[str, dict[str, object] | None]] = {
    "hello": None,
    "ack": None,
    "run": {},
    "broadcast": {"text": "x"},
    "forget": {"key": None},
    "stop": {},
}
# The private app's release, whose shared query viewers may not broadcast to: `ok`, a code, or what REST says to who
# wants a token. Whoever got none says the frame without having said who they are, and is told to.
NONE: Final = ("bad_frame", "bad_frame")
RELEASE: Final = {
    "hello": ("ok", "ok", "ok", "404", "401", "token_expired", "ok"),
    "ack": ("ok", "ok", "ok", *NONE, "token_expired", "ok"),
    "run": ("ok", "ok", "ok", *NONE, "token_expired", "unknown_query"),
    "broadcast": ("forbidden", "forbidden", "forbidden", *NONE, "token_expired", "not_running"),
    "forget": ("forbidden", "forbidden", "forbidden", *NONE, "token_expired", "not_running"),
    "stop": ("ok", "ok", "ok", *NONE, "token_expired", "not_running"),
}
# Its draft, which is the editors' alone; they may broadcast there.
DRAFT: Final = {
    "hello": ("ok", "ok", "403", "404", "401", "token_expired", "ok"),
    "ack": ("ok", "ok", "bad_frame", *NONE, "token_expired", "ok"),
    "run": ("ok", "ok", "bad_frame", *NONE, "token_expired", "unknown_query"),
    "broadcast": ("ok", "ok", "bad_frame", *NONE, "token_expired", "not_running"),
    "forget": ("ok", "ok", "bad_frame", *NONE, "token_expired", "not_running"),
    "stop": ("ok", "ok", "bad_frame", *NONE, "token_expired", "not_running"),
}


@pytest.fixture(scope="module")
def upstream() -> Any:
    with UpstreamThread(Accept()) as thread:
        yield thread


@pytest.fixture(scope="module")
def people(system: System) -> dict[str, Api]:
    made = {"owner": system.api, "nobody": Api(system.base)}
    for name, token in json.loads(system.manage("shell", "-v0", "-c", MEMBERS)).items():
        made[name] = Api(system.base)
        made[name].sign_in(f"{system.base}/sign-in/{token}/")
    return made


@pytest.fixture(scope="module")
def apps(system: System, upstream: UpstreamThread) -> dict[str, dict[str, Any]]:
    """The private app that is asked for, and a public one whose token counts for nothing there."""
    asked = {"queries": [{"name": "q", "url": upstream.url, "scope": "shared"}]}
    app = system.make_app(asked, "Matrix")
    system.api.call("PATCH", f"/api/apps/{app['id']}/", {"visibility": "private"})
    other = {"queries": [{"name": "other", "url": upstream.url, "scope": "shared"}]}
    return {"app": app, "other": system.make_app(other, "Other matrix", "public")}


def test_every_frame_of_a_client_has_a_row() -> None:
    there = {model.model_fields["type"].default for model in get_args(get_args(protocol.ClientFrame)[0])}
    assert there == set(REQUESTS) == set(RELEASE) == set(DRAFT)


def token_of(
    who: str, mode: str, people: dict[str, Api], apps: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> str | int:
    """The token, or how REST refuses it."""
    app = apps["app"]
    if who == "expired token":
        with monkeypatch.context() as patch:
            a_while_ago = time.time() - TOKEN_SECONDS - 1
            patch.setattr("django.core.signing.time.time", lambda: a_while_ago)
            return mint_token(Claims(1, app["id"], "release", 1, "s" * 22, None))
    if who == "token of another app":
        app, mode = apps["other"], "release"
    status, answer = people.get(who, people["nobody"]).ask("POST", f"/api/apps/{app['id']}/session/", {"mode": mode})
    return str(answer["token"]) if status == 200 else status


async def answer_to(frame: str, client: LiveClient, token: str | int) -> str:
    """What this frame is answered: `ok` or a code."""
    fields = REQUESTS[frame]
    if isinstance(token, int):
        if frame == "hello":
            return str(token)
        await client.send({"type": frame, "id": 1, "query": "q", "frames": 0, **(fields or {})})
        return str((await client.wait_item("failure"))["code"])
    await client.send({"type": "hello", "protocol": 1, "token": token})
    first = await client.wait_for(lambda: client.items[0] if client.items else None)
    if first["type"] == "failure":
        assert await client.wait_closed() == CloseCode.TOKEN_EXPIRED
        return str(first["code"])
    if fields is None:
        if frame == "ack":
            await client.send({"type": "ack", "frames": client.frames})
        assert await client.send_and_wait("stop", "nothing") == "not_running"  # the socket goes on
        return "ok"
    if frame != "run" and (await client.request("run", "q"))["ok"]:
        await client.wait_status("open")
    return await client.send_and_wait(frame, "q", **fields)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("mode", ["release", "draft"])
async def test_each_frame_is_answered_as_its_row_says(
    live: Live,
    people: dict[str, Api],
    apps: dict[str, dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    who: str,
) -> None:
    rows = RELEASE if mode == "release" else DRAFT
    answers = {}
    for frame in rows:
        token = await asyncio.to_thread(token_of, who, mode, people, apps, monkeypatch)
        async with live.client() as client:
            answers[frame] = await answer_to(frame, client, token)
    assert answers == {frame: row[WHO.index(who)] for frame, row in rows.items()}
