"""Dialling an upstream: resolve, guard, connect, TLS, handshake, each stage seen by an observer; and why it failed."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import picows

from apps.streams.core.backoff import is_final
from apps.streams.core.plan import Plan

from . import guard, tls
from .wire import Connection, hang_up, open_websocket

__all__ = ["DialError", "Observer", "Stage", "dial", "hang_up"]

DIAL_SECONDS: Final = 10.0  # TCP, TLS and handshake together
ADDRESS_SECONDS: Final = 4.0  # of one address, so that a dead one leaves time for the next
LET_GO_SECONDS: Final = 0.2  # for the transport of a dial that failed to close its socket: a turn or two of the loop

Stage = Literal["resolve", "guard", "connect", "tls", "handshake"]


class Observer(Protocol):
    """Told each stage when it begins, which ends the one before, and what was found in the present one."""

    def began(self, stage: Stage) -> None: ...
    def found(self, **facts: object) -> None: ...


@dataclass(frozen=True)
class DialError(Exception):
    """Why there is no connection. `final`: asking again can't help before something is changed.

    `response`: of an upstream that answered with something else than the upgrade.
    """

    code: str
    message: str
    final: bool = False
    response: picows.WSUpgradeResponse | None = None

    def __str__(self) -> str:
        return self.message


class _Nobody:
    def began(self, stage: Stage) -> None:
        pass

    def found(self, **facts: object) -> None:
        pass


async def dial(
    plan: Plan, allowed: guard.Allowed, *, with_kinds: bool = False, observer: Observer | None = None
) -> Connection:
    """Open the upstream connection of a plan. `with_kinds`: tell text messages from binary ones. Raises DialError."""
    if not plan.has_secrets:
        raise ValueError("a plan without the values of its secrets is not for dialling")
    try:
        async with asyncio.timeout(DIAL_SECONDS):
            connection = await _open(plan, allowed, with_kinds, observer or _Nobody())
    except guard.Refused as error:
        raise DialError("refused_by_guard", str(error), final=True) from None
    except guard.Unresolved as error:
        raise DialError("unresolved", str(error)) from None
    except tls.BadCA as error:
        raise DialError("tls", str(error), final=True) from None
    except TimeoutError:
        raise DialError("timeout", f"{plan.host}:{plan.port} gave no answer within {DIAL_SECONDS:g} s") from None
    except ssl.SSLCertVerificationError as error:
        raise DialError("tls", f"the certificate of {plan.host} is not trusted: {error.verify_message}") from None
    except ssl.SSLError as error:
        raise DialError("tls", f"TLS with {plan.host} failed: {error.reason or error}") from None
    except picows.WSInvalidStatusError as error:
        raise _refusal(error) from None
    except (picows.WSInvalidMessageError, EOFError, AssertionError):  # picows asserts a response where there is none
        raise DialError("not_websocket", f"{plan.host}:{plan.port} does not speak WebSocket") from None
    except picows.WSError as error:
        raise DialError("handshake", f"the handshake with {plan.host} failed: {error}") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise DialError("unreachable", f"{plan.host}:{plan.port} can't be reached: {reason}") from None
    chosen = connection.subprotocol
    if chosen is not None and chosen not in plan.subprotocols:
        await hang_up(connection)
        raise DialError(
            "subprotocol", f"{plan.host} chose the subprotocol {chosen!r}, which was not offered.", final=True
        )
    return connection


async def _open(plan: Plan, allowed: guard.Allowed, with_kinds: bool, observer: Observer) -> Connection:
    observer.began("resolve")
    addresses = await guard.resolve(plan.host, plan.port)
    observer.found(addresses=[address for _, address in addresses])
    observer.began("guard")
    guard.check(plan.host, plan.port, addresses, allowed)
    _check_privacy(plan, addresses)
    observer.began("connect")
    sock = await _connect_tcp(addresses, plan)
    observer.found(address=sock.getpeername()[0])
    context = None
    if plan.secure:
        observer.began("tls")
        try:
            context = await tls.context(plan.tls)
        except BaseException:
            sock.close()
            raise
    try:
        return await open_websocket(
            plan, sock, context, with_kinds=with_kinds, on_secured=lambda: observer.began("handshake")
        )
    except BaseException:
        await _let_go(sock)
        raise


def _check_privacy(plan: Plan, addresses: Sequence[guard.Address]) -> None:
    """A secret goes where nobody reads along: through TLS that is checked, or to an address within the house."""
    if plan.needs_privacy and any(guard.is_public(ipaddress.ip_address(text)) for _, text in addresses):
        why = (
            "the query doesn't check the certificate, so anybody on the way could pose as the upstream. Check it"
            if plan.secure
            else "anybody on the way could read it over ws://. Use wss://"
        )
        names = ", ".join(sorted(plan.secrets))
        raise DialError("secret_refused", f"the secret {names} is not sent to {plan.host}: {why}.", final=True)


async def _let_go(sock: socket.socket) -> None:
    """End a socket of which a transport that we never saw may have the care."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)  # the transport notices and closes it in good order
    with suppress(TimeoutError):
        async with asyncio.timeout(LET_GO_SECONDS):
            while sock.fileno() != -1:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0)


async def _connect_tcp(addresses: Sequence[guard.Address], plan: Plan) -> socket.socket:
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


def _refusal(error: picows.WSInvalidStatusError) -> DialError:
    assert error.response is not None
    status = error.response.status
    if 300 <= status < 400:
        message = f"the upstream answered with a redirect (HTTP {status:d}), which is not followed"
        return DialError("redirect", message, True, error.response)
    message = f"the upstream refused: HTTP {status:d} {status.phrase}".rstrip()
    return DialError(f"http_{status:d}", message, is_final(status), error.response)
