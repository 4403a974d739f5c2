"""Which column of a table holds which field: by headings, the user's word, or their number."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hamnosys.errors import InputError
from hamnosys.records import CLIPS, FIELDS, Layout
from hamnosys.symbols import inventory

_BY_COUNT = {1: ("hamnosys",), 2: ("name", "hamnosys"), len(FIELDS): FIELDS}
_SHOWN = 12


class Columns(NamedTuple):
    """Field to index of its column, and whether the row that told so is a header."""

    order: Mapping[str, int]
    is_header: bool


def find_columns(
    cells: Sequence[str], layout: Layout, file: str, *, may_be_row: bool = True
) -> Columns:
    """Take the first row of a table as its header, or as a row of a table without one.

    Without a header, the number of cells tells what they are. ``may_be_row`` is False where a
    format has headings always.

    Raises:
        InputError: a column that the user named, or the one that the layout requires, is not there.
    """
    named = [cell.strip().lower() for cell in cells]
    order = {
        name: next(named.index(heading) for heading in headings if heading in named)
        for name, headings in layout.headings.items()
        if any(heading in named for heading in headings)
    }
    is_header = (
        layout.required in order or not may_be_row or not any(_has_symbols(cell) for cell in cells)
    )
    if not is_header:
        order = {name: index for index, name in enumerate(_BY_COUNT.get(len(cells), ()))}
    for name, column in layout.columns.items():
        order[name] = _column(column, cells, file)
    if layout.required not in order:
        raise InputError(
            f"no column {layout.required!r}; found "
            + (_shown(cells) if is_header else f"{len(cells)} columns"),
            file=file,
            hint=column_hint(layout),
        )
    return Columns(order, is_header)


def column_hint(layout: Layout) -> str:
    """What to do where the required column is not found."""
    if layout is CLIPS:
        return f"its headings are {', '.join(layout.headings)}"
    return f"name it with --column {layout.required}=COL"


def _shown(cells: Sequence[str]) -> str:
    return ", ".join(repr(cell) for cell in cells[:_SHOWN])


def _has_symbols(cell: str) -> bool:
    known = inventory()
    if any(ord(character) >= 0xE000 and character in known.by_character for character in cell):
        return True
    return any(known.find(word) for word in cell.replace(",", " ").split())


def _column(column: str, cells: Sequence[str], file: str) -> int:
    named = [cell.strip().lower() for cell in cells]
    wanted = str(column).strip().lower()
    if wanted in named:
        return named.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(named):
        return int(wanted) - 1
    near = difflib.get_close_matches(wanted, named, n=1)
    suggestion = f"did you mean {cells[named.index(near[0])]!r}? " if near else ""
    hint = f"{suggestion}columns: {_shown(cells)}"
    raise InputError(f"no column {column!r}", file=file, hint=hint)
