"""`python -m scripts.browser`: prints the path of a Chromium for the browser tests; gets one when there is none.

In order: LOWSTREAM_CHROMIUM, chromium or Chrome on PATH, Playwright's own download, Debian's package (as root).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from .tools import VENV, SetupFailed

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
START_SECONDS: Final = 60  # printing the version; a first start on a slow disk takes a while
DOWNLOAD_SECONDS: Final = 600
# Beside the packages and inside the checkout, unless the person keeps browsers elsewhere.
DOWNLOADS: Final = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", str(VENV / "browsers"))


def works(program: str) -> bool:
    """Whether it starts: some distributions put a stub on PATH, and a download may lack system libraries."""
    try:
        run = subprocess.run([program, "--version"], capture_output=True, timeout=START_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0


def on_path() -> str | None:
    """The first browser on PATH that starts."""
    found = (shutil.which(name) for name in NAMES)
    return next((program for program in found if program and works(program)), None)


def downloaded() -> str | None:
    """The browser that Playwright has downloaded before."""
    programs = sorted(Path(DOWNLOADS).glob("chromium-*/chrome-*/chrome"))
    return next((str(program) for program in reversed(programs) if works(str(program))), None)


def attempt(title: str, *commands: list[str]) -> None:
    """Run commands that may fail; what they print goes to stderr, since stdout carries the result."""
    print(f"{title} …", file=sys.stderr, flush=True)
    environment = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": DOWNLOADS, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        try:
            code = subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=sys.stderr,
                timeout=DOWNLOAD_SECONDS,
                check=False,
            ).returncode
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"{command[0]} failed: {error}", file=sys.stderr)
            return
        if code:
            return


def find() -> str:
    """A browser that starts, got by whatever means this machine has."""
    if given := os.environ.get("LOWSTREAM_CHROMIUM"):
        if works(given):
            return given
        raise SetupFailed(f"LOWSTREAM_CHROMIUM={given!r} is not a browser that starts.")
    if present := on_path() or downloaded():
        return present
    attempt("Downloading Chromium", [sys.executable, "-m", "playwright", "install", "chromium"])
    if present := downloaded():
        return present
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempt(
            "Installing Debian's Chromium",
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "chromium"],
        )
        if present := on_path():
            return present
    raise SetupFailed(
        "The browser tests need Chromium or Chrome, and none could be had: install one, "
        "or name its program with LOWSTREAM_CHROMIUM."
    )


if __name__ == "__main__":
    print(find())
