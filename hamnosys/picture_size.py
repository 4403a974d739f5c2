"""The size that a picture claims, looked at before anything is made room for."""

from __future__ import annotations

MOST_PIXELS = 1 << 26
"""Pixels of a picture or a frame of a video: twice those of 8K (7680 x 4320)."""

LARGEST = 1 << 28
"""Bytes of the file of a picture."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_BARE = frozenset((0x01, *range(0xD0, 0xD9)))  # markers without a length: TEM, RST0-7, SOI
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0-15 without DHT, JPG, DAC
_ENDS = frozenset((0xD9, 0xDA))  # EOI, SOS


def too_large(data: bytes | bytearray) -> str:
    """Why a PNG or JPEG picture is refused, in words; empty if it is not, or is no such picture.

    Args:
        data: the whole file, or its beginning of more than `LARGEST` bytes.
    """
    if len(data) > LARGEST:
        return f"has more than {LARGEST >> 20} MiB"
    width, height = claimed_size(data) or (0, 0)
    if width * height > MOST_PIXELS:
        return f"claims {width:,} x {height:,} pixels, more than {MOST_PIXELS:,} in all"
    return ""


def claimed_size(data: bytes | bytearray) -> tuple[int, int] | None:
    """Width and height in pixels by the header; None of what is neither PNG nor JPEG."""
    if data.startswith(_PNG):
        return _number(data, 16, 4), _number(data, 20, 4)
    return _of_jpeg(data) if data.startswith(_JPEG) else None


def _of_jpeg(data: bytes | bytearray) -> tuple[int, int] | None:
    """As libjpeg finds its way: bytes between segments are skipped."""
    place = 2
    while (place := data.find(0xFF, place)) >= 0:
        while place < len(data) and data[place] == 0xFF:
            place += 1
        marker = data[place] if place < len(data) else 0xD9
        place += 1
        if marker in _ENDS:
            return None
        if marker in _FRAMES:
            return _number(data, place + 5, 2), _number(data, place + 3, 2)
        if marker and marker not in _BARE:
            place += max(2, _number(data, place, 2))
    return None


def _number(data: bytes | bytearray, place: int, count: int) -> int:
    return int.from_bytes(data[place : place + count], "big")
