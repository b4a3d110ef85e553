"""Hubs inside the test's own loop on a real Redis, and a watcher of what they publish."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final, Self

from apps.streams.bus import keys
from apps.streams.bus.client import AsyncRedis, connect
from apps.streams.bus.control import Answer, Control, Request, Wish
from apps.streams.bus.subscriber import Subscriber
from apps.streams.bus.window import Window
from apps.streams.core import event, message
from apps.streams.core.plan import stream_key
from apps.streams.definition import StreamDefinition
from apps.streams.hub.guard import Rules
from apps.streams.hub.hub import Hub
from apps.streams.hub.rules import RuleBook
from apps.streams.network.selectors import Written

WAIT_SECONDS: Final = 10.0
POLL_SECONDS: Final = 0.005


def book(*allow: str) -> RuleBook:
    """Rules that the operator alone makes: no workspace restricts anything."""

    async def unrestricted(_: object) -> dict[int, Written]:
        return {}

    return RuleBook(Rules.read(allow), unrestricted)


async def until(condition: Callable[[], Any], what: str = "it", seconds: float = WAIT_SECONDS) -> Any:
    """Poll until the condition is true; its value. Fails saying what was waited for."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what}: not so after {seconds:g} s"
        await asyncio.sleep(POLL_SECONDS)
    return found


class Watcher:
    """All that was published of one stream since it began to watch. `log`: statuses, errors and offsets in order."""

    def __init__(self) -> None:
        self.epochs: list[str] = []
        self.messages: list[tuple[int, str]] = []
        self.events: list[event.Event] = []
        self.log: list[str] = []

    def take(self, text: bytes) -> None:
        if text.startswith(event.PREFIX):
            happened = event.read(text)
            self.events.append(happened)
            self.log.append(str(happened.body["status" if happened.kind == "status" else "code"]))
            assert happened.after == (self.messages[-1][0] if self.messages else happened.after)
            return
        batch = message.read(text)
        if batch.epoch not in self.epochs:
            self.epochs.append(batch.epoch)
        for item in batch.messages():
            self.messages.append((item.offset, item.payload.decode()))
            self.log.append(str(item.offset))

    @property
    def statuses(self) -> list[dict[str, Any]]:
        return [each.body for each in self.events if each.kind == "status"]

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [each.body for each in self.events if each.kind == "error"]

    @property
    def status_names(self) -> list[str]:
        return [str(status["status"]) for status in self.statuses]


class House:
    """Use as a context manager. `hub()` starts a hub; `open()` wishes for a stream and watches it."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self.redis: AsyncRedis = connect(redis_url)
        self.control = Control(self.redis)
        self.window = Window(self.redis)
        self.answers: dict[int, Answer] = {}
        self._subscriber = Subscriber(self.redis)
        self._listening: asyncio.Task[None] | None = None
        self._hubs: dict[Hub, tuple[asyncio.Event, asyncio.Task[None], AsyncRedis]] = {}
        self._clients: list[AsyncRedis] = [self.redis]

    async def __aenter__(self) -> Self:
        ready = asyncio.Event()
        await self._subscriber.add(f"{keys.WEB_PREFIX}test", self._take_answer, ready.set, sharded=False)
        self._listening = asyncio.create_task(self._subscriber.run())
        await ready.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        for hub in list(self._hubs):
            await self.stop(hub)
        assert self._listening is not None
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        for client in self._clients:
            await client.aclose()

    def _take_answer(self, text: bytes) -> None:
        answer = Answer.model_validate_json(text)
        self.answers[answer.id] = answer

    async def hub(self, *allow: str, rules: RuleBook | None = None) -> Hub:
        """Start a hub that may dial loopback (or only what is given, or by `rules`), with a Redis client of its own."""
        redis = connect(self._url)
        self._clients.append(redis)
        hub, stop = Hub(redis, rules or book(*(allow or ["127.0.0.1"]))), asyncio.Event()
        self._hubs[hub] = (stop, asyncio.create_task(hub.run(stop)), redis)
        while await self.redis.pubsub_numsub(f"{keys.HUB_PREFIX}{hub.id}") != [
            (f"{keys.HUB_PREFIX}{hub.id}".encode(), 1)
        ]:
            await asyncio.sleep(POLL_SECONDS)
        return hub

    async def stop(self, hub: Hub) -> None:
        """Stop a hub in good order; raises what it raised."""
        stop, task, _ = self._hubs.pop(hub)
        stop.set()
        async with asyncio.timeout(WAIT_SECONDS):
            await task

    async def open(self, url: str, seconds: float = 60, **fields: Any) -> tuple[str, Watcher]:
        """Wish for a shared stream with this definition; its key, and all it publishes from now on."""
        definition = StreamDefinition.model_validate({"url": url, "scope": "shared", **fields})
        stream, watcher = stream_key(1, "q", definition, ""), Watcher()
        ready = asyncio.Event()
        await self._subscriber.add(keys.feed(stream), watcher.take, ready.set, sharded=True)
        async with asyncio.timeout(WAIT_SECONDS):
            await ready.wait()
        await self.control.wish(stream, Wish(workspace=1, app=1, query="q", definition=definition), seconds)
        return stream, watcher

    async def broadcast(self, stream: str, text: str) -> Answer:
        """Send and wait for the hub's answer; code `nobody` when no hub owns the stream."""
        number = await self.ask(stream, text)
        return Answer(id=0, code="nobody") if number is None else await self.answered(number)

    async def ask(self, stream: str, text: str) -> int | None:
        """Hand a broadcast to the owner; the number of its answer to come."""
        number = await self.redis.incr("test:number")
        request = Request(op="broadcast", stream=stream, id=number, reply_to="test", text=text)
        return number if await self.control.ask(request) else None

    async def answered(self, number: int) -> Answer:
        await until(lambda: number in self.answers, f"the answer to broadcast {number}")
        return self.answers[number]
