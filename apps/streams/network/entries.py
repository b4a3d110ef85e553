"""One list of rules: hosts, whole domains, networks and ports, each on a line of its own."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from apps.streams.definition.target import IPAddress, spelling

ENTRY_MAX: Final = 300  # characters: a name has 253 at most
FORMS: Final = "host, host:port, *.domain, network such as 10.0.0.0/8, or :port"

IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule. Either `host` (a name or an address), `domain` (what is below it) or `network`, or none: any host."""

    text: str
    host: str = ""
    domain: str = ""
    network: IPNetwork | None = None
    port: int | None = None

    def matches(self, host: str, port: int, address: IPAddress | None) -> bool:
        """Whether it speaks of this host at this port. `address`: one that the host leads to, if that is known."""
        if self.port is not None and self.port != port:
            return False
        if self.network is not None:
            return address is not None and address.version == self.network.version and address in self.network
        if self.domain:
            return host.endswith(f".{self.domain}")
        return not self.host or self.host == host or (address is not None and self.host == str(address))


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of rules, in the order they were written."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def read(cls, texts: Sequence[str], *, any_host: bool = True) -> Entries:
        """Read what people wrote. Without `any_host`, `:port` is refused. Raises ValueError naming the bad one."""
        return cls(tuple(_entry(text, any_host) for text in texts))

    def find(self, host: str, port: int, *addresses: IPAddress | None) -> Entry | None:
        """The first entry that speaks of this host at this port by any of these addresses; None: by its name only."""
        for entry in self.entries:
            if any(entry.matches(host, port, address) for address in addresses or (None,)):
                return entry
        return None

    def __bool__(self) -> bool:
        return bool(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __str__(self) -> str:
        return ", ".join(entry.text for entry in self.entries)


def _entry(text: str, any_host: bool) -> Entry:
    text = text.strip()
    if len(text) > ENTRY_MAX:
        raise ValueError(f"an entry has {len(text):,} characters; at most {ENTRY_MAX}")
    if "://" in text:
        raise ValueError(f"{text[:100]!r} is a URL; write its host alone")
    if "/" in text:
        try:
            return Entry(text, network=ipaddress.ip_network(text, strict=False))
        except ValueError:
            raise ValueError(f"{text[:100]!r} is not a network such as 10.0.0.0/8") from None
    host, written = text, None
    if text.startswith("["):
        host, bracket, written = text.partition("]")
        host += bracket
        if written and not written.startswith(":"):
            raise ValueError(f"{text[:100]!r} is not one of: {FORMS}")
        written = written[1:] if written else None
    elif text.count(":") == 1:
        host, _, written = text.partition(":")
    elif ":" in text:
        host = f"[{text}]"  # an IPv6 address without a port
    port = None
    if written is not None:
        if not (written.isascii() and written.isdigit() and len(written) <= 5 and 0 < int(written) < 65_536):
            raise ValueError(f"{text[:100]!r}: {written[:20]!r} is not a port from 1 to 65535")
        port = int(written)
    if not host:
        if port is None or not any_host:
            raise ValueError(f"{text[:100]!r} names no host" if text else "an entry is empty")
        return Entry(text, port=port)
    try:
        if host.startswith("*."):
            return Entry(text, domain=spelling(host[2:]), port=port)
        return Entry(text, host=spelling(host), port=port)
    except ValueError as error:
        shown = f"{text[:100]!r}"
        raise ValueError(str(error) if shown in str(error) else f"{shown}: {error}") from None
