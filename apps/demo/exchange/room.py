"""A small chat server: what one client of a room says goes to all of them, itself included."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qs

from websockets.asyncio.server import ServerConnection

from .outbox import Client
from .random_source import WrongParameterError

ROOMS_MAX: Final = 100  # at once; a room is gone when its last client leaves
NAME_MAX: Final = 64
TEXT_MAX: Final = 4_000  # characters of a message
AUTHOR_MAX: Final = 80


def room_name(query: str) -> str:
    """The room of a URL's query string: `name=lobby`. Raises WrongParameterError."""
    name = parse_qs(query, keep_blank_values=True).get("name", ["lobby"])[-1].strip()
    if not 1 <= len(name) <= NAME_MAX:
        raise WrongParameterError(f"A room's name has 1 to {NAME_MAX} characters.")
    return name


class Rooms:
    """All rooms. `clock`: Unix seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._rooms: dict[str, set[Client]] = {}
        self._last_id = 0

    def is_full(self, name: str) -> bool:
        """Whether this would be one room too many."""
        return name not in self._rooms and len(self._rooms) >= ROOMS_MAX

    async def serve(self, connection: ServerConnection, name: str) -> None:
        """Serve one client until it leaves."""
        client = Client(connection)
        self._rooms.setdefault(name, set()).add(client)
        self._tell(name, {"type": "people", "count": len(self._rooms[name])})
        try:
            await client.until_over(asyncio.create_task(self._read(client, name)))
        finally:
            room = self._rooms[name]
            room.discard(client)
            if room:
                self._tell(name, {"type": "people", "count": len(room)})
            else:
                del self._rooms[name]

    async def _read(self, client: Client, name: str) -> None:
        async for message in client.connection:
            said = _said(message)
            if isinstance(said, str):
                client.put(json.dumps({"type": "error", "message": said}))
                continue
            self._last_id += 1
            self._tell(name, {"type": "message", "id": self._last_id, **said, "time": round(self._clock() * 1000)})

    def _tell(self, name: str, message: dict[str, object]) -> None:
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        for client in self._rooms[name]:
            client.put(text)


def _said(message: str | bytes) -> dict[str, object] | str:
    """`{"author": …, "text": …}` as it goes to all, or what is wrong with it."""
    try:
        said = json.loads(message)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(text := said.get("text"), str) or not text.strip():
        return 'Send {"author": "Ada", "text": "Hello"}.'
    if len(text) > TEXT_MAX:
        return f"The message has {len(text):,} characters; at most {TEXT_MAX:,}."
    author = said.get("author")
    named = author.strip()[:AUTHOR_MAX] if isinstance(author, str) else ""
    return {"author": named or "Somebody", "text": text}
