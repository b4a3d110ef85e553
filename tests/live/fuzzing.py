"""Frames that no good client sends: good ones by the protocol's grammar, spoilt in every way we could think of.

All comes from one seed, so that what was found can be found again.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from apps.live.tokens import Claims, mint_token

from .raw import BINARY, FIN, MORE, PING, PONG, TEXT, Raw, frame

SEED: Final = 20_261_121
SOCKETS: Final = 8
SESSIONS: Final = 16  # few, so that sockets replace each other
LIFE_FRAMES: Final = (5, 80)  # of one socket, unless it is closed before
WAIT_SECONDS: Final = 20  # for the answer to the frame behind the fuzz

QUERIES: Final = ("own", "shared", "keyed", "asked", "nothing", "", "q" * 65, "own ", "ОWN", "__proto__", "\x00")
TEXTS: Final = (
    *(
        "",
        " ",
        "a",
        "null",
        "0",
        "own",
        "x" * 300,
        "x" * 70_000,
        "\ud800",
        "\udfff\ud800",
        "\u0000",
        "\u202e",
        "🂡" * 50,
    ),
    *(
        "é̂" * 40,
        "../../etc/passwd",
        "{{ secrets.KEY }}",
        "${7*7}",
        "'; DROP TABLE x; --",
        "<script>",
        "%s%n",
        "\r\nX: y",
    ),
)
NUMBERS: Final = (0, 1, -1, 2, 7, 0.5, -0.0, 1e308, 2**31, 2**53 - 1, 2**53, 2**63, 2**64, -(2**63), 10**30, 10**400)
KEYS: Final = (
    *("type", "id", "query", "cursor", "epoch", "offset", "params", "text", "encoding", "remember", "key", "frames"),
    *("protocol", "token", "__proto__", "constructor", "", "x" * 200, "\u0000", "é"),
)
LITERALS: Final = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-",
    "01",
    "+1",
    ".5",
    "0x10",
    "undefined",
    "'x'",
    "tru",
    "\\u12",
)

Frame = dict[str, Any]


class Fuzz:
    """An endless source of frames, as bytes on the wire. `kinds` counts what was made."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = random.Random(seed)
        self.kinds: Counter[str] = Counter()
        self._spoil: list[Callable[[], bytes]] = [
            *[self._good] * 4,
            *[self._changed] * 8,
            *[self._cut] * 2,
            *[self._literal] * 2,
            *[self._twice] * 1,
            *[self._flipped] * 2,
            *[self._value] * 2,
            *[self._deep] * 1,
            *[self._binary] * 1,
            *[self._pieces] * 1,
            *[self._control] * 1,
            *[self._long] * 1,
        ]

    def next(self) -> bytes:
        """One message, in one or more frames."""
        make = self._random.choice(self._spoil)
        self.kinds[make.__name__.strip("_")] += 1
        return make()

    def pick(self, count: int) -> int:
        """A number below `count`."""
        return self._random.randrange(count)

    def between(self, least: int, most: int) -> int:
        """A number."""
        return self._random.randint(least, most)

    # --- good ones

    def frame(self) -> Frame:
        """What a client may send, in any order."""
        r = self._random
        kind = r.choice(("run", "run", "stop", "broadcast", "broadcast", "forget", "ack", "ack", "hello"))
        if kind == "ack":
            return {"type": "ack", "frames": r.choice((0, 1, 2, 3, r.randint(0, 50), 10**6))}
        if kind == "hello":
            return {
                "type": "hello",
                "protocol": r.choice((1, 1, 0, 2, -1)),
                "token": r.choice(("", "x.y.z", "a" * 4000)),
            }
        made: Frame = {"type": kind, "id": r.choice((1, 2, 3, r.randint(1, 2**53 - 1))), "query": r.choice(QUERIES)}
        if kind == "run" and r.random() < 0.6:
            made["cursor"] = {
                "epoch": r.choice(("", "e", "0" * 32, "x" * 64)),
                "offset": r.choice((0, 1, 5, 10**6, 2**53)),
            }
        if kind == "run" and r.random() < 0.5:
            made["params"] = {r.choice(("symbol", "depth", "no")): r.choice((*TEXTS[:8], *NUMBERS[:6], None, True))}
        if kind == "broadcast":
            made["text"] = r.choice((*TEXTS, "AAAA", "AAA", "=" * 8))
            if r.random() < 0.4:
                made["encoding"] = r.choice(("text", "base64", "hex"))
            if r.random() < 0.3:
                made["remember"] = r.choice(("a", "b", "x" * 128, "x" * 129, ""))
        if kind == "forget":
            made["key"] = r.choice((None, "a", "b", "", "x" * 128))
        return made

    def anything(self, depth: int = 0) -> Any:  # Any: JSON
        """Any JSON value, not too large."""
        r = self._random
        kind = r.randrange(9 if depth < 3 else 6)
        if kind < 2:
            return r.choice(TEXTS)
        if kind < 4:
            return r.choice(NUMBERS)
        if kind < 6:
            return r.choice((None, True, False))
        if kind < 8:
            return [self.anything(depth + 1) for _ in range(r.randrange(4))]
        return {r.choice(KEYS): self.anything(depth + 1) for _ in range(r.randrange(4))}

    def _good(self) -> bytes:
        return _text(self.frame())

    # --- spoilt ones

    def _changed(self) -> bytes:
        """A field is missing, of another type or value, or one too many."""
        r, made = self._random, self.frame()
        for _ in range(r.choice((1, 1, 1, 2, 3))):
            at = r.choice((*made, r.choice(KEYS)))
            how = r.randrange(4)
            if how == 0:
                made.pop(at, None)
            elif how == 1 and isinstance(made.get(at), dict):
                made[at][r.choice(KEYS)] = self.anything()
            else:
                made[at] = self.anything()
        return _text(made)

    def _cut(self) -> bytes:
        """JSON that ends too early, or doesn't."""
        text = json.dumps(self.frame())
        at = self._random.randrange(len(text))
        return frame((text[:at] if self._random.random() < 0.8 else text + text[:at]).encode("utf-8", "surrogatepass"))

    def _literal(self) -> bytes:
        """What isn't JSON where a value should be."""
        made = self.frame()
        at = self._random.choice(list(made))
        made[at] = "@@"
        return frame(json.dumps(made).replace('"@@"', self._random.choice(LITERALS)).encode())

    def _twice(self) -> bytes:
        """The same key twice."""
        first, second = json.dumps(self.frame()), json.dumps(self.frame())
        return frame(f"{first[:-1]}, {second[1:]}".encode())

    def _flipped(self) -> bytes:
        """Bytes changed anywhere: invalid UTF-8, broken JSON, or another good frame."""
        text = bytearray(json.dumps(self.frame(), ensure_ascii=self._random.random() < 0.5).encode("utf-8", "replace"))
        for _ in range(self._random.choice((1, 1, 2, 5))):
            text[self._random.randrange(len(text))] = self._random.choice(
                (0, 9, 34, 92, 123, 125, 127, 128, 195, 237, 255)
            )
        return frame(bytes(text))

    def _value(self) -> bytes:
        """Not an object."""
        r = self._random
        return _text(r.choice((self.anything(), [self.frame()], [self.frame()] * 3, json.dumps(self.frame()), "hello")))

    def _deep(self) -> bytes:
        """Lists and objects in one another."""
        depth = self._random.choice((5, 100, 1_100, 20_000))
        opening, closing = self._random.choice(
            (("[", "]"), ('{"a":', "}"), ('{"type":"run","params":', "}"), ("[", ""))
        )
        return frame(f"{opening * depth}1{closing * depth}".encode())

    def _binary(self) -> bytes:
        return frame(json.dumps(self.frame()).encode("utf-8", "replace"), FIN | BINARY)

    def _pieces(self) -> bytes:
        """One message in several frames, some empty, with pings between."""
        text = json.dumps(self.frame()).encode("utf-8", "replace")
        cuts = sorted(self._random.randrange(len(text) + 1) for _ in range(self._random.randrange(6)))
        parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        frames = [frame(part, MORE) for part in parts]
        frames[0] = frame(parts[0], TEXT)
        frames[-1] = frame(parts[-1], FIN | (MORE if len(parts) > 1 else TEXT))
        if self._random.random() < 0.3:
            frames.insert(self._random.randrange(len(frames)), frame(b"?", FIN | PING))
        return b"".join(frames)

    def _control(self) -> bytes:
        """A ping or pong; seldom what breaks the protocol itself."""
        r = self._random
        if r.random() < 0.7:
            return frame(bytes(r.randrange(126)), FIN | r.choice((PING, PONG)))
        return r.choice(
            (
                frame(b"x" * 126, FIN | PING),  # too long for a control frame
                frame(b"x", PING),  # in pieces
                frame(b"", FIN | MORE),  # goes on with nothing
                frame(b"", FIN | 0x3),  # no such opcode
                frame(b"", FIN | 0x20 | TEXT),  # a reserved bit
                frame(b"\x03", FIN | 0x8),  # half a close code
                frame(b"\x03\xe8bye", FIN | 0x8),  # a good close
                b"\x81\x05hello",  # not masked
                b"\x81\xff" + b"\xff" * 8 + bytes(4),  # of an impossible size
            )
        )

    def _long(self) -> bytes:
        """Near and over what a frame may be."""
        made = self.frame()
        made[self._random.choice(("text", "query", "token", "x"))] = "y" * self._random.choice(
            (65_536, 65_537, 399_000, 410_000)
        )
        return _text(made)


class Storm:
    """Sends frames over several sockets until so many were sent; each socket's last is answered, or it is closed."""

    def __init__(self, port: int, claims: Claims, seed: int = SEED) -> None:
        self.sent = 0
        self.sockets = 0
        self.fuzz = Fuzz(seed)
        self.closes: Counter[int] = Counter()
        self._port = port
        self._claims = claims

    async def run(self, count: int) -> None:
        """Send so many more."""
        until = self.sent + count
        async with asyncio.TaskGroup() as group:
            for _ in range(SOCKETS):
                group.create_task(self._socket(until))

    async def _socket(self, until: int) -> None:
        while self.sent < until:
            async with Raw(self._port) as raw:
                self.sockets += 1
                try:
                    await self._life(raw, until)
                except ConnectionError:
                    self.closes[1006] += 1

    async def _life(self, raw: Raw, until: int) -> None:
        fuzz = self.fuzz
        await raw.upgrade()
        seen, ended = bytearray(), asyncio.Event()
        last = 2**50 + self.sockets
        mark = b'"id":%d,' % last
        answered = asyncio.Event()

        async def read() -> None:
            nonlocal seen
            try:
                while some := await raw.reader.read(65_536):
                    seen = (seen + some)[-70_000:]
                    if mark in seen:
                        answered.set()
            except ConnectionError:
                pass
            ended.set()
            answered.set()

        reading = asyncio.create_task(read())
        try:
            if fuzz.pick(10):
                session = f"fuzz{fuzz.pick(SESSIONS):018}"
                user = self._claims.user_id if fuzz.pick(2) else None
                claims = replace(self._claims, session_id=session, user_id=user)
                raw.say({"type": "hello", "protocol": 1, "token": mint_token(claims)})
            for _ in range(fuzz.between(*LIFE_FRAMES)):
                if ended.is_set() or self.sent >= until:
                    break
                self.sent += 1
                raw.writer.write(fuzz.next())
                await raw.writer.drain()
            if fuzz.pick(8):  # else it just goes, in the middle of something
                raw.say({"type": "stop", "id": last, "query": "own"})
                await asyncio.wait_for(answered.wait(), WAIT_SECONDS)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        at = seen.rfind(b"\x88")
        code = int.from_bytes(seen[at + 2 : at + 4], "big") if ended.is_set() and at >= 0 else 0
        self.closes[code if code < 5000 else 0] += 1


def _text(value: Any) -> bytes:
    return frame(json.dumps(value).encode("utf-8", "surrogatepass"))


def document(url: str) -> dict[str, Any]:
    """An app with a query of each kind on this upstream."""
    parameter = {"name": "symbol", "type": "string", "default": "a"}
    return {
        "queries": [
            {"name": "own", "url": url},
            {"name": "shared", "url": url, "scope": "shared"},
            {"name": "keyed", "url": url, "scope": "shared", "window": {"size": 50, "key": "$.n"}},
            {"name": "asked", "url": f"{url}?s={{{{ params.symbol }}}}", "scope": "shared", "parameters": [parameter]},
        ]
    }
