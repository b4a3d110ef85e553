"""Dialling an upstream: resolve, guard, connect, TLS, handshake, each stage seen by an observer; and why it failed.

One dial asks for the addresses once, and connects to one that was checked. Nothing else opens an upstream's socket.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

import picows

from apps.streams.core.backoff import is_final
from apps.streams.core.plan import Plan
from apps.streams.definition import headers
from apps.streams.definition.target import Target, read

from . import egress, guard, tls
from .addresses import is_public
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


@dataclass(eq=False)
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
    plan: Plan, rules: guard.Rules, *, with_kinds: bool = False, observer: Observer | None = None
) -> Connection:
    """Open the upstream connection of a plan. `with_kinds`: tell text messages from binary ones. Raises DialError."""
    if not plan.has_secrets:
        raise ValueError("a plan without the values of its secrets is not for dialling")
    try:
        async with asyncio.timeout(DIAL_SECONDS):
            connection = await _open(plan, rules, with_kinds, observer or _Nobody())
    except guard.Refused as error:
        raise DialError("refused_by_guard", str(error), final=True) from None
    except guard.Unresolved as error:
        raise DialError("unresolved", str(error)) from None
    except egress.ProxyError as error:
        raise DialError("proxy", str(error)) from None
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


async def _open(plan: Plan, rules: guard.Rules, with_kinds: bool, observer: Observer) -> Connection:
    observer.began("resolve")
    target = _checked(plan, rules)
    plan = replace(plan, url=target.url, host=target.host, port=target.port, secure=target.secure)
    through = rules.proxy
    if through is not None and through.resolves:
        addresses: list[guard.Address] = []
        observer.began("guard")
        guard.check_unresolved(target.host, target.port, rules)
        _check_privacy(plan, addresses)
        observer.began("connect")
        sock = await egress.tunnel(through, target.host, target.port)
    else:
        try:
            guard.check_name(target.host, target.port, rules)
        except guard.Refused:
            observer.began("guard")
            raise
        addresses = await guard.resolve(target.host, target.port)
        observer.found(addresses=[address for _, address in addresses])
        observer.began("guard")
        guard.check(target.host, target.port, addresses, rules)
        _check_privacy(plan, addresses)
        observer.began("connect")
        sock, address = await _connect(addresses, target, through)
        observer.found(address=address)
        addresses = [one for one in addresses if one[1] == address]
    context = None
    if plan.secure:
        observer.began("tls")
        try:
            context = await tls.context(plan.tls)
        except BaseException:
            sock.close()
            raise
    try:
        connection = await open_websocket(
            plan, sock, context, with_kinds=with_kinds, on_secured=lambda: observer.began("handshake")
        )
    except BaseException:
        await _let_go(sock)
        raise
    connection.leads_to = tuple(addresses)
    return connection


def _checked(plan: Plan, rules: guard.Rules) -> Target:
    """Where the plan's URL leads. What can't go out is seen here, whoever made the plan."""
    fault = headers.fault(plan.headers, host_allowed=rules.host_header)
    if fault is not None:
        raise DialError("bad_header", f"{fault}.", final=True)
    try:
        target = read(plan.url)
    except ValueError as error:
        raise DialError("bad_url", f"{error}.", final=True) from None
    return target


def _check_privacy(plan: Plan, addresses: Sequence[guard.Address]) -> None:
    """A secret goes where nobody reads along: through TLS that is checked, or to an address within the house."""
    known = [ipaddress.ip_address(text) for _, text in addresses]  # none where a proxy resolves the name
    if plan.needs_privacy and (not known or any(is_public(address) for address in known)):
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


async def _connect(
    addresses: Sequence[guard.Address], target: Target, through: egress.Proxy | None
) -> tuple[socket.socket, str]:
    """A socket to the first of the addresses that answers, and which one that is."""
    failure: OSError | egress.ProxyError = OSError("no address")
    for family, address in addresses:
        try:
            async with asyncio.timeout(ADDRESS_SECONDS):
                if through is None:
                    return await _connect_tcp(family, address, target.port), address
                return await egress.tunnel(through, address, target.port), address
        except TimeoutError:
            failure = OSError(f"{address} gave no answer")
        except (OSError, egress.ProxyError) as error:
            failure = error
    raise failure


async def _connect_tcp(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
        guard.check_peer(sock, address, port)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


def _refusal(error: picows.WSInvalidStatusError) -> DialError:
    assert error.response is not None
    status = error.response.status
    if 300 <= status < 400:
        message = f"the upstream answered with a redirect (HTTP {status:d}), which is not followed"
        return DialError("redirect", message, True, error.response)
    message = f"the upstream refused: HTTP {status:d} {status.phrase}".rstrip()
    return DialError(f"http_{status:d}", message, is_final(status), error.response)
