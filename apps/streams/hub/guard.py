"""Where a URL may lead: every address behind the name must be a public one, unless the operator allowed it.

The connection then goes to the address that was checked, so a name that answers differently a moment later gains
nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

RESOLVE_SECONDS: Final = 5.0

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = tuple[socket.AddressFamily, str]

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL: Final = ipaddress.ip_network("64:ff9b:1::/48")


class Refused(Exception):
    """The guard's no; the message may be shown to the author of the query."""


class Unresolved(Exception):
    """The name has no address now; asking again later may help."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The operator's exceptions: host names or addresses, optionally with a port, and networks."""

    hosts: frozenset[tuple[str, int | None]]
    networks: tuple[IPNetwork, ...]

    @classmethod
    def read(cls, entries: Sequence[str]) -> Allowed:
        """Read `host`, `host:port`, `[v6]:port` and CIDR entries. Raises ValueError naming the bad one."""
        hosts: set[tuple[str, int | None]] = set()
        networks: list[IPNetwork] = []
        for entry in entries:
            if "/" in entry:
                try:
                    networks.append(ipaddress.ip_network(entry, strict=False))
                except ValueError:
                    raise ValueError(f"UPSTREAM_ALLOW: {entry!r} is not a network such as 10.0.0.0/8") from None
                continue
            host, port = entry, ""
            if entry.startswith("["):
                host, _, port = entry[1:].partition("]")
                port = port.removeprefix(":")
            elif entry.count(":") == 1:
                host, _, port = entry.partition(":")
            if not host or (port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536)):
                raise ValueError(f"UPSTREAM_ALLOW: {entry!r} is neither host, host:port nor CIDR")
            hosts.add((_spelling(host), int(port) if port else None))
        return cls(frozenset(hosts), tuple(networks))

    def covers(self, host: str, port: int, address: IPAddress) -> bool:
        """Whether this dial is one of the exceptions."""
        if any((name, p) in self.hosts for name in (_spelling(host), str(address)) for p in (port, None)):
            return True
        return any(address.version == net.version and address in net for net in self.networks)


def is_public(address: IPAddress) -> bool:
    """Whether an address is one of the public internet, also once the v4 address inside a v6 one is unwrapped."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        if address.is_site_local:  # long deprecated, yet some networks still route it; `is_global` knows it not
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address in _NAT64_LOCAL:
            return False
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


async def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a name. Raises Unresolved when there is none."""
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
    return [(family, text) for text, family in addresses.items()]


def check(host: str, port: int, addresses: Sequence[Address], allowed: Allowed) -> None:
    """Raise Refused when any of the addresses is not public and not allowed."""
    for _, text in addresses:
        address = ipaddress.ip_address(text)
        if not is_public(address) and not allowed.covers(host, port, address):
            raise Refused(
                f"{host!r} leads to {address}, which is not a public address. "
                f"The operator can allow it with UPSTREAM_ALLOW={f'[{host}]' if ':' in host else host}:{port}."
            )


def _spelling(host: str) -> str:
    """One spelling for each name and address."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host.lower()


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
