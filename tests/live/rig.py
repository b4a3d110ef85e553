"""The web's side inside the test's own loop: `LiveConsumer` by Channels' communicator, a hub, a real Redis."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any, Self

import pytest
from channels.testing import WebsocketCommunicator

from apps.builder.document import AppDocument
from apps.builder.selectors import LoadedDocument
from apps.live import consumer, reader, releases
from apps.live.consumer import LiveConsumer
from apps.live.tokens import Claims, mint_token
from tests.streams.house import until


class Tab:
    """One socket; it acknowledges all it receives, unless told not to."""

    def __init__(self, session: str = "s" * 22, *, acknowledge: bool = True) -> None:
        self.session = session
        self._acknowledge = acknowledge
        self.items: list[dict[str, Any]] = []
        self.closed: int | None = None
        self._frames = 0
        self._ids = itertools.count(1)
        self._communicator = WebsocketCommunicator(LiveConsumer.as_asgi(), "/live/")
        self._task: asyncio.Task[None] | None = None

    @property
    def application(self) -> asyncio.Task[None]:
        """The consumer's task, as the server holds it."""
        future: asyncio.Task[None] = self._communicator.future
        return future

    async def __aenter__(self) -> Self:
        await self._communicator.connect(timeout=5)
        self._task = asyncio.create_task(self._receive())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Disconnect, and wait until the server has given everything back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
            if not self.application.done():
                await self._communicator.disconnect(timeout=5)
        await until(lambda: not consumer._leaving, "the consumer's end")

    async def send(self, frame: object) -> None:
        await self._communicator.send_to(text_data=frame if isinstance(frame, str) else json.dumps(frame))

    async def hello(self, seconds: float = 10) -> None:
        await self.send(
            {"type": "hello", "protocol": 1, "token": mint_token(Claims(1, 1, "release", 1, self.session, None))}
        )
        await self.item("welcome", seconds=seconds)

    async def request(self, kind: str, **fields: object) -> dict[str, Any]:
        number = next(self._ids)
        await self.send({"type": kind, "id": number, "query": "q", **fields})
        return await self.item("result", lambda item: item["id"] == number)

    async def item(
        self, kind: str, condition: Callable[[dict[str, Any]], object] = lambda _: True, seconds: float = 10
    ) -> dict[str, Any]:
        """The first item of this type that meets the condition."""

        def found() -> dict[str, Any] | None:
            return next((i for i in self.items if i["type"] == kind and condition(i)), None)

        item: dict[str, Any] = await until(found, f"a {kind} after {self.items[-3:]}", seconds)
        return item

    async def status(self, name: str, seconds: float = 10) -> dict[str, Any]:
        """Until the newest told status is this; the status."""

        def newest() -> dict[str, Any] | None:
            told = [item["status"] for item in self.items if item["type"] in ("status", "stream")]
            return told[-1] if told and told[-1]["status"] == name else None

        status: dict[str, Any] = await until(newest, f"status {name} after {self.items[-3:]}", seconds)
        return status

    @property
    def data(self) -> list[Any]:
        """All payloads so far."""
        return [each for i in self.items if i["type"] == "messages" for batch in i["batches"] for each in batch["data"]]

    async def _receive(self) -> None:
        while True:
            message = await self._communicator.output_queue.get()
            if message["type"] == "websocket.close":
                self.closed = message["code"]
                return
            self._frames += 1
            self.items += json.loads(message["text"])
            if self._acknowledge and any(item["type"] == "welcome" for item in self.items):
                await self.send({"type": "ack", "frames": self._frames})


def serve(monkeypatch: pytest.MonkeyPatch, url: str, **query: Any) -> None:
    """Let the document of every app be one query `q` on this upstream."""
    document = AppDocument.model_validate({"queries": [{"name": "q", "url": url, **query}]})
    monkeypatch.setattr(releases, "document_for", lambda *_: LoadedDocument(document, 1, 1))


def nothing_is_left() -> None:
    """What a test must find once all its sockets are gone."""
    assert not consumer._sockets
    assert not consumer._sessions
    assert not consumer._leaving
    assert reader._shared.users == 0
    assert reader._shared.reader is None
