"""Which entries of a lexicon are nearest, for many clips at once.

The distance of an entry is the mean over its heads of what its class costs:

* ``log_probability``: minus the logarithm of the probability of that class. e to the power of minus
  this distance is the geometric mean of the probabilities.
* ``loss_weight``: the head's loss weight if that class is not the most probable one, else nothing;
  over the sum of the weights. It is the weighted share of the heads that differ.

Heads in which an entry is `ABSENT` do not count, neither above nor below the fraction line.

Entries with the same classes are computed once. The costs of all classes times a matrix of zeros
and ones give all distances in float32; those that can be among the nearest are computed again in
float64, so that the result depends neither on the size of the batch nor on the library behind
the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamnosys.errors import UsageError
from trainer.nearest.distances import DISTANCES
from trainer.nearest.lexicon import ABSENT, Lexicon

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

DIGITS = 6
"""Distances that are equal in so many decimals are ties."""

MOST_TIES = 20
"""So many entries more than asked for are shown where they are as near as the last one."""

LEAST = 1e-30
"""Probabilities below count as this one."""

_BLOCK = 1 << 22
"""Distances that are in memory at once, about."""

_FOLD = 32
_CLOSE = 1e-5


@dataclass(frozen=True, slots=True)
class Match:
    """The nearest entries of a clip, nearest first, ties in the order of the lexicon.

    Attributes:
        entries: their numbers in the lexicon.
        distances: rounded to `DIGITS` decimals, rising.
        ranks: from 1; ties share one.
        more: entries as near as the last one that are not among them.
    """

    entries: Numbers
    distances: Floats
    ranks: Numbers
    more: int


class NearestGlosses:
    """A lexicon, prepared for search."""

    def __init__(
        self,
        lexicon: Lexicon,
        sizes: Sequence[int],
        *,
        by: str = "log_probability",
        weights: Sequence[float] | None = None,
    ) -> None:
        """Takes 4 bytes for each class of a head and each entry with classes of its own.

        Args:
            lexicon: the entries.
            sizes: how many classes each head of the lexicon has.
            by: one of `DISTANCES`.
            weights: of the heads, above 0, for ``loss_weight``; None weighs them alike.

        Raises:
            UsageError: no such distance.
            ValueError: sizes or weights do not fit the heads, or classes the sizes.
        """
        if by not in DISTANCES:
            raise UsageError(f"no distance {by!r}", hint=", ".join(DISTANCES))
        count = len(lexicon.heads)
        given = [1.0] * count if weights is None else list(weights)
        if not len(sizes) == len(given) == count or min(given) <= 0:
            raise ValueError(f"{count} heads, {len(sizes)} sizes, weights {given}")
        if (lexicon.classes >= np.array(sizes)).any() or (lexicon.classes < ABSENT).any():
            raise ValueError("the lexicon has classes that its heads have not")
        self.lexicon = lexicon
        self.by = by
        self._weights = given if by == "loss_weight" else [1.0] * count
        self._sizes = tuple(sizes)
        self._first = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
        # Equal rows are one: `_members` holds their entries, those of row r from `_starts[r]` on.
        rows, row_of, counts = np.unique(
            lexicon.classes, axis=0, return_inverse=True, return_counts=True
        )
        self._rows = rows
        self._counts = counts.astype(np.intp)
        self._starts = np.cumsum(self._counts) - self._counts
        self._members = np.argsort(row_of.reshape(-1), kind="stable")
        self._scale: Floats = 1 / ((rows != ABSENT) @ np.array(self._weights))
        self._ones = _ones(rows, self._first, sum(sizes))
        self._scale32 = self._scale.astype(np.float32)

    def __len__(self) -> int:
        return len(self.lexicon)

    def search(self, probabilities: Sequence[NDArray[np.floating]], count: int) -> list[Match]:
        """The nearest entries of each clip.

        Args:
            probabilities: (clips, classes) for each head of the lexicon, all of as many clips.
            count: entries wanted, at least 1. As many are given if the lexicon has so many; besides
                those as near as the last one, `MOST_TIES` at most.

        Raises:
            ValueError: the shapes do not fit the heads, or a probability is no number.
        """
        costs = self._costs(probabilities)
        step = max(1, _BLOCK // len(self._rows))
        count = min(count, len(self))
        return [
            match
            for start in range(0, len(costs), step)
            for match in self._block(costs[start : start + step], count)
        ]

    def _costs(self, probabilities: Sequence[NDArray[np.floating]]) -> Floats:
        """What each class of each head costs: (clips, classes of all heads)."""
        tables = []
        for size, weight, table in zip(self._sizes, self._weights, probabilities, strict=True):
            if table.ndim != 2 or table.shape[1] != size:
                raise ValueError(f"probabilities of shape {table.shape} for {size} classes")
            if not np.isfinite(table).all():
                raise ValueError("a probability is no number")
            if self.by == "loss_weight":
                cost = np.full(table.shape, weight)
                cost[np.arange(len(table)), table.argmax(1)] = 0
            else:
                cost = -np.log(np.clip(table.astype(np.float64), LEAST, 1))
            tables.append(cost)
        return np.concatenate(tables, axis=1)

    def _block(self, costs: Floats, count: int) -> list[Match]:
        distances = costs.astype(np.float32) @ self._ones
        distances *= self._scale32
        bound = _bound(distances, min(count, len(self._rows)))
        near = distances <= (bound * (1 + _CLOSE) + 2 * 10.0**-DIGITS)[:, None]
        clip, row = np.divmod(np.flatnonzero(near), len(self._rows))
        return self._ranked(clip, row, self._exact(costs, clip, row), count)

    def _exact(self, costs: Floats, clip: Numbers, row: Numbers) -> Floats:
        """The distances of these pairs of clip and row."""
        total = np.zeros(len(clip))
        for place, first in enumerate(self._first):
            number = self._rows[row, place]
            total += np.where(number == ABSENT, 0.0, costs[clip, first + number])
        return np.round(total * self._scale[row], DIGITS)

    def _ranked(self, clip: Numbers, row: Numbers, distance: Floats, count: int) -> list[Match]:
        """From candidates, ordered by clip, to the entries that are shown."""
        most = count + MOST_TIES
        taken = np.minimum(self._counts[row], most)
        which = np.repeat(np.arange(len(row)), taken)
        within = np.arange(len(which)) - (np.cumsum(taken) - taken)[which]
        entry = self._members[self._starts[row[which]] + within]
        order = np.lexsort((entry, distance[which], clip[which]))
        which, entry = which[order], entry[order]
        entry_clip, entry_distance = clip[which], distance[which]
        starts = np.flatnonzero(np.diff(entry_clip, prepend=-1))
        last = entry_distance[starts + count - 1]
        shown = (entry_distance <= last[entry_clip]) & (
            np.arange(len(entry)) - starts[entry_clip] < most
        )
        ends = np.cumsum(np.bincount(entry_clip[shown], minlength=len(starts)))
        total = np.bincount(clip, self._counts[row] * (distance <= last[clip]), len(starts))
        return [
            _match(entries, distances, int(there))
            for entries, distances, there in zip(
                np.split(entry[shown], ends[:-1]),
                np.split(entry_distance[shown], ends[:-1]),
                total,
                strict=True,
            )
        ]


def _match(entries: Numbers, distances: Floats, there: int) -> Match:
    ranks = np.searchsorted(distances, distances) + 1
    return Match(entries, distances, ranks, there - len(entries))


def _ones(rows: NDArray[np.int32], first: Numbers, classes: int) -> NDArray[np.float32]:
    """One where a row has a class: (classes of all heads, rows)."""
    ones = np.zeros((classes, len(rows)), np.float32)
    row, head = np.nonzero(rows != ABSENT)
    ones[first[head] + rows[row, head], row] = 1
    return ones


def _bound(distances: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """A number for each line that at least ``count`` of its distances do not exceed.

    The least of each of many parts are fewer to look at, and nearly as good.
    """
    parts = distances.shape[1] // _FOLD
    if parts > 4 * count:
        folded = distances[:, : parts * _FOLD].reshape(len(distances), _FOLD, parts)
        distances = folded.min(1)
    return np.partition(distances, count - 1, axis=1)[:, count - 1]
