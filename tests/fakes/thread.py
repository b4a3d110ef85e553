"""The fakes for tests outside an event loop (Playwright's synchronous ones): a loop in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from .behaviours import Behaviour, Text
from .proxy import FaultProxy
from .upstream import Upstream, Visit

T = TypeVar("T")


class LoopThread:
    """An event loop in a thread; `call` runs a coroutine there and returns its result."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="fakes", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()

    def call(self, work: Coroutine[Any, Any, T], timeout: float = 10.0) -> T:
        """Run to the end; raises what it raises, or TimeoutError."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout)

    def do(self, work: Callable[[], T]) -> T:
        """Call a plain function inside the loop."""

        async def inside() -> T:
            return work()

        return self.call(inside())


class UpstreamThread:
    """An Upstream that any thread may talk to. Use as a context manager."""

    def __init__(self, *behaviours: Behaviour, port: int = 0, subprotocols: tuple[str, ...] = ()) -> None:
        self._thread = LoopThread()
        self.upstream = Upstream(*behaviours, port=port, subprotocols=subprotocols)

    def __enter__(self) -> Self:
        self._thread.__enter__()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.__exit__()

    @property
    def url(self) -> str:
        return self.upstream.url

    @property
    def port(self) -> int:
        return self.upstream.port

    @property
    def dials(self) -> list[Visit]:
        return self._thread.do(lambda: list(self.upstream.dials))

    @property
    def opened(self) -> list[Visit]:
        return self._thread.do(lambda: self.upstream.opened)

    @property
    def messages(self) -> list[Text]:
        return self._thread.do(lambda: self.upstream.messages)

    def behave(self, *behaviours: Behaviour) -> None:
        self._thread.do(lambda: self.upstream.behave(*behaviours))

    def start(self) -> None:
        self._thread.call(self.upstream.start())

    def stop(self, *, drop: bool = False) -> None:
        self._thread.call(self.upstream.stop(drop=drop))

    def restart(self, *, drop: bool = False) -> None:
        self._thread.call(self.upstream.restart(drop=drop))

    def send(self, *messages: Text) -> None:
        self._thread.call(self.upstream.send(*messages))

    def close(self, code: int = 1000, reason: str = "") -> None:
        self._thread.call(self.upstream.close(code, reason))

    def drop(self) -> None:
        self._thread.do(self.upstream.drop)

    def wait_for(self, condition: Callable[[], object], timeout: float = 10.0) -> None:
        """`condition` runs inside the loop: it may read `upstream.upstream` but not call this object's methods."""
        self._thread.call(self.upstream.wait_for(condition, timeout), timeout + 1)


class ProxyThread:
    """A FaultProxy that any thread may talk to. Use as a context manager."""

    def __init__(
        self, target_host: str = "127.0.0.1", target_port: int = 0, *, target_path: str | None = None, port: int = 0
    ) -> None:
        self._thread = LoopThread()
        self.proxy = FaultProxy(target_host, target_port, target_path=target_path, port=port)

    def __enter__(self) -> Self:
        self._thread.__enter__()
        self._thread.call(self.proxy.start())
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.call(self.proxy.stop())
        self._thread.__exit__()

    @property
    def port(self) -> int:
        return self.proxy.port

    @property
    def accepted(self) -> int:
        return self.proxy.accepted

    @property
    def connections(self) -> int:
        return self._thread.do(lambda: self.proxy.connections)

    def url(self, path: str = "/", scheme: str = "ws") -> str:
        return self.proxy.url(path, scheme)

    def cut(self) -> None:
        self._thread.call(self.proxy.cut())

    def freeze(self) -> None:
        self._thread.do(self.proxy.freeze)

    def thaw(self) -> None:
        self._thread.do(self.proxy.thaw)

    def shape(self, *, latency_seconds: float = 0.0, bytes_per_second: int = 0, accepting: bool = True) -> None:
        """Turn the knobs."""

        def turn() -> None:
            self.proxy.latency_seconds = latency_seconds
            self.proxy.bytes_per_second = bytes_per_second
            self.proxy.accepting = accepting

        self._thread.do(turn)
