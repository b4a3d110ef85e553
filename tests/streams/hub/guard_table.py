"""Addresses and tricks that must not lead inside: what `test_guard_table` dials. `{p}` is the canary's port."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

BAD_URL: Final = "bad_url"
REFUSED: Final = "refused_by_guard"
UNRESOLVED: Final = "unresolved"

GOOD: Final = "8.8.8.8"  # a public address; nothing in these tests can reach it
GOOD_V6: Final = "2606:4700::1111"


@dataclass(frozen=True)
class Case:
    """One trick. `dns`: a list of answers for each name; `says`: a part of what the author is told."""

    url: str
    code: str
    says: str = ""
    dns: dict[str, list[list[str]]] = field(default_factory=dict)


# --- the spelling of the host: seen before anything is asked

SPELLINGS: Final = {
    "decimal": ("2130706433", "another spelling of 127.0.0.1"),
    "hexadecimal": ("0x7f000001", "another spelling of 127.0.0.1"),
    "hexadecimal in capitals": ("0X7F000001", "another spelling of 127.0.0.1"),
    "octal": ("017700000001", "another spelling of 127.0.0.1"),
    "octal part": ("0177.0.0.1", "another spelling of 127.0.0.1"),
    "hexadecimal part": ("0x7f.0.0.1", "another spelling of 127.0.0.1"),
    "hexadecimal parts": ("0x7f.0x0.0x0.0x1", "another spelling of 127.0.0.1"),
    "mixed parts": ("0x7f.0.0.01", "another spelling of 127.0.0.1"),
    "two parts": ("127.1", "another spelling of 127.0.0.1"),
    "two hexadecimal parts": ("0x7f.1", "another spelling of 127.0.0.1"),
    "three parts": ("127.0.1", "another spelling of 127.0.0.1"),
    "a part of 16 bits": ("127.0.256", "another spelling of 127.0.1.0"),
    "leading zeros": ("127.000.000.001", "another spelling of 127.0.0.1"),
    "one leading zero": ("127.0.0.01", "another spelling of 127.0.0.1"),
    "zero": ("0", "another spelling of 0.0.0.0"),
    "hexadecimal nothing": ("0x", "another spelling of 0.0.0.0"),
    "zero with a dot": ("0.0", "another spelling of 0.0.0.0"),
    "broadcast as a number": ("4294967295", "another spelling of 255.255.255.255"),
    "metadata as a number": ("2852039166", "another spelling of 169.254.169.254"),
    "metadata in hexadecimal": ("0xa9fea9fe", "another spelling of 169.254.169.254"),
    "metadata in octal": ("0251.0376.0251.0376", "another spelling of 169.254.169.254"),
    "a number that wraps around": ("6425673729", "neither an address nor a name"),
    "a long number that wraps around": ("340282366920938463463374607433898917889", "neither an address nor a name"),
    "a part over 255": ("127.0.0.256", "neither an address nor a name"),
    "a part that wraps around": ("383.0.0.1", "neither an address nor a name"),
    "five parts": ("127.0.0.1.1", "neither an address nor a name"),
    "octal with a nine": ("0179.0.0.1", "neither an address nor a name"),
    "a name that ends in a number": ("localhost.1", "neither an address nor a name"),
    "a decimal with a final dot": ("2130706433.", "another spelling of 127.0.0.1"),
    "full-width digits": ("\uff11\uff12\uff17.0.0.1", "only look like others"),
    "circled digits": ("\u2460\u2461\u2466.\u24ea.\u24ea.\u2460", "only look like others"),
    "superscript digits": ("\u00b9\u00b2\u2077.0.0.1", "only look like others"),
    "mathematical digits": ("\U0001d7cf\U0001d7d0\U0001d7d5.0.0.1", "only look like others"),
    "ideographic dots": ("127\u30020\u30020\u30021", "only look like others"),
    "full-width dots": ("127\uff0e0\uff0e0\uff0e1", "only look like others"),
    "half-width ideographic dots": ("127\uff610\uff610\uff611", "only look like others"),
    "one-dot leaders": ("127\u20240\u20240\u20241", "only look like others"),
    "full-width letters": ("\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54", "only look like others"),
    "a circled letter": ("\u24dbocalhost", "only look like others"),
    "a long s": ("localho\u017ft", "only look like others"),
    "a ligature": ("o\ufb03ce.example", "only look like others"),
    "a full-width percent": ("127\uff050", "only look like others"),
    "an address of which a zero-width joiner is a part": ("127.0.0.1\u200d", "a letter that programs read differently"),
    "sharp s": ("stra\u00dfe.example", "a letter that programs read differently"),
    "a final sigma": ("\u03b2\u03cc\u03bb\u03bf\u03c2.example", "a letter that programs read differently"),
    "right to left": ("\u202e127.0.0.1", "can't be written as the name"),
    "a surrogate": ("a\ud800.example", ""),
    "percent-encoded letters": ("%6c%6fcalhost", "has a % in it"),
    "percent-encoded dots": ("127%2e0%2e0%2e1", "has a % in it"),
    "a percent-encoded address": ("%31%32%37.0.0.1", "has a % in it"),
    "a percent-encoded NUL": ("127.0.0.1%00.example", "has a % in it"),
    "a percent-encoded slash": ("127.0.0.1%2f.example", "has a % in it"),
    "an empty label": ("a..example", "is not the name of a host"),
    "two final dots": ("localhost..", "is not the name of a host"),
    "a dot alone": (".", "is not the name of a host"),
    "a first dot": (".localhost", "is not the name of a host"),
    "a wildcard": ("*.example", "is not the name of a host"),
    "a comma": ("good.example,127.0.0.1", "neither an address nor a name"),
    "a semicolon": ("good.example;127.0.0.1", "neither an address nor a name"),
    "quotation marks": ('"localhost"', "is not the name of a host"),
    "a bar": ("good.example|x", "is not the name of a host"),
    "braces": ("{good.example}", "is not the name of a host"),
    "an apostrophe": ("good'.example", "is not the name of a host"),
    "a label of 64": ("x" * 64 + ".example", "is too long"),
    "a name of 254": (".".join(["x" * 61] * 4) + ".example", "is too long"),
    "a name of 4,000": (".".join(["x" * 50] * 40), ""),
    "a long name in another script": ("\u00fc" * 254, "is too long"),
    "a zone": ("[::1%lo]", "names a network card"),
    "an encoded zone": ("[::1%25lo]", "names a network card"),
    "a link-local zone": ("[fe80::1%25eth0]", "names a network card"),
    "no closing bracket": ("[::1", "is not the name of a host"),
    "no opening bracket": ("::1]", "is not the name of a host"),
    "no brackets": ("::1", "is not the name of a host"),
    "text behind the bracket": ("[::1].example", "is not the name of a host"),
    "text before the bracket": ("good[::1]", "is not the name of a host"),
    "an address of version 4 in brackets": ("[127.0.0.1]", "is not an IPv6 address"),
    "an address of the future": ("[v1.x:y]", "is not an IPv6 address"),
    "empty brackets": ("[]", "is not an IPv6 address"),
    "brackets in brackets": ("[[::1]]", "is not the name of a host"),
    "four colons": ("[::::]", "is not an IPv6 address"),
    "nine groups": ("[1:2:3:4:5:6:7:8:9]", "is not an IPv6 address"),
}

# --- the shape of the URL; whole URLs

SHAPES: Final = {
    "a user": ("ws://user@127.0.0.1:{p}/", "put credentials in a header"),
    "a user and a password": ("ws://user:pw@127.0.0.1:{p}/", "put credentials in a header"),
    "a host as a user": ("ws://good.example@127.0.0.1:{p}/", "put credentials in a header"),
    "a host and a port as a user": ("ws://good.example:80@127.0.0.1:{p}/", "put credentials in a header"),
    "an empty user": ("ws://@127.0.0.1:{p}/", "put credentials in a header"),
    "two at signs": ("ws://a@b@127.0.0.1:{p}/", "put credentials in a header"),
    "a backslash before an at sign": ("ws://good.example\\@127.0.0.1:{p}/", "put credentials in a header"),
    "a backslash as a slash": ("ws://127.0.0.1:{p}\\.good.example/", "is not the name of a host"),
    "backslashes before the host": ("ws:\\\\127.0.0.1:{p}/", "must start with"),
    "a fragment before an at sign": ("ws://good.example#@127.0.0.1:{p}/", "no #fragment"),
    "a question mark before an at sign in the path": ("ws://127.0.0.1:{p}#?@good.example/", "no #fragment"),
    "a space": ("ws://127.0.0.1:{p} .good.example/", "white space"),
    "a space in front": (" ws://127.0.0.1:{p}/", "white space"),
    "a tab in the host": ("ws://127.0\t.0.1:{p}/", "white space"),
    "a line break in the host": ("ws://good.example\n127.0.0.1:{p}/", "white space"),
    "a line break in the path": ("ws://good.example/ HTTP/1.1\r\nHost: x", "white space"),
    "a NUL in the host": ("ws://127.0.0.1\x00.good.example:{p}/", "white space"),
    "a no-break space": ("ws://127.0.0.1\xa0:{p}/", "white space"),
    "one slash": ("ws:/127.0.0.1:{p}/", "must start with"),
    "no slash": ("ws:127.0.0.1:{p}/", "must start with"),
    "three slashes": ("ws:///127.0.0.1:{p}/", "names no host"),
    "no scheme": ("//127.0.0.1:{p}/", "must start with"),
    "http": ("http://127.0.0.1:{p}/", "must start with"),
    "a file": ("file:///etc/passwd", "must start with"),
    "gopher": ("gopher://127.0.0.1:{p}/", "must start with"),
    "a Unix socket": ("ws+unix:///run/docker.sock", "must start with"),
    "only a port": ("ws://:{p}/", "names no host"),
    "port 0": ("ws://127.0.0.1:0/", "port 0 can't be dialled"),
    "port 00000": ("ws://127.0.0.1:00000/", "port 0 can't be dialled"),
    "port 65536": ("ws://127.0.0.1:65536/", "out of range"),
    "a port that wraps around": ("ws://127.0.0.1:65616/", "out of range"),
    "a long port": ("ws://127.0.0.1:00000000080/", "out of range"),
    "a negative port": ("ws://127.0.0.1:-1/", "is not the name of a host"),
    "a port with a plus": ("ws://127.0.0.1:+80/", "is not the name of a host"),
    "a hexadecimal port": ("ws://127.0.0.1:0x50/", "is not the name of a host"),
    "a full-width port": ("ws://127.0.0.1:\uff18\uff10/", "is not the name of a host"),
    "two ports": ("ws://127.0.0.1:{p}:80/", "is not the name of a host"),
}

# --- addresses that aren't public, written plainly and as the answer to a name

INSIDE: Final = {
    "unspecified": "0.0.0.0",
    "this network": "0.1.2.3",
    "loopback": "127.0.0.1",
    "the end of loopback": "127.255.255.254",
    "private 10": "10.0.0.1",
    "the end of private 10": "10.255.255.255",
    "private 172": "172.16.0.1",
    "the end of private 172": "172.31.255.255",
    "private 192": "192.168.1.1",
    "carrier-grade NAT": "100.64.0.1",
    "the end of carrier-grade NAT": "100.127.255.254",
    "metadata": "169.254.169.254",
    "metadata of a container": "169.254.170.2",
    "protocol assignments": "192.0.0.1",
    "DS-Lite": "192.0.0.170",
    "documentation 1": "192.0.2.1",
    "documentation 2": "198.51.100.1",
    "documentation 3": "203.0.113.1",
    "old relays of 6to4": "192.88.99.1",
    "benchmarks": "198.18.0.1",
    "the end of benchmarks": "198.19.255.255",
    "multicast": "224.0.0.1",
    "the end of multicast": "239.255.255.250",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "v6 unspecified": "::",
    "v6 loopback": "::1",
    "v4-compatible loopback": "::7f00:1",
    "v4-compatible public": "::808:808",
    "v4-mapped loopback": "::ffff:7f00:1",
    "v4-mapped private": "::ffff:a00:1",
    "v4-mapped metadata": "::ffff:a9fe:a9fe",
    "v4-translated loopback": "::ffff:0:7f00:1",
    "NAT64 of loopback": "64:ff9b::7f00:1",
    "NAT64 of private": "64:ff9b::a01:203",
    "NAT64 of metadata": "64:ff9b::a9fe:a9fe",
    "local NAT64 of public": "64:ff9b:1::808:808",
    "6to4 of loopback": "2002:7f00:1::",
    "6to4 of private": "2002:a00:1::1",
    "6to4 of metadata": "2002:a9fe:a9fe::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "Teredo of private": "2001:0:808:808:0:ffff:f5ff:fffe",
    "ISATAP of private": "2a00:1450::5efe:a00:1",
    "ISATAP of loopback, globally unique": "2a00:1450::200:5efe:7f00:1",
    "v6 benchmarks": "2001:2::1",
    "ORCHID": "2001:10::1",
    "ORCHIDv2": "2001:20::1",
    "v6 documentation": "2001:db8::1",
    "v6 documentation 2": "3fff::1",
    "discard-only": "100::1",
    "segment routing": "5f00::1",
    "unique local": "fc00::1",
    "unique local, given": "fd12:3456::1",
    "metadata of AWS": "fd00:ec2::254",
    "v6 link-local": "fe80::1",
    "site-local": "fec0::1",
    "v6 multicast": "ff02::1",
    "v6 global multicast": "ff0e::1",
    "unassigned": "4000::1",
}

# --- names that never lead outside, and answers of name servers

NAMES: Final = {
    "localhost": "localhost",
    "localhost in capitals": "LOCALHOST",
    "localhost with a final dot": "localhost.",
    "localhost with a soft hyphen": "local\u00adhost",
    "below localhost": "app.localhost",
    "deep below localhost": "a.b.c.localhost",
    "below localhost with a final dot": "app.localhost.",
    "localdomain": "localhost.localdomain",
    "multicast DNS": "printer.local",
    "metadata by name": "metadata.google.internal",
    "the host of a container": "host.docker.internal",
    "a home network": "router.home.arpa",
}

ANSWERS: Final = {
    "good, then bad": [[GOOD, "127.0.0.1"]],
    "bad, then good": [["127.0.0.1", GOOD]],
    "good v6, bad v4": [[GOOD_V6, "10.0.0.1"]],
    "good v4, bad v6": [[GOOD, "::1"]],
    "good v4, mapped loopback": [[GOOD, "::ffff:127.0.0.1"]],
    "sixty good, one bad": [[*(f"8.8.4.{n}" for n in range(60)), "127.0.0.1"]],
    "one bad twice": [["127.0.0.1", "127.0.0.1"]],
    "both loopbacks": [["::1", "127.0.0.1"]],
    "a thousand good": [[f"8.8.{n // 250}.{n % 250}" for n in range(1000)]],
    "an address with a scope": [["fe80::1%1"]],
    "a good address with a scope": [["2606:4700::1111%1"]],
    "bad first, good when asked again": [["127.0.0.1"], [GOOD]],
}

BAD_PORTS: Final = (1, 21, 22, 23, 25, 110, 143, 465, 587, 993, 2049, 5060, 6000, 6667, 6697, 10080)


def cases() -> dict[str, Case]:
    """Every case under its name."""
    made: dict[str, Case] = {}
    for name, (host, says) in SPELLINGS.items():
        made[f"spelling: {name}"] = Case(f"ws://{host}:{{p}}/", BAD_URL, says)
    for name, (url, says) in SHAPES.items():
        made[f"shape: {name}"] = Case(url, BAD_URL, says)
    for name, address in INSIDE.items():
        host = f"[{address}]" if ":" in address else address
        made[f"address: {name}"] = Case(f"ws://{host}:{{p}}/", REFUSED, "is not a public address")
        dns = {"feed.example": [[address]]}
        made[f"answer: {name}"] = Case("ws://feed.example:{p}/", REFUSED, "is not a public address", dns)
    made["address: loopback without a port"] = Case("ws://127.0.0.1", REFUSED, "127.0.0.1:80")
    made["address: loopback with an empty port"] = Case("wss://127.0.0.1:/", REFUSED, "127.0.0.1:443")
    made["address: loopback with a final dot"] = Case("ws://127.0.0.1.:{p}/", REFUSED, "is not a public address")
    made["address: loopback written out"] = Case("ws://[0:0:0:0:0:0:0:1]:{p}/", REFUSED, "leads to ::1")
    made["address: loopback with zeros"] = Case("ws://[0000::0001]:{p}/", REFUSED, "leads to ::1")
    made["address: mapped, dotted"] = Case("ws://[::ffff:127.0.0.1]:{p}/", REFUSED, "is not a public address")
    made["address: mapped, in capitals"] = Case("ws://[::FFFF:7F00:1]:{p}/", REFUSED, "is not a public address")
    made["address: a capital scheme"] = Case("WS://127.0.0.1:{p}/", REFUSED, "is not a public address")
    for name, host in NAMES.items():
        plain = host.replace("\u00ad", "").lower().removesuffix(".")
        dns = {plain: [[GOOD]], host: [[GOOD]], f"{plain}.": [[GOOD]]}  # also if somebody out there answers
        made[f"name: {name}"] = Case(f"ws://{host}:{{p}}/", REFUSED, "is a name of inner networks", dns)
    for name, answers in ANSWERS.items():
        made[f"answers: {name}"] = Case("ws://feed.example:{p}/", REFUSED, "", {"feed.example": answers})
    made["answers: none"] = Case("ws://feed.example:{p}/", UNRESOLVED, "has no address", {"feed.example": [[]]})
    made["answers: unknown"] = Case("ws://feed.example:{p}/", UNRESOLVED, "can't be resolved")
    made["answers: unknown, single label"] = Case("ws://redis:{p}/", UNRESOLVED, "can't be resolved")
    for port in BAD_PORTS:
        made[f"port: {port}"] = Case(f"ws://{GOOD}:{port}/", REFUSED, f"Port {port} belongs to another protocol")
    return made
