"""The rows of a sheet: which cells are there, and what each one holds, as text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import (
    DATA_TAG,
    FORMULA_TAG,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.xml.functions import iterparse

MOST_COLUMNS = 16_384
MOST_ROWS = 1 << 20
"""What a sheet of Excel holds."""

_EXACT = 1e16


class Cell(NamedTuple):
    """The text of a cell, or why it has none that could be used."""

    text: str
    fault: str = ""


class SheetParser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's parser of a sheet: only its rows, and all that is known of each cell.

    What openpyxl makes of it (`ReadOnlyWorksheet`) cannot tell a formula without a value from a
    blank cell, ends at a cell that makes no sense, fills gaps, and drops rows out of order.
    """

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Number of a row, and index of the column (from 0) to what is there; blanks left out.

        Raises:
            Exception: of any kind, where the sheet is damaged.
        """
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                number, cells = self.parse_row(element)
                if not 1 <= number <= MOST_ROWS:
                    raise ValueError(f"there is no row {number}")
                element.clear()
                self.row_dimensions.clear()
                self.source.forget()
                yield number, {column: cell for column, cell in cells if any(cell)}
            elif element.tag == DATA_TAG:
                return

    def parse_cell(self, element: Any) -> tuple[int, Cell]:
        """The index of the column, and what is there."""
        before = self.col_counter
        try:
            found = super().parse_cell(element)
            cell = _cell(found["value"], found["data_type"])
        except Exception as error:  # any kind: openpyxl does not check what it reads
            if self.col_counter == before:  # nobody knows where this cell is
                raise
            cell = Cell("", f"makes no sense ({type(error).__name__}: {str(error)[:80]})")
        if self.col_counter > MOST_COLUMNS:
            raise ValueError(f"a row has more than {MOST_COLUMNS} cells")
        if not any(cell) and _is_uncalculated(element):
            cell = Cell("", "holds a formula without a value")
        return self.col_counter - 1, cell


def _is_uncalculated(element: Any) -> bool:
    """Whether there is a formula, but no value: an empty text is one."""
    is_empty_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
    return element.find(FORMULA_TAG) is not None and not is_empty_text


def _cell(value: Any, kind: str) -> Cell:
    if value is None:
        return Cell("")
    if kind == "e":
        return Cell("", f"holds the error {value[:20]}")
    if kind == "s":
        return Cell(_plain(value))
    if isinstance(value, bool):
        return Cell(str(value).upper())
    if isinstance(value, float):
        if not math.isfinite(value):
            return Cell("", "holds a number that is too large")
        whole = value.is_integer() and abs(value) < _EXACT
        return Cell(str(int(value)) if whole else f"{value:.15g}")  # the digits that Excel shows
    return Cell(str(value).removesuffix(" 00:00:00"))


def _plain(text: str) -> str:
    """The characters that a text of a workbook stands for; two escapes may make one character."""
    plain: str = unescape(text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
