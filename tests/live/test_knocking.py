"""Connections and sockets that don't say what they want, bodies that don't come: bounded alike on both servers."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from apps.live.protocol import CloseCode
from apps.live.serving import SERVERS
from tests.system import ROOT, free_port, wait_for

from .raw import Raw
from .small_house import BODY_SECONDS, HEAD_SECONDS, KNOCKING_MAX, UNGREETED_MAX

GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
SLACK_SECONDS = 2.0


@pytest.fixture(scope="module", params=SERVERS)
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    port = free_port()
    command = [sys.executable, "-m", "tests.live.small_house", request.param, str(port)]
    environment = {
        **os.environ,
        "LOWSTREAM_VAR": str(folder),
        "SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "lowstream.settings",
    }
    log = folder / "log"
    with log.open("wb") as output, subprocess.Popen(command, cwd=ROOT, env=environment, stderr=output) as process:

        def answers() -> bool:
            assert process.poll() is None, log.read_text()
            try:
                asyncio.run(reached(port))
            except OSError:
                return False
            return True

        wait_for(answers, 30, "the server")
        yield port
        process.terminate()
    assert "Traceback" not in log.read_text()


async def reached(port: int) -> dict[str, int]:
    """Which limits were reached so far, and how often."""
    async with Raw(port) as raw:
        limits: dict[str, int] = await answered(raw, GET)
        return limits


async def answered(raw: Raw, request: bytes) -> Any:
    """The answer's body, as JSON."""
    raw.writer.write(request)
    head = await asyncio.wait_for(raw.reader.readuntil(b"\r\n\r\n"), 10)
    assert b" 200 " in head.split(b"\r\n")[0]
    sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return json.loads(await raw.reader.readexactly(int(sizes[0].split(b":")[1])))


async def ended(raw: Raw, within: float) -> float:
    """When the server let go, in seconds from now; it says nothing."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(within):
            assert await raw.reader.read(100) == b""
    except ConnectionError:
        pass
    return time.monotonic() - began


@pytest.mark.parametrize("head", [POST, CHUNKED], ids=["sized", "chunked"])
async def test_a_body_that_trickles_has_its_time_and_is_then_cut_off(port: int, head: bytes) -> None:
    before = (await reached(port)).get("body_seconds", 0)
    async with Raw(port) as raw:
        raw.writer.write(head)
        ending = asyncio.create_task(ended(raw, BODY_SECONDS + SLACK_SECONDS))
        while not ending.done():  # bytes that come don't prolong it
            raw.writer.write(b"x" if head == POST else b"1\r\nx\r\n")
            await asyncio.sleep(0.1)
        assert await ending > BODY_SECONDS * 0.7
    assert (await reached(port))["body_seconds"] == before + 1


async def test_a_body_that_comes_in_time_is_answered_and_the_connection_goes_on(port: int) -> None:
    async with Raw(port) as raw:
        for _ in range(2):
            raw.writer.write(POST + b"x" * 50)
            await asyncio.sleep(BODY_SECONDS / 4)
            await answered(raw, b"x" * 50)
        await asyncio.sleep(BODY_SECONDS * 1.2)  # the deadline of a body that came is over
        await answered(raw, GET)


async def test_of_too_many_connections_without_a_request_the_oldest_goes(port: int) -> None:
    before = await reached(port)
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(Raw(port))
        await answered(served, GET)
        silent = [await stack.enter_async_context(Raw(port)) for _ in range(KNOCKING_MAX)]
        last = await stack.enter_async_context(Raw(port))
        assert await ended(silent[0], HEAD_SECONDS * 0.7) < HEAD_SECONDS * 0.7
        for raw in (served, *silent[1:], last):
            await answered(raw, GET)
    after = await reached(port)
    assert after["connections_without_request"] == before.get("connections_without_request", 0) + 1
    assert after.get("head_seconds", 0) == before.get("head_seconds", 0)


async def test_connections_that_go_by_themselves_hold_no_place(port: int) -> None:
    before = await reached(port)
    for _ in range(3 * KNOCKING_MAX):
        async with Raw(port) as raw:
            raw.writer.write(b"GET")
            raw.writer.write_eof()
            assert await ended(raw, HEAD_SECONDS * 0.7) < HEAD_SECONDS * 0.7
    assert (await reached(port)).get("connections_without_request", 0) == before.get("connections_without_request", 0)


async def test_who_says_nothing_at_all_is_dropped(port: int) -> None:
    async with Raw(port) as raw:
        assert await ended(raw, HEAD_SECONDS + SLACK_SECONDS) > HEAD_SECONDS * 0.7
    assert (await reached(port))["head_seconds"] >= 1


async def test_of_too_many_sockets_that_say_no_hello_the_oldest_goes(port: int) -> None:
    before = (await reached(port)).get("ungreeted_sockets", 0)
    async with AsyncExitStack() as stack:
        silent = []
        for _ in range(UNGREETED_MAX + 2):
            silent.append(await stack.enter_async_context(Raw(port)))
            await silent[-1].upgrade()
        codes = await asyncio.gather(*(raw.close_code() for raw in silent[:2]))
        assert codes == [CloseCode.TOO_MANY] * 2
        for raw in silent[2:]:
            raw.say({"type": "run", "id": 1, "query": "q"})  # is served, if not with what it wants
            assert b"first frame must be hello" in await asyncio.wait_for(raw.reader.read(65_536), 5)
    assert (await reached(port))["ungreeted_sockets"] == before + 2
