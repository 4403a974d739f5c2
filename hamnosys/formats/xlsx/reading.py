"""Rows of the sheet that holds a lexicon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import InputError, UsageError
from hamnosys.formats.headings import Columns, column_hint, find_columns
from hamnosys.formats.xlsx.cells import Cell
from hamnosys.formats.xlsx.package import Sheet, Workbook
from hamnosys.records import Layout, RawRow
from hamnosys.source import Source

_OLE = b"\xd0\xcf\x11\xe0"


def read_xlsx(source: Source, layout: Layout, sheet: str | None) -> Iterator[RawRow]:
    """The rows of a sheet; a blank cell is empty text, as in CSV, and blank rows are no rows.

    The text of a cell is its value, not how Excel shows it: numbers without needless zeros, dates
    as ``2024-03-01``, the value a formula had when the file was saved. A formula without a value
    and an error (``#REF!``) in a cell that is used reject the row.

    Args:
        source: an open workbook.
        layout: which headings mean what.
        sheet: its name in any case, or its number among those that are not hidden; None: the first
            one of these with the column that the layout requires.

    Raises:
        InputError: the file is no workbook, damaged, or has no such column.
        UsageError: there is no such sheet.
    """
    if source.beginning().startswith(_OLE):
        hint = "save it as .xlsx, without a password"
        raise InputError("is an old or protected Excel file", file=source.name, hint=hint)
    book = Workbook(source.whole(), source.name)
    chosen = _first_with_columns(book, layout) if sheet is None else _named(book, sheet)
    if chosen is not None:
        yield from _rows(book, chosen, layout)


def _named(book: Workbook, sheet: str) -> Sheet:
    shown = [found for found in book.sheets if not found.hidden]
    for found in book.sheets:
        if found.name.strip().casefold() == sheet.strip().casefold():
            return found
    if sheet.isascii() and sheet.isdecimal() and 1 <= int(sheet[:9]) <= len(shown):
        return shown[int(sheet[:9]) - 1]
    hint = f"sheets: {_names(shown)}"
    raise UsageError(f"no sheet {sheet!r}", file=book.file, hint=hint)


def _names(sheets: list[Sheet]) -> str:
    return ", ".join(repr(sheet.name) for sheet in sheets[:12]) or "none"


def _first_with_columns(book: Workbook, layout: Layout) -> Sheet | None:
    """The first sheet that can be read; None if nothing is in any of them."""
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    firsts = [(sheet, cells) for sheet in shown for _, cells in islice(book.rows(sheet), 1)]
    for sheet, cells in firsts:
        if len(firsts) == 1 or _has_columns(cells, layout):
            return sheet
    if firsts or not shown:
        hint = f"sheets: {_names(shown)}; {column_hint(layout)}"
        raise InputError(f"no sheet has a column {layout.required!r}", file=book.file, hint=hint)
    return None


def _has_columns(cells: dict[int, Cell], layout: Layout) -> bool:
    try:
        find_columns(_dense(cells), layout, "")
    except InputError:
        return False
    return True


def _rows(book: Workbook, sheet: Sheet, layout: Layout) -> Iterator[RawRow]:
    columns: Columns | None = None
    row = 0
    for number, cells in book.rows(sheet):
        if columns is None:
            columns = find_columns(_dense(cells), layout, book.file)
            if columns.is_header:
                continue
        row += 1
        yield _row(row, number, {name: cells.get(at, _BLANK) for name, at in columns.order.items()})


_BLANK = Cell("")


def _row(row: int, number: int, cells: dict[str, Cell]) -> RawRow:
    values = {name: cell.text for name, cell in cells.items() if not cell.fault}
    for name, cell in cells.items():
        if cell.fault:
            fault = diagnostic("HNS047", detail=f"the cell for {name} {cell.fault}")
            return RawRow(row, number, values, replace(fault, hint=_MEND))
    return RawRow(row, number, values)


_MEND = "mend it in Excel, recalculate and save, or put the text itself into the cell"


def _dense(cells: dict[int, Cell]) -> list[str]:
    return [cells.get(index, _BLANK).text for index in range(max(cells) + 1)]
