"""What peers may make Daphne read: `reading` and `knocking` for Autobahn and Twisted.

Twisted collects a body before anybody is asked, so its size is looked at as it comes. Daphne has no hook for these;
they are put into its factories once it runs.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Final

from apps.common.figures import reached
from apps.streams.core.rate import Bucket

from . import knocking
from .door import LARGEST_BODY
from .reading import FRAGMENTS_MAX, PINGS_BURST, PINGS_PER_SECOND

WAITING_MAX: Final = 1_000  # frames that the application hasn't taken; then the socket is read no further
REST_SECONDS: Final = 0.05  # between two looks whether it has


def make_gentle(server: Any, reactor: Any) -> None:  # Any: neither Daphne nor Twisted has types here
    """Bound what the connections of this running server may send."""
    from daphne.http_protocol import WebRequest
    from daphne.ws_protocol import WebSocketProtocol

    class GentleSocket(WebSocketProtocol):  # type: ignore[misc]
        """Lets go of a peer that floods it with what no browser sends."""

        _pieces = 0
        _resting = False

        def onOpen(self) -> None:  # noqa: N802 - Autobahn's names
            self._pings = Bucket(PINGS_PER_SECOND, PINGS_BURST)
            super().onOpen()

        def onPing(self, payload: bytes) -> None:  # noqa: N802
            if self._may_ping():
                super().onPing(payload)

        def onPong(self, payload: bytes) -> None:  # noqa: N802
            if self._may_ping():
                super().onPong(payload)

        def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803
            super().onMessage(payload, isBinary)
            if not self._resting and self.application_queue.qsize() > WAITING_MAX:
                self._resting = True
                self.transport.pauseProducing()
                reactor.callLater(REST_SECONDS, self._look)

        def _look(self) -> None:
            """Read on once the application has caught up."""
            if self.application_queue.qsize() > WAITING_MAX // 2 and self.transport.connected:
                reactor.callLater(REST_SECONDS, self._look)
                return
            self._resting = False
            self.transport.resumeProducing()

        def onMessageBegin(self, isBinary: bool) -> None:  # noqa: N802, N803
            self._pieces = 0
            super().onMessageBegin(isBinary)

        def onMessageFrameBegin(self, length: int) -> None:  # noqa: N802
            self._pieces += 1
            if self._pieces > FRAGMENTS_MAX:
                self._drop()
            else:
                super().onMessageFrameBegin(length)

        def _may_ping(self) -> bool:
            if self._pings.try_take(reactor.seconds()):
                return True
            self._drop()
            return False

        def _drop(self) -> None:
            reached("socket_flood")
            self.dropConnection(abort=True)

    class GentleRequest(WebRequest):  # type: ignore[misc]
        """Reads no body that is too large to be answered, or too slow."""

        _size = 0
        _deadline: Any = None  # Twisted's own, until the body is whole

        def gotLength(self, length: int | None) -> None:  # noqa: N802
            waiting.forget(self.channel)
            if length is not None and length > LARGEST_BODY:
                self._drop()
            elif length != 0:
                self._deadline = reactor.callLater(knocking.BODY_SECONDS, self._give_up)
            super().gotLength(length)

        def handleContentChunk(self, data: bytes) -> None:  # noqa: N802
            self._size += len(data)
            if self._size > LARGEST_BODY:
                self._drop()
            else:
                super().handleContentChunk(data)

        def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:  # noqa: N802
            self._wait_no_more()
            super().requestReceived(command, path, version)

        def connectionLost(self, reason: Any) -> None:  # noqa: N802
            self._wait_no_more()
            super().connectionLost(reason)

        def _wait_no_more(self) -> None:
            if self._deadline is not None and self._deadline.active():
                self._deadline.cancel()

        def _give_up(self) -> None:
            reached("body_seconds")
            self.channel.forceAbortClient()

        def _drop(self) -> None:
            reached("request_bytes")
            self.channel.transport.write(b"HTTP/1.1 413 Request Entity Too Large\r\nConnection: close\r\n\r\n")
            self.channel.transport.loseConnection()

    def build(address: Any) -> Any:
        protocol = built(address)
        protocol.requestFactory = GentleRequest
        waiting.note(protocol._channel)
        return protocol

    waiting = Waiting(reactor)
    factory = server.http_factory
    built = factory.buildProtocol
    factory.buildProtocol = build
    factory.timeOut = knocking.HEAD_SECONDS
    server.ws_factory.protocol = GentleSocket


class Waiting:
    """New connections that haven't sent a request's head: each for HEAD_SECONDS, KNOCKING_MAX of them.

    Overflow policy: the one that has waited longest is dropped.
    """

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._channels: OrderedDict[Any, Any] = OrderedDict()  # and the deadline of each

    def note(self, channel: Any) -> None:
        """One more."""
        self._channels[channel] = self._reactor.callLater(knocking.HEAD_SECONDS, self._drop, channel, "head_seconds")
        lost = channel.connectionLost

        def forget(reason: Any) -> None:
            self.forget(channel)
            lost(reason)

        channel.connectionLost = forget
        if len(self._channels) > knocking.KNOCKING_MAX:
            self._drop(next(iter(self._channels)), "connections_without_request")

    def forget(self, channel: Any) -> None:
        """It has sent one, or is gone."""
        deadline = self._channels.pop(channel, None)
        if deadline is not None and deadline.active():
            deadline.cancel()

    def _drop(self, channel: Any, limit: str) -> None:
        self.forget(channel)
        reached(limit)
        channel.forceAbortClient()
