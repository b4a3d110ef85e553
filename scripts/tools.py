"""What every step of the set-up shares: the checkout's paths, stamps that say "done", and running a tool visibly."""

from __future__ import annotations

import collections
import hashlib
import itertools
import os
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
STATIC = CHECKOUT / "static"
STAMPS = VENV / "stamps"

# What of a failing tool's output is shown: npm gives the reason first and its usage last, pip and Vite the reason last.
HEAD_LINES = 15
TAIL_LINES = 25


class SetupFailed(SystemExit):
    """One clear line on stderr and exit code 1; no traceback."""


def fingerprint(*paths: Path) -> str:
    """A hash over the names and contents of files and of all files below folders; absent ones count as absent."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                digest.update(f"{file.relative_to(CHECKOUT)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def stamped(name: str, value: str) -> bool:
    """Whether the step `name` was finished for exactly this input."""
    try:
        return (STAMPS / name).read_text(encoding="utf-8") == value
    except OSError:
        return False


def stamp(name: str, value: str) -> None:
    """Remember that the step `name` is finished for this input."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value, encoding="utf-8")


def unstamp(name: str) -> None:
    """Forget a step before it is done again, so that an interrupted one isn't taken for finished."""
    (STAMPS / name).unlink(missing_ok=True)


def environment() -> dict[str, str]:
    """The environment of tools: the checkout's own programs come first on PATH."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1"}
    # Node would trust its own list of authorities only, and fail behind a proxy that the machine trusts.
    return {"NODE_USE_SYSTEM_CA": "1", **os.environ, **quiet, "PATH": path}


def run(command: list[str | Path], failed: str, cwd: Path = CHECKOUT) -> None:
    """Run a tool in silence; if it fails, show the end of its output and stop with the line `failed`."""
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise SetupFailed(f"{failed}: {command[0]} can't be run ({error.strerror}).") from None
    with process:
        output = iter(process.stdout or ())
        head = list(itertools.islice(output, HEAD_LINES))
        tail = collections.deque(output, maxlen=TAIL_LINES)
    if process.returncode:
        print("", *(f"  {line.rstrip()}" for line in [*head, *tail]), sep="\n", file=sys.stderr)
        raise SetupFailed(f"{failed} (exit code {process.returncode}); the lines above say why.")


class Progress:
    """Prints `[2/5] Installing Python packages … 12.3 s`, one line a step."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.number = 0
        self.started = 0.0

    def begin(self, title: str) -> None:
        """Announce the next step."""
        self.number += 1
        self.started = time.monotonic()
        print(f"[{self.number}/{self.steps}] {title} …", end=" ", flush=True)

    def end(self) -> None:
        """Say how long the step took."""
        print(f"{time.monotonic() - self.started:.1f} s", flush=True)
