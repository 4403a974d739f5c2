"""The class file of a data path, with rows that may have any numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.classfile import open_class_file
from hamnosys.errors import InputError
from hamnosys.inside import leaves
from hamnosys.records import Record
from hamnosys.schemes import Head, Scheme
from hamnosys.source import open_source
from trainer.data.faults import Fault, raise_faults
from trainer.errors import DataError

FILES = {"hamnosys": "test_hamnosys.txt", "gloss": "test_gloss.txt"}
"""Name of each class file. The modes hamnosys and gloss read one, joint reads both."""

GLOSS = "gloss"
"""Name of the head that tells glosses apart."""

_HINTS = {
    "hamnosys": "columns: name start end and the heads, without a header those of hearai or "
    "hearai9; other columns need a header, or train_parameters.scheme",
    "gloss": "columns: name start end gloss",
}


class _AnyNumber(Head):
    """A head that takes every number: what fits is decided when all files are known."""

    def fault(self, number: int) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Table:
    """A class file: the names of its columns, the scheme they are of, and its rows."""

    file: Path
    columns: tuple[str, ...]
    scheme: Scheme | None
    rows: tuple[Record, ...]


def read_table(data_path: str | Path, mode: str, scheme: Scheme | None = None) -> Table:
    """Read the class file of a data path.

    Args:
        data_path: the directory.
        mode: hamnosys or gloss, which says the file.
        scheme: of the columns; None takes the built-in one with these columns, if there is one.

    Raises:
        DataError: no such directory or file, a file that is a link out of the directory, a file
            without rows, columns that make no sense, or faulty rows.
    """
    file = Path(data_path) / FILES[mode]
    if not Path(data_path).is_dir():
        raise DataError("there is no such data directory", file=str(data_path))
    if not file.is_file():
        hint = f"the modes {mode} and joint need it in each data path"
        raise DataError("there is no class file", file=str(file), hint=hint)
    refuse_leaving(file, data_path)
    if mode == "gloss":
        scheme = Scheme(GLOSS, "", (_AnyNumber(GLOSS, (GLOSS,), ()),))
    try:
        columns, found = _columns(file, scheme)
        rows = _rows(file, columns)
    except InputError as error:
        hint = _HINTS[mode]
        raise DataError(error.message, file=error.file, row=error.row, hint=hint) from error
    if not rows:
        raise DataError("there are no rows", file=str(file), hint=_HINTS[mode])
    if mode == "gloss" and columns != (GLOSS,):
        words = f"the columns after name start end are {' '.join(columns)}, not gloss"
        raise DataError(words, file=str(file), hint=_HINTS[mode])
    if not columns:
        raise DataError("there is no column for a head", file=str(file), hint=_HINTS[mode])
    raise_faults([fault for row in rows if (fault := _fault(file, row))])
    return Table(file, columns, scheme or found, rows)


def refuse_leaving(file: Path, data_path: str | Path) -> None:
    """Refuse a file of a data path that is a symbolic link out of it.

    Raises:
        DataError: it is one.
    """
    if leaves(file, [data_path]):
        hint = "symbolic links are followed only inside it; it may be a link itself"
        raise DataError("leads out of the data directory", file=str(file), hint=hint)


def _columns(file: Path, scheme: Scheme | None) -> tuple[tuple[str, ...], Scheme | None]:
    with open_source(file) as source:
        opened = open_class_file(source, scheme=scheme)
    return opened.heads, opened.scheme


def _rows(file: Path, columns: Sequence[str]) -> tuple[Record, ...]:
    open_heads = tuple(_AnyNumber(name, (name,), ()) for name in columns)
    with open_source(file) as source:
        opened = open_class_file(source, scheme=Scheme("any", "", open_heads))
        return tuple(opened.records)


def _fault(file: Path, row: Record) -> Fault | None:
    if row.error is not None:
        return Fault(row.error.message, file, row.row, row.error.hint)
    if wrong := _name_fault(row.name):
        hint = "a name is a directory inside the data path, such as clip_7 or signer_1/clip_7"
        return Fault(f"the name {row.name!r} {wrong}", file, row.row, hint)
    return None


def _name_fault(name: str) -> str:
    """Why a name is none of a directory inside a data path; empty if it is."""
    parts = re.split(r"[/\\]", name)
    if not name.strip():
        return "is empty"
    if not name.isprintable():
        return "has characters that cannot be printed"
    if ".." in parts:
        return "leaves the data path"
    if not parts[0] or re.match("[A-Za-z]:", name):
        return "is absolute"
    if "" in parts or "." in parts:
        return "has an empty part"
    return ""
