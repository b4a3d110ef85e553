"""Just enough of WebSocket framing (RFC 6455) for a sender and a receiver that cost next to nothing.

What is measured shares two cores with what sends and receives, so those two speak the protocol by hand: prebuilt
frames out, header arithmetic in.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

TEXT: Final = 0x1
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_NO_MASK: Final = b"\x00\x00\x00\x00"  # a mask of zeros is legal and costs nothing


def frame(payload: bytes, opcode: int = TEXT, *, masked: bool = False) -> bytes:
    """One whole frame; clients must mask."""
    size, bit = len(payload), 0x80 if masked else 0
    if size < 126:
        head = bytes((0x80 | opcode, bit | size))
    elif size < 65_536:
        head = bytes((0x80 | opcode, bit | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, bit | 127)) + size.to_bytes(8, "big")
    return head + (_NO_MASK if masked else b"") + payload


def split(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames at the start of `data` as (opcode, payload), and the rest. Fragments are not expected."""
    frames: list[tuple[int, bytes]] = []
    at, end = 0, len(data)
    while end - at >= 2:
        first, size = data[at], data[at + 1]
        start, mask = at + 2, size & 0x80
        size &= 0x7F
        if size == 126:
            size, start = int.from_bytes(data[start : start + 2], "big"), start + 2
        elif size == 127:
            size, start = int.from_bytes(data[start : start + 8], "big"), start + 8
        if mask:
            start += 4
        if start + size > end:
            break
        if not first & 0x80:
            raise ValueError("a fragmented message; this reader takes whole ones only")
        payload = data[start : start + size]
        if mask:
            key = data[start - 4 : start]
            payload = bytes(byte ^ key[index & 3] for index, byte in enumerate(payload))
        frames.append((first & 0x0F, payload))
        at = start + size
    return frames, data[at:]


def request(host: str, path: str) -> bytes:
    """A client's opening handshake."""
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: " + base64.b64encode(b"lowstream-bench!").decode(),
        "Sec-WebSocket-Version: 13",
    )
    return "\r\n".join((*lines, "", "")).encode()


def response(head: bytes) -> bytes:
    """The server's answer to a request head."""
    key = next(
        line.split(b":", 1)[1].strip() for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key:")
    )
    accept = base64.b64encode(hashlib.sha1(key + _GUID).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + accept
        + b"\r\n\r\n"
    )
