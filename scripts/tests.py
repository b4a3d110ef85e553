"""Runs the tests of `python` or of `browser`: two at once, then one by one those that need the machine to themselves.

Most of these tests drive real processes and browsers against real clocks, and two cores are few: what fails beside
another test is run again by itself, when it isn't too much. What fails twice fails; what failed once is named.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LAST_FAILED: Final = ROOT / ".pytest_cache/v/cache/lastfailed"
AGAIN_MAX: Final = 20  # all of a file that shares one system or studio; more is no matter of load
PLACES: Final = {"python": ["--ignore=tests/browser"], "browser": ["tests/browser"]}
# Files of browser tests have a system each, so one worker takes all of a file.
BESIDE: Final = {"python": ["--dist=worksteal"], "browser": ["--dist=loadfile"]}


def main(kind: str) -> int:
    """Run all of it, whatever fails; returns the exit code."""
    LAST_FAILED.unlink(missing_ok=True)
    passed = _pytest(*PLACES[kind], "-m", "not alone", "--numprocesses=2", *BESIDE[kind]) or _again()
    print(f"== Tests of {kind} that need the machine to themselves", flush=True)
    return 0 if _pytest(*PLACES[kind], "-m", "alone") and passed else 1


def _again() -> bool:
    """Whether what failed passes by itself."""
    failed = list(json.loads(LAST_FAILED.read_text())) if LAST_FAILED.is_file() else []
    if not 0 < len(failed) <= AGAIN_MAX:
        return False
    print("== Failed beside others; again by themselves:", *failed, sep="\n   ", flush=True)
    return _pytest(*failed)


def _pytest(*options: str) -> bool:
    return subprocess.run([sys.executable, "-m", "pytest", "-q", *options], cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
