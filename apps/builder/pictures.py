"""Pictures that browsers send: judged by their bytes, never by what they are called. Nothing is decoded."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal

from apps.common.errors import AppError, TooLarge
from apps.common.requests import PICTURE_MAX_BYTES

WIDTH_MAX: Final = 640  # twice what a card of the start page shows
HEIGHT_MAX: Final = 400
CHUNKS_MAX: Final = 1_000  # of one file; encoders write a dozen

PNG: Final = b"\x89PNG\r\n\x1a\n"
# What a still picture may have in it; no animation, and nothing that somebody could hide a text in.
PNG_CHUNKS: Final = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"pHYs", b"sBIT", b"bKGD"}
WEBP_CHUNKS: Final = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A small still picture."""

    content: bytes
    content_type: Literal["image/png", "image/webp"]


class _NoPicture(Exception):
    """The bytes are not what they begin as."""


def read_picture(content: bytes) -> Picture:
    """The picture in these bytes. Raises `too_large` or `not_a_picture`."""
    if len(content) > PICTURE_MAX_BYTES:
        raise TooLarge(f"The picture is larger than {PICTURE_MAX_BYTES:,} bytes.")
    is_png = content.startswith(PNG)
    try:
        width, height = _size_of_png(content) if is_png else _size_of_webp(content)
    except _NoPicture as error:
        raise AppError(
            "not_a_picture", f"The picture is no WebP or PNG: {error}.", HTTPStatus.UNPROCESSABLE_ENTITY
        ) from None
    if not (0 < width <= WIDTH_MAX and 0 < height <= HEIGHT_MAX):
        raise TooLarge(f"The picture has {width} × {height} pixels; at most {WIDTH_MAX} × {HEIGHT_MAX}.")
    return Picture(content, "image/png" if is_png else "image/webp")


def _size_of_png(content: bytes) -> tuple[int, int]:
    """Width and height, once every chunk is whole and the last one ends the file (PNG, 5.3)."""
    at = len(PNG)
    kinds: list[bytes] = []
    while at < len(content):
        if at + 12 > len(content) or len(kinds) >= CHUNKS_MAX:
            raise _NoPicture("it is cut short")
        length = int.from_bytes(content[at : at + 4], "big")
        body = content[at + 4 : at + 8 + length]
        check = content[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(body) != int.from_bytes(check, "big"):
            raise _NoPicture("a part of it is damaged")
        kinds.append(body[:4])
        at += 12 + length
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or b"IDAT" not in kinds or set(kinds) - PNG_CHUNKS:
        raise _NoPicture("it has other parts than a still picture")
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _size_of_webp(content: bytes) -> tuple[int, int]:
    """Width and height, once the chunks fill the file (RFC 9649, 2.3 to 2.7)."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise _NoPicture("it begins like neither")
    if int.from_bytes(content[4:8], "little") + 8 != len(content):
        raise _NoPicture("its length is another than it says")
    at = 12
    parts: dict[bytes, bytes] = {}
    while at < len(content):
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        kind, body = content[at : at + 4], content[at + 8 : at + 8 + length]
        if len(body) < length or kind not in WEBP_CHUNKS or kind in parts:
            raise _NoPicture("it has other parts than a still picture")
        parts[kind] = body
        at += 8 + length + length % 2
    lossy, lossless, extended = (parts.get(kind) for kind in (b"VP8 ", b"VP8L", b"VP8X"))
    size: tuple[int, int] | None = None
    if lossy is not None and len(lossy) >= 10 and lossy[3:6] == b"\x9d\x01\x2a":
        size = int.from_bytes(lossy[6:8], "little") & 0x3FFF, int.from_bytes(lossy[8:10], "little") & 0x3FFF
    elif lossless is not None and len(lossless) >= 5 and lossless[0] == 0x2F:
        bits = int.from_bytes(lossless[1:5], "little")
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if size is None or (lossy is not None and lossless is not None):
        raise _NoPicture("there is no picture in it")
    if extended is not None:
        canvas = int.from_bytes(extended[4:7], "little") + 1, int.from_bytes(extended[7:10], "little") + 1
        if len(extended) != 10 or canvas != size:
            raise _NoPicture("it says two sizes")
    return size
