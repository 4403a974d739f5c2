"""Minimal pairs and duplicates, found by looking up values: time grows with what is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from hamnosys.errors import UsageError
from hamnosys.similarity.names import PARAMETERS
from hamnosys.similarity.search import Difference, differences
from hamnosys.similarity.space import Space
from hamnosys.similarity.values import Entry, Form, form_of
from hamnosys.similarity.weights import Weights, load_weights

_PAIRS = 1 << 12
"""Pairs whose distances are found at a time."""


@dataclass(frozen=True, slots=True)
class MinimalPair:
    """Two signs that differ in one parameter: their indices from 0, and both values of it.

    Values are symbol names; of a composite those of all its signs.
    """

    index: int
    other: int
    parameter: str
    values: tuple[str, str]
    difference: Difference


def minimal_pairs(
    signs: Sequence[Entry],
    *,
    parameters: Sequence[str] = PARAMETERS,
    weights: Weights | None = None,
) -> Iterator[MinimalPair]:
    """Pairs of signs that differ in exactly one parameter and are equal in all others.

    Of signs that are equal in all parameters the first stands for all. The pairs come parameter by
    parameter, then in the order of the signs.

    Args:
        signs: a composite is a sequence of signs, or a `Notation`.
        parameters: only pairs that differ in one of these.
        weights: of `load_weights`; they change distances, not which pairs there are.

    Raises:
        UsageError: there is no such parameter.
    """
    forms = [form_of(entry) for entry in signs]
    return minimal_pairs_of_forms(forms, parameters, weights or load_weights())


def minimal_pairs_of_forms(
    forms: Sequence[Form], parameters: Sequence[str], weights: Weights
) -> Iterator[MinimalPair]:
    """As `minimal_pairs`, for forms."""
    for name in parameters:
        if name not in PARAMETERS:
            raise UsageError(f"no parameter {name!r}", hint=f"known: {', '.join(PARAMETERS)}")
    return _pairs(forms, [name for name in PARAMETERS if name in parameters], weights)


def _pairs(
    forms: Sequence[Form], parameters: Sequence[str], weights: Weights
) -> Iterator[MinimalPair]:
    first: dict[tuple[str, ...], int] = {}
    for index, form in enumerate(forms):
        first.setdefault(form.values, index)
    for name in parameters:
        place = PARAMETERS.index(name)
        alike = _pairs_in(place, first)
        while chunk := list(islice(alike, _PAIRS)):
            # Only what is in a pair: most signs of a lexicon are in none.
            space = Space([forms[index] for pair in chunk for index in pair], weights)
            exact = differences(space, space.of[::2], space.of[1::2])
            for (index, other), difference in zip(chunk, exact, strict=True):
                values = (forms[index].values[place], forms[other].values[place])
                yield MinimalPair(index, other, name, values, difference)


def _pairs_in(place: int, first: dict[tuple[str, ...], int]) -> Iterator[tuple[int, int]]:
    """Indices of pairs that differ in the value at this place alone, in order."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for values, index in first.items():
        groups.setdefault((*values[:place], *values[place + 1 :]), []).append(index)
    for group in groups.values():
        yield from combinations(group, 2)


def duplicates(signs: Sequence[Entry]) -> list[tuple[int, ...]]:
    """Indices of entries that are the same sign, however they are spelt, in groups of two or more.

    The same sign is the same canonical transcription; of composites all signs must be the same.
    """
    return duplicates_of_forms([form_of(entry) for entry in signs])


def duplicates_of_forms(forms: Sequence[Form]) -> list[tuple[int, ...]]:
    """As `duplicates`, for forms."""
    groups: dict[str, list[int]] = {}
    for index, form in enumerate(forms):
        groups.setdefault(form.key, []).append(index)
    return [tuple(group) for group in groups.values() if len(group) > 1]
