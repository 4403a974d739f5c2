"""Nearest signs, and the distance of two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from hamnosys.similarity.names import PARAMETERS
from hamnosys.similarity.space import Numbers, Space
from hamnosys.similarity.values import Entry, Form, form_of
from hamnosys.similarity.weights import Weights, load_weights

BLOCK = 128
"""Signs whose distances to all are put together at a time."""

DIGITS = 9
"""Distances that agree in so many decimals are equal: the sooner row comes first."""

_SLACK = 1e-5
"""How far distances in single precision may be off."""

_FARTHEST = 2.0
"""More than any distance."""

_PAIRS = 1 << 14


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two signs are from each other, 0 to 1, and what each parameter adds to it.

    ``parts`` are in the order of `PARAMETERS`; the last is for another writing.
    """

    distance: float
    parts: tuple[float, ...]

    @property
    def split(self) -> dict[str, float]:
        """What each parameter adds, by its name, and ``writing``."""
        return dict(zip((*PARAMETERS, "writing"), self.parts, strict=True))


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A near sign: its ``index`` in the sequence it was looked for in, from 0."""

    index: int
    difference: Difference


def compare(sign: Entry, other: Entry, *, weights: Weights | None = None) -> Difference:
    """How far two signs are from each other, by parameter."""
    forms = [form_of(sign), form_of(other)]
    space = Space(forms, weights or load_weights())
    return next(differences(space, space.of[:1], space.of[1:]))


def distance(sign: Entry, other: Entry, *, weights: Weights | None = None) -> float:
    """How far two signs are from each other, 0 to 1.

    It is 0 exactly if they are the same in canonical spelling, symmetric, and no way over a third
    sign is shorter.
    """
    return compare(sign, other, weights=weights).distance


def nearest(
    signs: Sequence[Entry],
    k: int = 5,
    *,
    others: Sequence[Entry] | None = None,
    within: float | None = None,
    weights: Weights | None = None,
) -> Iterator[tuple[Neighbour, ...]]:
    """The nearest signs of each sign, nearest first, ties by their index.

    Args:
        signs: what neighbours are looked for; a composite is a sequence of signs, or a `Notation`.
        k: at most so many, 1 or more.
        others: where they are looked for; None: among ``signs`` themselves, without itself.
        within: only those at most so far away.
        weights: of `load_weights`.

    Raises:
        ValueError: ``k`` is less than 1.
    """
    forms = [form_of(entry) for entry in signs]
    among = None if others is None else [form_of(entry) for entry in others]
    return nearest_forms(forms, among, weights or load_weights(), k, within)


def nearest_forms(
    forms: Sequence[Form],
    others: Sequence[Form] | None,
    weights: Weights,
    k: int = 5,
    within: float | None = None,
) -> Iterator[tuple[Neighbour, ...]]:
    """As `nearest`, for forms."""
    if k < 1:
        raise ValueError(f"k is {k}, but at least one neighbour must be wanted")
    every = [*forms, *(others or ())]
    space = Space(every, weights)
    first = len(forms) if others is not None else 0
    rows: list[list[int]] = [[] for _ in range(space.count)]
    for index, form in enumerate(space.of[first:].tolist()):
        rows[form].append(index)
    limit = _FARTHEST if within is None else within
    return _search(space, len(forms), _Wanted(rows, k, limit, itself=others is None))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for: ``rows`` are those of each form that may be neighbours.

    ``itself``: the entries are among the rows, so that each finds itself.
    """

    rows: list[list[int]]
    k: int
    within: float
    itself: bool


def _search(space: Space, queries: int, wanted: _Wanted) -> Iterator[tuple[Neighbour, ...]]:
    """Neighbours of the first entries, so many as there are queries."""
    for start in range(0, queries, BLOCK):
        asked = space.of[start : min(start + BLOCK, queries)]
        # Entries that are the same sign have the same neighbours.
        forms, place = np.unique(asked, return_inverse=True)
        candidates = _candidates(space, forms, wanted)
        for index, form in enumerate(place.tolist(), start):
            yield _ranked(candidates[form], wanted, index if wanted.itself else -1)


_Candidates: TypeAlias = list[tuple[int, Difference]]
"""Forms, and how far they are."""


def _candidates(space: Space, forms: Numbers, wanted: _Wanted) -> list[_Candidates]:
    """For each form those that may be among the nearest, with exact distances."""
    far = np.ascontiguousarray(space.block(forms).T)
    far[:, [not rows for rows in wanted.rows]] = np.inf
    count = min(wanted.k + wanted.itself, space.count)
    limit = np.partition(far, count - 1, axis=1)[:, count - 1]
    limit = np.minimum(limit, np.float32(min(wanted.within, _FARTHEST))) + np.float32(_SLACK)
    asked, found = np.nonzero(far <= limit[:, None])
    result: list[_Candidates] = [[] for _ in forms]
    exact = differences(space, forms[asked], found)
    for place, other, difference in zip(asked.tolist(), found.tolist(), exact, strict=True):
        result[place].append((other, difference))
    return result


def _ranked(candidates: _Candidates, wanted: _Wanted, own: int) -> tuple[Neighbour, ...]:
    """The nearest rows but the own one, nearest first."""
    k = wanted.k
    # Of many entries of one form the first k are enough, and one more may be the entry itself.
    ranked = sorted(
        (difference.distance, row, difference)
        for form, difference in candidates
        if difference.distance <= wanted.within
        for row in wanted.rows[form][: k + 1]
        if row != own
    )
    return tuple(Neighbour(row, difference) for _, row, difference in ranked[:k])


def differences(space: Space, ones: Numbers, others: Numbers) -> Iterator[Difference]:
    """The differences of forms to others, one by one."""
    for start in range(0, len(ones), _PAIRS):
        part = slice(start, start + _PAIRS)
        for parts in space.pairs(ones[part], others[part]).tolist():
            yield _difference(parts)


def _difference(parts: list[float]) -> Difference:
    return Difference(round(sum(parts), DIGITS), tuple(parts))
