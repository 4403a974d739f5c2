"""Pieces of the formats whose rows stand in lines: every line kept with its own end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TextIO, cast

from hamnosys.normalising.pieces import Piece, Slot
from hamnosys.records import FIELDS, Layout, RawRow
from hamnosys.source import Source

Read = Callable[[Source, Layout], Iterator[RawRow]]
Locate = Callable[[str, RawRow], tuple[Slot, ...]]
"""The slots in the text of a row, which begins with the first line of the row."""

Begin = Callable[[str, str], Locate]
"""Makes a `Locate` from the text before the first row and that of the first row."""

LINE_END = re.compile(r"\r\n?|\n")


@dataclass(slots=True)
class _Recorder:
    """Stands for the stream of a source: the reader gets plain lines, the real ones are kept."""

    stream: TextIO
    kept: list[str] = field(default_factory=list)
    taken: int = 0

    def readline(self) -> str:
        line = self.stream.readline()
        self.kept.append(line)
        return LINE_END.sub("\n", line)

    def take_before(self, line: int) -> str:
        """The text of all lines before this one (from 1) that were not taken yet."""
        count = line - 1 - self.taken
        text = "".join(self.kept[:count])
        del self.kept[:count]
        self.taken += count
        return text


def line_pieces(source: Source, layout: Layout, read: Read, begin: Begin) -> Iterator[Piece]:
    """The pieces of an open file, in order; together they are its text.

    Raises:
        InputError: as ``read`` does.
    """
    source.keep_line_ends()
    recorder = _Recorder(source.stream)
    recorded = replace(source, stream=cast("TextIO", recorder))
    before = ""
    locate: Locate | None = None
    waiting: RawRow | None = None

    def piece(text: str, row: RawRow) -> Piece:
        nonlocal locate
        if locate is None:
            locate = begin(before, text)
        return Piece(text, row, () if row.fault else locate(text, row))

    for row in read(recorded, layout):
        text = recorder.take_before(row.line or 1)
        if waiting is None:
            before = text
            yield Piece(text)
        else:
            yield piece(text, waiting)
        waiting = row
    rest = "".join(recorder.kept)
    yield Piece(rest) if waiting is None else piece(rest, waiting)


def text_slots(text: str, _row: RawRow) -> tuple[Slot, ...]:
    """The whole line."""
    end = LINE_END.search(text)
    stop = end.start() if end else len(text)
    return (Slot(0, stop, text[:stop]),)


_FIELDS_BEFORE = re.compile(rf"[ \t]*(?:[^ \t\r\n]+[ \t]+){{{len(FIELDS) - 1}}}")


def hearai_slots(text: str, row: RawRow) -> tuple[Slot, ...]:
    """All that follows the fifth field of the line."""
    found = _FIELDS_BEFORE.match(text)
    if found is None:
        return ()
    (line,) = text_slots(text, row)
    return (Slot(found.end(), line.end, text[found.end() : line.end]),)
