"""A launcher that runs for a test: its output line by line, its children's process ids, its end."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from lowstream.launcher.plan import CHECKOUT
from tests.system import free_port

DEADLINE_SECONDS = 20  # generous: a busy machine is not a fault of the launcher


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Return when the condition holds; fail naming `what` when it doesn't in time."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not in {DEADLINE_SECONDS} s: {what}"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be reaped doesn't."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


class Running:
    """A started launcher with stand-in children."""

    def __init__(self, mode: str, var: Path, **environment: str) -> None:
        self.var = var
        self.port = free_port()
        inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        settings = {"LOWSTREAM_VAR": str(var), "PORT": str(self.port), "EXCHANGE_PORT": str(free_port())}
        command = [sys.executable, "-m", "tests.launcher.stand_ins", mode]
        self.process = subprocess.Popen(
            ["sh", "-c", '"$@" & wait', "sh", *command] if "MAKELEVEL" in environment else command,
            cwd=CHECKOUT,
            env={**inherited, **settings, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.output.append(line.rstrip("\n"))
                self._lines.put(line.rstrip("\n"))

    def line_with(self, text: str) -> str:
        """The next line that holds `text`."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            try:
                line = self._lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no line with {text!r}; there was: {self.output}") from None
            if text in line:
                return line

    def until_up(self) -> Running:
        """Wait for the announcement, and until the stand-ins have signed the register."""
        self.line_with("Sign in: ")
        wait_until(lambda: self.births("hub") and self.births("web"), "hub and web are born")
        return self

    def births(self, name: str) -> list[int]:
        """The process ids a child has had, oldest first."""
        file = self.var / "births"
        lines = file.read_text().splitlines() if file.exists() else []
        return [int(line.split()[1]) for line in lines if line.split()[0] == name]

    def redis(self) -> redis.Redis:
        """A client of the private Redis."""
        return redis.Redis(unix_socket_path=str(self.var / "redis.sock"))

    def pids(self) -> list[int]:
        """The launcher and all it started that is still in its family."""
        with self.redis() as client:
            server = int(client.info("server")["process_id"])
        return [self.process.pid, server, *(self.births(name)[-1] for name in ("hub", "web"))]

    def end(self, number: int = signal.SIGINT) -> int:
        """Signal the launcher and return its exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """The exit code, once the launcher has ended by itself."""
        code = self.process.wait(DEADLINE_SECONDS)
        self._reader.join(DEADLINE_SECONDS)
        return code


@contextmanager
def running(mode: str, var: Path, **environment: str) -> Iterator[Running]:
    """A launcher that is gone when the test is. With MAKELEVEL a shell stands between, as make would."""
    launcher = Running(mode, var, **environment)
    try:
        yield launcher
    finally:
        if launcher.process.poll() is None:
            launcher.end(signal.SIGTERM)
