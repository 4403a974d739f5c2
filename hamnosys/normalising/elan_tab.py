"""Where in ELAN's tab-delimited text the transcriptions stand."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from hamnosys.formats.elan_tab import Table, read_table
from hamnosys.formats.reading import Reading
from hamnosys.formats.tiers.rows import TierRow, tier_rows
from hamnosys.normalising.encoding import encoded, written_as
from hamnosys.normalising.job import RowRewriter
from hamnosys.normalising.lines import LINE_END
from hamnosys.normalising.whole import Place, PlacedRow, changed, changes_of, whole_text
from hamnosys.source import Source


def rewrite_elan_tab(source: Source, reading: Reading, rewrite: RowRewriter) -> Iterator[bytes]:
    """The text, its encoding and line ends kept, in which only annotations changed.

    Raises:
        UsageError, InputError: as `read_table` and `tier_rows`.
    """
    codec, mark = written_as(source)
    text = whole_text(source)
    changes = changes_of(_rows(text, source, reading), rewrite)
    return encoded([changed(text, changes)], codec, mark, source.name)


def _rows(text: str, source: Source, reading: Reading) -> Iterator[PlacedRow]:
    plain = io.StringIO(LINE_END.sub("\n", text))
    table = read_table(replace(source, stream=plain))
    if table is None:
        return
    starts = [0, *(end.end() for end in LINE_END.finditer(text))]
    cells = {line.number: line.cells for line in table.lines}
    for row in tier_rows(table.tiers, reading, source.name):
        number = row.annotation.line or 1
        yield row.raw, list(_places(cells[number], starts[number - 1], row, table))


def _places(cells: tuple[str, ...], start: int, row: TierRow, table: Table) -> Iterator[Place]:
    """The cells of a line that begins at ``start``; more than one where tiers share a name."""
    columns = table.columns
    for column, cell in enumerate(cells):
        end = start + len(cell)
        named = columns.tiers.get(column) == row.tier.name
        if (column == columns.value or named) and cell == row.annotation.value:
            yield Place.at((start, end), cell)
        start = end + 1
