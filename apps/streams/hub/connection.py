"""One upstream connection: dialling a vetted address, and saying in clear words why it did not work."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from multidict import CIMultiDict
from picows.websockets import ClientConnection, connect
from picows.websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
)

from apps.streams.core.backoff import is_final
from apps.streams.core.plan import Plan

from . import guard

DIAL_SECONDS: Final = 10.0  # TCP, TLS and handshake together
ADDRESS_SECONDS: Final = 4.0  # of one address, so that a dead one leaves time for the next
MESSAGE_MAX_BYTES: Final = 1024 * 1024
PING_SECONDS: Final = 20.0  # keep-alive; two unanswered in a row would be noticed within 40 s
CLOSE_SECONDS: Final = 2.0
WRITE_HIGH_BYTES: Final = 0  # nothing waits in our buffers: a broadcast that returns was taken by the socket
USER_AGENT: Final = "Lowstream/0.1"

_socket_log = logging.getLogger(f"{__name__}.socket")
_socket_log.setLevel(logging.CRITICAL)  # the library logs each connection and fault; the supervisor tells them in words


@dataclass(frozen=True)
class DialError(Exception):
    """Why there is no connection. `final`: asking again can't help before something is changed."""

    code: str
    message: str
    final: bool = False

    def __str__(self) -> str:
        return self.message


async def dial(plan: Plan, allowed: guard.Allowed) -> ClientConnection:
    """Open the upstream connection of a plan. Raises DialError."""
    try:
        async with asyncio.timeout(DIAL_SECONDS):
            addresses = await guard.vet(plan.host, plan.port, allowed)
            sock = await _connect_tcp(addresses, plan)
            try:
                connection = await _handshake(plan, sock)
            except BaseException:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)  # its transport notices and closes it in good order
                raise
    except guard.Refused as error:
        raise DialError("refused_by_guard", str(error), final=True) from None
    except guard.Unresolved as error:
        raise DialError("unresolved", str(error)) from None
    except TimeoutError:
        raise DialError("timeout", f"{plan.host}:{plan.port} gave no answer within {DIAL_SECONDS:g} s") from None
    except InvalidStatus as error:
        raise _refusal(error) from None
    except ssl.SSLError as error:
        raise DialError("tls", f"TLS with {plan.host} failed: {error.reason or error}") from None
    except (InvalidMessage, EOFError, AssertionError):  # picows asserts a response where there is none
        raise DialError("not_websocket", f"{plan.host}:{plan.port} does not speak WebSocket") from None
    except InvalidHandshake as error:
        raise DialError("handshake", f"the handshake with {plan.host} failed: {error}") from None
    except ConnectionClosed:
        raise DialError("closed", f"{plan.host} closed the connection during the handshake") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise DialError("unreachable", f"{plan.host}:{plan.port} can't be reached: {reason}") from None
    chosen = connection.response.headers.get("Sec-WebSocket-Protocol")
    if chosen is not None and chosen not in plan.subprotocols:
        await hang_up(connection)
        raise DialError(
            "subprotocol", f"{plan.host} chose the subprotocol {chosen!r}, which was not offered.", final=True
        )
    return connection


async def hang_up(connection: ClientConnection, code: int = 1000, reason: str = "") -> None:
    """Close a connection, within CLOSE_SECONDS also when the upstream reads nothing."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await connection.close(code, reason)  # its own time-out begins only when the close frame has been taken
    except TimeoutError:
        connection.transport.abort()


async def _connect_tcp(addresses: list[tuple[socket.AddressFamily, str]], plan: Plan) -> socket.socket:
    loop = asyncio.get_running_loop()
    failure: OSError = OSError("no address")
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setblocking(False)
        try:
            async with asyncio.timeout(ADDRESS_SECONDS):
                await loop.sock_connect(sock, (address, plan.port))
        except TimeoutError:
            sock.close()
            failure = OSError(f"{address} gave no answer")
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
    raise failure


async def _handshake(plan: Plan, sock: socket.socket) -> ClientConnection:
    return await connect(
        plan.url,
        sock=sock,
        max_redirects=0,  # a redirect would lead around the guard
        proxy=None,  # an environment proxy would lead around the guard
        compression=None,  # inflating costs more than a nearby network saves
        additional_headers=CIMultiDict([*plan.headers, *_offer(plan)]),
        user_agent_header=None if _has_user_agent(plan) else USER_AGENT,
        max_size=2 * MESSAGE_MAX_BYTES,  # the supervisor tells the author of what is over the real bound
        write_limit=WRITE_HIGH_BYTES,
        ping_interval=PING_SECONDS,
        ping_timeout=PING_SECONDS,
        open_timeout=None,  # `dial` bounds the whole
        close_timeout=CLOSE_SECONDS,
        logger=_socket_log,
    )


def _offer(plan: Plan) -> list[tuple[str, str]]:
    """The header by which subprotocols are offered; `dial` checks what the upstream makes of it."""
    return [("Sec-WebSocket-Protocol", ", ".join(plan.subprotocols))] if plan.subprotocols else []


def _has_user_agent(plan: Plan) -> bool:
    return any(name.lower() == "user-agent" for name, _ in plan.headers)


def _refusal(error: InvalidStatus) -> DialError:
    status = error.response.status_code
    if 300 <= status < 400:
        return DialError(
            "redirect", f"the upstream answered with a redirect (HTTP {status}), which is not followed", True
        )
    reason = error.response.reason_phrase or ""
    return DialError(f"http_{status}", f"the upstream refused: HTTP {status} {reason}".rstrip(), is_final(status))
