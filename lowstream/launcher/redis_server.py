"""The private Redis: how it is started and when it is ready. It listens on a Unix socket only."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

# A Unix socket's path has 108 bytes with its end mark on Linux, 104 on macOS; both include the final zero byte.
LONGEST_SOCKET_PATH: Final = 103
PING_SECONDS: Final = 0.02  # between two tries: a Redis with little data is up in some 20 ms


@contextmanager
def socket_path(directory: Path) -> Iterator[Path]:
    """Where the socket goes: `directory`, or a private temporary folder when that path is too long for a socket."""
    path = directory.resolve() / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        yield path
        path.unlink(missing_ok=True)
        return
    folder = Path(tempfile.mkdtemp(prefix="lowstream-"))  # mode 0700
    try:
        yield folder / "redis.sock"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def url(socket: Path) -> str:
    """The address as redis-py reads it."""
    return f"unix://{quote(str(socket))}"


def command(program: Path, socket: Path, directory: Path) -> list[str]:
    """The command line: private socket, append-only file under `directory`, nothing is ever evicted."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",  # the append-only file is the copy on disk; snapshots would only double the writing
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "logfile": "",
    }
    return [str(program), *(part for name, value in options.items() for part in (f"--{name}", value))]


async def wait_until_ready(socket: Path) -> None:
    """Return when PING is answered; a Redis that still loads its file answers otherwise and is asked again."""
    while True:
        try:
            reader, writer = await asyncio.open_unix_connection(str(socket))
        except OSError:
            await asyncio.sleep(PING_SECONDS)
            continue
        try:
            writer.write(b"PING\r\n")
            if await reader.readline() == b"+PONG\r\n":
                return
        except OSError:
            pass  # it went away between connecting and answering; the supervisor starts it again
        finally:
            writer.close()
        await asyncio.sleep(PING_SECONDS)
