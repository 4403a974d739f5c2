"""Where in a row of a comma- or tab-separated file the transcription stands, quotes included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hamnosys.formats.headings import find_columns
from hamnosys.normalising.lines import LINE_END, Locate
from hamnosys.normalising.pieces import Slot
from hamnosys.records import Layout, RawRow

_Cells = Callable[[str], list[Slot]]


def csv_locator(layout: Layout, file: str, before: str, first: str) -> Locate:
    """Finds transcriptions in rows of the csv module's dialect.

    Args:
        layout: which headings and columns hold the transcription.
        file: whose rows they are.
        before: the text before the first row, with the header if there is one.
        first: the text of the first row.
    """
    line = next(text for text in LINE_END.split(before + first) if text.strip())
    delimiter = max(",;\t", key=line.count)
    return _locator(layout, file, before + first, _csv_cells(delimiter))


def tsv_locator(layout: Layout, file: str, before: str, first: str) -> Locate:
    """As `csv_locator`, for one row a line, with a tab between cells."""
    return _locator(layout, file, before + first, _tsv_cells)


def _locator(layout: Layout, file: str, text: str, cells_of: _Cells) -> Locate:
    header = next(
        cells for cells in _records(text, cells_of) if any(c.value.strip() for c in cells)
    )
    column = find_columns([cell.value for cell in header], layout, file).order["hamnosys"]
    chosen = sorted({column, *_same_field(header, layout)})

    def locate(text: str, _row: RawRow) -> tuple[Slot, ...]:
        cells = cells_of(text)
        return tuple(cells[index] for index in chosen if index < len(cells))

    return locate


def _records(text: str, cells_of: _Cells) -> Iterator[list[Slot]]:
    start = 0
    while start < len(text):
        cells = cells_of(text[start:])
        yield cells
        start += cells[-1].end
        end = LINE_END.match(text, start)
        start = end.end() if end else start + 1


def _same_field(header: list[Slot], layout: Layout) -> Iterator[int]:
    """Other columns that by their heading hold the transcription as well."""
    if "hamnosys" not in layout.columns:
        headings = layout.headings["hamnosys"]
        yield from (i for i, cell in enumerate(header) if cell.value.strip().lower() in headings)


def _csv_cells(delimiter: str) -> _Cells:
    """Cells of the first record of a text, as the csv module reads them.

    A rewritten cell needs no quotes that it did not have: a comma stands between names only
    where one stood before.
    """
    plain = rf"[^{delimiter}\r\n]*"
    cell = re.compile(rf'"((?:[^"]|"")*)"({plain})|{plain}')

    def cells(text: str) -> list[Slot]:
        found: list[Slot] = []
        start = 0
        while True:
            match = next(cell.finditer(text, start))  # there is one: it may be empty
            if match[1] is None:
                found.append(Slot(match.start(), match.end(), match[0]))
            else:
                value = LINE_END.sub("\n", match[1].replace('""', '"')) + match[2]
                found.append(Slot(match.start(), match.end(), value, _quoted))
            start = match.end() + 1
            if text[match.end() : start] != delimiter:
                return found

    return cells


def _tsv_cells(text: str) -> list[Slot]:
    found: list[Slot] = []
    start = 0
    for cell in LINE_END.split(text, maxsplit=1)[0].split("\t"):
        end = start + len(cell)
        if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
            found.append(Slot(start, end, cell[1:-1].replace('""', '"'), _quoted))
        else:
            found.append(Slot(start, end, cell))
        start = end + 1
    return found


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
