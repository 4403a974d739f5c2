"""The rows that a conversion rejected, from its error file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hamnosys.errorfile import RejectedRow, read_error_file
from hamnosys.source import open_source

SHOWN = 1000
"""Rejected rows of a file that are kept to be shown; all are counted."""


@dataclass(frozen=True, slots=True)
class Rejections:
    """How many rows were rejected, by code, and the first of them."""

    file: str
    codes: Mapping[str, int]
    rows: tuple[RejectedRow, ...]

    @property
    def count(self) -> int:
        """All rejected rows."""
        return sum(self.codes.values())


def by_code(rejections: Iterable[Rejections]) -> dict[str, int]:
    """How many rows were rejected for each reason, in all files, in the order of the codes."""
    total: Counter[str] = Counter()
    for found in rejections:
        total.update(found.codes)
    return dict(sorted(total.items()))


def read_rejections(path: str) -> Rejections:
    """Read the error file of ``hamnosys convert --errors``.

    Raises:
        InputError: it cannot be read, or is no error file.
    """
    codes: Counter[str] = Counter()
    rows: list[RejectedRow] = []
    with open_source(path) as source:
        for row in read_error_file(source):
            codes[row.code] += 1
            if len(rows) < SHOWN:
                rows.append(row)
        return Rejections(source.name, codes, tuple(rows))
