"""The chat server of the samples over real sockets: everybody hears everybody, bad input is told, rooms are bounded."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server
from websockets.exceptions import InvalidStatus

from apps.demo.exchange import room as rooms
from apps.demo.exchange.server import port_of, running


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as server:
        yield server


def _address(server: Server, path: str = "/room?name=lobby") -> str:
    return f"ws://127.0.0.1:{port_of(server)}{path}"


async def _next(client: ClientConnection, kind: str) -> Any:
    async with asyncio.timeout(5):
        while True:
            message = json.loads(await client.recv())
            if message["type"] == kind:
                return message


async def test_what_one_says_all_in_the_room_hear_in_order_and_nobody_else(server: Server) -> None:
    async with (
        connect(_address(server), proxy=None) as ada,
        connect(_address(server), proxy=None) as ben,
        connect(_address(server, "/room?name=other"), proxy=None) as other,
    ):
        while (await _next(ada, "people"))["count"] != 2:
            pass
        for text in ("one", "two"):
            await ada.send(json.dumps({"author": "Ada", "text": text}))
        await other.send(json.dumps({"text": "alone"}))
        for client in (ada, ben):
            first, second = [await _next(client, "message") for _ in range(2)]
            assert [first["text"], second["text"], first["author"]] == ["one", "two", "Ada"]
            assert first["id"] < second["id"]
            assert first["time"] <= second["time"]
        heard = await _next(other, "message")
        assert (heard["text"], heard["author"]) == ("alone", "Somebody")


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("no JSON", 'Send {"author": "Ada", "text": "Hello"}.'),
        ("[]", 'Send {"author": "Ada", "text": "Hello"}.'),
        ('{"text": "  "}', 'Send {"author": "Ada", "text": "Hello"}.'),
        (json.dumps({"text": "x" * 4_001}), "The message has 4,001 characters; at most 4,000."),
    ],
)
async def test_bad_input_is_told_to_its_sender(server: Server, message: str, answer: str) -> None:
    async with connect(_address(server), proxy=None) as client:
        await client.send(message)
        assert (await _next(client, "error"))["message"] == answer


async def test_a_room_too_many_and_a_bad_name_are_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "ROOMS_MAX", 1)
    async with connect(_address(server), proxy=None), connect(_address(server), proxy=None) as second:
        await _next(second, "people")
        with pytest.raises(InvalidStatus) as full:
            await connect(_address(server, "/room?name=another"), proxy=None)
        assert full.value.response.status_code == 503
    with pytest.raises(InvalidStatus) as nameless:
        await connect(_address(server, "/room?name="), proxy=None)
    assert nameless.value.response.body == b"A room's name has 1 to 64 characters.\n"
