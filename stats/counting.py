"""Reading a class file once, row by row, into counts; memory does not grow with the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hamnosys.classfile import OpenClassFile, open_class_file
from hamnosys.errors import ClassFileError, Diagnostic, printable
from hamnosys.records import LEXICON, Record
from hamnosys.schemes import Head, Scheme
from hamnosys.source import STDIN, Source, open_source
from stats.counts import Corpus, HeadCounts, Table

BATCH = 8192
"""Rows that are counted at a time."""

MOST_VALUES = 50_000
"""Different values of a column that no scheme knows; one with more holds no classes."""

MOST_IN_TABLES = 256
"""Different values of a column that no scheme knows up to which it is in tables of two heads."""

SHOWN_FAULTS = 1000
"""Faulty rows of a file that are kept to be shown; all are counted."""

Watch = Callable[[Iterable[Record], Source], Iterable[Record]]
"""Passes records on, and tells somebody how far the source has been read."""


def count_class_file(
    path: str | Path,
    *,
    separator: str | None = None,
    scheme: Scheme | None = None,
    encoding: str = "utf-8",
    name: str = "",
    watch: Watch = lambda records, _source: records,
) -> Corpus:
    """Count the classes of a class file or table.

    Args:
        path: the file; ``-`` is standard input.
        separator: of its cells (``tab`` and ``space`` by name); None goes by the first line.
        scheme: whose heads the columns are; the built-in ones are looked through after it.
        encoding: of the file.
        name: of the corpus; empty means the file's name without suffix.
        watch: passes the records on while they are read.

    Raises:
        ClassFileError: the file is empty, or no class file at all.
        InputError: it cannot be read.
        UsageError: an encoding or a separator that does not exist.
    """
    with open_source(path, encoding) as source:
        opened = open_class_file(source, separator, scheme, by_name=True)
        if not opened.heads:
            raise ClassFileError(
                "there are no classes in it",
                file=source.name,
                hint="a class file has a row a clip: its name, start, end and a class a head",
            )
        _refuse_transcriptions(opened, source.name)
        counter = _Count(opened, source.name)
        counter.count(watch(opened.records, source))
        return counter.corpus(name or Path(source.name).stem)


def _refuse_transcriptions(opened: OpenClassFile, file: str) -> None:
    """Refuse a lexicon, whose glosses and transcriptions are no classes."""
    for name, head in zip(opened.heads, opened.known, strict=True):
        if head is None and name.lower() in LEXICON.headings["hamnosys"]:
            raise ClassFileError(
                f"it has a column {name!r}: a lexicon, no class file",
                file=file,
                hint="`hamnosys convert LEXICON -o classes.txt` makes a class file of it",
            )


class _Count:
    """Counts of the rows so far."""

    def __init__(self, opened: OpenClassFile, file: str) -> None:
        self.file = file
        self.opened = opened
        self.columns = list(map(_Column, opened.heads, opened.known))
        self.tables = {pair: _table(*pair) for pair in combinations(self.columns, 2)}
        self.rows = 0
        self.unreadable = 0
        self.faults: list[tuple[int, Diagnostic]] = []

    def count(self, records: Iterable[Record]) -> None:
        """Count all of them, a batch at a time."""
        good = self._good(records)
        while batch := list(islice(good, BATCH)):
            self.rows += len(batch)
            values = np.array(batch, dtype=np.int64)
            places = [c.places(values[:, i], self.file) for i, c in enumerate(self.columns)]
            self._count_pairs(dict(zip(self.columns, places, strict=True)))

    def _good(self, records: Iterable[Record]) -> Iterator[list[int]]:
        """Classes of the rows that can be counted, -1 for absent."""
        for record in records:
            if record.error is None and record.classes is not None:
                yield [-1 if number is None else number for number in record.classes]
                continue
            self.unreadable += 1
            if record.error is not None and len(self.faults) < SHOWN_FAULTS:
                self.faults.append((record.row, record.error))

    def _count_pairs(self, places: dict[_Column, npt.NDArray[np.int64]]) -> None:
        """Add to the tables; a column that has come to have too many values loses its own."""
        for (one, other), table in list(self.tables.items()):
            if one.wide or other.wide:
                del self.tables[one, other]
                continue
            # Absent values have the place -1, which these add up to row and column 0.
            cells = (places[one] + 1) * table.shape[1] + places[other] + 1
            table += np.bincount(cells, minlength=table.size).reshape(table.shape)

    def corpus(self, name: str) -> Corpus:
        """What was counted."""
        return Corpus(
            name=name,
            file=self.file,
            scheme=self.opened.scheme.name if self.opened.scheme else None,
            rows=self.rows,
            heads=tuple(column.counts() for column in self.columns),
            together={
                (one.name, other.name): table[1:, 1:][np.ix_(one.order(), other.order())]
                for (one, other), table in self.tables.items()
            },
            unreadable=self.unreadable,
            faults=tuple(self.faults),
        )


class _Column:
    """The counts of one head so far; a class's place is where its count stands."""

    def __init__(self, name: str, head: Head | None) -> None:
        self.name = name
        self.head = head
        self.numbers: list[int] = list(range(head.classes)) if head else []
        self.place = {number: number for number in self.numbers}
        self.found: npt.NDArray[np.int64] = np.zeros(len(self.numbers), np.int64)
        self.absent = 0

    @property
    def wide(self) -> bool:
        """Whether it has too many values for tables of two heads."""
        return self.head is None and len(self.numbers) > MOST_IN_TABLES

    def places(self, values: npt.NDArray[np.int64], file: str) -> npt.NDArray[np.int64]:
        """Count values of some rows; gives the place of each, -1 for absent."""
        places = values if self.head else self._new_places(values, file)
        self.absent += int(np.count_nonzero(places < 0))
        counts = np.bincount(places[places >= 0], minlength=len(self.numbers))
        self.found = counts + np.pad(self.found, (0, len(counts) - len(self.found)))
        return places

    def _new_places(self, values: npt.NDArray[np.int64], file: str) -> npt.NDArray[np.int64]:
        different, inverse = np.unique(values, return_inverse=True)
        for number in different.tolist():
            if number >= 0 and number not in self.place:
                self.place[number] = len(self.numbers)
                self.numbers.append(number)
        if len(self.numbers) > MOST_VALUES:
            raise ClassFileError(
                f"the column {self.name!r} has more than {MOST_VALUES:,} different values",
                file=file,
                hint="it holds no classes: leave it out",
            )
        known = np.array([self.place.get(n, -1) for n in different.tolist()], np.int64)
        return known[inverse]

    def order(self) -> list[int]:
        """Places in the order of the class numbers."""
        return sorted(range(len(self.numbers)), key=self.numbers.__getitem__)

    def counts(self) -> HeadCounts:
        """What was counted."""
        order = self.order()
        numbers = tuple(self.numbers[place] for place in order)
        counts = tuple(int(self.found[place]) for place in order)
        return HeadCounts(self.name, self.head, numbers, counts, self.absent)


def _table(one: _Column, other: _Column) -> Table:
    """An empty table; row and column 0 are for absent values."""
    sizes = [len(c.numbers) if c.head else MOST_IN_TABLES for c in (one, other)]
    return np.zeros((sizes[0] + 1, sizes[1] + 1), np.int64)


def corpus_names(paths: Sequence[str]) -> list[str]:
    """Names that tell files apart: as many of the last parts of their paths as it takes.

    A file that is given twice is numbered.
    """
    parts = [("stdin",) if path == STDIN else _parts(path) for path in paths]
    names = {part: part[-1] for part in parts}
    for length in range(2, max(map(len, parts), default=1) + 1):
        used = Counter(names.values())
        names = {
            part: "/".join(part[-length:]) if used[name] > 1 else name
            for part, name in names.items()
        }
    return [
        f"{names[part]} ({parts[: place + 1].count(part)})"
        if parts.count(part) > 1
        else names[part]
        for place, part in enumerate(parts)
    ]


def _parts(path: str) -> tuple[str, ...]:
    resolved = Path(path).resolve()
    return tuple(printable(part) for part in (*resolved.parts[1:-1], resolved.stem))
