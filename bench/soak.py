"""`python -m bench soak`: streams are opened and closed a hundred thousand times; then nothing may be left of them."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import redis

from tests.system import System

from .processes import NO_LIMITS, BenchFailed, open_files, rss_kib
from .tabs import QUERIES, SilentUpstream, Tab, document, open_tabs

OPENS: Final = 100_000
TABS: Final = 8
ADDRESSES: Final = 32  # a hub dials each at most 80 times a second
GONE_SECONDS: Final = 60.0  # longer than any grace: by then every key must have gone
GAUGES: Final = {"viewers", "sockets", "lagging_viewers", "followed_streams", "streams", "tasks"}
STAYING: Final = ("ls:hubs", "ls:webs", "ls:{figures}")  # what says that the processes live


async def churn(tab: Tab, rounds: int) -> None:
    """Open all queries of a session and close them again, so many times."""
    for _ in range(rounds):
        await asyncio.gather(*(tab.run(f"q{number}") for number in range(QUERIES)))
        await asyncio.gather(*(tab.stop(f"q{number}") for number in range(QUERIES)))


async def soak(system: System, opens: int) -> dict[str, Any]:
    """Churn, then wait until all has gone; what is left is in the answer."""
    async with SilentUpstream(ADDRESSES) as upstream:
        app = await asyncio.to_thread(system.make_app, document(upstream.urls))
        url = system.base.replace("http", "ws", 1) + "/live/"
        rounds = -(-opens // (TABS * QUERIES))
        warm = max(1, rounds // 10)
        hub, web = system.processes["hub"].pid, system.processes["web"].pid
        files_before = open_files(hub), open_files(web)
        async with AsyncExitStack() as stack:
            tabs = await open_tabs(stack, url, lambda: system.open_app(app), TABS)
            began = time.monotonic()
            await asyncio.gather(*(churn(tab, warm) for tab in tabs))
            memory_before = rss_kib(hub), rss_kib(web)
            await asyncio.gather(*(churn(tab, rounds - warm) for tab in tabs))
            seconds = time.monotonic() - began
            memory_after = rss_kib(hub), rss_kib(web)
        keys = await _keys_left(system)
        return {
            "opens": rounds * TABS * QUERIES,
            "seconds": round(seconds, 1),
            "upstream_connections_made": len(upstream.accepted),
            "upstream_connections_left": len(upstream.open),
            "keys_left": keys,
            "hub_growth_kib": memory_after[0] - memory_before[0],
            "web_growth_kib": memory_after[1] - memory_before[1],
            "hub_files_left": open_files(hub) - files_before[0],
            "web_files_left": open_files(web) - files_before[1],
            "gauges": await asyncio.to_thread(_gauges, system),
        }


def _gauges(system: System) -> dict[str, float]:
    """What /metrics says of now, over all processes; the counters don't matter here."""
    found: dict[str, float] = {}
    for line in system.api.text("/metrics").splitlines():
        name, _, value = line.rpartition(" ")
        family = name.partition("{")[0].removeprefix("lowstream_")
        if family in GAUGES:
            found[family] = found.get(family, 0.0) + float(value)
    return found


async def _keys_left(system: System) -> list[str]:
    """What Redis still holds of streams, once it is nothing or GONE_SECONDS have passed."""
    deadline = time.monotonic() + GONE_SECONDS
    with redis.Redis(unix_socket_path=str(system.redis_socket)) as client:
        while True:
            keys = [key.decode() for key in client.scan_iter("ls:*", count=1_000)]
            left = [key for key in keys if not key.startswith(STAYING)]
            if not left or time.monotonic() > deadline:
                return left
            await asyncio.sleep(1)


def main(arguments: list[str]) -> None:
    """Soak and print; writes soak.json. Fails when anything is left."""
    parser = argparse.ArgumentParser(prog="python -m bench soak", description=__doc__)
    parser.add_argument("--opens", type=int, default=OPENS)
    parser.add_argument("--out", type=Path, default=Path("var/bench/soak.json"))
    options = parser.parse_args(arguments)
    allow = {"UPSTREAM_ALLOW": "127.0.0.0/8", "LOG_LEVEL": "WARNING"}
    with tempfile.TemporaryDirectory() as folder, System(Path(folder), **allow, **NO_LIMITS) as system:
        found = asyncio.run(soak(system, options.opens))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))
    if found["keys_left"] or found["upstream_connections_left"]:
        raise BenchFailed("something is left; see above.")
