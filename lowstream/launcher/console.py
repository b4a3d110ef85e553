"""What the launcher prints: its own lines and, behind a name, those of its children.

A thread writes, so that a reader who stops reading (a pipe that is full) never stops the supervision.
"""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
from typing import Final, TextIO

WAITING_LINES: Final = 1000  # lines not yet written; overflow policy: drop newest, and say how many
NAME_WIDTH: Final = 8  # the longest child's name is "exchange"
FLUSH_SECONDS: Final = 0.5  # what the end of the program may wait for a slow reader
COLOURS: Final = {"web": 36, "hub": 35, "redis": 31, "exchange": 33}


class Console:
    """A printer that never blocks its caller and never fails."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._coloured = self._out.isatty()
        self._lines: queue.Queue[str | None] = queue.Queue(WAITING_LINES)
        self._dropped = 0
        self._thread = threading.Thread(target=self._write, name="console", daemon=True)
        self._thread.start()

    def say(self, line: str) -> None:
        """A line of the launcher itself."""
        if self._dropped:
            line = f"({self._dropped} lines left out: the output is not being read)\n{line}"
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._dropped += 1
        else:
            self._dropped = 0

    def pass_on(self, name: str, line: str) -> None:
        """A line that a child printed."""
        if line.startswith('{"time":'):  # LOG_FORMAT=json: for programs, so nothing may stand before it
            self.say(line)
            return
        label = f"{name:<{NAME_WIDTH}} |"
        if self._coloured:
            label = f"\x1b[{COLOURS.get(name, 37)}m{label}\x1b[0m"
        self.say(f"{label} {line}")

    def close(self) -> None:
        """Write what is left, as far as somebody reads it."""
        try:
            self._lines.put(None, timeout=FLUSH_SECONDS)
        except queue.Full:
            return
        self._thread.join(FLUSH_SECONDS)

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            with contextlib.suppress(OSError, ValueError):  # nobody reads any more: the house runs on in silence
                print(line, file=self._out, flush=True)
