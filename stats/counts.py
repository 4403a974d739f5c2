"""What a corpus contains: how often each class of each head, and which classes together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from hamnosys.errors import Diagnostic, UsageError
from hamnosys.schemes import Head

Table = npt.NDArray[np.int64]
"""How often two heads have two classes together; shape (classes of one, classes of the other)."""


@dataclass(frozen=True, slots=True)
class HeadCounts:
    """How often each class of a head occurs.

    ``numbers`` are its class numbers, ascending: all classes of a known head, those that occur of
    a column that no scheme knows (``head`` is None). ``counts`` are as many, ``absent`` is the
    number of rows without a value.
    """

    name: str
    head: Head | None
    numbers: tuple[int, ...]
    counts: tuple[int, ...]
    absent: int = 0

    @property
    def present(self) -> int:
        """Rows with a value: what shares are shares of."""
        return sum(self.counts)

    def label(self, number: int) -> str:
        """The label of a class; its number as text where no scheme knows the column."""
        return str(number) if self.head is None else self.head.label(number)

    def symbols(self, number: int) -> str:
        """The HamNoSys characters of a class's label; may be none."""
        return "" if self.head is None else self.head.symbols(number)

    def share(self, count: int) -> float:
        """A count as a share of the rows with a value, 0 to 1."""
        return count / self.present if self.present else 0.0

    def count_of(self, number: int) -> int:
        """How often a class occurs."""
        return dict(zip(self.numbers, self.counts, strict=True)).get(number, 0)

    def plus(self, other: HeadCounts) -> HeadCounts:
        """The counts of both.

        Raises:
            UsageError: the two heads have the same name, but not the same classes.
        """
        if (self.head and self.head.labels) != (other.head and other.head.labels):
            hint = "name the scheme of both files with --scheme"
            raise UsageError(f"the files mean different classes by {self.name!r}", hint=hint)
        numbers = tuple(sorted({*self.numbers, *other.numbers}))
        counts = tuple(self.count_of(n) + other.count_of(n) for n in numbers)
        return HeadCounts(self.name, self.head, numbers, counts, self.absent + other.absent)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The counts of one class file, or of several.

    ``rows`` are those that were counted; ``unreadable`` is the number of others, of which
    ``faults`` tells the first with their row. ``together`` has a table for each two heads, by
    their names in the order of the columns.
    """

    name: str
    file: str
    scheme: str | None
    rows: int
    heads: tuple[HeadCounts, ...]
    together: Mapping[tuple[str, str], Table]
    unreadable: int = 0
    faults: tuple[tuple[int, Diagnostic], ...] = ()

    def head(self, name: str) -> HeadCounts | None:
        """The counts of a head; None if the file does not have it."""
        return next((head for head in self.heads if head.name == name), None)

    @property
    def unknown_heads(self) -> tuple[str, ...]:
        """Names of the columns that no scheme knows."""
        return tuple(head.name for head in self.heads if head.head is None)

    def table(self, first: str, second: str) -> Table | None:
        """How often the classes of two heads occur together, whichever comes first."""
        if (first, second) in self.together:
            return self.together[first, second]
        other = self.together.get((second, first))
        return None if other is None else other.T


def paired_heads(corpus: Corpus) -> list[str]:
    """Names of the heads that have tables with others, in their order."""
    there = {name for pair in corpus.together for name in pair}
    return [head.name for head in corpus.heads if head.name in there]


def pooled(corpora: Sequence[Corpus]) -> Corpus:
    """All corpora as one; a head that only some of them have counts their rows only.

    Raises:
        UsageError: two of them mean different classes by one head, or there is none.
    """
    if not corpora:
        raise UsageError("there is no class file")
    if len(corpora) == 1:
        return corpora[0]
    heads: dict[str, HeadCounts] = {}
    for head in (head for corpus in corpora for head in corpus.heads):
        heads[head.name] = heads[head.name].plus(head) if head.name in heads else head
    together = {
        (one, other): table
        for one, other in combinations(heads, 2)
        if (table := _sum_of_tables(heads[one], heads[other], corpora)) is not None
    }
    schemes = {corpus.scheme for corpus in corpora}
    return Corpus(
        name=f"all {len(corpora)} files",
        file=", ".join(corpus.file for corpus in corpora),
        scheme=corpora[0].scheme if len(schemes) == 1 else None,
        rows=sum(corpus.rows for corpus in corpora),
        heads=tuple(heads.values()),
        together=together,
        unreadable=sum(corpus.unreadable for corpus in corpora),
    )


def _sum_of_tables(one: HeadCounts, other: HeadCounts, corpora: Sequence[Corpus]) -> Table | None:
    """The table of two heads over all corpora; None where one that has both could not keep it."""
    total: Table = np.zeros((len(one.numbers), len(other.numbers)), np.int64)
    found = False
    for corpus in corpora:
        here, there = corpus.head(one.name), corpus.head(other.name)
        if here is None or there is None:
            continue
        table = corpus.table(one.name, other.name)
        if table is None:
            return None
        rows = np.searchsorted(one.numbers, here.numbers)
        columns = np.searchsorted(other.numbers, there.numbers)
        total[np.ix_(rows, columns)] += table
        found = True
    return total if found else None
