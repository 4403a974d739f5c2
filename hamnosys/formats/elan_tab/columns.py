"""Which column of an export holds what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hamnosys.formats.elan_tab.clock import CLOCK, FORMATS, FRAMES, format_of, milliseconds
from hamnosys.formats.tiers.timing import Span

_TIME_HEADING = re.compile(
    r"(?P<what>.+?) - (?:(?P<written>hh:mm:ss\.ms|ss\.msec|msec)|hh:mm:ss:ff.*|PAL.*|NTSC.*)",
    re.IGNORECASE,
)
_TIER_HEADINGS = ("tier", "tier name")
_VALUE_HEADINGS = ("annotation", "value")
_ROLES = {"begin": ("begin", "start"), "end": ("end",), "lasts": ("duration",)}
_COMMENT = re.compile(r'"?#')
_MEDIA = re.compile(r'"?#file:', re.IGNORECASE)


class Line(NamedTuple):
    """A line of the file: its number from 1, and its cells."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """What stands in a column; empty where the line is too short."""
        return self.cells[column] if column < len(self.cells) else ""


class _Times(NamedTuple):
    """The columns of begin and end (or duration, if ``lasts``), and how times are written."""

    written: str
    begin: int
    end: int
    lasts: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """Either a line is an annotation, with its ``tier`` and ``value``, or ``tiers`` are columns."""

    has_headings: bool
    times: _Times
    tier: int | None
    value: int
    tiers: dict[int, str]

    def span(self, line: Line) -> Span | None:
        """Begin and end of a line; None if they are no times."""
        begin = milliseconds(line.cell(self.times.begin), self.times.written)
        end = milliseconds(line.cell(self.times.end), self.times.written)
        if begin is None or end is None:
            return None
        return (begin, max(begin, begin + end if self.times.lasts else end))


def is_comment(line: str) -> bool:
    """Whether a line tells of the media files."""
    return _COMMENT.match(line) is not None


def looks_like_elan_tab(line: str) -> bool:
    """Whether a file that begins with this line can be nothing else."""
    if _MEDIA.match(line):
        return True
    cells = line.split("\t")
    if any(_TIME_HEADING.fullmatch(cell.strip()) for cell in cells):
        return True
    clocks = [format_of([cell]) == CLOCK for cell in cells]
    return sum(clocks) >= 2 and not all(clocks)


def find_columns(lines: Sequence[Line]) -> Columns | None:
    """Tell the columns by their headings and by what stands in them; None without times."""
    headings = _headings(lines[0])
    body = lines[headings is not None :]
    width = max(len(line.cells) for line in lines)
    written = [format_of(line.cell(column) for line in body) for column in range(width)]
    if headings is not None:
        written = [
            _written(headings, column, found, body=bool(body))
            for column, found in enumerate(written)
        ]
    times = _times(written, headings, body)
    if times is None:
        return None
    first = min(column for column, found in enumerate(written) if found)
    texts = [column for column, found in enumerate(written) if not found]
    tier = _tier(texts, headings, first)
    after = [column for column in texts if column > first]
    if tier is not None:
        value = _value([c for c in texts if c != tier], headings, first)
        return Columns(headings is not None, times, tier, width if value is None else value, {})
    names = {c: headings.cell(c) if headings else f"column {c + 1}" for c in after}
    return Columns(headings is not None, times, None, width, names)


def _headings(line: Line) -> Line | None:
    """The first line, if it is one of headings."""
    stripped = [cell.strip() for cell in line.cells]
    if any(_TIME_HEADING.fullmatch(cell) for cell in stripped):
        return line
    return None if any(format_of([cell]) for cell in stripped) else line


def _written(headings: Line, column: int, found: str | None, *, body: bool) -> str | None:
    """How a column with a heading has its times: tiers may hold numbers, too."""
    named = _TIME_HEADING.fullmatch(headings.cell(column).strip())
    if named is not None:
        return (named.group("written") or FRAMES).lower()
    known = _role(headings.cell(column))
    return found if known and body else None


def _role(heading: str) -> str:
    words = heading.strip().lower()
    return next((role for role, begins in _ROLES.items() if words.startswith(begins)), "")


def _times(
    written: Sequence[str | None], headings: Line | None, body: Sequence[Line]
) -> _Times | None:
    for name in FORMATS:
        columns = [column for column, found in enumerate(written) if found == name][:3]
        roles = {} if headings is None else {_role(headings.cell(c)): c for c in reversed(columns)}
        if "begin" in roles and ("end" in roles or "lasts" in roles):
            lasts = "end" not in roles
            return _Times(name, roles["begin"], roles["lasts" if lasts else "end"], lasts)
        if len(columns) >= 2 and (not roles or "" in roles):  # another language: by their order
            begin, second = columns[:2]
            lasts = len(columns) == 2 and not _rising(body, begin, second, name)
            return _Times(name, begin, second, lasts)
    return None


def _rising(body: Sequence[Line], first: int, second: int, written: str) -> bool:
    """Whether the second column is never less than the first: an end, not a duration."""
    pairs = [
        (milliseconds(line.cell(first), written), milliseconds(line.cell(second), written))
        for line in body
    ]
    return all(begin <= end for begin, end in pairs if begin is not None and end is not None)


def _tier(texts: Sequence[int], headings: Line | None, first: int) -> int | None:
    """The column with names of tiers: called so, or the first one if it is before the times."""
    if headings is not None:
        for column in texts:
            if headings.cell(column).strip().lower() in _TIER_HEADINGS:
                return column
    return texts[0] if texts and texts[0] < first else None


def _value(texts: Sequence[int], headings: Line | None, first: int) -> int | None:
    """The column with annotations: called so, or the first one after the times."""
    if headings is not None:
        for column in texts:
            if headings.cell(column).strip().lower() in _VALUE_HEADINGS:
                return column
    return next((column for column in texts if column > first), None)
