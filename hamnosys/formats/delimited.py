"""Comma- and tab-separated files, with or without a header."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hamnosys.diagnostics import diagnostic
from hamnosys.formats.headings import find_columns
from hamnosys.records import Layout, RawRow
from hamnosys.source import Source

_LONGEST_CELL = 1 << 27
_LINES_OF_A_CELL = 1000


def read_csv(source: Source, layout: Layout) -> Iterator[RawRow]:
    """Comma-separated (or semicolon-separated) with quoted cells, which may hold line ends."""
    return _rows(source, _csv_rows(source), layout)


def read_tsv(source: Source, layout: Layout) -> Iterator[RawRow]:
    """Tab-separated, one row a line; a cell may stand in quotes."""
    rows = (_Cells(number, _tsv_cells(line)) for number, line in source.lines())
    return _rows(source, rows, layout)


def _tsv_cells(line: str) -> list[str]:
    cells = line.split("\t")
    if '"' not in line:
        return cells
    return [
        cell[1:-1].replace('""', '"')
        if len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
        else cell
        for cell in cells
    ]


class _Cells(NamedTuple):
    """The cells of a row, the number of its first line, and whether a quote stays open in it."""

    line: int
    cells: list[str]
    open_quote: bool = False


def _csv_rows(source: Source) -> Iterator[_Cells]:
    """Rows with the number of their first line; a quote that never closes costs one row only."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = source.lines()
    waiting: list[tuple[int, str]] = []
    delimiter: str | None = None
    while True:
        taken = waiting or [line for line in [next(lines, None)] if line is not None]
        if not taken:
            return
        first, waiting = taken[:1], taken[1:]
        if delimiter is None and first[0][1].strip():
            delimiter = max(",;\t", key=first[0][1].count)
        while _open_quote(first):
            following = waiting.pop(0) if waiting else next(lines, None)
            if following is None or len(first) == _LINES_OF_A_CELL:
                waiting = [*first[1:], *([following] if following else []), *waiting]
                first = first[:1]
                break
            first.append(following)
        yield from _parsed(first, delimiter or ",")


def _open_quote(lines: list[tuple[int, str]]) -> bool:
    return sum(line.count('"') for _, line in lines) % 2 == 1


def _parsed(lines: list[tuple[int, str]], delimiter: str) -> Iterator[_Cells]:
    text = [f"{line}\n" for _, line in lines]
    if sys.version_info < (3, 11):  # its csv refuses NUL; the diagnostics shall name the character
        text = [line.replace("\0", "\u2400") for line in text]
    reader = csv.reader(text, delimiter=delimiter)
    begin = 0
    for cells in reader:
        open_quote = bool(cells) and cells[-1].endswith("\n")
        yield _Cells(lines[begin][0], cells, open_quote)
        begin = reader.line_num


def _rows(source: Source, rows: Iterator[_Cells], layout: Layout) -> Iterator[RawRow]:
    order: Mapping[str, int] | None = None
    row = width = 0
    for number, cells, open_quote in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if order is None:
            order, is_header = find_columns(cells, layout, source.name)
            width = len(cells)
            if is_header:
                continue
        row += 1
        values = {name: cells[index] for name, index in order.items() if index < len(cells)}
        if open_quote:
            fault = diagnostic("HNS048", detail="a quote in the row is never closed")
        elif any(cell.strip() for cell in cells[width:]):
            fault = diagnostic("HNS048", detail=f"the row has {len(cells)} cells, not {width}")
        else:
            yield RawRow(row, number, values)
            continue
        yield RawRow(row, number, values, fault, " ".join(cells).rstrip())
