"""One child process: started, its output passed on, started again when it dies, stopped with its whole group."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from .console import Console
from .failure import StartFailed

FIRST_DELAY_SECONDS: Final = 0.2  # a child killed by hand is back before anyone notices
LONGEST_DELAY_SECONDS: Final = 5.0  # a child that can't live costs one start in five seconds
STABLE_SECONDS: Final = 30.0  # one that lived this long earns a fresh delay
TRIES_BEFORE_READY: Final = 5  # quick deaths in a row, before the house was ever up, that end the start
TAIL_LINES: Final = 20  # last words kept to be shown; overflow policy: drop oldest
LONGEST_LINE_BYTES: Final = 16_384  # a longer line is passed on in pieces
LAST_WORDS_SECONDS: Final = 0.5  # how long after its death a child's output is still read

PR_SET_PDEATHSIG: Final = 1  # from <linux/prctl.h>
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Output(asyncio.Protocol):
    """Cuts what a child prints into lines."""

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._rest = b""
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        """Hand on every finished line, and an overlong unfinished one as it is."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE_BYTES:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._take(line.decode(errors="replace").rstrip())

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand on the last line that had no end."""
        if self._rest:
            self._take(self._rest.decode(errors="replace"))
        if not self.ended.done():
            self.ended.set_result(None)


def dying_with(parent: int, death_signal: int) -> Callable[[], None] | None:
    """What the child does before it becomes its program: ask Linux for a signal when the launcher is gone."""
    if _libc is None:
        return None
    prctl = _libc.prctl  # looked up before the fork: afterwards as little as possible may happen

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)  # the launcher died before Linux was asked

    return ask


def die_with_parent(death_signal: int) -> None:
    """Ask the same for this process itself."""
    if ask := dying_with(os.getppid(), death_signal):
        ask()


def in_words(code: int) -> str:
    """An exit code as people know it."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


@dataclass(eq=False)
class Child:
    """A child and how to keep it alive. `quiet` ones' output is only shown when they fail."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    console: Console
    quiet: bool = False
    keep_open: tuple[int, ...] = ()
    death_signal: int = signal.SIGKILL
    cwd: str | None = None
    ready: bool = False  # set by the launcher once the house was up: from then on it never gives up
    process: asyncio.subprocess.Process | None = None
    _tail: collections.deque[str] = field(default_factory=lambda: collections.deque(maxlen=TAIL_LINES))
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Live until stop(): start, wait for the end, wait the delay, start again.

        Raises StartFailed when the program can't be started at all, or dies again and again before the house is up.
        """
        deaths = 0
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            started = loop.time()
            code = await self._live()
            if self._stopping.is_set():
                return
            lived = loop.time() - started
            deaths = 1 if lived >= STABLE_SECONDS else deaths + 1
            if self.quiet or deaths == TRIES_BEFORE_READY:
                self._show_last_words()
            if deaths >= TRIES_BEFORE_READY and not self.ready:
                raise StartFailed(f"{self.name} can't be started: {in_words(code)}, {deaths} times in a row.")
            delay = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (deaths - 1))
            self.console.say(
                f"{self.name} ended ({in_words(code)}, after {lived:.1f} s); it starts again in {delay:.1f} s."
            )
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Signal the child and its group, and don't start it again."""
        self._stopping.set()
        if self.process is not None and self.process.returncode is None:
            self._signal_group(self.process.pid, number)

    async def _live(self) -> int:
        """One life, from the start to the exit code."""
        read, write = os.pipe()
        try:
            self.process = process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=write,
                stderr=write,
                env=self.environment,
                cwd=self.cwd,
                pass_fds=self.keep_open,
                # A session of its own: the terminal's Ctrl-C reaches the launcher only, which stops all in order.
                start_new_session=True,
                preexec_fn=dying_with(os.getpid(), self.death_signal),
            )
        except OSError as error:
            os.close(read)
            raise StartFailed(f"{self.name} can't be started: {self.command[0]}: {error.strerror}.") from None
        finally:
            os.close(write)
        if self._stopping.is_set():
            self.stop()
        loop = asyncio.get_running_loop()
        transport, output = await loop.connect_read_pipe(lambda: Output(self._take), os.fdopen(read, "rb", 0))
        try:
            code = await process.wait()
            self._signal_group(process.pid, signal.SIGKILL)  # whatever the child itself had started
            await asyncio.wait({output.ended}, timeout=LAST_WORDS_SECONDS)
        finally:
            transport.close()
        return code

    def _take(self, line: str) -> None:
        self._tail.append(line)
        if not self.quiet:
            self.console.pass_on(self.name, line)

    def _show_last_words(self) -> None:
        self.console.say(f"The last output of {self.name}:" if self._tail else f"{self.name} printed nothing.")
        for line in self._tail:
            self.console.pass_on(self.name, line)
        self._tail.clear()

    @staticmethod
    def _signal_group(pid: int, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, number)
