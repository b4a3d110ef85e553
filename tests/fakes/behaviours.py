"""What a fake upstream does with one dial: answer the handshake so, then talk so."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from websockets.http11 import Response

if TYPE_CHECKING:
    from .upstream import Visit

Text = str | bytes


class Behaviour:
    """Accept, say nothing, record everything; the others build on it."""

    reads = True  # whether what the client sends is taken off the socket

    async def handshake(self, visit: Visit) -> Response | None:
        """None accepts; a Response refuses."""
        return None

    async def talk(self, visit: Visit) -> None:
        """Speak; when this returns the connection stays open until either side closes it."""

    async def hear(self, visit: Visit, message: Text) -> None:
        """Answer one message of the client's."""


class Accept(Behaviour):
    """Accept and be silent."""


@dataclass
class Refuse(Behaviour):
    """Answer the handshake with an HTTP status."""

    status: int = 503
    body: str = "refused by the fake upstream\n"
    headers: dict[str, str] = field(default_factory=dict)

    async def handshake(self, visit: Visit) -> Response | None:
        response = visit.connection.respond(self.status, self.body)
        response.headers.update(self.headers)
        return response


@dataclass
class Redirect(Behaviour):
    """Answer with a redirect, which a careful client must not follow."""

    location: str
    status: int = 302

    async def handshake(self, visit: Visit) -> Response | None:
        return await Refuse(self.status, "", {"Location": self.location}).handshake(visit)


class Stall(Behaviour):
    """Take the TCP connection and never answer the handshake."""

    async def handshake(self, visit: Visit) -> Response | None:
        await visit.upstream.stopping.wait()
        visit.drop()
        return visit.connection.respond(503, "")


class DropHandshake(Behaviour):
    """Reset the TCP connection instead of answering the handshake."""

    async def handshake(self, visit: Visit) -> Response | None:
        visit.drop()
        return visit.connection.respond(503, "")


@dataclass
class CloseAtOnce(Behaviour):
    """Accept, then close without a word."""

    code: int = 1000
    reason: str = ""

    async def talk(self, visit: Visit) -> None:
        await visit.connection.close(self.code, self.reason)


class DropAtOnce(Behaviour):
    """Accept, then reset the TCP connection."""

    async def talk(self, visit: Visit) -> None:
        visit.drop()


class Echo(Behaviour):
    """Send back what comes."""

    async def hear(self, visit: Visit, message: Text) -> None:
        await visit.connection.send(message)


class Deaf(Behaviour):
    """Accept and never read: what the client sends piles up on its side. Its messages are not recorded."""

    reads = False


@dataclass
class Say(Behaviour):
    """Send these messages (text or bytes, garbage included) on connect; then close, if told so."""

    messages: Sequence[Text]
    close_code: int | None = None
    close_reason: str = ""

    async def talk(self, visit: Visit) -> None:
        for message in self.messages:
            await visit.connection.send(message)
        if self.close_code is not None:
            await visit.connection.close(self.close_code, self.close_reason)


@dataclass
class RawFrame(Behaviour):
    """Send these messages, then one frame written by hand: what no library would send. `opcode` 8 closes."""

    payload: bytes
    opcode: int = 8
    messages: Sequence[Text] = ()

    async def talk(self, visit: Visit) -> None:
        await Say(self.messages).talk(visit)
        visit.connection.transport.write(bytes([0x80 | self.opcode, len(self.payload)]) + self.payload)


def close_frame(code: int, reason: str = "") -> bytes:
    """The payload of a close frame, with any code."""
    return code.to_bytes(2, "big") + reason.encode()


@dataclass
class Handshake(Behaviour):
    """Ask first, then answer word by word: `script` maps what the client says to what is said back.

    Anything else is not understood: the connection is closed with 1008.
    """

    greeting: Sequence[Text]
    script: dict[Text, Sequence[Text]]

    async def talk(self, visit: Visit) -> None:
        await Say(self.greeting).talk(visit)

    async def hear(self, visit: Visit, message: Text) -> None:
        if message not in self.script:
            await visit.connection.close(1008, "not understood")
            return
        await Say(self.script[message]).talk(visit)


@dataclass
class Answer(Behaviour):
    """Send what `reply` returns for each message; None sends nothing. `greeting` is sent on connect."""

    reply: Callable[[Text], Text | None]
    greeting: Sequence[Text] = ()

    async def talk(self, visit: Visit) -> None:
        for message in self.greeting:
            await visit.connection.send(message)

    async def hear(self, visit: Visit, message: Text) -> None:
        answer = self.reply(message)
        if answer is not None:
            await visit.connection.send(answer)


def numbered(n: int) -> str:
    """`{"n": n}`, the default text of Numbered."""
    return json.dumps({"n": n}, separators=(",", ":"))


@dataclass
class Numbered(Behaviour):
    """Send messages numbered from `start`: `rate` a second, or as fast as they are taken when it is None.

    The count goes on over reconnects: one object never sends a number twice. `sent` is the last one handed to a socket.
    """

    count: int | None = None
    rate: float | None = None
    start: int = 1
    make: Callable[[int], Text] = numbered
    sent: int = field(init=False)

    def __post_init__(self) -> None:
        self.sent = self.start - 1

    async def talk(self, visit: Visit) -> None:
        began, first = time.monotonic(), self.sent
        while self.count is None or self.sent < self.start - 1 + self.count:
            self.sent += 1
            await visit.connection.send(self.make(self.sent))
            if self.rate is not None:
                await asyncio.sleep(began + (self.sent - first) / self.rate - time.monotonic())
            elif self.sent % 100 == 0:
                await asyncio.sleep(0)  # `send` yields only when the socket is full


@dataclass
class Flood(Behaviour):
    """Send `count` equal messages as fast as they are taken."""

    count: int
    message: Text = '{"flood":true}'

    async def talk(self, visit: Visit) -> None:
        await Numbered(self.count, make=lambda _: self.message).talk(visit)
