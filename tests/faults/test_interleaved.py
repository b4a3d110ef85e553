"""Faults in any order, chosen by Hypothesis: the model beside the house is the account of one viewer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.system import System

from .house import Follower, House

T = TypeVar("T")

_names = st.sampled_from(["hub", "hub2"])
_moments = st.sampled_from([0.0, 0.05, 0.3])  # seconds between one fault and the next


class _Loop:
    """An event loop in a thread of its own: Hypothesis's rules are not asynchronous."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(120)

    def close(self) -> None:
        self.run(self._cancel_all())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Faults(RuleBasedStateMachine):
    """The rules break things and mend them; after each, what the viewer has had must be in order."""

    system: System
    scopes = st.sampled_from(["shared", "session"])

    def __init__(self) -> None:
        super().__init__()
        self._loop = _Loop()
        self._house: House | None = None
        self._viewer: Follower | None = None
        self._dead: set[str] = set()
        self._frozen = self._paused = False

    @initialize(scope=scopes)
    def begin(self, scope: str) -> None:
        self._loop.run(self._begin(scope))

    async def _begin(self, scope: str) -> None:
        self._house = await House(self.system).__aenter__()
        app = await self._house.app(scope=scope, keep_alive={"ping_seconds": 1})
        self._viewer = await self._house.follow(app).__aenter__()
        await self._viewer.goes_on(200)

    @property
    def house(self) -> House:
        assert self._house is not None
        return self._house

    @rule(wait=_moments)
    def cut_the_upstream(self, wait: float) -> None:
        self._loop.run(self.house.wire.cut())
        self._pause(wait)

    @rule(wait=_moments)
    def cut_the_browser(self, wait: float) -> None:
        self._loop.run(self.house.browser.cut())
        self._pause(wait)

    @rule(count=st.integers(1, 300))
    def send_garbage(self, count: int) -> None:
        self.house.source.garbage += count

    @rule()
    @precondition(lambda self: not self._frozen)
    def freeze_the_upstream(self) -> None:
        self._loop.loop.call_soon_threadsafe(self.house.wire.freeze)
        self._frozen = True
        self._pause(0.5)

    @rule()
    @precondition(lambda self: self._frozen)
    def thaw_the_upstream(self) -> None:
        self._loop.loop.call_soon_threadsafe(self.house.wire.thaw)
        self._frozen = False

    @rule()
    @precondition(lambda self: not self._paused and "redis" not in self._dead)
    def pause_redis(self) -> None:
        self.house.pause("redis")
        self._paused = True
        self._pause(0.5)

    @rule()
    @precondition(lambda self: self._paused)
    def resume_redis(self) -> None:
        self.house.resume("redis")
        self._paused = False

    @rule(name=st.sampled_from(["hub", "hub2", "web"]), wait=_moments)
    @precondition(lambda self: not self._paused)
    def kill(self, name: str, wait: float) -> None:
        if name not in self._dead:
            self._loop.run(self.house.kill(name))
            self._dead.add(name)
        self._pause(wait)

    @rule(wait=_moments)
    @precondition(lambda self: not self._paused and "redis" not in self._dead)
    def stop_redis(self, wait: float) -> None:
        self._loop.run(asyncio.to_thread(self.system.stop, "redis"))
        self._dead.add("redis")
        self._pause(wait)

    @rule()
    @precondition(lambda self: self._dead)
    def start_what_is_dead(self) -> None:
        for name in sorted(self._dead, key=lambda each: each != "redis"):
            self._loop.run(self.house.start(name))
        self._dead.clear()

    @rule()
    @precondition(lambda self: not self._dead and not self._paused and not self._frozen)
    def let_it_flow(self) -> None:
        self._loop.run(self._flow(300))

    async def _flow(self, messages: int) -> None:
        assert self._viewer is not None
        await self._viewer.goes_on(messages)
        self._viewer.account.adds_up()

    def _pause(self, seconds: float) -> None:
        self._loop.run(asyncio.sleep(seconds))

    def teardown(self) -> None:
        try:
            if self._house is not None and self._viewer is not None:
                self._loop.run(self._end(self._house, self._viewer))
        finally:
            self._loop.close()

    async def _end(self, house: House, viewer: Follower) -> None:
        try:
            house.wire.thaw()
            await house.mend()
            await self._flow(1_000)
            heard = set(house.heard())
            assert [text for text in viewer.confirmed if text not in heard] == []
        finally:
            await viewer.__aexit__()
            await house.__aexit__()


@pytest.mark.timeout(400)
def test_whatever_breaks_in_whatever_order_it_adds_up() -> None:
    with TemporaryDirectory() as folder, System(Path(folder)) as system:
        system.start("hub2", "runhub")
        Faults.system = system
        machine = Faults.TestCase
        machine.settings = settings(
            max_examples=4,  # each takes half a minute: processes die and come back
            stateful_step_count=10,
            deadline=None,
            phases=[Phase.generate],  # looking for a shorter case would take an hour; the steps are printed
            suppress_health_check=list(HealthCheck),
            derandomize=True,  # `--hypothesis-seed` has no say then; set it to False to go looking
            print_blob=True,
        )
        machine().runTest()
