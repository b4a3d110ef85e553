"""An upstream that wants to fill the hub's memory: each way ends with a clear error, and little of it used."""

from __future__ import annotations

import asyncio
import resource
import zlib
from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest
from picows.websockets.exceptions import ConnectionClosed

from apps.streams.core.plan import plan
from apps.streams.definition import MESSAGE_MAX_BYTES, StreamDefinition
from apps.streams.hub import connection as dialling
from apps.streams.hub import pulse, wire
from apps.streams.hub.closing import Ended, GivenUp, closed_by
from apps.streams.hub.connection import DialError, dial
from apps.streams.hub.guard import Rules
from apps.streams.hub.wire import hang_up
from tests.fakes.raw import CONTINUATION, PING, TEXT, frame, raw
from tests.streams.house import House, until

LOOPBACK = Rules.read(["127.0.0.1"])
GIBI: Final = 1024**3
# Twice the largest message, read and joined, and what Python and the server of the test itself take.
SPENT_MAX_MIB: Final = 32
FLOOD_MAX_MIB: Final = 64


def peak_mib() -> float:
    """The most that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def deflated(mebibytes: int) -> bytes:
    """So many MiB of zeros in the frames of permessage-deflate (RFC 7692): the same flushed block again and again."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeeze.compress(bytes(1024 * 1024)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return block * mebibytes


async def forever(writer: asyncio.StreamWriter, chunk: bytes) -> None:
    while True:
        writer.write(chunk)
        await writer.drain()


async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def end_of(talk: Callable[..., Awaitable[None]], *headers: str) -> Ended | GivenUp:
    """How a connection ends on which this is said."""
    async with raw(talk, *headers) as url:
        made = plan(StreamDefinition(url=url))
        connection = await dial(made, LOOPBACK)
        try:
            async with asyncio.timeout(20):
                with pytest.raises(ConnectionClosed) as caught:
                    await connection.recv(decode=False)
            return closed_by(caught.value, connection, made, 0.0)
        finally:
            await hang_up(connection)


def test_the_bomb_is_one() -> None:
    assert len(zlib.decompressobj(-15).decompress(deflated(8))) == 8 * 1024 * 1024
    assert len(deflated(1024)) == 128 * len(deflated(8)) < 1.1 * 1024 * 1024


async def test_what_is_compressed_is_not_inflated() -> None:
    """Compression is never offered, so nobody may compress."""
    bomb, before = frame(TEXT, deflated(1024), rsv1=True), peak_mib()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bomb)
        await reader.read()

    ended = await end_of(talk)
    assert isinstance(ended, Ended)
    assert ended.code == "lost"
    assert "compressed frame without negotiated permessage-deflate" in ended.message
    assert peak_mib() - before < SPENT_MAX_MIB


async def test_who_answers_with_compression_all_the_same_is_refused() -> None:
    async with raw(silence, "Sec-WebSocket-Extensions: permessage-deflate") as url:
        with pytest.raises(DialError, match="uses an extension that was not offered") as caught:
            await dial(plan(StreamDefinition(url=url)), LOOPBACK)
        assert caught.value.code == "handshake"


async def test_a_gibibyte_in_one_message_ends_at_the_limit() -> None:
    before, sent = peak_mib(), 0

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(frame(TEXT, fin=False))
        chunk = frame(CONTINUATION, bytes(64 * 1024), fin=False)
        while sent < GIBI:
            writer.write(chunk)
            await writer.drain()
            sent += len(chunk)

    ended = await end_of(talk)
    assert isinstance(ended, GivenUp)
    assert (ended.code, ended.close_code) == ("too_large", 1009)
    assert f"over {MESSAGE_MAX_BYTES:,} bytes" in ended.message
    assert sent < 64 * 1024 * 1024
    assert peak_mib() - before < SPENT_MAX_MIB


@pytest.mark.parametrize("claims", [2 * MESSAGE_MAX_BYTES + 1, GIBI, 2**62])
async def test_a_frame_that_claims_to_be_large_ends_at_once(claims: int) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(TEXT, claims=claims))
        await reader.read()

    before = peak_mib()
    ended = await end_of(talk)
    assert isinstance(ended, GivenUp)
    assert ended.code == "too_large"
    assert peak_mib() - before < SPENT_MAX_MIB


@pytest.mark.parametrize("fields", [{}, {"format": "auto"}], ids=["plain", "with kinds"])
async def test_a_message_in_pieces_without_end_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any]
) -> None:
    """Each piece takes memory, also an empty one; the bytes alone would never reach a limit."""
    monkeypatch.setattr(pulse, "SUSPECT_SECONDS", 0.1)

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(TEXT, fin=False))
        await forever(writer, frame(CONTINUATION, fin=False) * 1000)

    before = peak_mib()
    async with raw(talk) as url:
        await house.hub()
        _, seen = await house.open(url, **fields)
        await until(lambda: any("4,096 pieces" in str(status["message"]) for status in seen.statuses), "the end")
    assert peak_mib() - before < FLOOD_MAX_MIB


async def test_a_message_in_as_many_pieces_as_servers_make_is_whole() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            writer.write(frame(TEXT, b"{", fin=False) + frame(CONTINUATION, fin=False) * (wire.PIECES_MAX - 1))
            writer.write(frame(CONTINUATION, b"}"))
        await reader.read()

    async with raw(talk) as url:
        connection = await dial(plan(StreamDefinition(url=url)), LOOPBACK)
        connection.suspect()
        async with asyncio.timeout(5):
            assert [await connection.recv(decode=False) for _ in range(2)] == [b"{}", b"{}"]
        assert type(connection) is wire.Connection  # trusted again
        connection.abort()


async def test_an_idle_upstream_that_only_answers_pings_is_kept() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(frame(10) * (wire.PIECES_MAX + 10) + frame(TEXT, b"1"))
        await reader.read()

    async with raw(talk) as url:
        connection = await dial(plan(StreamDefinition(url=url)), LOOPBACK)
        connection.suspect()
        async with asyncio.timeout(5):
            assert await connection.recv(decode=False) == b"1"
        connection.abort()


async def test_pings_whose_answers_nobody_takes_are_given_up() -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await forever(writer, frame(PING, bytes(125)) * 100)

    before = peak_mib()
    ended = await end_of(talk)
    assert isinstance(ended, Ended)
    assert (ended.code, ended.message) == ("lost", "The upstream sends pings and takes no answers.")
    assert peak_mib() - before < FLOOD_MAX_MIB


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", "http_200"),
        (b"HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n", "http_503"),
        (b"HTTP/1.1 101 Switching\r\nX: ", "not_websocket"),
        (b"", "not_websocket"),
    ],
)
async def test_an_answer_without_end_is_not_read_to_its_end(answer: bytes, code: str) -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await forever(writer, b"x" * 64 * 1024)

    before = peak_mib()
    async with raw(talk, answer=answer) as url:
        with pytest.raises(DialError) as caught:
            await dial(plan(StreamDefinition(url=url)), LOOPBACK)
        assert caught.value.code == code
    assert peak_mib() - before < SPENT_MAX_MIB


async def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialling, "DIAL_SECONDS", 0.3)

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with raw(talk, answer=b"HTTP/1.1 101 Switching\r\nX: ") as url:
        with pytest.raises(DialError, match="gave no answer within") as caught:
            await dial(plan(StreamDefinition(url=url)), LOOPBACK)
        assert caught.value.code == "timeout"


async def test_what_one_read_of_a_flood_brings_is_bounded() -> None:
    """The library parses all that a read brings before anybody else has a turn, and keeps a buffer of twice as much."""

    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await forever(writer, frame(TEXT, b'"%b"' % (b"x" * 100)) * 5_000)

    async with raw(flood) as url:
        connection = await dial(plan(StreamDefinition(url=url)), LOOPBACK)
        for _ in range(200_000):  # 20 MB: the kernel gives a quick reader ever more room, unless it is told not to
            await connection.recv(decode=False)
        protocol = connection.wire.underlying_transport.get_protocol()
        assert isinstance(protocol, asyncio.BufferedProtocol)
        assert len(memoryview(protocol.get_buffer(-1))) <= 4 * wire.SOCKET_BYTES
        await hang_up(connection)
