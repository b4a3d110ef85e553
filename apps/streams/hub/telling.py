"""What a stream tells of itself: its status, and what could not be used, a few a second and the rest as a count."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from typing import Final

from apps.common.redaction import Veil
from apps.streams.core import event
from apps.streams.core.pipeline import BadMessage
from apps.streams.core.state import StatusName, StreamStatus

from .figures import figures
from .writer import Writer

logger = logging.getLogger(__name__)

ERRORS_PER_SECOND: Final = 5  # of each kind; the rest of a second's is only counted

_MORE: Final = {
    "bad_message": "{} more messages could not be read.",
    "auto_reply": "{} more automatic replies were left out.",
}


class Telling:
    """Without a writer, while standing by, statuses are noted and nothing is told."""

    def __init__(self, stream: str) -> None:
        self.status = StreamStatus()
        self.opened = 0  # connections of this stream, also under its former owners
        self.bad_messages = 0
        self.veil = Veil({})  # over the secrets of the present dial, or the last one
        self._stream = stream
        self._writer: Writer | None = None
        self._trouble: tuple[str, str] | None = None  # code and message, while Redis takes too little
        self._errors: Counter[str] = Counter()  # in this second, by code
        self._timer: asyncio.TimerHandle | None = None

    def write_to(self, writer: Writer, opened: int) -> None:
        """From now on tell; the stream had opened so often before."""
        self._writer = writer
        self.opened += opened
        if self.status.status != "idle":
            self.status = self.status.model_copy(update={"connection": self.opened})
            self.repeat()

    def tell(self, status: StatusName, attempt: int, **facts: str | int | None) -> None:
        """The connection has changed."""
        if self.veil:
            facts = {name: self.veil.text(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        self.status = StreamStatus.model_validate(
            {"status": status, "at": _now_ms(), "connection": self.opened, "attempt": attempt, **facts}
        )
        logger.info("stream %s: %s %s", self._stream, status, facts.get("code") or "")
        self.repeat()

    def repeat(self) -> None:
        """Tell the present status (once more)."""
        if self._writer is None:
            return
        status = self.status
        if self._trouble is not None and status.status == "open":
            code, message = self._trouble
            status = status.model_copy(update={"status": "degraded", "code": code, "message": message})
        happened = event.status_event(self._writer.top, status)
        self._writer.tell(happened, status.model_dump_json().encode(), self.opened)

    def trouble(self, code: str | None, message: str) -> None:
        """Redis takes too little, and so windows miss something (code), or all is well again (None)."""
        self._trouble = None if code is None else (code, message)
        self.repeat()

    def error(self, code: str, message: str, sample: str | None = None) -> None:
        """Something of the upstream's could not be used, or not be answered."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(1, self.count_the_rest)
        self._errors[code] += 1
        if self.veil:
            message, sample = self.veil.text(message), None if sample is None else self.veil.text(sample)
        if self._errors[code] <= ERRORS_PER_SECOND and self._writer is not None:
            self._writer.tell(event.error_event(self._writer.top, code, message, _now_ms(), sample))

    def bad(self, bad: BadMessage) -> None:
        """A message, or a row of one, could not be used."""
        self.bad_messages += 1
        figures.bad_messages += 1
        self.error("bad_message", f"A message could not be read: {bad.reason}.", bad.sample)

    def count_the_rest(self) -> None:
        """A second with errors is over, or the connection is: count those that were not told one by one."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        errors, self._errors = self._errors, Counter()
        for code, text in _MORE.items():
            more = errors[code] - ERRORS_PER_SECOND
            if more > 0 and self._writer is not None:
                message = text.format(more)
                self._writer.tell(event.error_event(self._writer.top, code, message, _now_ms(), None))


def _now_ms() -> int:
    return int(time.time() * 1000)
