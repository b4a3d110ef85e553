"""A Redis of one test's own, which may be paused, filled and emptied."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from lowstream.launcher import redis_binary, redis_server

START_SECONDS: Final = 10


class PrivateRedis:
    """`url` leads to it."""

    def __init__(self, socket: Path, process: subprocess.Popen[bytes]) -> None:
        self.socket = socket
        self.url = redis_server.url(socket)
        self._process = process

    def pause(self) -> None:
        """Stop it without closing anything: calls hang."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, first with what waits in its sockets."""
        self._process.send_signal(signal.SIGCONT)


@asynccontextmanager
async def private_redis() -> AsyncIterator[PrivateRedis]:
    """Start one, and end it."""
    with tempfile.TemporaryDirectory(prefix="lowstream-redis-") as folder:
        socket = Path(folder) / "redis.sock"
        command = redis_server.command(redis_binary.find(), socket, Path(folder))
        command[command.index("--appendonly") + 1] = "no"
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
            try:
                await _answers(socket)
                yield PrivateRedis(socket, process)
            finally:
                process.send_signal(signal.SIGCONT)
                process.terminate()


async def _answers(socket: Path) -> None:
    async with asyncio.timeout(START_SECONDS):
        async with Redis(unix_socket_path=str(socket)) as client:
            while True:
                try:
                    await client.ping()
                except (RedisError, OSError):
                    await asyncio.sleep(0.02)
                else:
                    return
