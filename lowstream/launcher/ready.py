"""Asks the site how it is, until it is well."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Final

POLL_SECONDS: Final = 0.1  # soon enough for a start that takes two seconds
ANSWER_SECONDS: Final = 10.0  # /healthz bounds each of its checks to 2 s
REMARK_SECONDS: Final = 15.0  # a start that takes longer than this is explained, again and again
LARGEST_ANSWER_BYTES: Final = 65_536


async def ask(host: str, port: int) -> tuple[int, dict[str, str]]:
    """The status and the checks that GET /healthz gives now; status 0 when nothing understandable answers."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                answer = await _read_all(reader)
            finally:
                writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        checks = json.loads(body).get("checks", {})
        return int(head.split(b" ", 2)[1]), {str(name): str(result) for name, result in checks.items()}
    except (OSError, TimeoutError, ValueError, IndexError, AttributeError):
        return 0, {}


async def wait_until_ready(host: str, port: int, say: Callable[[str], None]) -> None:
    """Return when /healthz is 200; meanwhile say now and then what is missing."""
    loop = asyncio.get_running_loop()
    remark_at = loop.time() + REMARK_SECONDS
    while True:
        status, checks = await ask(host, port)
        if status == 200:
            return
        if loop.time() >= remark_at:
            remark_at = loop.time() + REMARK_SECONDS
            missing = [f"{name}: {result}" for name, result in checks.items() if result != "ok"]
            say(f"Still waiting: {'; '.join(missing) or 'the web process does not answer yet'}.")
        await asyncio.sleep(POLL_SECONDS)


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    """Everything up to the end of the answer, refusing one that is far too long."""
    answer = b""
    while piece := await reader.read(LARGEST_ANSWER_BYTES):
        answer += piece
        if len(answer) > LARGEST_ANSWER_BYTES:
            raise ValueError("answer too long")
    return answer
