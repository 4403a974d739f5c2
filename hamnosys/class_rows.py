"""A line of a class file: cut into cells, and the cells into numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import Diagnostic, UsageError
from hamnosys.records import Record, frame_number, has_controls, readable
from hamnosys.scheme_model import KEYS
from hamnosys.schemes import Head

_ABSENT = frozenset({"", "nan", "na", "none", "null", "-1", "-1.0"})
_GAP = re.compile(r"[ \t]+")
_NAMED_SEPARATORS = {" ": None, "space": None, "tab": "\t", "\\t": "\t", "comma": ","}
_REMEMBERED = 10_000
"""Cells whose meaning is remembered, a head: memory must not grow with the number of rows."""


@dataclass(frozen=True, slots=True)
class Cutter:
    """Splits lines into cells; double quotes hold cells together.

    ``separator`` is one character, or None for any run of spaces and tabs.
    """

    separator: str | None

    def cells(self, line: str) -> list[str]:
        """The cells of a line."""
        if '"' in line:
            text = line if self.separator else _GAP.sub(" ", line.strip())
            return next(csv.reader([text], delimiter=self.separator or " "), [])
        if self.separator is None:
            line = line.strip()
            return _GAP.split(line) if "  " in line or "\t" in line else line.split(" ")
        return [cell.strip() for cell in line.split(self.separator)]


def cutter(line: str, separator: str | None, fits: Callable[[list[str]], bool]) -> Cutter:
    """How to split the lines of a file whose first one this is.

    Args:
        line: the first line that is not blank.
        separator: what the user says; None looks for one whose cells ``fits`` takes.
        fits: whether cells make a first line of a class file.

    Raises:
        UsageError: a separator of more than one character.
    """
    if separator is not None:
        character = _NAMED_SEPARATORS.get(separator, separator)
        if character is not None and (len(character) != 1 or character in '"\r\n'):
            hint = "one character, or tab, space, comma"
            raise UsageError(f"a separator cannot be {separator!r}", hint=hint)
        return Cutter(character)
    cutters = [Cutter(candidate) for candidate in (None, "\t", ",", ";")]
    return next((each for each in cutters if fits(each.cells(line))), cutters[0])


class RowReader:
    """Makes records of the cells of rows; what a cell means for a head is remembered.

    ``heads`` are the names of the columns, ``known`` their heads in a scheme (None: in none);
    ``encoding`` is the file's, for messages.
    """

    def __init__(self, heads: Sequence[str], known: Sequence[Head | None], encoding: str) -> None:
        self.heads = heads
        self.known = known
        self.encoding = encoding
        self.meanings: list[dict[str, int | None]] = [{} for _ in heads]

    def record(self, row: int, line: int, cells: list[str]) -> Record:
        """The record of a row; what is wrong with it is in its ``error``."""
        start, end = (_frame(cell) for cell in (*cells[1:3], "", "")[:2])
        if len(cells) < len(KEYS):
            start = end = 0  # what is wrong is the number of columns
        classes: list[int | None]
        try:
            classes = [m[cell] for m, cell in zip(self.meanings, cells[3:], strict=True)]
            fault = "" if len(cells) >= len(KEYS) else self._width_fault(cells)
        except (KeyError, ValueError):  # a cell that comes for the first time, or a fault
            classes, fault = self._read(cells)
        if start is None or end is None:
            fault = fault or f"start and end are {cells[1]!r} and {cells[2]!r}, not frame numbers"
        error = diagnostic("HNS046", detail=fault) if fault else None
        name = cells[0]
        if not (name.isprintable() and name.strip()):
            error = error or _name_fault(name, self.encoding)
            name = readable(name).strip() or str(row)
        return Record(
            row, name, "", start or 0, end or 0, line=line, error=error, classes=tuple(classes)
        )

    def _width_fault(self, cells: list[str]) -> str:
        return f"the row has {len(cells)} columns, not {len(KEYS) + len(self.heads)}"

    def _read(self, cells: list[str]) -> tuple[list[int | None], str]:
        """The classes, and what is wrong with them."""
        faults: list[str] = []
        if len(cells) != len(KEYS) + len(self.heads):
            return [], self._width_fault(cells)
        classes: list[int | None] = []
        columns = zip(self.heads, self.known, self.meanings, cells[len(KEYS) :], strict=True)
        for name, head, meanings, cell in columns:
            number = class_number(cell)
            fault = _fault(name, head, cell, number)
            if fault:
                faults.append(fault)
            elif len(meanings) < _REMEMBERED:
                meanings[cell] = number
            classes.append(number)
        return classes, "; ".join(faults)


def _name_fault(name: str, encoding: str) -> Diagnostic | None:
    """Why a row cannot have this name: written to a class file, it would be read as another."""
    if readable(name) != name:
        return diagnostic("HNS042", detail=encoding)
    if not name.strip():
        return diagnostic("HNS046", detail="the name is empty")
    if has_controls(name):
        return diagnostic("HNS046", detail=f"the name {name!r} has line ends or tabs in it")
    return None


def _frame(cell: str) -> int | None:
    """`frame_number`, quick for the most common cells."""
    return (
        int(cell) if cell.isdecimal() and cell.isascii() and len(cell) < 16 else frame_number(cell)
    )


def _fault(name: str, head: Head | None, cell: str, number: int | None) -> str:
    if number is None:
        return "" if is_class_number(cell) else f"{name} is {cell!r}, which is no whole number"
    return "" if head is None else head.fault(number)


def class_number(cell: str) -> int | None:
    """The class that a cell holds; None for absent, and for what is no class."""
    words = cell.strip().lower()
    return None if words in _ABSENT else frame_number(words)


def is_class_number(cell: str) -> bool:
    """Whether a cell holds a class or says that there is none."""
    words = cell.strip().lower()
    return words in _ABSENT or frame_number(words) is not None
