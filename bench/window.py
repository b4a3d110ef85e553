"""What a message costs the engine's window and row set, beside the frames of Grafana's @grafana/data.

Run in Node, all sides in one process and in turn (see bench/window.mjs). Prints a table of medians and writes
var/bench/window.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

from .processes import ROOT, BenchFailed
from .relay import OUT, about
from .systems import install_peers, node_program

RUN_SECONDS: Final = 600  # many times what it takes
SIDES: Final = ("lowstream", "streaming_data_frame", "streaming_data_frame_of_messages", "circular_data_frame")


def measure(messages: int, runs: int) -> dict[str, Any]:
    """The result as it is written; raises BenchFailed where a side didn't hold what it should."""
    load = os.getloadavg()[0]
    node = node_program()
    peers = install_peers(OUT / "peers")
    command = [node, "--expose-gc", "bench/window.mjs", str(peers), str(OUT / "engine"), str(messages), str(runs)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=RUN_SECONDS, check=False)
    if run.returncode:
        raise BenchFailed(f"bench/window.mjs said: {run.stderr.strip()[-800:]}")
    result = json.loads(run.stdout.strip().splitlines()[-1])
    made = about(load)
    made["versions"] |= result["versions"]
    return {"results": result["results"], "run": {"messages": messages, "runs": runs} | made}


def table(result: dict[str, Any]) -> str:
    """The result for a person."""
    heads = ("window", "batch", *SIDES)
    rows = [
        (f"{each['window']:,}", f"{each['batch']}", *(f"{each['ns_per_message'][side]:,}" for side in SIDES))
        for each in result["results"]
    ]
    lines = [f"{row[0]:>8}{row[1]:>8}" + "".join(f"{cell:>34}" for cell in row[2:]) for row in (heads, *rows)]
    return "\n".join(["CPU ns a message, medians:", *lines])


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench window", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="in each run")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--out", type=Path, default=OUT / "window.json")
    chosen = parser.parse_args(arguments)
    OUT.mkdir(parents=True, exist_ok=True)
    result = measure(chosen.messages, chosen.runs)
    chosen.out.write_text(json.dumps(result, indent=2) + "\n")
    print(f"{table(result)}\n\nWritten to {chosen.out}")
