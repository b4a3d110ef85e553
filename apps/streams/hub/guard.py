"""Where a dial may lead: every address behind the name must be a public one, unless the operator allowed it.

The connection then goes to an address that was checked, so a name that answers differently a moment later gains
nothing. The operator's rules and the workspace's narrow it further; what is denied stays denied whatever is allowed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from apps.streams.definition.target import IPAddress, address_of
from apps.streams.network.entries import Entries

from .addresses import is_public, wrapped
from .egress import Proxy

RESOLVE_SECONDS: Final = 5.0
ADDRESSES_MAX: Final = 64  # behind one name; a name with more is no feed but a trick

Address = tuple[socket.AddressFamily, str]

# Names that never are of the internet (RFC 6761, RFC 6762, RFC 8375, ICANN on .internal). No name server is asked.
INSIDE: Final = ("localhost", "localdomain", "local", "internal", "home.arpa")

# Ports of other protocols, which every browser refuses to WebSockets too (fetch.spec.whatwg.org, "bad port"): a
# handshake with a chosen path and chosen headers could pass for a command there.
BAD_PORTS: Final = frozenset(
    {0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109}
    | {110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530}
    | {531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190}
    | {5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)


NO_ENTRIES: Final = Entries()


class Refused(Exception):
    """The guard's no; the message may be shown to the author of the query."""


class Unresolved(Exception):
    """The name has no address now; asking again later may help."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Where the streams of one workspace may lead, and how they get there.

    `allow`, `deny`: the operator's, for every workspace. `own_allow`: the operator's for this one; `own_deny` and
    `own_only`: its owners', which can but restrict. An empty `own_only` restricts nothing.
    """

    allow: Entries = NO_ENTRIES
    deny: Entries = NO_ENTRIES
    own_allow: Entries = NO_ENTRIES
    own_deny: Entries = NO_ENTRIES
    own_only: Entries = NO_ENTRIES
    proxy: Proxy | None = None
    host_header: bool = False

    @classmethod
    def read(cls, allow: Sequence[str] = (), deny: Sequence[str] = ()) -> Rules:
        """The operator's lists. Raises ValueError naming the setting and the bad entry."""
        try:
            allowed = Entries.read(allow, any_host=False)
        except ValueError as error:
            raise ValueError(f"UPSTREAM_ALLOW: {error}") from None
        try:
            return cls(allowed, Entries.read(deny))
        except ValueError as error:
            raise ValueError(f"UPSTREAM_DENY: {error}") from None


async def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a host in its one spelling. Raises Unresolved when there is none now, Refused for too many."""
    address = address_of(host)
    if address is not None:
        return [(socket.AF_INET6 if address.version == 6 else socket.AF_INET, host)]
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(RESOLVE_SECONDS):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except TimeoutError:
        raise Unresolved(f"the name {host!r} was not resolved within {RESOLVE_SECONDS:g} s") from None
    except (OSError, UnicodeError) as error:
        raise Unresolved(f"the name {host!r} can't be resolved: {_reason(error)}") from None
    addresses = {str(sockaddr[0]): family for family, _, _, _, sockaddr in found}
    if not addresses:
        raise Unresolved(f"the name {host!r} has no address")
    if len(addresses) > ADDRESSES_MAX:
        raise Refused(f"{host!r} has {len(addresses):,} addresses; at most {ADDRESSES_MAX} are looked at.")
    return [(family, text) for text, family in addresses.items()]


def check_name(host: str, port: int, rules: Rules) -> None:
    """Raise Refused for what no answer of a name server can make right. Nothing is asked yet."""
    _check_denied(host, port, None, rules)
    opened = [*rules.allow, *rules.own_allow]
    if port in BAD_PORTS and not any(entry.port == port for entry in opened):
        raise Refused(_of_bad_port(host, port))
    if is_inside_name(host) and not any(
        entry.network is not None or address_of(entry.host) is not None or entry.matches(host, port, None)
        for entry in opened
    ):
        raise Refused(_of_private(host, port, "is a name of inner networks"))


def check(host: str, port: int, addresses: Sequence[Address], rules: Rules) -> None:
    """Raise Refused when any of the addresses is not public and not allowed, or the rules say no."""
    for _, text in addresses:
        _check_one(host, port, ipaddress.ip_address(text), rules)


def check_unresolved(host: str, port: int, rules: Rules) -> None:
    """The same for a name that the proxy will resolve: only what the name tells can be looked at."""
    _check_one(host, port, address_of(host), rules)


def recheck(host: str, port: int, leads_to: Sequence[Address], rules: Rules) -> None:
    """Raise Refused when these rules would not have let an open connection be dialled."""
    if leads_to:
        check(host, port, leads_to, rules)
    else:
        check_unresolved(host, port, rules)


def check_peer(sock: socket.socket, address: str, port: int) -> None:
    """Raise Refused when a connected socket leads elsewhere than to what was checked."""
    reached, its_port = sock.getpeername()[:2]
    if ipaddress.ip_address(reached) != ipaddress.ip_address(address) or its_port != port:
        raise Refused(f"The connection to {address} went to {reached} instead.")


def is_inside_name(host: str) -> bool:
    """Whether a name is one of those that lead inside wherever they are asked for."""
    return any(host == name or host.endswith(f".{name}") for name in INSIDE)


def _check_one(host: str, port: int, address: IPAddress | None, rules: Rules) -> None:
    _check_denied(host, port, address, rules)
    allowed = rules.allow.find(host, port, address) or rules.own_allow.find(host, port, address)
    if port in BAD_PORTS and not any(
        entry.port == port and entry.matches(host, port, address) for entry in [*rules.allow, *rules.own_allow]
    ):
        raise Refused(_of_bad_port(host, port))
    if rules.own_only and rules.own_only.find(host, port, address) is None:
        raise Refused(
            f"{_shown(host, port)} is none of the places that this workspace may dial: {rules.own_only!s:.300}. "
            "An owner can add it under Settings, Network."
        )
    if allowed is not None:
        return
    if is_inside_name(host):
        raise Refused(_of_private(host, port, "is a name of inner networks"))
    if address is not None and not is_public(address):
        raise Refused(_of_private(host, port, f"leads to {address}, which is not a public address"))


def _check_denied(host: str, port: int, address: IPAddress | None, rules: Rules) -> None:
    forms = [address, *wrapped(address)] if address is not None else [None]
    shown = _shown(host, port)
    leads = "" if address is None or str(address) == host else f" (it leads to {address})"
    denied = rules.deny.find(host, port, *forms)
    if denied is not None:
        raise Refused(f"{shown} is denied by the operator{leads}: UPSTREAM_DENY has {denied.text}.")
    denied = rules.own_deny.find(host, port, *forms)
    if denied is not None:
        raise Refused(
            f"{shown} is denied by this workspace{leads}: its list has {denied.text}. "
            "An owner can change that under Settings, Network."
        )


def _of_private(host: str, port: int, why: str) -> str:
    return f"{host!r} {why}. The operator can allow it with UPSTREAM_ALLOW={_shown(host, port)}."


def _of_bad_port(host: str, port: int) -> str:
    return (
        f"Port {port} belongs to another protocol, and browsers refuse it too. "
        f"The operator can allow it with UPSTREAM_ALLOW={_shown(host, port)}."
    )


def _shown(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
