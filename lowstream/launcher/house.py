"""The whole house: what is started in which order, kept up, announced and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from . import ready, redis_binary, redis_server
from .child import Child
from .console import Console
from .failure import StartFailed
from .plan import CHECKOUT, WILDCARDS, Plan, Programs

# Ctrl-C promises an end in under 5 s: 3 s for hub, web and exchange to say goodbye, 1 s more for Redis to close
# its file.
PEOPLE_SECONDS: Final = 3.0
REDIS_SECONDS: Final = 1.0
PREPARE_SECONDS: Final = 600.0  # migrating a large database may take minutes; a hang must end some day


@dataclass(eq=False)
class House:
    """One run of the launcher, from the first child to the last."""

    plan: Plan
    programs: Programs
    environment: dict[str, str]
    console: Console
    socket: Path  # the private Redis's, when the plan names no other
    lock: int  # the file descriptor of var/launcher.lock
    people: list[Child] = field(default_factory=list)  # hub, web, exchange
    redis: Child | None = None
    _tasks: dict[Child, asyncio.Task[None]] = field(default_factory=dict)
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _fault: Exception | None = None
    _signals: int = 0

    async def run(self) -> None:
        """Start all, announce, and live until a signal comes or a child can't be started. Nothing is left behind."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup asks to be ignored
                loop.add_signal_handler(number, self.stop)
        start = asyncio.create_task(self._guard(self._start()), name="start")
        try:
            await self._over.wait()
        finally:
            start.cancel()
            await asyncio.wait({start})
            await self._end()
        if self._fault:
            raise self._fault

    def stop(self) -> None:
        """A signal: the first stops in order, a second one at once."""
        self._signals += 1
        if self._signals == 1:
            self.console.say("Stopping.")
        else:
            for child in self._children():
                child.stop(signal.SIGKILL)
        self._over.set()

    async def _guard(self, work: Coroutine[None, None, None]) -> None:
        """Whatever goes wrong in the start or in keeping a child up ends the house and is told at its end."""
        try:
            await work
        except Exception as fault:
            self._fault = self._fault or fault
            self._over.set()

    def _supervise(self, child: Child) -> None:
        self._tasks[child] = asyncio.create_task(self._guard(child.run()), name=child.name)

    # --- Starting -------------------------------------------------------------------------------------------------

    async def _start(self) -> None:
        if not self.plan.redis_url:
            self.redis = self._private_redis()
            self._supervise(self.redis)
        # A wrong setting stops this one process and is said once, so the others wait for it.
        sign_in = await self._prepare()
        if self.redis:
            await redis_server.wait_until_ready(self.socket)
        self._add("hub", self.programs.hub)
        self._add("web", self.programs.web)
        if self.plan.mode == "demo":
            self._add("exchange", self.programs.exchange)
        host = WILDCARDS.get(self.plan.host, self.plan.host)
        await ready.wait_until_ready(host, self.plan.port, self.console.say)
        for child in self._children():
            child.ready = True
        self.console.say(f"Lowstream is running at {self.plan.base_url}/")
        self.console.say(f"Sign in: {sign_in}")
        self.console.say("Ctrl-C stops it.")

    def _add(self, name: str, command: tuple[str, ...]) -> None:
        self.people.append(Child(name, command, self.environment, self.console, cwd=str(CHECKOUT)))
        self._supervise(self.people[-1])

    def _private_redis(self) -> Child:
        directory = self.plan.var / "redis"
        return Child(
            "redis",
            redis_server.command(redis_binary.find(), self.socket, directory),
            self.environment,
            self.console,
            quiet=True,  # Redis tells its life at length; it is shown when it ends
            keep_open=(self.lock,),
            death_signal=signal.SIGTERM,  # it closes its file in order; the inherited lock keeps others away meanwhile
            cwd=str(directory),
        )

    async def _prepare(self) -> str:
        """Migrate, load samples and make the sign-in link, all in one process; its last line is the link."""
        process = await asyncio.create_subprocess_exec(
            *self.programs.prepare,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment,
            cwd=CHECKOUT,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(PREPARE_SECONDS):
                output, errors = await process.communicate()
        except TimeoutError:
            raise StartFailed(f"Preparing the database took over {PREPARE_SECONDS:.0f} s and was stopped.") from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        lines = output.decode(errors="replace").split()
        remarks = errors.decode(errors="replace").strip().removeprefix("CommandError: ")
        if process.returncode or not lines:
            if remarks and "\n" not in remarks:
                raise StartFailed(remarks)  # the child's own one clear line
            for line in remarks.splitlines():
                self.console.pass_on("prepare", line)
            raise StartFailed("Preparing the database failed; the lines above say why.")
        for line in remarks.splitlines():
            self.console.pass_on("prepare", line)
        return lines[-1]

    # --- Stopping -------------------------------------------------------------------------------------------------

    def _children(self) -> list[Child]:
        return [*self.people, self.redis] if self.redis else [*self.people]

    async def _end(self) -> None:
        """Hub, web and exchange first, Redis last; who doesn't go in time is killed."""
        await self._end_group([child for child in self._tasks if child is not self.redis], PEOPLE_SECONDS)
        await self._end_group([child for child in self._tasks if child is self.redis], REDIS_SECONDS)

    async def _end_group(self, group: list[Child], seconds: float) -> None:
        if not group:
            return
        tasks = {self._tasks[child]: child for child in group}
        for child in group:
            child.stop()
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            self.console.say(f"{tasks[task].name} didn't end in {seconds:.0f} s and is killed.")
            tasks[task].stop(signal.SIGKILL)
        await asyncio.wait(tasks)


def live(house: Callable[[], House]) -> None:
    """Make the house inside an event loop and run it to its end."""

    async def run() -> None:
        await house().run()

    asyncio.run(run())
