"""Who has the loop next: by the order in which work is done, so that no clock matters."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.common.turns import ALONE_SECONDS, Turns

LOUD, QUIET = 1, 2


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def end(workers: list[asyncio.Task[None]]) -> None:
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


async def test_who_asks_for_little_never_waits_however_many_wait_for_another() -> None:
    turns, done = Turns(), Counter[str]()

    async def flood() -> None:
        while True:
            await turns.share(LOUD).turn(0.25)
            done["loud"] += 1

    loud = turns.share(LOUD)
    workers = [asyncio.create_task(flood()) for _ in range(40)]
    quiet = turns.share(QUIET)
    for rounds in range(1, 500):
        await asyncio.sleep(0)
        assert quiet.take(0.2), f"had to wait in round {rounds}"
        assert done["loud"] <= 4 * rounds + 4  # a turn a round: that is how long the loop is held
    assert done["loud"] > 1_000
    assert loud.had > 200
    await end(workers)


async def test_one_stream_that_floods_beside_forty_waits_for_one_turn_at_a_time() -> None:
    turns = Turns()
    order: list[int] = []

    async def flood(workspace: int) -> None:
        while True:
            await turns.share(workspace).turn(1.0)
            order.append(workspace)

    shares = turns.share(LOUD), turns.share(QUIET)
    workers = [asyncio.create_task(flood(LOUD)) for _ in range(40)] + [asyncio.create_task(flood(QUIET))]
    while len(order) < 400:
        await asyncio.sleep(0)
    later = order[order.index(QUIET) :]
    gaps = [len(run) for run in "".join("L" if each == LOUD else " " for each in later).split(" ")]
    assert max(gaps) <= 2
    assert abs(shares[0].had - shares[1].had) <= 2
    await end(workers)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.floats(0.05, 1.6)),  # workers of a workspace, and what a piece of theirs costs
        min_size=2,
        max_size=6,
    )
)
def test_workspaces_that_want_all_get_the_same_within_a_turn_and_a_piece(tenants: list[tuple[int, float]]) -> None:
    async def measure() -> list[float]:
        turns, had = Turns(), [0.0] * len(tenants)
        shares = [turns.share(number) for number in range(len(tenants))]

        async def work(number: int, cost: float) -> None:
            while True:
                await shares[number].turn(cost)
                had[number] += cost

        workers = [
            asyncio.create_task(work(number, cost))
            for number, (count, cost) in enumerate(tenants)
            for _ in range(count)
        ]
        for _ in range(300):
            await asyncio.sleep(0)
        await end(workers)
        return had

    had = asyncio.run(measure())
    largest = max(cost for _, cost in tenants)
    assert max(had) - min(had) <= 2 * (1 + largest)
    assert sum(had) > 100  # and the loop is never left idle


async def test_who_is_alone_takes_all_and_who_comes_is_noticed_at_once() -> None:
    clock = Clock()
    turns = Turns(clock)
    first, second = turns.share(LOUD), turns.share(QUIET)
    assert not all(first.take(0.5) for _ in range(4))
    clock.now += ALONE_SECONDS + 0.1
    assert all(first.take(0.5) for _ in range(100))
    assert second.take(0.1)
    assert not all(first.take(0.5) for _ in range(4))
    clock.now += ALONE_SECONDS + 0.1
    assert all(first.take(0.5) for _ in range(100))


async def test_who_is_cancelled_in_line_is_passed_over() -> None:
    turns = Turns()
    share, done = turns.share(LOUD), list[int]()

    async def work(number: int) -> None:
        await share.turn(1.0)
        done.append(number)

    tasks = [asyncio.create_task(work(number)) for number in range(4)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert done == [0, 1, 3]


async def test_a_workspace_that_left_is_forgotten_and_the_others_know_one_share() -> None:
    turns = Turns()
    share = turns.share(LOUD)
    assert turns.share(LOUD) is share
    await turns.share(QUIET).turn(3.0)
    gc.collect()
    assert set(turns._shares) == {LOUD}
