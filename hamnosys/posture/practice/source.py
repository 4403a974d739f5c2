"""Rows and proportions of classes from a class file, for practice clips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hamnosys.classfile import read_class_file
from hamnosys.errors import ClassFileError
from hamnosys.posture.practice.rules import practice_rules, practice_scheme
from hamnosys.posture.practice.sampling import Classes, Proportions


@dataclass(frozen=True, slots=True)
class SourceRows:
    """What a class file gives: rows that can be shown, and why others cannot.

    ``refused`` holds the number of a row (from 1) and the reason; ``ignored`` are columns that
    practice clips are not labelled by.
    """

    rows: tuple[Classes, ...]
    proportions: Proportions
    refused: tuple[tuple[int, str], ...]
    ignored: tuple[str, ...]


def read_source(path: str | Path) -> SourceRows:
    """Read a class file with the heads of `practice_scheme`, in any order, among others.

    Raises:
        ClassFileError: a head is missing, or a value is no class (file and row named).
    """
    found = read_class_file(path)
    scheme, rules = practice_scheme(), practice_rules()
    missing = [name for name in scheme.names if name not in found.heads]
    if missing:
        hint = f"clips are labelled by the heads of {scheme.name}"
        raise ClassFileError(f"there is no column {missing[0]}", file=str(path), hint=hint)
    columns = [found.heads.index(name) for name in scheme.names]
    table = [[row.classes[column] for column in columns] for row in found.rows]
    rows: list[Classes] = []
    refused: list[tuple[int, str]] = []
    for number, classes in enumerate(table, 1):
        if fault := rules.fault(classes):
            refused.append((number, fault))
        else:
            rows.append(tuple(c for c in classes if c is not None))
    ignored = tuple(name for name in found.heads if name not in scheme.names)
    return SourceRows(tuple(rows), _proportions(table, len(columns)), tuple(refused), ignored)


def _proportions(table: Sequence[Sequence[int | None]], heads: int) -> Proportions:
    return {
        head: dict(Counter(c for row in table if (c := row[head]) is not None))
        for head in range(heads)
    }
