"""The rows of a sheet of classes: csv or tsv with a header, as `hamnosys convert` writes them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hamnosys.class_rows import class_number, is_class_number
from hamnosys.errors import InputError
from hamnosys.records import LEXICON
from hamnosys.schemes import Head
from hamnosys.source import Source
from trainer.nearest.lexicon import Entry

_NAMES, _GLOSSES = LEXICON.headings["name"], LEXICON.headings["gloss"]
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, or what is wrong with its row."""

    entry: Entry
    fault: str


def label_column(head: str) -> str:
    """The heading of the labels of a head."""
    return f"{head}_label"


def columns_of(line: str) -> list[str]:
    """The headings in a line."""
    return [cell.strip() for cell in next(csv.reader([line], delimiter=_delimiter(line)), [])]


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


class SheetReader:
    """Reads a sheet; ``heads`` are the wanted ones, and all of them are columns."""

    def __init__(self, source: Source, heads: Sequence[Head]) -> None:
        self.source = source
        self.heads = heads

    def rows(self) -> Iterator[Row]:
        """The rows, one at a time.

        Raises:
            InputError: the file cannot be read on.
        """
        lines = (line for _, line in self.source.lines() if line.strip())
        header = next(lines, "")
        columns = columns_of(header)
        cells = csv.reader((f"{line}\n" for line in lines), delimiter=_delimiter(header))
        try:
            for row, values in enumerate(cells, 1):
                yield self._row(row, dict(zip(columns, values, strict=False)), len(values))
        except csv.Error as error:
            raise InputError(f"the sheet cannot be read: {error}", file=self.source.name) from error

    def _row(self, row: int, cells: dict[str, str], width: int) -> Row:
        lowered = {heading.lower(): cell.strip() for heading, cell in cells.items()}
        name = next((lowered[each] for each in _NAMES if lowered.get(each)), str(row))
        gloss = next((lowered[each] for each in _GLOSSES if lowered.get(each)), name)
        faults, classes = [], []
        for head in self.heads:
            if head.name not in cells:
                return Row(
                    Entry(row, name, gloss, ()), f"{head.name} is missing: {width} cells are there"
                )
            cell = cells[head.name]
            number = class_number(cell)
            faults.append(_fault(head, cell, number, cells.get(label_column(head.name), "")))
            classes.append(number)
        return Row(Entry(row, name, gloss, tuple(classes)), "; ".join(filter(None, faults)))


def _fault(head: Head, cell: str, number: int | None, label: str) -> str:
    if number is None:
        absent = is_class_number(cell)
        return "" if absent else f"{head.name} is {cell[:_SHOWN]!r}, which is no whole number"
    if outside := head.fault(number):
        return outside
    ours = head.labels[number]
    if label and ours not in (label, str(number)):
        return (
            f"the lexicon is of another scheme: class {number} of {head.name} is {ours} in the "
            f"model, but {label} here"
        )
    return ""
