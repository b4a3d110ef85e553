"""Where a URL leads: the one place that reads a scheme, a host and a port.

The check of a definition, the guard, the dial and the Host header all ask here, so no two of them can read a URL
differently. A host has one spelling: what has others (octal numbers, full-width digits) is refused by name.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

NAME_MAX: Final = 253  # RFC 1035, without the final dot
LABEL_MAX: Final = 63
SHOWN_CHARACTERS: Final = 100  # of what was written, in a fault

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_AUTHORITY: Final = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]*))?")
_NAME: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PLAIN_V4: Final = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_PRINTABLE: Final = "".join(map(chr, range(0x21, 0x7F)))
_DOTS: Final = "\u3002\uff0e\uff61\u2024"  # what browsers read as a dot, and one that looks like it
# ß, ς and the joiners: the two standards of international names lead to different hosts with them.
_AMBIGUOUS: Final = "\u00df\u03c2\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Target:
    """`host` is a name in lower-case ASCII or an address without brackets; `resource` the path with its query."""

    scheme: str
    host: str
    port: int
    authority: str  # as the Host header has it: with the port if one was written
    resource: str

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return self.scheme == "wss"

    @property
    def url(self) -> str:
        """The URL in its one spelling."""
        return f"{self.scheme}://{self.authority}{self.resource}"


def read(url: str) -> Target:
    """Take a URL of a WebSocket apart. Raises ValueError with what is wrong, for its author."""
    if any(c.isspace() or ord(c) < 0x20 or ord(c) == 0x7F for c in url):
        raise ValueError("the URL has white space in it")
    found = _URL.fullmatch(url)
    scheme, authority, resource = found.groups() if found else ("", "", "")
    shown = _shown(url.partition("?")[0])  # what stands behind may be a key
    if scheme.lower() not in ("ws", "wss"):
        raise ValueError(f"{shown} must start with ws:// or wss://")
    if "#" in url:
        raise ValueError("a WebSocket URL has no #fragment")
    if not authority:
        raise ValueError(f"{shown} names no host")
    if "@" in authority:
        raise ValueError("put credentials in a header, not in the URL")
    scheme = scheme.lower()
    host, written = _split(authority)
    port = int(written) if written else (443 if scheme == "wss" else 80)
    host = spelling(host)
    bracketed = f"[{host}]" if ":" in host else host
    if not resource.startswith("/"):
        resource = f"/{resource}"
    path, _, query = resource.partition("?")
    if not query:
        resource = path  # whoever writes the request leaves an empty query out
    try:
        resource = quote(resource, safe=_PRINTABLE)
    except UnicodeEncodeError:
        raise ValueError("the URL holds half a character") from None
    return Target(scheme, host, port, f"{bracketed}:{port}" if written else bracketed, resource)


def spelling(host: str) -> str:
    """The one spelling of a name or an address (`[::1]` loses its brackets). Raises ValueError."""
    if host.startswith("["):
        return str(_v6(host))
    name = _ascii(host).lower().removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _v4(name)
    labels = name.split(".")
    if len(name) > NAME_MAX or any(len(label) > LABEL_MAX for label in labels):
        raise ValueError(
            f"{_shown(host)} is too long for the name of a host: at most {NAME_MAX} characters, "
            f"{LABEL_MAX} between two dots"
        )
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"{_shown(host)} is not the name of a host")
    return name


def address_of(host: str) -> IPAddress | None:
    """The address that a host (in its one spelling) is; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _split(authority: str) -> tuple[str, str]:
    found = _AUTHORITY.fullmatch(authority)
    if found is None:
        raise ValueError(f"{_shown(authority)} is not the name of a host")
    host, written = found[1], found[2] or ""
    if not host:
        raise ValueError(f"{_shown(authority)} names no host")
    if written:
        if len(written) > 5 or int(written) > 65_535:
            raise ValueError(f"port {written[:10]} is out of range; the highest is 65535")
        if int(written) == 0:
            raise ValueError("port 0 can't be dialled")
    return host, written


def _ascii(host: str) -> str:
    if "%" in host:
        raise ValueError(f"{_shown(host)} has a % in it; write the host's name plainly")
    if host.isascii():
        return host
    if any(c in host for c in _DOTS) or unicodedata.normalize("NFKC", host) != host:
        raise ValueError(f"{_shown(host)} has characters that only look like others; write plain letters and dots")
    if any(c in host for c in _AMBIGUOUS):
        raise ValueError(f"{_shown(host)} has a letter that programs read differently; write the name as xn--…")
    if len(host) > NAME_MAX:  # before the codec, which takes its time
        raise ValueError(f"{_shown(host)} is too long for the name of a host: at most {NAME_MAX} characters")
    try:
        return host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError(f"{_shown(host)} can't be written as the name of a host") from None


def _v4(name: str) -> str:
    if _PLAIN_V4.fullmatch(name):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            pass
    meant = _other_v4(name.split("."))
    if meant is None:
        raise ValueError(f"{_shown(name)} is neither an address nor a name: its last part is a number")
    raise ValueError(f"{_shown(name)} is another spelling of {meant}; write that")


def _other_v4(parts: list[str]) -> str | None:
    """What C's inet_aton makes of octal, hexadecimal and short forms."""
    if len(parts) > 4 or any(_NUMBER.fullmatch(part) is None or len(part) > 20 for part in parts):
        return None
    numbers = []
    for part in parts:
        base = 16 if part.startswith("0x") else 8 if part.startswith("0") and len(part) > 1 else 10
        try:
            numbers.append(int(part[2:] or "0" if base == 16 else part, base))
        except ValueError:  # an octal number with an 8
            return None
    *heads, last = numbers
    if any(number > 255 for number in heads) or last >= 256 ** (4 - len(heads)):
        return None
    whole = sum(number << (24 - 8 * index) for index, number in enumerate(heads)) + last
    return str(ipaddress.IPv4Address(whole))


def _v6(host: str) -> ipaddress.IPv6Address:
    if "%" in host:
        raise ValueError(f"{_shown(host)} names a network card; such an address can't be dialled")
    try:
        return ipaddress.IPv6Address(host[1:-1] if host.endswith("]") else "")
    except ValueError:
        raise ValueError(f"{_shown(host)} is not an IPv6 address") from None


def _shown(text: str) -> str:
    return repr(text[:SHOWN_CHARACTERS])
