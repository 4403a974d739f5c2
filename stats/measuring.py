"""What counts say of a head: entropy, imbalance, weights, and how far two corpora are apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, log2, sqrt

import numpy as np

from stats.counts import Corpus, HeadCounts, Table

DISTANCE = "Jensen-Shannon distance, base 2 (0: same shares, 1: no class in common)"
MOST_WEIGHTS = 50_000
"""Weights go by class number: a column that no scheme knows may have numbers in the millions."""

ASSOCIATION = "Cramér's V (0: independent, 1: one tells the other)"


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures of a head.

    ``never_seen`` and ``rare`` are class numbers; rare are those seen less often than the
    threshold, but seen. ``entropy`` is in bits, ``effective_classes`` is 2 to its power: as many
    equally frequent classes have this entropy. ``imbalance`` is the count of the most frequent
    class by that of the least frequent one seen. ``weights`` are balanced: the weight of class i
    is at index i, rows / (classes seen x rows of the class), so that all classes seen weigh the
    same in all and the mean over rows is 1; 1 for a class never seen. They are empty for a column
    that no scheme knows with numbers too high for that.
    """

    never_seen: tuple[int, ...]
    rare: tuple[int, ...]
    entropy: float
    effective_classes: float
    imbalance: float | None
    weights: tuple[float, ...]


def measures(counts: HeadCounts, rare_under: int = 10) -> Measures:
    """The figures of a head; ``rare_under`` is the number of rows from which a class is not rare.

    With no row at all the entropy is 0, no class is effective, and there is no imbalance.
    """
    seen = [count for count in counts.counts if count]
    pairs = tuple(zip(counts.numbers, counts.counts, strict=True))
    bits = entropy(counts.counts)
    return Measures(
        never_seen=tuple(number for number, count in pairs if not count),
        rare=tuple(number for number, count in pairs if 0 < count < rare_under),
        entropy=bits,
        effective_classes=2**bits if seen else 0.0,
        imbalance=max(seen) / min(seen) if seen else None,
        weights=_weights(dict(pairs), counts.present, len(seen)),
    )


def _weights(counts: dict[int, int], rows: int, seen: int) -> tuple[float, ...]:
    highest = max(counts, default=-1)
    if highest >= MOST_WEIGHTS:
        return ()
    found = (counts.get(number, 0) for number in range(highest + 1))
    return tuple(rows / (seen * count) if count else 1.0 for count in found)


def entropy(counts: Sequence[int]) -> float:
    """Shannon entropy of counts in bits."""
    total = sum(counts)
    # The sum is not negative, but -0.0 would be printed so.
    return abs(fsum(-(c / total) * log2(c / total) for c in counts if c)) if total else 0.0


def distance(one: HeadCounts, other: HeadCounts) -> float | None:
    """Jensen-Shannon distance (base 2) of the shares of two corpora in one head, 0 to 1.

    None if one of them has no row with a value.

    Source: Endres and Schindelin 2003, A new metric for probability distributions.
    """
    if not one.present or not other.present:
        return None
    terms = []
    for number in {*one.numbers, *other.numbers}:
        p, q = one.share(one.count_of(number)), other.share(other.count_of(number))
        middle = (p + q) / 2
        terms += [share / 2 * log2(share / middle) for share in (p, q) if share]
    return sqrt(min(1.0, max(0.0, fsum(terms))))


def mean_distance(one: Corpus, other: Corpus) -> float | None:
    """Mean of `distance` over the heads that both corpora have; None if there is none."""
    found = [
        far
        for head in one.heads
        if (theirs := other.head(head.name)) and (far := distance(head, theirs)) is not None
    ]
    return fsum(found) / len(found) if found else None


def association(table: Table) -> float | None:
    """Cramér's V of a table of two heads, 0 to 1; None where one of them has one class only."""
    found = table[table.any(axis=1)][:, table.any(axis=0)].astype(np.float64)
    if min(found.shape, default=0) < 2:
        return None
    total = found.sum()
    expected = np.outer(found.sum(axis=1), found.sum(axis=0)) / total
    chi_squared = float(((found - expected) ** 2 / expected).sum())
    return min(1.0, sqrt(chi_squared / (total * (min(found.shape) - 1))))
