"""The servers of `runweb`: what browsers rely on holds with each of them."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from apps.live.serving import SERVERS, SOCKET_MAX_BYTES
from tests.fakes.behaviours import Numbered
from tests.fakes.upstream import Upstream
from tests.system import ROOT, System

from .conftest import Live


@pytest.fixture(scope="module", params=SERVERS)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp(request.param), WEB_SERVER=request.param) as started:
        yield started


@pytest.fixture
def live(house: System) -> Live:
    return Live(house)


async def test_a_viewer_joins_receives_and_broadcasts(live: Live) -> None:
    async with Upstream(Numbered(rate=500)) as upstream, live.client() as client:
        opened = await live.open(await live.app(upstream.url))
        await client.hello(opened["token"])
        assert (await client.request("run", "q"))["ok"]
        await client.wait_for(lambda: len(client.messages) > 300)
        assert [data["n"] for _, data in client.messages] == list(range(1, len(client.messages) + 1))
        assert (await client.request("broadcast", "q", text="grüß dich"))["ok"]
        await upstream.wait_for(lambda: "grüß dich" in upstream.messages)


async def test_a_token_that_is_not_ours_is_answered_in_words_and_with_4501(live: Live) -> None:
    async with live.client() as client:
        await client.send({"type": "hello", "protocol": 1, "token": "no"})
        assert await client.wait_closed() == 4501
        assert client.items[-1]["code"] == "bad_token"


async def test_a_frame_over_the_bound_closes_with_1009(live: Live) -> None:
    async with live.client() as client:
        head = b"\x81\xff" + (SOCKET_MAX_BYTES + 1).to_bytes(8, "big") + b"mask"
        client.socket.transport.write(head)  # what never comes can't turn the close into a reset
        assert await client.wait_closed() == 1009


async def test_no_frame_is_compressed_whatever_a_browser_offers(live: Live) -> None:
    from websockets.asyncio.client import connect

    async with connect(live.socket_url, proxy=None, compression="deflate") as socket:
        assert socket.protocol.extensions == []


async def test_pages_are_answered_under_our_own_name(live: Live) -> None:
    def server_of_health() -> str:
        with urllib.request.urlopen(f"{live.system.base}/healthz", timeout=5) as answer:
            return str(answer.headers["Server"])

    assert await asyncio.to_thread(server_of_health) == "Lowstream"


async def test_a_stop_tells_every_socket_4000_also_one_that_reads_nothing(live: Live) -> None:
    async with Upstream(Numbered(rate=500)) as upstream:
        app = await live.app(upstream.url, scope="shared")
        clients = [live.client(acknowledge=number > 0) for number in range(4)]
        for client in clients:
            await client.__aenter__()
            await client.hello((await live.open(app))["token"])
            assert (await client.request("run", "q"))["ok"]
        stranger = live.client()  # has not said hello
        await stranger.__aenter__()
        await clients[3].wait_for(lambda: len(clients[3].messages) > 50)
        began = time.monotonic()
        web = live.system.processes["web"]
        await asyncio.to_thread(live.system.stop, "web")
        assert time.monotonic() - began < 3  # the launcher's patience
        assert web.returncode == 0
        for client in (*clients, stranger):
            assert await client.wait_closed() == 4000
            assert client.items[-1] == {"type": "failure", **{k: client.items[-1][k] for k in ("code", "message")}}
            await client.__aexit__()
        assert "Traceback" not in live.system.log("web")
    live.system.start("web", "runweb", "--port", str(live.system.port))
    await asyncio.to_thread(live.system.wait_until_ready)


def test_a_server_that_is_not_known_stops_the_start_in_one_line() -> None:
    environment = {**os.environ, "WEB_SERVER": "gunicorn"}
    command = [sys.executable, "manage.py", "runweb"]
    run = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.strip() == "Wrong setting: WEB_SERVER='gunicorn'; expected one of uvicorn, daphne."
