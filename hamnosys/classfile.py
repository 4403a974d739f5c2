"""Class files: one row a clip, one integer a head; the predecessor's tables are read, too."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING

from hamnosys.diagnostics import diagnostic
from hamnosys.errors import ClassFileError, HamNoSysError
from hamnosys.output import open_output
from hamnosys.records import LEXICON, Record, file_name, frame_number
from hamnosys.schemes import BUILT_IN, Scheme, load_scheme
from hamnosys.source import Source, open_source

if TYPE_CHECKING:
    import pandas

KEYS = ("name", "start", "end")
"""The columns before the heads."""

_ABSENT = frozenset({"", "nan", "na", "none", "null", "-1", "-1.0"})
_GAP = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One row of a class file; ``classes`` has one number a head, None where it is absent."""

    name: str
    start: int
    end: int
    classes: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class ClassFile:
    """A class file in memory. ``scheme`` is the built-in one with these heads, if there is one."""

    heads: tuple[str, ...]
    rows: tuple[ClassRow, ...]
    scheme: Scheme | None

    def to_frame(self) -> pandas.DataFrame:
        """The rows as a table; classes are nullable integers (``Int64``)."""
        import pandas

        cells = [(row.name, row.start, row.end, *row.classes) for row in self.rows]
        frame = pandas.DataFrame(cells, columns=[*KEYS, *self.heads])
        typed: pandas.DataFrame = frame.astype(dict.fromkeys(self.heads, "Int64"))
        return typed


def read_class_file(
    path: str | Path, *, separator: str | None = None, encoding: str = "utf-8"
) -> ClassFile:
    """Read a class file or table whole.

    Accepts files without a header (heads then follow the order of hearai9, by their number),
    tabs or commas, ``8.0``, and ``NaN``, nothing or ``-1`` for absent.

    Raises:
        ClassFileError: no such columns, or a value that is no class (file and row named).
    """
    with open_source(path, encoding) as source:
        heads, records = open_class_file(source, separator)
        rows: list[ClassRow] = []
        for record in records:
            if record.error is not None:
                error = record.error
                raise ClassFileError(
                    error.message,
                    file=source.name,
                    row=record.row,
                    hint=error.hint,
                    code=error.code,
                )
            rows.append(ClassRow(record.name, record.start, record.end, record.classes or ()))
    return ClassFile(heads, tuple(rows), scheme_of(heads))


def open_class_file(
    source: Source, separator: str | None = None
) -> tuple[tuple[str, ...], Iterator[Record]]:
    """Heads and rows of an open class file; the rows are read one at a time.

    Raises:
        ClassFileError: a header without name, or a number of columns that no scheme has.
    """
    lines = ((number, line) for number, line in source.lines() if line.strip())
    first = next(lines, None)
    if first is None:
        return (), iter(())
    cut = _cutter(first[1], separator)
    heads, is_header = _heads(cut(first[1]), source.name)
    scheme = scheme_of(heads)

    def records() -> Iterator[Record]:
        waiting = [] if is_header else [first]
        for row, (number, line) in enumerate(chain(waiting, lines), 1):
            yield _record(row, number, cut(line), heads, scheme)

    return heads, records()


class _Cutter:
    """Splits a line at the file's separator; double quotes hold cells together."""

    def __init__(self, separator: str | None) -> None:
        self.separator = separator

    def __call__(self, line: str) -> list[str]:
        if '"' in line:
            text = line if self.separator else _GAP.sub(" ", line.strip())
            return next(csv.reader([text], delimiter=self.separator or " "), [])
        if self.separator is None:
            return _GAP.split(line.strip())
        return [cell.strip() for cell in line.split(self.separator)]


def _cutter(line: str, separator: str | None) -> _Cutter:
    """How to split the lines of a file whose first one this is."""
    if separator is not None:
        return _Cutter(None if separator in (" ", "space") else separator.replace("\\t", "\t"))
    cutters = [_Cutter(candidate) for candidate in (None, "\t", ",", ";")]
    return next((cutter for cutter in cutters if _fits(cutter(line))), cutters[0])


def _fits(cells: list[str]) -> bool:
    """A header, or a name and two frame numbers, and at least one head."""
    if len(cells) <= len(KEYS):
        return False
    frames = [cell.strip() for cell in cells[1:3]]
    return _named(cells) == list(KEYS) or all(f and frame_number(f) is not None for f in frames)


def _named(cells: list[str]) -> list[str]:
    return [cell.strip().lower() for cell in cells[: len(KEYS)]]


def looks_like_classes(line: str) -> bool:
    """The header of a class file or table, or a name and more numbers than a lexicon has."""
    cells = _cutter(line, None)(line)
    if _named(cells) == list(KEYS):
        columns = {cell.strip().lower() for cell in cells[len(KEYS) :]}
        return bool(columns) and columns.isdisjoint(LEXICON.headings["hamnosys"])
    numbers = [_class_number(cell, "") for cell in cells[1:]]
    return len(numbers) > len(LEXICON.headings) and not any(wrong for _, wrong in numbers)


def scheme_of(heads: Sequence[str]) -> Scheme | None:
    """The built-in scheme whose heads are exactly these."""
    schemes = (load_scheme(name) for name in BUILT_IN)
    return next((scheme for scheme in schemes if scheme.names == tuple(heads)), None)


def _heads(cells: list[str], file: str) -> tuple[tuple[str, ...], bool]:
    if _named(cells) == list(KEYS):
        return tuple(cell.strip() for cell in cells[len(KEYS) :]), True
    if len(cells) > len(KEYS) and frame_number(cells[1]) is None:
        raise ClassFileError(
            f"the header begins with {' '.join(cells[:3])!r}",
            file=file,
            hint=f"a class file begins with the columns {' '.join(KEYS)}",
        )
    count = len(cells) - len(KEYS)
    for name in BUILT_IN:
        scheme = load_scheme(name)
        if len(scheme.heads) == count:
            return scheme.names, False
    raise ClassFileError(
        f"{len(cells)} columns without a header",
        file=file,
        hint="without a header: name start end and the 8 heads of hearai or the 9 of hearai9",
    )


def _record(
    row: int, line: int, cells: list[str], heads: tuple[str, ...], scheme: Scheme | None
) -> Record:
    fault = ""
    if len(cells) != len(KEYS) + len(heads):
        fault = f"the row has {len(cells)} columns, not {len(KEYS) + len(heads)}"
    start, end = (frame_number(cell) for cell in (*cells[1:3], "", "")[:2])
    if start is None or end is None:
        fault = fault or f"start and end are {cells[1]!r} and {cells[2]!r}, not frame numbers"
    classes: list[int | None] = []
    for head, cell in zip(heads, cells[len(KEYS) :], strict=False):
        number, wrong = _class_number(cell, head)
        fault = fault or wrong
        classes.append(number)
    if scheme and not fault:
        fault = "; ".join(scheme.unknown(classes))
    error = diagnostic("HNS046", detail=fault) if fault else None
    return Record(
        row, cells[0], "", start or 0, end or 0, line=line, error=error, classes=tuple(classes)
    )


def _class_number(cell: str, head: str) -> tuple[int | None, str]:
    words = cell.strip().lower()
    if words in _ABSENT:
        return None, ""
    number = frame_number(words)
    if number is None:
        return None, f"{head} is {cell!r}, which is no whole number"
    return number, ""


def class_line(name: str, start: int, end: int, classes: Iterable[int | None]) -> str:
    """One line of a class file, without its end.

    Raises:
        HamNoSysError: a class is absent, which a class file cannot hold.
    """
    cells = [quoted(name), str(index(start)), str(index(end))]
    for number in classes:
        if number is None:
            raise HamNoSysError(f"the row {name!r} has a head without a class", code="HNS041")
        cells.append(str(index(number)))
    return " ".join(cells)


def quoted(cell: str) -> str:
    """A cell of a space-separated file: in double quotes if it holds spaces or quotes."""
    if " " in cell or '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def write_class_file(
    path: str | Path,
    rows: Iterable[ClassRow],
    scheme: Scheme | str = "hearai",
    *,
    force: bool = False,
) -> None:
    """Write rows as a class file, whole or not at all.

    Args:
        path: the file; ``-`` is standard output.
        rows: their classes are in the order of the scheme's heads.
        scheme: gives the names of the heads.
        force: replace an existing file.

    Raises:
        HamNoSysError: a class is absent or out of range, or a name cannot stand in a class file.
        OutputError: the file cannot be written, or exists.
    """
    scheme = load_scheme(scheme) if isinstance(scheme, str) else scheme
    with open_output(path, force=force) as stream:
        stream.write(" ".join([*KEYS, *scheme.names]) + "\n")
        for row in rows:
            if not row.name or row.name != file_name(row.name):
                raise HamNoSysError(f"the name {row.name!r} is empty or has white space in it")
            if len(row.classes) != len(scheme.heads):
                raise HamNoSysError(f"the row {row.name!r} has {len(row.classes)} classes")
            if unknown := scheme.unknown(row.classes):
                raise HamNoSysError(f"the row {row.name!r}: {'; '.join(unknown)}")
            stream.write(class_line(row.name, row.start, row.end, row.classes) + "\n")
