"""A factory floor: machines that drift, overheat and recover; one frame of NDJSON a tick, a line a machine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from websockets.asyncio.server import ServerConnection

from .outbox import Client

TICK_SECONDS: Final = 0.5
MACHINES: Final = (
    ("press-1", "A", 62.0),
    ("press-2", "A", 64.0),
    ("mill-1", "A", 55.0),
    ("lathe-1", "B", 48.0),
    ("oven-1", "B", 74.0),
    ("packer-1", "B", 38.0),
)  # name, line, degrees Celsius at which it settles
ROOM_DEGREES: Final = 21.0
HOT_DEGREES: Final = 85.0  # it says `hot` from here on
FIT_CHANCE: Final = 0.004  # a tick: about every two minutes a machine starts to run hot
FIT_TICKS: Final = 30


class Machine:
    """One machine. Temperatures in °C, vibration in mm/s, power in kW."""

    def __init__(self, name: str, line: str, settles_at: float, random: Random) -> None:
        self.name = name
        self.running = True
        self._line = line
        self._settles_at = settles_at
        self._random = random
        self._temperature = settles_at + random.gauss(0, 2)
        self._fit = 0  # ticks of running hot that are left
        self._made = 0

    def reading(self, at_ms: int) -> dict[str, object]:
        """Its state a tick later."""
        noise = self._random.gauss
        if self.running and self._fit == 0 and self._random.random() < FIT_CHANCE:
            self._fit = FIT_TICKS
        self._fit = max(0, self._fit - 1) if self.running else 0
        aim = (self._settles_at + (40 if self._fit else 0)) if self.running else ROOM_DEGREES
        self._temperature += (aim - self._temperature) * 0.06 + noise(0, 0.35)
        self._made += self.running and self._random.random() < 0.6
        load = 0.0 if not self.running else max(0.1, 1 + noise(0, 0.06) + (0.35 if self._fit else 0))
        state = "stopped" if not self.running else "hot" if self._temperature >= HOT_DEGREES else "running"
        return {
            "machine": self.name,
            "line": self._line,
            "state": state,
            "temperature": round(self._temperature, 1),
            "vibration": round(max(0.0, 2.2 * load + noise(0, 0.15)) if self.running else 0.0, 2),
            "power": round(7.5 * load, 2),
            "pieces": self._made,
            "time": at_ms,
        }


class Floor:
    """All machines, and who watches them. `clock`: Unix seconds."""

    def __init__(self, random: Random, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._machines = {name: Machine(name, line, degrees, random) for name, line, degrees in MACHINES}
        self._clients: set[Client] = set()
        self._watched = asyncio.Event()

    async def pace(self) -> None:
        """Tick for ever while anyone watches."""
        while True:
            await self._watched.wait()
            text = "\n".join(json.dumps(one, separators=(",", ":")) for one in self._tick())
            for client in self._clients:
                client.put(text)
            await asyncio.sleep(TICK_SECONDS)

    async def serve(self, connection: ServerConnection) -> None:
        """Serve one client until it leaves."""
        client = Client(connection)
        self._clients.add(client)
        self._watched.set()
        try:
            await client.until_over(asyncio.create_task(self._read(client)))
        finally:
            self._clients.discard(client)
            if not self._clients:
                self._watched.clear()

    async def _read(self, client: Client) -> None:
        async for message in client.connection:
            client.put(json.dumps(self._obey(message)))

    def _obey(self, message: str | bytes) -> dict[str, object]:
        """`{"command": "stop" | "start", "machine": …}`; returns the answer."""
        try:
            order = json.loads(message)
        except ValueError:
            order = None
        machine = self._machines.get(str(order.get("machine"))) if isinstance(order, dict) else None
        command = order.get("command") if isinstance(order, dict) else None
        if machine is None or command not in ("start", "stop"):
            names = ", ".join(self._machines)
            return {"error": f'Send {{"command": "stop" or "start", "machine": one of {names}}}.'}
        machine.running = command == "start"
        return {"done": command, "machine": machine.name}

    def _tick(self) -> Iterator[dict[str, object]]:
        at_ms = round(self._clock() * 1000)
        return (machine.reading(at_ms) for machine in self._machines.values())
