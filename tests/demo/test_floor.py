"""The factory floor of the samples: a line a machine each tick, and orders that are obeyed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server

from apps.demo.exchange import floor
from apps.demo.exchange.floor import HOT_DEGREES, MACHINES, Machine
from apps.demo.exchange.server import port_of, running

NAMES = [name for name, _, _ in MACHINES]


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setattr(floor, "TICK_SECONDS", 0.01)
    async with running() as server:
        yield server


async def _frame(client: ClientConnection) -> list[dict[str, Any]]:
    async with asyncio.timeout(5):
        return [json.loads(line) for line in str(await client.recv()).split("\n")]


async def _answer(client: ClientConnection) -> dict[str, Any]:
    while True:
        lines = await _frame(client)
        if len(lines) == 1:
            return lines[0]


async def test_each_frame_has_a_line_for_every_machine(server: Server) -> None:
    async with connect(f"ws://127.0.0.1:{port_of(server)}/floor", proxy=None) as client:
        frames = [await _frame(client) for _ in range(3)]
    for lines in frames:
        assert [line["machine"] for line in lines] == NAMES
        assert len({line["time"] for line in lines}) == 1
        assert all(0 < line["temperature"] < 150 for line in lines)
    assert frames[0][0]["time"] < frames[2][0]["time"]


async def test_a_machine_stops_and_starts_as_it_is_told(server: Server) -> None:
    async with connect(f"ws://127.0.0.1:{port_of(server)}/floor", proxy=None) as client:
        await client.send(json.dumps({"command": "stop", "machine": "oven-1"}))
        assert await _answer(client) == {"done": "stop", "machine": "oven-1"}
        oven = (await _frame(client))[NAMES.index("oven-1")]
        assert (oven["state"], oven["power"], oven["vibration"]) == ("stopped", 0, 0)
        await client.send(json.dumps({"command": "start", "machine": "oven-1"}))
        await _answer(client)
        assert (await _frame(client))[NAMES.index("oven-1")]["state"] != "stopped"


@pytest.mark.parametrize("order", ["", "[]", '{"command": "fly", "machine": "oven-1"}', '{"command": "stop"}'])
async def test_an_order_that_makes_no_sense_is_answered_with_what_does(server: Server, order: str) -> None:
    async with connect(f"ws://127.0.0.1:{port_of(server)}/floor", proxy=None) as client:
        await client.send(order)
        assert "oven-1" in (await _answer(client))["error"]


def test_machines_run_hot_now_and_then_and_recover() -> None:
    machine = Machine("oven-1", "B", 74.0, Random(3))
    states = [machine.reading(tick)["state"] for tick in range(5_000)]
    assert 0.01 < states.count("hot") / len(states) < 0.5
    assert states[-1] in ("hot", "running")
    assert HOT_DEGREES > 74
