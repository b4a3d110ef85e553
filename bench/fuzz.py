"""`python -m bench fuzz`: 100,000 frames that no good client sends, at a real web process; memory before and after.

The tests send 20,000 of them (tests/live/test_fuzz.py); here they are as many as is asked for, from any seed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from tests.fakes.behaviours import Numbered
from tests.fakes.upstream import Upstream
from tests.system import System

from .processes import BenchFailed, open_files, rss_kib
from .relay import OUT

FRAMES: Final = 100_000
PARTS: Final = 10  # memory is told after each of them; the first is the warm-up


async def measure(system: System, count: int, seed: int | None) -> dict[str, Any]:
    """Send them, and look at the process."""
    from apps.live.tokens import read_token  # once the settings have this house's key
    from tests.live.fuzzing import SEED, Storm, document

    web = system.processes["web"].pid
    async with Upstream(Numbered(rate=50)) as upstream:
        app = await asyncio.to_thread(system.make_app, document(upstream.url), "Fuzz", "public")
        opened = await asyncio.to_thread(system.open_app, app)
        storm = Storm(system.port, read_token(opened["token"]), seed or SEED)
        log = len(system.log("web"))
        memory: list[int] = []
        files, began = 0, 0.0
        for part in range(1, PARTS + 1):
            await storm.run(round(count * part / PARTS) - storm.sent)
            memory.append(rss_kib(web))
            if part == 1:
                files, began = open_files(web), time.monotonic()
        told = system.log("web")[log:]
        return {
            "seed": seed or SEED,
            "frames": storm.sent,
            "sockets": storm.sockets,
            "seconds": round(time.monotonic() - began, 1),
            "kinds": dict(storm.fuzz.kinds),
            "closes": {str(code): times for code, times in sorted(storm.closes.items())},
            "web_mib": [round(kib / 1024, 1) for kib in memory],
            "web_growth_kib": memory[-1] - memory[0],
            "web_growth_of_the_second_half_kib": memory[-1] - memory[PARTS // 2 - 1],
            "files_more": open_files(web) - files,
            "tracebacks": told.count("Traceback"),
            "errors": told.count(" ERROR "),
        }


def main(arguments: list[str]) -> None:
    """Measure, print, write; fails when anything was logged as a fault."""
    parser = argparse.ArgumentParser(prog="python -m bench fuzz", description=__doc__)
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--out", type=Path, default=OUT / "fuzz.json")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, System(Path(folder)) as system:
        _configure(system)
        found = asyncio.run(measure(system, chosen.frames, chosen.seed))
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))
    if found["tracebacks"] or found["errors"]:
        raise BenchFailed("the web process logged faults of ours")


def _configure(system: System) -> None:
    """This process signs tokens as the house does."""
    import os

    import django

    os.environ.update({name: system.environment[name] for name in ("SECRET_KEY", "DJANGO_SETTINGS_MODULE")})
    django.setup()
