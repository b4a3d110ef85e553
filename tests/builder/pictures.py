"""Small pictures, byte by byte, as a browser would send them."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 640, height: int = 400, *extra: tuple[bytes, bytes]) -> bytes:
    """One grey area; `extra` chunks stand before its end."""
    rows = (b"\0" + b"\x80" * width) * height
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), *extra]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in [*chunks, (b"IEND", b"")])


def webp(width: int = 640, height: int = 400, kind: bytes = b"VP8 ", *extra: tuple[bytes, bytes]) -> bytes:
    """The frame around a picture, whose pixels nobody looks at."""
    if kind == b"VP8 ":
        body = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\0" * 9
    else:
        body = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14)
    return riff((kind, body), *extra)


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for kind, body in chunks
    )
    return b"RIFF" + struct.pack("<I", len(parts)) + parts


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
