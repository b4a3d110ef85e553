"""A whole house under test: two hubs, a web process, Redis, an upstream behind a proxy, a viewer behind another."""

from __future__ import annotations

import asyncio
import itertools
import json
import signal
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any, Final, Self

import redis

from apps.streams.bus import keys
from tests.fakes.behaviours import Behaviour, Text
from tests.fakes.proxy import FaultProxy
from tests.fakes.upstream import Upstream, Visit
from tests.live.client import LiveClient
from tests.system import System

from .account import Account

RATE: Final = 1_000  # messages a second
COME_BACK_SECONDS: Final = 0.2  # a viewer whose socket is gone
PATIENCE_SECONDS: Final = 45.0  # for the house to be well again; nothing here needs as long


@dataclass
class Counting(Behaviour):
    """`{"c": connection, "n": 1, 2, 3 …}` on every connection, `rate` a second; what it hears it keeps."""

    rate: float = RATE
    garbage: int = 0  # messages that are no JSON, to be slipped in next
    padding: int = 0  # characters more in each message

    async def talk(self, visit: Visit) -> None:
        connection = visit.upstream.dials.index(visit) + 1
        due = time.monotonic()
        for n in itertools.count(1):
            while self.garbage:
                self.garbage -= 1
                await visit.connection.send("{ this is " + "no JSON " * 5)
            await visit.connection.send(f'{{"c":{connection},"n":{n},"p":"{"x" * self.padding}"}}')
            now = time.monotonic()
            due = max(due + 1 / self.rate, now - 1)  # it was held up: don't race to make up for more than a second
            await asyncio.sleep(max(0.0, due - now))


class Follower:
    """A viewer that does what a browser's engine does: takes items, comes back by its cursor, broadcasts."""

    def __init__(self, house: House, app: dict[str, Any]) -> None:
        self.account = Account()
        self.acknowledge = True
        self.sockets = 0
        self.confirmed: list[str] = []
        self.closes: list[int] = []
        self._house = house
        self._app = app
        self._session = ""
        self._client: LiveClient | None = None
        self._numbers = itertools.count(1)
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._broadcast())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        for outcome in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    async def goes_on(self, messages: int = 500, seconds: float = PATIENCE_SECONDS) -> None:
        """Until so many more messages have come (or been told as missing)."""
        goal = self.account.offset + messages
        await self.until(lambda: self.account.offset >= goal, seconds)

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Until the condition holds; the viewer's own failure ends the wait at once."""
        deadline = time.monotonic() + seconds
        while not condition():
            for task in self._tasks:
                if task.done():
                    task.result()
            account = self.account
            assert time.monotonic() < deadline, (
                f"not so after {seconds} s: at {account.offset}, {account.missing} missing, {self.sockets} sockets, "
                f"closes {self.closes[-5:]}, statuses {account.statuses_since(-5)}"
            )
            await asyncio.sleep(0.02)

    async def _follow(self) -> None:
        while True:
            with suppress(OSError, TimeoutError, WebIsAway):
                await self._one_socket()
            await asyncio.sleep(COME_BACK_SECONDS)

    async def _one_socket(self) -> None:
        opened = await self._house.open(self._app, self._session)
        self._session = opened["session"]
        async with LiveClient(self._house.browser.url("/live/"), acknowledge=False) as client:
            await client.hello(opened["token"])
            self.sockets += 1
            cursor = self.account.cursor
            await client.send({"type": "run", "id": 1_000_000, "query": "q", **({"cursor": cursor} if cursor else {})})
            self._client = client
            taken = acknowledged = 0
            try:
                while client.closed is None or taken < len(client.items):
                    for item in client.items[taken:]:
                        taken += 1
                        self.account.take(item)
                        if item["type"] == "result" and item["id"] == 1_000_000 and not item["ok"]:
                            return  # the store is away; come back later
                    if self.acknowledge and client.frames > acknowledged and client.closed is None:
                        acknowledged = client.frames
                        with suppress(Exception):  # the socket has just gone: `closed` says so
                            await client.send({"type": "ack", "frames": acknowledged})
                    await asyncio.sleep(0.01)
                self.closes.append(client.closed)
            finally:
                self._client = None

    async def _broadcast(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            client = self._client
            if client is None:
                continue
            text = json.dumps({"broadcast": next(self._numbers)})
            with suppress(Exception):  # refused, unanswered or cut: then it may or may not have been sent
                async with asyncio.timeout(2):
                    if (await client.request("broadcast", "q", text=text))["ok"]:
                        self.confirmed.append(text)


class WebIsAway(Exception):
    """REST did not answer as it should."""


class House:
    """`async with House(system) as house:` — the faults are its methods."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.source = Counting()
        self.upstream = Upstream(self.source)
        self.wire = FaultProxy()  # between hub and upstream
        self.browser = FaultProxy(target_port=system.port)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.upstream)
        self.wire = await self._stack.enter_async_context(FaultProxy(target_port=self.upstream.port))
        await self._stack.enter_async_context(self.browser)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.wire.thaw()
        self.browser.thaw()
        await self._stack.aclose()
        await self.mend()

    async def app(self, **query: Any) -> dict[str, Any]:
        """A published app whose query `q` leads to the upstream by the faulty wire."""
        fields = {"scope": "shared", "window": {"size": 10_000}, "viewers_broadcast": {"allowed": True}, **query}
        document = {"queries": [{"name": "q", "url": self.wire.url(), **fields}]}
        return await asyncio.to_thread(self.system.make_app, document)

    async def open(self, app: dict[str, Any], session: str) -> dict[str, Any]:
        """A token, as the page asks for it."""
        try:
            return await asyncio.to_thread(lambda: self.system.open_app(app, session=session))
        except (OSError, AssertionError) as error:
            raise WebIsAway(str(error)) from None

    def follow(self, app: dict[str, Any]) -> Follower:
        """A viewer of the app."""
        return Follower(self, app)

    # --- faults

    async def kill(self, name: str) -> None:
        """End a process with -9."""
        await asyncio.to_thread(self.system.stop, name, signal.SIGKILL)

    async def start(self, name: str) -> None:
        """Start a process that was killed."""
        if name == "redis":
            await asyncio.to_thread(self.system._start_redis)
        elif name == "web":
            self.system.start("web", "runweb", "--port", str(self.system.port))
        else:
            self.system.start(name, "runhub")

    async def mend(self) -> None:
        """Start again whatever a test left dead, and wait until the house is well."""
        self.resume("redis")
        for name in ("redis", "hub", "hub2", "web"):
            if name not in self.system.processes:
                await self.start(name)
        await asyncio.to_thread(self.system.wait_until_ready)

    def pause(self, name: str) -> None:
        """Let a process hang: it is there, and does nothing."""
        self.system.processes[name].send_signal(signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """End `pause`."""
        if name in self.system.processes:
            self.system.processes[name].send_signal(signal.SIGCONT)

    async def owner(self, stream: str) -> str:
        """The name of the hub process that holds the stream's lease."""
        return await asyncio.to_thread(self._owner, stream)

    def _owner(self, stream: str) -> str:
        with redis.Redis(unix_socket_path=str(self.system.redis_socket)) as client:
            hub = bytes(client.get(keys.lease(stream)) or b"").decode()
        assert hub, "nobody owns the stream"
        return next(name for name in ("hub", "hub2") if f"hub {hub}: ready" in self.system.log(name))

    async def configure_redis(self, name: str, value: str) -> None:
        """CONFIG SET."""
        await asyncio.to_thread(self._config_set, name, value)

    def _config_set(self, name: str, value: str) -> None:
        with redis.Redis(unix_socket_path=str(self.system.redis_socket)) as client:
            client.config_set(name, value)

    # --- the end

    def heard(self) -> list[Text]:
        """All that the upstream received."""
        return self.upstream.messages
