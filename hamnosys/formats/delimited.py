"""Comma- and tab-separated files, with or without a header."""

from __future__ import annotations

import csv
import difflib
import sys
from collections.abc import Iterator
from typing import NamedTuple

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import InputError
from hamnosys.records import CLIPS, FIELDS, Layout, RawRow
from hamnosys.source import Source
from hamnosys.symbols import inventory

_LONGEST_CELL = 1 << 27
_LINES_OF_A_CELL = 1000
_BY_COUNT = {1: ("hamnosys",), 2: ("name", "hamnosys"), len(FIELDS): FIELDS}


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
    order: dict[str, int] | None = None
    row = width = 0
    for number, cells, open_quote in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if order is None:
            order, is_header = _order(cells, layout, source.name)
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


def _order(cells: list[str], layout: Layout, file: str) -> tuple[dict[str, int], bool]:
    """Which column holds which field, and whether this first row is a header."""
    named = [cell.strip().lower() for cell in cells]
    order = {
        name: next(named.index(heading) for heading in headings if heading in named)
        for name, headings in layout.headings.items()
        if any(heading in named for heading in headings)
    }
    is_header = layout.required in order or not any(_has_symbols(cell) for cell in cells)
    if not is_header:
        order = {name: index for index, name in enumerate(_BY_COUNT.get(len(cells), ()))}
    for name, column in layout.columns.items():
        order[name] = _column(column, cells, file)
    if layout.required not in order:
        found = (
            ", ".join(repr(cell) for cell in cells[:12]) if is_header else f"{len(cells)} columns"
        )
        raise InputError(
            f"no column {layout.required!r}; found {found}",
            file=file,
            hint=f"name it with --column {layout.required}=COL"
            if layout is not CLIPS
            else f"its headings are {', '.join(layout.headings)}",
        )
    return order, is_header


def _has_symbols(cell: str) -> bool:
    known = inventory()
    if any(ord(character) >= 0xE000 and character in known.by_character for character in cell):
        return True
    return any(known.find(word) for word in cell.replace(",", " ").split())


def _column(column: str, cells: list[str], file: str) -> int:
    named = [cell.strip().lower() for cell in cells]
    wanted = str(column).strip().lower()
    if wanted in named:
        return named.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(named):
        return int(wanted) - 1
    near = difflib.get_close_matches(wanted, named, n=1)
    suggestion = f"did you mean {cells[named.index(near[0])]!r}? " if near else ""
    found = ", ".join(repr(cell) for cell in cells[:12])
    raise InputError(f"no column {column!r}", file=file, hint=f"{suggestion}columns: {found}")
