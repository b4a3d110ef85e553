"""Peers that bomb, trickle, flood and never finish: memory and descriptors stay bounded, and neighbours are served."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from apps.live.protocol import HELLO_SECONDS
from apps.live.serving import RECEIVED_MAX_BYTES, SERVERS
from apps.live.serving.knocking import HEAD_SECONDS
from tests.fakes.behaviours import Numbered
from tests.fakes.upstream import Upstream
from tests.system import System

from .conftest import Live
from .raw import BINARY, FIN, MORE, PING, PONG, RSV1, TEXT, Raw, frame, open_files, resident_bytes

MIB = 1024 * 1024
GROWTH_BYTES = 24 * MIB  # of a process: what is read at once, and what Python doesn't give back
LONGEST_SILENCE_SECONDS = 1.5  # of a neighbour with a hundred messages a second


@pytest.fixture(scope="module", params=SERVERS)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp(request.param), WEB_SERVER=request.param) as started:
        yield started


@pytest.fixture
def live(house: System) -> Live:
    return Live(house)


@asynccontextmanager
async def neighbour(live: Live) -> AsyncIterator[dict[str, Any]]:
    """Somebody else's viewer, who must be served all the while; and the process, which must not grow."""
    pid = live.system.processes["web"].pid
    async with Upstream(Numbered(rate=100)) as upstream, AsyncExitStack() as stack:
        app = await live.app(upstream.url)
        token = (await live.open(app))["token"]
        viewer = await stack.enter_async_context(live.client())
        await viewer.hello(token)
        assert (await viewer.request("run", "q"))["ok"]
        await viewer.wait_for(lambda: viewer.messages)
        longest, seen, at = 0.0, 0, time.monotonic()
        done = False

        async def watch() -> None:
            nonlocal longest, seen, at
            while not done:
                if len(viewer.messages) > seen:
                    seen, at = len(viewer.messages), time.monotonic()
                longest = max(longest, time.monotonic() - at)
                await asyncio.sleep(0.02)

        watching = asyncio.create_task(watch())
        memory, files = resident_bytes(pid), open_files(pid)
        yield app
        await asyncio.sleep(0.2)
        assert resident_bytes(pid) - memory < GROWTH_BYTES
        async with asyncio.timeout(10):
            while open_files(pid) > files + 16:  # connections of pools to Redis and the database stay
                await asyncio.sleep(0.05)
        done = True
        await watching
        assert longest < LONGEST_SILENCE_SECONDS
        assert viewer.closed is None
        assert [data["n"] for _, data in viewer.messages] == list(range(1, len(viewer.messages) + 1))
        assert "Traceback" not in live.system.log("web")


def bomb() -> bytes:
    """A gigabyte of zeros, deflated to a megabyte: one block again and again."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeeze.compress(bytes(MIB)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return block * 1024


async def test_a_gigabyte_in_a_compressed_frame_is_refused_unread(live: Live) -> None:
    payload = bomb()
    assert 0.9 * MIB < len(payload) < 1.2 * MIB
    async with neighbour(live):
        for offer in ("permessage-deflate", "permessage-deflate; client_max_window_bits"):
            async with Raw(live.system.port) as raw:
                head = await raw.upgrade(f"Sec-WebSocket-Extensions: {offer}")
                assert "sec-websocket-extensions" not in head.lower()
                await raw.flood(frame(payload, FIN | RSV1 | TEXT), 1)
                assert await raw.close_code() in (1002, 1009, 1006)  # 1006: reset while it was still written
            async with Raw(live.system.port) as raw:
                await raw.upgrade(f"Sec-WebSocket-Extensions: {offer}")
                raw.writer.write(frame(payload[:1000], FIN | RSV1 | BINARY))
                assert await raw.close_code() == 1002


async def test_a_body_that_says_it_is_compressed_is_not_inflated(live: Live) -> None:
    body = gzip.compress(bytes(256 * MIB), 9)
    async with neighbour(live), Raw(live.system.port) as raw:
        raw.writer.write(
            b"POST /api/apps/1/session/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Encoding: gzip\r\nConnection: close\r\n" + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        answer = await asyncio.wait_for(raw.reader.read(), 10)
        assert b" 400 " in answer.split(b"\r\n")[0]


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_without_end_is_cut_off(live: Live, chunked: bool) -> None:
    async with neighbour(live), Raw(live.system.port) as raw:
        size = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {10**12}"
        raw.writer.write(f"POST /api/apps/ HTTP/1.1\r\nHost: localhost\r\n{size}\r\n\r\n".encode())
        block = bytes(64 * 1024)
        block = b"10000\r\n" + block + b"\r\n" if chunked else block
        assert not await raw.flood(block, 3200)  # 200 MB: the server had enough long before


async def test_heads_that_trickle_and_sockets_without_hello_are_let_go(live: Live) -> None:
    async with neighbour(live):
        peers = [Raw(live.system.port) for _ in range(100)]
        silent = [Raw(live.system.port) for _ in range(20)]
        for peer in (*peers, *silent):
            await peer.__aenter__()
        began = time.monotonic()
        for peer in silent:
            await peer.upgrade()
            peer.writer.write(frame(b'{"type": "hel', TEXT))  # a frame that is never finished

        async def trickle(peer: Raw) -> float:
            """A byte of the head now and then; when the server had enough."""
            for byte in b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Pad: " + b"x" * 100:
                peer.writer.write(bytes((byte,)))
                try:
                    async with asyncio.timeout(0.4):
                        assert await peer.reader.read(100) == b""
                        return time.monotonic() - began
                except TimeoutError:
                    continue
                except ConnectionError:
                    return time.monotonic() - began
            raise AssertionError("it was never let go")

        async def unsaid(peer: Raw) -> float:
            assert await peer.close_code(HELLO_SECONDS + 5) == 4001
            return time.monotonic() - began

        ended = await asyncio.gather(*(trickle(peer) for peer in peers), *(unsaid(peer) for peer in silent))
        assert max(ended[:100]) < HEAD_SECONDS + 4
        assert max(ended[100:]) < HELLO_SECONDS + 4
        for peer in (*peers, *silent):
            await peer.__aexit__()


async def test_a_flood_of_pings_or_pongs_is_closed_whether_or_not_the_answers_are_read(live: Live) -> None:
    async with neighbour(live) as app:
        for kind in (PING, PONG):
            async with Raw(live.system.port) as raw:
                await raw.hello((await live.open(app))["token"])
                block = frame(b"x" * 100, FIN | kind) * 600
                assert not await raw.flood(block, 3_000)  # 200 MB of them
            async with Raw(live.system.port) as raw:
                await raw.hello((await live.open(app))["token"])
                await raw.flood(frame(b"", FIN | kind) * 100, 1)
                assert await raw.close_code() in (1008, 1006)


async def test_messages_in_endless_pieces_are_closed(live: Live) -> None:
    async with neighbour(live) as app:
        for piece in (b"", b"x", b"x" * 1000):
            async with Raw(live.system.port) as raw:
                await raw.hello((await live.open(app))["token"])
                raw.writer.write(frame(b"{", TEXT))
                assert not await raw.flood(frame(piece, MORE) * 1_000, 3_000)


async def test_half_frames_hold_no_more_than_a_frame(live: Live) -> None:
    """Ten peers say that a frame of the largest size comes, and send nearly all of it."""
    async with neighbour(live) as app:
        tokens = [(await live.open(app))["token"] for _ in range(10)]
        peers = [Raw(live.system.port) for _ in tokens]
        for peer, token in zip(peers, tokens, strict=True):
            await peer.__aenter__()
            await peer.hello(token)
            await peer.flood(frame(b"x" * (RECEIVED_MAX_BYTES - 16), TEXT)[:-16], 1)
        for peer in peers:
            await peer.__aexit__()


async def test_a_flood_of_good_frames_is_read_slowly(live: Live) -> None:
    """Acknowledgements of nothing, as fast as they are taken: the socket is not closed, and is read no faster."""
    async with neighbour(live) as app, Raw(live.system.port) as raw:
        await raw.hello((await live.open(app))["token"])
        block = frame(b'{"type":"ack","frames":0}') * 2_000
        flooding = asyncio.create_task(raw.flood(block, 400))  # 25 MB
        await asyncio.sleep(4)
        assert not flooding.done()
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)
