"""`python -m bench idle`: a thousand session-scope streams on one hub: how fast they open, what each costs idle, and
how they come back when their upstream has been away for a moment."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

from tests.system import System

from .processes import NO_LIMITS, rss_kib
from .tabs import QUERIES, SilentUpstream, document, open_tabs

SETTLE_SECONDS: Final = 5.0  # for the first statuses and renewals to pass
STREAMS: Final = 1_000
AWAY_SECONDS: Final = 3.0  # short, so that nobody's pause has grown: the hardest case for the upstream
COME_BACK_SECONDS: Final = 90.0  # longer than the longest pause between attempts


async def measure(system: System, streams: int) -> dict[str, Any]:
    """Open so many, and look at the hub's memory before and after."""
    async with AsyncExitStack() as stack:
        upstream = await stack.enter_async_context(SilentUpstream(1))
        app = await asyncio.to_thread(system.make_app, document(upstream.urls))
        url = system.base.replace("http", "ws", 1) + "/live/"
        tabs = await open_tabs(stack, url, lambda: system.open_app(app), -(-streams // QUERIES))
        wanted = [(tab, f"q{number}") for tab in tabs for number in range(QUERIES)][:streams]
        await wanted[0][0].run(wanted[0][1])  # whatever is loaded at the first
        before = rss_kib(system.processes["hub"].pid)
        began = time.monotonic()
        await asyncio.gather(*(tab.run(query) for tab, query in wanted[1:]))
        seconds = time.monotonic() - began
        await asyncio.sleep(SETTLE_SECONDS)
        after = rss_kib(system.processes["hub"].pid)
        dialled = len(upstream.accepted)
        await upstream.be_away(AWAY_SECONDS)
        async with asyncio.timeout(COME_BACK_SECONDS):
            while len(upstream.open) < streams:
                await asyncio.sleep(0.1)
        redials = upstream.accepted[dialled:]
        return {
            "streams": streams,
            "open_seconds": round(seconds, 2),
            "kib_per_idle_stream": round((after - before) / (streams - 1), 1),
            "redials": len(redials),
            "redials_spread_seconds": round(redials[-1] - redials[0], 2),
        }


def main(arguments: list[str]) -> None:
    """Measure and print; writes idle.json."""
    parser = argparse.ArgumentParser(prog="python -m bench idle", description=__doc__)
    parser.add_argument("--streams", type=int, default=STREAMS)
    parser.add_argument("--out", type=Path, default=Path("var/bench/idle.json"))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, System(Path(folder), LOG_LEVEL="WARNING", **NO_LIMITS) as system:
        found = asyncio.run(measure(system, options.streams))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))
