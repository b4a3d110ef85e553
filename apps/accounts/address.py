"""Where a request comes from: what attempts are counted by, and what people see in their list of sessions."""

from __future__ import annotations

import ipaddress
from typing import Final

from django.conf import settings
from django.http import HttpRequest

UNKNOWN: Final = "0.0.0.0"  # noqa: S104 - no address to listen on: what came over a Unix socket
IPV6_HOME_BITS: Final = 64  # what one household or one rented machine gets: it can change the rest at will


def address_of(request: HttpRequest) -> str:
    """The visitor's address, as the outermost of our own proxies saw it (the setting PROXIES says how many there are).

    What stands before that in X-Forwarded-For anybody can write.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    said = hops[-min(settings.PROXIES, len(hops))] if settings.PROXIES and hops else ""
    return _parsed(said) or _parsed(request.META.get("REMOTE_ADDR") or "") or UNKNOWN


def origin_of(address: str) -> str:
    """What attempts are counted by: the address, or the network that one owner of an IPv6 address has."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, IPV6_HOME_BITS), strict=False))
    return address


def _parsed(text: str) -> str:
    host = text.split("%", 1)[0]  # fe80::1%eth0
    if host.startswith("["):  # [2001:db8::1]:443
        host = host[1:].split("]", 1)[0]
    elif host.count(":") == 1:  # 192.0.2.1:50000
        host = host.split(":", 1)[0]
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return ""
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
