"""A client of the browser protocol for tests, written from docs/protocol.md: it keeps all it was sent."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any, Self, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Item = dict[str, Any]
T = TypeVar("T")


class LiveClient:
    """One socket. `items` holds everything in order; `messages` the (offset, data) pairs of all streams."""

    def __init__(self, url: str, *, acknowledge: bool = True) -> None:
        self.url = url
        self.items: list[Item] = []
        self.messages: list[tuple[int, Any]] = []
        self.gaps: list[Item] = []
        self.frames = 0
        self.epoch = ""
        self.closed: int | None = None
        self._acknowledge = acknowledge
        self._ids = itertools.count(1)
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._socket = await connect(self.url, proxy=None, max_size=None, compression=None, ping_interval=None)
        self._task = asyncio.create_task(self._receive())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._socket is not None and self._task is not None
        await self._socket.close()
        await self._task

    @property
    def socket(self) -> ClientConnection:
        """The socket itself, for saying wrong things."""
        assert self._socket is not None
        return self._socket

    async def send(self, frame: object) -> None:
        """Send a frame: an object as JSON, text as it is."""
        await self.socket.send(frame if isinstance(frame, str) else json.dumps(frame, ensure_ascii=False))

    async def hello(self, token: str) -> Item:
        """Say who we are."""
        await self.send({"type": "hello", "protocol": 1, "token": token})
        return await self.wait_item("welcome")

    async def request(self, kind: str, query: str, **fields: object) -> Item:
        """Send a request and wait for its result."""
        number = next(self._ids)
        await self.send({"type": kind, "id": number, "query": query, **fields})
        return await self.wait_item("result", lambda item: item["id"] == number)

    async def send_and_wait(self, kind: str, query: str, **fields: object) -> str:
        """Send a request that will be refused, as a request or as a frame; the code."""
        number, failures = next(self._ids), sum(item["type"] == "failure" for item in self.items)
        await self.send({"type": kind, "id": number, "query": query, **fields})

        def refused() -> str | None:
            told = [item for item in self.items if item["type"] == "failure"]
            if len(told) > failures:
                return str(told[-1]["code"])
            results = [item for item in self.items if item["type"] == "result" and item["id"] == number]
            return str((results[0]["error"] or {"code": "ok"})["code"]) if results else None

        return await self.wait_for(refused)

    async def wait_item(
        self, kind: str, condition: Callable[[Item], object] = lambda _: True, timeout: float = 10.0
    ) -> Item:
        """The first item of this type (that was sent ever) which meets the condition."""
        return await self.wait_for(
            lambda: next((i for i in self.items if i["type"] == kind and condition(i)), None), timeout
        )

    async def wait_status(self, status: str, connection: int = 0, timeout: float = 10.0) -> Item:
        """Until a `stream` or `status` item tells this status, of at least this connection."""

        def found() -> Item | None:
            for item in self.items:
                state: Item = item.get("status") or {} if item["type"] in ("status", "stream") else {}
                if state.get("status") == status and state["connection"] >= connection:
                    return item
            return None

        return await self.wait_for(found, timeout)

    async def wait_for(self, condition: Callable[[], T | None], timeout: float = 10.0) -> T:
        """Until the condition is true, and what it found; it is looked at after each frame."""
        async with asyncio.timeout(timeout):
            async with self._changed:
                while not (found := condition()):
                    await self._changed.wait()
                return found

    async def wait_closed(self, timeout: float = 10.0) -> int:
        """Until the server closes the socket; the close code."""
        await self.wait_for(lambda: self.closed is not None, timeout)
        assert self.closed is not None
        return self.closed

    async def _receive(self) -> None:
        try:
            async for text in self.socket:
                await self._take(json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            async with self._changed:
                self.closed = self.socket.close_code or 1006
                self._changed.notify_all()

    async def _take(self, items: list[Item]) -> None:
        async with self._changed:
            self.frames += 1
            for item in items:
                self.items.append(item)
                if item["type"] == "messages":
                    for batch in item["batches"]:
                        self.epoch = batch["epoch"]
                        self.messages += zip(range(batch["from"], batch["to"] + 1), batch["data"], strict=True)
                elif item["type"] == "gap":
                    self.gaps.append(item)
            self._changed.notify_all()
        if self._acknowledge and any(item["type"] == "welcome" for item in self.items):
            await self.send({"type": "ack", "frames": self.frames})
