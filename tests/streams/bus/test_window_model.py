"""A window beside its model, a list: whatever is done to it, a reader at any cursor gets what the model says."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

import pytest
from django.conf import settings
from hypothesis import HealthCheck, Phase
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from apps.streams.bus.client import connect
from apps.streams.bus.lease import Leases
from apps.streams.bus.window import WHOLE, LostOwnership, Row, Window, clear_window_sync
from apps.streams.core import message
from apps.streams.core.cursor import Hole, follow
from apps.streams.core.message import Item
from apps.streams.definition import Window as Bounds
from apps.streams.hub.keeper import Keeper

STREAM: Final = "model"
BEGAN: Final = 1_800_000_000_000  # ms; the clock that the keeper sees begins here
FAR: Final = 10**9


class WindowMachine(RuleBasedStateMachine):
    """Model: every message that was ever written, in order, and what the bounds leave of them, batch by batch."""

    keyed = False

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.redis = connect(settings.REDIS_URL)
        self.window = Window(self.redis)
        self.now = BEGAN
        self.top = 0
        self.batches: list[list[Item]] = []  # of a plain window: what is kept
        self.rows: dict[str, Item] = {}  # of a keyed one, oldest first
        self.holes: list[tuple[int, int]] = []  # never written
        self.hub = 0
        self.before: tuple[Any, ...] = ()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.do(self.end())
        self.loop.close()

    async def end(self) -> None:
        await self.redis.flushall()
        await self.redis.aclose()

    @initialize(size=st.sampled_from([1, 3, 10, 1000]), max_bytes=st.sampled_from([64 * 1024, 2**20]))
    def take(self, size: int, max_bytes: int) -> None:
        self.bounds = Bounds(size=size, max_bytes=max_bytes, key="$.k" if self.keyed else "")
        self.own()

    def own(self) -> None:
        self.hub += 1
        owned = self.do(Leases(self.redis, f"hub{self.hub}").acquire(STREAM, "epoch"))
        assert owned is not None
        assert owned.top == self.top
        self.keeper = Keeper(self.window, STREAM, owned, self.bounds)

    # --- what may happen

    @rule(
        contents=st.lists(
            st.tuples(st.sampled_from("abcdefgh"), st.sampled_from([1, 10, 30_000])), min_size=1, max_size=12
        ),
        lost=st.sampled_from([0, 0, 0, 1, 5]),
    )
    def append(self, contents: list[tuple[str, int]], lost: int) -> None:
        """`lost` messages before it were never written: an outage."""
        first = self.top + lost + 1
        if lost:
            self.holes.append((self.top + 1, self.top + lost))
        self.now += 10
        items = [
            Item(first + i, self.now + i, b'"%d%s"' % (first + i, b"x" * size), key if self.keyed else None)
            for i, (key, size) in enumerate(contents)
        ]
        keys = [key for key, _ in contents] if self.keyed else None
        text = message.encode("epoch", first, [i.at for i in items], [i.payload for i in items], keys)
        newest = {item.key: item for item in items}
        ordered = sorted(newest.values(), key=lambda item: item.offset)
        rows = [Row(message.name_of(i.key or ""), i.offset, i.at, i.payload) for i in ordered] if self.keyed else []
        batch = message.read(text)
        self.before = (batch, items[-1].at, rows)
        self.do(self.keeper.append(*self.before))
        self.top = batch.last
        self.note(batch.text, items, ordered)

    def note(self, text: bytes, items: list[Item], newest: list[Item]) -> None:
        if self.keyed:
            for item in newest:
                self.rows.pop(item.key or "", None)
                self.rows[item.key or ""] = item
            return
        self.batches.append(items)

    @precondition(lambda self: self.before)
    @rule()
    def repeat(self) -> None:
        """The newest batch comes once more, late."""
        batch, _, rows = self.before
        if self.keyed:
            self.do(self.window.upsert(STREAM, self.keeper.fence, batch, self.top, rows, []))
        else:
            self.do(self.window.append(STREAM, self.keeper.fence, batch, FAR))

    @rule()
    def hand_over(self) -> None:
        """Another hub goes on; the old one is refused."""
        old = self.keeper
        self.do(Leases(self.redis, f"hub{self.hub}").release(STREAM, "shared"))
        self.own()
        batch = message.read(message.encode("epoch", self.top + 1, [1], [b"1"], ["a"] if self.keyed else None))
        with pytest.raises(LostOwnership):
            self.do(old.append(batch, 1, [Row(b'"a"', self.top + 1, 1, b"1")] if self.keyed else []))

    @rule()
    def clear(self) -> None:
        assert clear_window_sync(STREAM) == self.top
        self.batches, self.rows, self.holes = [], {}, []

    # --- what must be so

    def kept(self) -> list[Item]:
        """What the bounds leave."""
        raise NotImplementedError

    @invariant()
    def a_reader_at_any_cursor_gets_what_the_model_says(self) -> None:
        if not hasattr(self, "keeper"):
            return
        kept = self.kept()
        for after in sorted({0, self.top, max(0, self.top - 1), max(0, self.top - 7), self.top // 2}):
            for max_bytes in (FAR, 40_000):
                self.check(after, [item for item in kept if item.offset > after], max_bytes)
        newest = self.do(self.window.read(STREAM, WHOLE, self.bounds.size, FAR))
        found = [item for b in newest.batches for item in b.messages() if item.offset > newest.after]
        assert found == [item for item in kept if self.keyed or item.offset > self.top - self.bounds.size]

    def check(self, after: int, expected: list[Item], max_bytes: int) -> None:
        found: list[Item] = []
        holes: list[tuple[int, int]] = []
        cursor = after
        while cursor < self.top:
            snapshot = self.do(self.window.read(STREAM, cursor, self.bounds.size, max_bytes))
            assert (snapshot.epoch, snapshot.top) == ("epoch", self.top)
            parts = follow(snapshot.after, snapshot.batches)
            if not parts:
                holes.append((cursor + 1, self.top))
                break
            for part in parts:
                if isinstance(part, Hole):
                    holes.append((part.first, part.last))
                else:
                    found += part.messages()
            cursor = parts[-1].last
        assert found == expected
        self.check_holes(after, found, holes)

    def check_holes(self, after: int, found: list[Item], holes: list[tuple[int, int]]) -> None:
        raise NotImplementedError


class PlainMachine(WindowMachine):
    def kept(self) -> list[Item]:
        kept = self.batches
        newest = kept[-1][-1].offset if kept else 0
        kept = [batch for batch in kept if batch[-1].offset > newest - self.bounds.size]
        while len(kept) > 1 and sum(map(self.text_bytes, kept)) > self.bounds.max_bytes:
            kept = kept[1:]
        self.batches = kept
        return [item for batch in kept for item in batch]

    def text_bytes(self, items: list[Item]) -> int:
        return len(message.encode("epoch", items[0].offset, [i.at for i in items], [i.payload for i in items]))

    def check_holes(self, after: int, found: list[Item], holes: list[tuple[int, int]]) -> None:
        """Received and missing make the whole."""
        missing = [offset for first, last in holes for offset in range(first, last + 1)]
        assert sorted([*missing, *[item.offset for item in found]]) == list(range(after + 1, self.top + 1))


class KeyedMachine(WindowMachine):
    keyed = True

    def kept(self) -> list[Item]:
        # A hole is a row of its own that takes its place among the others, and goes like them.
        rows = list(self.rows.values())
        marks = [(last, first) for first, last in self.holes]
        while len(rows) + len(marks) > 1 and (
            len(rows) + len(marks) > self.bounds.size or self.row_bytes(rows) > self.bounds.max_bytes
        ):
            if marks and (not rows or marks[0][0] < rows[0].offset):
                marks = marks[1:]
            else:
                rows = rows[1:]
        self.rows = {item.key or "": item for item in rows}
        self.holes = [(first, last) for last, first in marks]
        return rows

    def row_bytes(self, rows: list[Item]) -> int:
        return sum(len(message.name_of(i.key or "")) + len(i.payload) + 14 for i in rows)

    def check_holes(self, after: int, found: list[Item], holes: list[tuple[int, int]]) -> None:
        """What newer rows replaced is no hole; what was never written is, as long as it is known."""
        expected = [(max(first, after + 1), last) for first, last in self.holes if last > after]
        assert holes == expected


@pytest.mark.parametrize("machine", [PlainMachine, KeyedMachine])
def test_a_window_is_what_its_model_says(redis_url: str, machine: type[WindowMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=effort(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
