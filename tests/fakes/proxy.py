"""A TCP proxy on loopback with the faults of a network: cut, half-open, slow, narrow, refusing.

It stands between any two parts: browser and web, hub and upstream, web and Redis (also behind a Unix socket).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Self

CHUNK_BYTES: Final = 16 * 1024
IN_FLIGHT_BYTES: Final = 256 * 1024  # what the "wire" holds while it delays; past that the sender waits
POLL_SECONDS: Final = 0.01


class _Way:
    """One direction of one connection: reads, delays, writes."""

    def __init__(self, proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self._reader = reader
        self._writer = writer
        self._held: deque[tuple[float, bytes]] = deque()
        self._bytes = 0
        self._changed = asyncio.Condition()

    async def run(self) -> None:
        """Forward until the sender ends or the connection breaks."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read())
            tasks.create_task(self._write())

    async def _read(self) -> None:
        while True:
            try:
                chunk = await self._reader.read(CHUNK_BYTES)
            except OSError:
                await self._proxy.flowing.wait()  # through a pulled cable no reset comes either
                raise
            async with self._changed:
                self._held.append((time.monotonic() + self._proxy.latency_seconds, chunk))
                self._bytes += len(chunk)
                self._changed.notify_all()
                await self._changed.wait_for(lambda: self._bytes < IN_FLIGHT_BYTES)
            if not chunk:
                return

    async def _write(self) -> None:
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._held)
                due, chunk = self._held.popleft()
            await asyncio.sleep(due - time.monotonic())
            await self._proxy.flowing.wait()
            if not chunk:
                if self._writer.can_write_eof():
                    self._writer.write_eof()
                return
            self._writer.write(chunk)
            await self._writer.drain()
            self._proxy.forwarded_bytes += len(chunk)
            if self._proxy.bytes_per_second:
                await asyncio.sleep(len(chunk) / self._proxy.bytes_per_second)
            async with self._changed:
                self._bytes -= len(chunk)
                self._changed.notify_all()


class FaultProxy:
    """Forwards `host:port` to the target. The knobs may be turned while connections run.

    `latency_seconds` delays each direction, `bytes_per_second` (0: no bound) narrows each connection's directions,
    `accepting = False` resets new connections.
    """

    def __init__(
        self, target_host: str = "127.0.0.1", target_port: int = 0, *, target_path: str | None = None, port: int = 0
    ) -> None:
        self.host = "127.0.0.1"
        self.port = port
        self.latency_seconds = 0.0
        self.bytes_per_second = 0
        self.accepting = True
        self.accepted = 0  # connections so far
        self.forwarded_bytes = 0
        self.flowing = asyncio.Event()
        self.flowing.set()
        self._target = (target_host, target_port, target_path)
        self._server: asyncio.Server | None = None
        self._running: dict[asyncio.Task[None], list[asyncio.StreamWriter]] = {}

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._running)

    def url(self, path: str = "/", scheme: str = "ws") -> str:
        """An address that leads through the proxy."""
        return f"{scheme}://{self.host}:{self.port}{path}"

    async def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        self._server = await asyncio.start_server(self._accept, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut everything and listen no longer."""
        if self._server is not None:
            self._server.close()
            await self.cut()
            await self._server.wait_closed()
            self._server = None

    async def cut(self) -> None:
        """Reset all connections, both ends; new ones are still taken."""
        tasks = list(self._running)
        for task in tasks:
            for writer in self._running[task]:
                writer.transport.abort()
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def freeze(self) -> None:
        """Half-open: forward nothing any more and close nothing, as when a cable is pulled."""
        self.flowing.clear()

    def thaw(self) -> None:
        """Forward again, first what was held."""
        self.flowing.set()

    async def wait_for(self, condition: Callable[[], object], timeout: float = 5.0) -> None:
        """Wait until the condition holds; raises TimeoutError."""
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"not so after {timeout} s; {self.accepted} accepted, {self.connections} open")
            await asyncio.sleep(POLL_SECONDS)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.accepted += 1
        self._running[task] = [writer]
        try:
            if self.accepting:
                await self._forward(task, reader, writer)
        except* (OSError, EOFError):
            pass  # either end broke: so does the other
        except* asyncio.CancelledError:
            pass  # cut(); a stream handler's task that ends cancelled would be reported by asyncio
        finally:
            for each in self._running.pop(task):
                each.transport.abort()

    async def _forward(
        self, task: asyncio.Task[None], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        host, port, path = self._target
        there = asyncio.open_unix_connection(path) if path else asyncio.open_connection(host, port)
        target_reader, target_writer = await there
        self._running[task].append(target_writer)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_Way(self, reader, target_writer).run())
            tasks.create_task(_Way(self, target_reader, writer).run())
        for each in (writer, target_writer):
            with suppress(OSError):
                each.close()
                await each.wait_closed()
