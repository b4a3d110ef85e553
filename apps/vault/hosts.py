"""Which hosts a secret may be sent to: `api.example.com`, `*.example.com`, each with a port or the scheme's own."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Final

HOSTS_MAX: Final = 20  # one service's; another service has another secret

_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_PORT_OF_SCHEME: Final = {True: 443, False: 80}


def read_host(text: str) -> str:
    """A host as a person writes it, in one spelling. Raises ValueError saying what is wrong with it."""
    written = text.strip()
    if not written:
        raise ValueError("a host is empty; write one such as api.example.com")
    if "/" in written or "@" in written or "?" in written:
        raise ValueError(f"{text!r:.100} is more than a host; write only that, such as api.example.com or host:8443")
    host, port = _parted(written)
    if port is not None and not 0 < port < 65_536:
        raise ValueError(f"{text!r:.100}: a port is a number from 1 to 65535")
    wildcard = host.startswith("*.")
    name = spelling(host[2:] if wildcard else host)
    if wildcard and (name.count(".") < 1 or _is_address(name)):
        raise ValueError(f"{text!r:.100} is too wide; write a whole domain behind *., such as *.example.com")
    if not _is_address(name) and not (len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))):
        raise ValueError(f"{text!r:.100} is no host; write a name such as api.example.com or *.example.com")
    shown = f"[{name}]" if ":" in name else name
    return f"{'*.' if wildcard else ''}{shown}{'' if port is None else f':{port}'}"


def admits(hosts: Iterable[str], host: str, port: int, *, secure: bool) -> bool:
    """Whether any of these (as `read_host` spells them) is what is dialled. Without a port, wss 443 or ws 80 is meant.

    `*.example.com` is every name below example.com, and not that itself.
    """
    dialled = spelling(host)
    for entry in hosts:
        name, only = _parted(entry)
        if port != (_PORT_OF_SCHEME[secure] if only is None else only):
            continue
        below = name.startswith("*.") and not _is_address(dialled) and dialled.endswith(name[1:])
        if below or dialled == name:
            return True
    return False


def spelling(host: str) -> str:
    """One spelling for each name and address: lower case, no final dot, as the name service is asked for it."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    name = host.lower().removesuffix(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name


def _parted(entry: str) -> tuple[str, int | None]:
    """Host and port. A port that is no number is 0, which no port is."""
    if entry.startswith("["):
        host, _, rest = entry[1:].partition("]")
        port = rest.removeprefix(":")
    elif entry.count(":") == 1:
        host, _, port = entry.partition(":")
    else:
        host, port = entry, ""
        if not entry.endswith(":"):
            return host, None
    if port == "" and not entry.endswith(":"):
        return host, None
    return host, int(port) if port.isascii() and port.isdigit() and len(port) <= 5 else 0


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
