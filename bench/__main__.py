"""`python -m bench NAME`: relay (the default), fanout, upstream, idle, soak, window, page, studio, fairness or fuzz."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

MODULES: Final = {
    "relay": "relay",
    "fanout": "fanout",
    "upstream": "receivers",
    "idle": "idle",
    "soak": "soak",
    "window": "window",
    "page": "page",
    "studio": "studio",
    "fairness": "fairness",
    "fuzz": "fuzz",
}


def main() -> None:
    """Hand the rest of the command line to the benchmark's `main`."""
    arguments = sys.argv[1:]
    name = arguments.pop(0) if arguments and arguments[0] in MODULES else "relay"
    import_module(f"bench.{MODULES[name]}").main(arguments)


main()
