"""Class files: one row a clip, one integer a head; the predecessor's tables are read, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING

from hamnosys.class_rows import RowReader, cutter, is_class_number
from hamnosys.errors import ClassFileError, HamNoSysError
from hamnosys.output import open_output
from hamnosys.records import LEXICON, Record, file_name, frame_number
from hamnosys.scheme_model import KEYS
from hamnosys.schemes import BUILT_IN, Head, Scheme, load_scheme
from hamnosys.source import Source, open_source

if TYPE_CHECKING:
    import pandas


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
        opened = open_class_file(source, separator)
        rows: list[ClassRow] = []
        for record in opened.records:
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
    return ClassFile(opened.heads, tuple(rows), opened.scheme)


@dataclass(frozen=True, slots=True)
class OpenClassFile:
    """A class file that is being read. ``records`` can be gone through once.

    ``heads`` are the columns' names, ``known`` their heads in a scheme (None: no scheme has it);
    ``scheme`` is the one with exactly these heads, if there is one.
    """

    heads: tuple[str, ...]
    known: tuple[Head | None, ...]
    scheme: Scheme | None
    records: Iterator[Record]


def open_class_file(
    source: Source,
    separator: str | None = None,
    scheme: Scheme | None = None,
    *,
    by_name: bool = False,
) -> OpenClassFile:
    """Heads and rows of an open class file; the rows are read one at a time.

    Args:
        source: the open file.
        separator: of its cells (``tab`` and ``space`` by name); None goes by the first line.
        scheme: whose heads the file may have; None means the built-in ones.
        by_name: take each head from the first scheme that has it, even if none has all of them.

    Raises:
        ClassFileError: a header without name, a heading that is there twice or cannot be printed,
            or a number of columns that no scheme has.
    """
    lines = ((number, line) for number, line in source.lines() if line.strip())
    first = next(lines, None)
    if first is None:
        return OpenClassFile((), (), None, iter(()))
    cut = cutter(first[1], separator, _fits).cells
    schemes = _schemes(scheme)
    heads, is_header = _heads(cut(first[1]), source.name, schemes)
    exact = next((each for each in schemes if each.names == heads), None)
    known: tuple[Head | None, ...] = exact.heads if exact else (None,) * len(heads)
    if by_name:
        known = tuple(_head_of(name, schemes) for name in heads)
    rows = RowReader(heads, known, source.encoding)

    def records() -> Iterator[Record]:
        waiting = [] if is_header else [first]
        for row, (number, line) in enumerate(chain(waiting, lines), 1):
            yield rows.record(row, number, cut(line))

    return OpenClassFile(heads, known, exact, records())


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
    cells = cutter(line, None, _fits).cells(line)
    if _named(cells) == list(KEYS):
        columns = {cell.strip().lower() for cell in cells[len(KEYS) :]}
        return bool(columns) and columns.isdisjoint(LEXICON.headings["hamnosys"])
    return len(cells[1:]) > len(LEXICON.headings) and all(map(is_class_number, cells[1:]))


def scheme_of(heads: Sequence[str]) -> Scheme | None:
    """The built-in scheme whose heads are exactly these."""
    return next((scheme for scheme in _schemes() if scheme.names == tuple(heads)), None)


def _schemes(scheme: Scheme | None = None) -> list[Scheme]:
    built_in = [load_scheme(name) for name in BUILT_IN]
    return built_in if scheme is None else [scheme, *built_in]


def _head_of(name: str, schemes: Iterable[Scheme]) -> Head | None:
    return next((head for scheme in schemes for head in scheme.heads if head.name == name), None)


def _heads(cells: list[str], file: str, schemes: Iterable[Scheme]) -> tuple[tuple[str, ...], bool]:
    if _named(cells) == list(KEYS):
        heads = tuple(cell.strip() for cell in cells[len(KEYS) :])
        if wrong := next((head for head in heads if not head.isprintable()), None):
            hint = "name the file's encoding with --encoding, its separator with --separator"
            raise ClassFileError(f"no column can be called {wrong!r}", file=file, hint=hint)
        if twice := next((head for head in heads if heads.count(head) > 1), None):
            raise ClassFileError(f"the column {twice!r} stands twice in the header", file=file)
        return heads, True
    if len(cells) > len(KEYS) and frame_number(cells[1]) is None:
        raise ClassFileError(
            f"the header begins with {' '.join(cells[:3])!r}",
            file=file,
            hint=f"a class file begins with the columns {' '.join(KEYS)}",
        )
    count = len(cells) - len(KEYS)
    for scheme in schemes:
        if len(scheme.heads) == count:
            return scheme.names, False
    raise ClassFileError(
        f"{len(cells)} {'column' if len(cells) == 1 else 'columns'} without a header",
        file=file,
        hint="without a header: name start end and the 8 heads of hearai or the 9 of hearai9; "
        "a lexicon of transcriptions is converted first: hamnosys convert",
    )


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
