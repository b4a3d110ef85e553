"""Which addresses are of the public internet, by our own table: what Python's knows differs from version to version."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from apps.streams.definition.target import IPAddress

# What IANA's registry of special-purpose IPv4 addresses keeps from the internet, and what nobody was given.
_INSIDE_V4: Final = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network; Linux takes 0.0.0.0 for itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a provider's NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local: metadata of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments, DS-Lite
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # the old relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL_V6: Final = ipaddress.IPv6Network("2000::/3")  # all that was ever given out; what lies outside is special
_INSIDE_V6: Final = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_MAPPED: Final = ipaddress.IPv6Network("::ffff:0:0/96")
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
_TRANSLATED: Final = ipaddress.IPv6Network("::ffff:0:0:0/96")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_NAT64_LOCAL: Final = ipaddress.IPv6Network("64:ff9b:1::/48")
_6TO4: Final = ipaddress.IPv6Network("2002::/16")
_TEREDO: Final = ipaddress.IPv6Network("2001::/32")
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})  # third quarter of an address whose last is a v4 one
_LOW: Final = 0xFFFFFFFF


def is_public(address: IPAddress) -> bool:
    """Whether an address is of the public internet, and also every IPv4 address that is wrapped in it."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _INSIDE_V4)
    if address.scope_id is not None:
        return False
    carriers = address in _MAPPED or address in _NAT64
    if not carriers and (address not in _GLOBAL_V6 or any(address in network for network in _INSIDE_V6)):
        return False
    return all(is_public(inner) for inner in wrapped(address))


def wrapped(address: IPAddress) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 one may lead to, by any of the ways that carry the one in the other."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    number = int(address)
    if any(address in network for network in (_MAPPED, _COMPATIBLE, _TRANSLATED, _NAT64, _NAT64_LOCAL)):
        yield ipaddress.IPv4Address(number & _LOW)
    elif address in _6TO4:
        yield ipaddress.IPv4Address((number >> 80) & _LOW)
    elif address in _TEREDO:
        yield ipaddress.IPv4Address((number >> 64) & _LOW)  # the server
        yield ipaddress.IPv4Address(~number & _LOW)  # the client
    if (number >> 32) & _LOW in _ISATAP:
        yield ipaddress.IPv4Address(number & _LOW)
