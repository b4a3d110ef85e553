"""Processes of a benchmark: started, spoken to by JSON lines, measured from /proc, and stopped whatever happens."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")
STOP_SECONDS: Final = 5
# A benchmark's viewers are all one person's, who opens and asks faster than any.
NO_LIMITS: Final = {
    f"LIMIT_{name}": "1000000"
    for name in (
        *("WORKSPACE_STREAMS", "WORKSPACE_SOCKETS", "USER_STREAMS", "USER_SOCKETS"),
        *("SESSION_OPENS_PER_SECOND", "REQUESTS_PER_SECOND"),
    )
}


class BenchFailed(SystemExit):
    """One clear line; no traceback."""

    def __init__(self, message: str) -> None:
        super().__init__(f"The benchmark failed: {message}")


class Process:
    """A child that is killed when it doesn't end in time. Its stderr goes to a log file."""

    def __init__(self, command: list[str], log: Path, environment: dict[str, str] | None = None) -> None:
        self.name = log.stem
        self._log = log
        with log.open("wb") as stderr:
            self.popen = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                cwd=ROOT,
                env=environment,
                text=True,
            )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @classmethod
    def python(cls, module: str, log: Path, *arguments: str) -> Process:
        """`python -m module` of this interpreter."""
        return cls([sys.executable, "-m", module, *arguments], log)

    def say(self, message: dict[str, Any]) -> None:
        """One JSON line to its stdin."""
        assert self.popen.stdin is not None
        self.popen.stdin.write(json.dumps(message) + "\n")
        self.popen.stdin.flush()

    def hear(self, seconds: float) -> dict[str, Any]:
        """The next JSON line of its stdout; other lines are passed over."""
        deadline = time.monotonic() + seconds
        while True:
            line = self.next_line(deadline - time.monotonic())
            if line.startswith("{"):
                answer: dict[str, Any] = json.loads(line)
                return answer

    def next_line(self, seconds: float) -> str:
        """The next line of its stdout."""
        try:
            line = self._lines.get(timeout=max(0.0, seconds))
        except queue.Empty:
            raise BenchFailed(f"{self.name} said nothing for {seconds:.0f} s; see {self._log}") from None
        if not line:
            raise BenchFailed(f"{self.name} ended (exit code {self.popen.wait()}); see {self._log}")
        return line

    def stop(self) -> None:
        """Ask, then make sure."""
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        for pipe in (self.popen.stdin, self.popen.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()

    def _read(self) -> None:
        assert self.popen.stdout is not None
        try:
            for line in self.popen.stdout:
                self._lines.put(line)
        except ValueError:
            pass  # closed by stop()
        self._lines.put("")


def stolen() -> tuple[int, int]:
    """Ticks of all processors since the machine started: those its host gave to others, and all."""
    with Path("/proc/stat").open() as stat:
        ticks = [int(field) for field in stat.readline().split()[1:9]]
    return ticks[7], sum(ticks)


def cpu_seconds(pids: Iterable[int]) -> dict[int, float]:
    """User and system time so far of each process with all its threads and descendants."""
    stats = {int(entry.name): _stat(entry) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    children: dict[int, list[int]] = {}
    for pid, stat in stats.items():
        if stat is not None:
            children.setdefault(stat[0], []).append(pid)

    def of(pid: int) -> float:
        stat = stats.get(pid)
        return (stat[1] if stat else 0.0) + sum(of(child) for child in children.get(pid, []))

    return {pid: of(pid) for pid in pids}


def waited_seconds(pid: int) -> float:
    """How long the main thread of a process was ready to run while others had the CPU; 0 where that isn't counted."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def rss_kib(pid: int) -> int:
    """The memory that a process holds now, in KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:", 1)[1].split(None, 1)[0])


def open_files(pid: int) -> int:
    """File descriptors of a process, sockets among them."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _stat(entry: Path) -> tuple[int, float] | None:
    """Parent and CPU seconds of /proc/<pid>; None when it has just ended."""
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND
