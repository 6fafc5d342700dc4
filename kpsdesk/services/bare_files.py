"""Pictures without what cameras and programs write into them: when, where and with whose device (domain 2.11).

For reports whose writer is not to be known. The picture itself is not touched: whole pieces are left out, nothing is
encoded anew. Which way up a photograph is shown is kept. What is cut short or odd stays as it is from there on.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Final

_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_PNG_TOLD: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_JPEG_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_JPEG_KEPT: Final = frozenset(
    {0xE0, 0xE2, 0xEE}
)  # JFIF, colour profile, Adobe's colours; all other APPs tell something
_JPEG_SCAN: Final = 0xDA
_COMMENT: Final = 0xFE
_ORIENTATION: Final = 0x0112
_WEBP_TOLD: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS: Final = 0x08 | 0x04  # of EXIF and of XMP in the VP8X header


def bare(data: bytes, mime: str) -> bytes:
    """The same picture, without what it tells of its making; any other kind of file as it is."""
    strip = _STRIPPERS.get(mime)
    return strip(data) if strip else data


def _jpeg(data: bytes) -> bytes:
    kept, at, turned = [data[:2]], 2, 1
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == _JPEG_SCAN:
            break
        end = at + 2 if marker in _JPEG_ALONE else at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        piece = data[at:end]
        if marker == 0xE1 and piece[4:10] == b"Exif\0\0":
            turned = _orientation(piece[10:]) or turned
        elif marker in _JPEG_KEPT or not (0xE0 <= marker <= 0xEF or marker == _COMMENT):
            kept.append(piece)
        at = end
    if 1 < turned <= 8:
        kept.insert(1, _exif_of(turned))
    return b"".join((*kept, data[at:]))


def _orientation(tiff: bytes) -> int:
    """Which way up the photograph is shown, from the first directory of its EXIF; 0 when it does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for place in range(start + 2, start + 2 + 12 * min(count, 200), 12):
            tag, _kind, _many, value = struct.unpack_from(order + "HHIH", tiff, place)
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        return 0
    return 0


def _exif_of(orientation: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> bytes:
    kept, at = [_PNG_START], len(_PNG_START)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] not in _PNG_TOLD:
            kept.append(data[at:end])
        at = end
    return b"".join((*kept, data[at:]))


def _webp(data: bytes) -> bytes:
    kept, at = [], 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if name == b"VP8X" and size:
            kept.append(data[at : at + 8] + bytes((data[at + 8] & ~_WEBP_FLAGS,)) + data[at + 9 : end])
        elif name not in _WEBP_TOLD:
            kept.append(data[at:end])
        at = end
    body = b"".join((*kept, data[at:]))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


_STRIPPERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}
