"""What one viewer was sent, checked as it comes, and added up at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]


@dataclass
class Account:
    """Of one viewer over all its sockets. `take` complains at the first item that is out of turn.

    Messages are `{"c": connection, "n": number}`: the upstream counts 1, 2, 3 … on each of its connections.
    """

    stream: str = ""
    epoch: str = ""
    offset: int = 0
    began_at: int | None = None  # the offset after which this viewer was to get everything
    messages: dict[int, tuple[int, int]] = field(default_factory=dict)  # of this epoch: offset -> (c, n)
    restarts: int = 0  # epochs that began because Redis may have lost what it was told, with its owner gone
    missing: int = 0
    errors: list[Item] = field(default_factory=list)
    statuses: list[Item] = field(default_factory=list)
    lagged: int = 0

    @property
    def cursor(self) -> Item | None:
        return {"epoch": self.epoch, "offset": self.offset} if self.began_at is not None else None

    def take(self, item: Item) -> None:
        match item["type"]:
            case "stream":
                self._begin(item)
                self.statuses.append(item["status"])
            case "status":
                self.statuses.append(item["status"])
            case "error":
                self.errors.append(item)
            case "lagging":
                self.lagged += item["lagging"]
            case "gap" if item["count"] is None:
                self._end_epoch()
            case "gap":
                assert item["from"] == self.offset + 1, f"gap {item} at {self.offset}"
                assert item["count"] == item["to"] - item["from"] + 1
                self.missing += item["count"]
                self.offset = item["to"]
            case "messages":
                for batch in item["batches"]:
                    self._take_batch(batch)

    def _end_epoch(self) -> None:
        """How much is missing nobody can know; what came before must add up by itself."""
        self.adds_up()
        self.restarts += 1
        self.began_at, self.offset, self.missing = None, 0, 0
        self.messages.clear()

    def _begin(self, item: Item) -> None:
        if not item["epoch"]:  # no hub has taken the stream yet
            return
        if self.began_at is not None:
            assert item["resumed"], f"the stream started over: {item}"
            assert item["epoch"] == self.epoch
            return
        self.stream, self.epoch = item["stream"], item["epoch"]
        self.began_at = self.offset = max(0, item["top"] - item["window"]) if not self.restarts else 0

    def _take_batch(self, batch: Item) -> None:
        if self.offset == self.began_at and batch["from"] > self.offset + 1:
            self.began_at = self.offset = batch["from"] - 1  # the window began later; nothing of before was owed
        assert batch["from"] == self.offset + 1, f"{batch['from']}..{batch['to']} after {self.offset}"
        for offset, data in zip(range(batch["from"], batch["to"] + 1), batch["data"], strict=True):
            self.messages[offset] = (data["c"], data["n"])
            self.offset = offset

    def adds_up(self) -> None:
        """No loss untold, no repeat, no reorder: each connection's numbers come as they were sent, from 1 on."""
        assert self.began_at is not None
        assert len(self.messages) + self.missing == self.offset - self.began_at
        before: tuple[int, int, int] | None = None  # offset, c, n
        for offset, (c, n) in self.messages.items():
            untold = 0 if before is None else offset - before[0] - 1  # told as gaps, to the last one
            if before is None:
                pass
            elif c == before[1]:
                assert n - before[2] == offset - before[0], f"connection {c}: {before[2]} then {n}, {untold} told"
            else:
                assert c > before[1], f"connection {c} after {before[1]}"
                assert n - 1 <= untold, f"connection {c} began with {n}, {untold} told"
            before = (offset, c, n)

    def statuses_since(self, begin: int) -> Sequence[str]:
        """The names of the statuses told from the given place on."""
        return [status["status"] for status in self.statuses[begin:]]
