"""The ways in which ELAN writes a time."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLOCK = re.compile(r"(\d{1,4}):(\d{2}):(\d{2})(?:[.,](\d{1,3}))?", re.ASCII)
_SECONDS = re.compile(r"(\d{1,9})[.,](\d{1,3})", re.ASCII)
_MILLISECONDS = re.compile(r"\d{1,12}", re.ASCII)
_FRAMES = re.compile(r"\d{1,4}:\d{2}:\d{2}[:;]\d{2}", re.ASCII)

CLOCK, SECONDS, MILLISECONDS, FRAMES = "hh:mm:ss.ms", "ss.msec", "msec", "hh:mm:ss:ff"
FORMATS = (CLOCK, SECONDS, MILLISECONDS)
"""Those that can be read, the most certain one first; hours, minutes and frames are left out."""


def milliseconds(text: str, written: str) -> int | None:
    """A time in one of the `FORMATS`; None if it is none."""
    words = text.strip()
    if written == CLOCK and (found := _CLOCK.fullmatch(words)):
        hours, minutes, seconds = (int(found.group(part)) for part in (1, 2, 3))
        whole = (hours * 60 + minutes) * 60 + seconds
        return whole * 1000 + int((found.group(4) or "").ljust(3, "0"))
    if written == SECONDS and (found := _SECONDS.fullmatch(words)):
        return int(found.group(1)) * 1000 + int(found.group(2).ljust(3, "0"))
    if written == MILLISECONDS and _MILLISECONDS.fullmatch(words):
        return int(words)
    return None


def format_of(cells: Iterable[str]) -> str | None:
    """The format of all cells of a column that are not empty; None if they are no times."""
    written = [cell.strip() for cell in cells if cell.strip()]
    patterns = {CLOCK: _CLOCK, SECONDS: _SECONDS, MILLISECONDS: _MILLISECONDS, FRAMES: _FRAMES}
    for name, pattern in patterns.items():
        if written and all(pattern.fullmatch(cell) for cell in written):
            return name
    return None
