"""Rows and proportions of classes from a class file, for practice clips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.classfile import open_class_file
from hamnosys.errors import ClassFileError
from hamnosys.posture.practice.rules import practice_rules, practice_scheme
from hamnosys.posture.practice.sampling import Classes, Proportions
from hamnosys.source import open_source


@dataclass(frozen=True, slots=True)
class SourceRows:
    """What a class file gives: rows that can be shown, and why others cannot.

    ``faulty`` and ``refused`` hold the number of a row (from 1) and the reason: of rows that are
    no class rows, and of those that no clip can show, which count in the proportions all the same.
    ``ignored`` are columns that practice clips are not labelled by.
    """

    rows: tuple[Classes, ...]
    proportions: Proportions
    faulty: tuple[tuple[int, str], ...]
    refused: tuple[tuple[int, str], ...]
    ignored: tuple[str, ...]


def read_source(path: str | Path) -> SourceRows:
    """Read a class file with the heads of `practice_scheme`, in any order, among others.

    Raises:
        ClassFileError: there are no rows, or a head is missing.
        InputError: it cannot be read.
    """
    scheme, rules = practice_scheme(), practice_rules()
    rows: list[Classes] = []
    faulty: list[tuple[int, str]] = []
    refused: list[tuple[int, str]] = []
    table: list[list[int | None]] = []
    with open_source(path) as source:
        opened = open_class_file(source)
        if not opened.heads:
            raise ClassFileError("there are no classes in it", file=source.name)
        columns = _columns(opened.heads, source.name)
        for record in opened.records:
            if record.error is not None:
                faulty.append((record.row, record.error.message))
                continue
            classes = [(record.classes or ())[column] for column in columns]
            table.append(classes)
            if fault := rules.fault(classes):
                refused.append((record.row, fault))
            else:
                rows.append(tuple(c for c in classes if c is not None))
        if not table and not faulty:
            raise ClassFileError("there are no rows in it", file=source.name)
    ignored = tuple(name for name in opened.heads if name not in scheme.names)
    proportions = _proportions(table, len(columns))
    return SourceRows(tuple(rows), proportions, tuple(faulty), tuple(refused), ignored)


def _columns(heads: Sequence[str], file: str) -> list[int]:
    """Where the heads of the practice scheme are among those of a file."""
    scheme = practice_scheme()
    for name in scheme.names:
        if name not in heads:
            hint = f"clips are labelled by the heads of {scheme.name}"
            raise ClassFileError(f"there is no column {name}", file=file, hint=hint)
    return [heads.index(name) for name in scheme.names]


def _proportions(table: Sequence[Sequence[int | None]], heads: int) -> Proportions:
    return {
        head: dict(Counter(c for row in table if (c := row[head]) is not None))
        for head in range(heads)
    }
