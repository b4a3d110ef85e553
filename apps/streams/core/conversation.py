"""What the hub says by itself: the steps on connect, in order, and automatic replies, within bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .plan import Message, Reply, Step
from .rate import Bucket
from .resolve import BadParameter

REPLIES_PER_SECOND: Final = 50.0  # far more than any ping needs; two machines that answer each other go no faster


class Opening:
    """The steps on connect. A step that waits is due once a message has come, after the step before, that matches."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._next = 0
        self.heard = False  # what the waiting step waits for

    @property
    def waiting(self) -> Step | None:
        """The step that waits for a message; None when all have been taken."""
        return self._steps[self._next] if self._next < len(self._steps) else None

    def due(self) -> Iterator[Message]:
        """Take the messages that may be sent now, until a step has to wait."""
        while (step := self.waiting) is not None and (step.wait_for is None or self.heard):
            self._next += 1
            self.heard = False
            yield step.message

    def hear(self, message: object) -> None:
        """Note a parsed message of the upstream's."""
        step = self.waiting
        if step is not None and step.wait_for is not None and step.wait_for(message):
            self.heard = True


class Replies:
    """The automatic replies of one connection, at most REPLIES_PER_SECOND of them."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self._replies = replies
        self._bucket = Bucket(REPLIES_PER_SECOND, REPLIES_PER_SECOND)

    def to(self, message: object, now: float) -> Iterator[Message | BadParameter | None]:
        """What a parsed message is answered with, rule by rule. None: left out, since too many were given."""
        for reply in self._replies:
            if reply.when(message):
                if not self._bucket.try_take(now):
                    yield None
                    continue
                try:
                    yield reply.answer(message)
                except BadParameter as fault:
                    yield fault
