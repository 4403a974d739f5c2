"""Signs as points: all that their distances need, each different value once.

Many signs share a value of a parameter, and many values a part. A block of distances is put
together from those of the parts, so that memory depends on the block and not on all pairs.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from hamnosys.similarity.names import PARAMETERS
from hamnosys.similarity.near import NearValues
from hamnosys.similarity.parts import PARTS, Part, key_of
from hamnosys.similarity.values import BETWEEN_SIGNS, Form
from hamnosys.similarity.weights import PartWeight, Weights

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]

_LACKING = "lacking"
"""Stands for a part of a second sign where there is none."""

MOST_TABULATED = 2_000
"""Points whose distances are kept, each to each; more are computed block by block.

Many small products of matrices, each on several threads, are slow on a machine that is busy.
"""

POSITIONS = 2
"""So many signs of a composite are compared by their parts; of the others only whether equal."""


class Distances(Protocol):
    """Distances, 0 to 1, of the different things that a part may be."""

    def block(self, some: Numbers) -> Singles:
        """Those of all to some, shape (all, some), in single precision."""

    def pairs(self, ones: Numbers, others: Numbers) -> Floats:
        """Those of one to another, one by one; the same however many there are."""


class Points:
    """Vectors whose distances are those of a part, at most 1; shape (all, dimensions)."""

    def __init__(self, vectors: Floats) -> None:
        self._vectors = np.ascontiguousarray(vectors[:, np.ptp(vectors, axis=0) > 0])
        self._squares = (self._vectors**2).sum(1)
        self._table: Singles | None = None

    def block(self, some: Numbers) -> Singles:
        """See `Distances`."""
        if len(self._vectors) > MOST_TABULATED:
            return self._block(some)
        if self._table is None:
            self._table = self._block(np.arange(len(self._vectors)))
        return self._table[:, some]

    def _block(self, some: Numbers) -> Singles:
        squares = self._vectors @ (-2.0 * self._vectors[some]).T
        squares += self._squares[:, None]
        squares += self._squares[some]
        np.clip(squares, 0.0, 1.0, out=squares)
        far: Singles = np.sqrt(squares, out=squares).astype(np.float32)
        return far

    def pairs(self, ones: Numbers, others: Numbers) -> Floats:
        """See `Distances`."""
        squares = ((self._vectors[ones] - self._vectors[others]) ** 2).sum(1)
        far: Floats = np.sqrt(np.minimum(squares, 1.0))
        return far


@dataclass(frozen=True, slots=True)
class Tabulated:
    """A table of distances."""

    table: Floats

    def block(self, some: Numbers) -> Singles:
        """See `Distances`."""
        return self.table[:, some].astype(np.float32)

    def pairs(self, ones: Numbers, others: Numbers) -> Floats:
        """See `Distances`."""
        return self.table[ones, others]


@dataclass(frozen=True, slots=True)
class PartSpace:
    """A part over all values of its parameter: ``of`` numbers what each value has there."""

    weight: float
    of: Numbers
    distances: Distances

    def block(self, values: Numbers) -> Singles:
        """Weighted distances of all values to some of them."""
        found: Singles = self.distances.block(self.of[values]) * np.float32(self.weight)
        return found.take(self.of, axis=0)

    def pairs(self, ones: Numbers, others: Numbers) -> Floats:
        """Weighted distances of values to others, one by one."""
        return self.weight * self.distances.pairs(self.of[ones], self.of[others])


@dataclass(frozen=True, slots=True)
class ParameterSpace:
    """A parameter over all forms: ``of`` is the number of each form's value."""

    share: float
    of: Numbers
    parts: tuple[PartSpace, ...]
    any_difference: float

    def add_block(self, total: Singles, forms: Numbers) -> None:
        """Add this parameter's share of the distances of all forms to some of them."""
        values = self.of[forms]
        count = int(self.of.max()) + 1
        found = np.zeros((count, len(values)), dtype=np.float32)
        for part in self.parts:
            found += part.block(values)
        self._finish(found)
        found[values, np.arange(len(values))] = 0.0
        total += found.take(self.of, axis=0)

    def pairs(self, ones: Numbers, others: Numbers) -> Floats:
        """This parameter's share of the distances of forms to others, one by one."""
        a, b = self.of[ones], self.of[others]
        found = np.zeros(len(a))
        for part in self.parts:
            found += part.pairs(a, b)
        self._finish(found)
        found[a == b] = 0.0
        return found

    def _finish(self, found: npt.NDArray[Any]) -> None:
        np.minimum(found, 1.0, out=found)
        found *= self.share * (1.0 - self.any_difference)
        found += self.share * self.any_difference


class Space:
    """Different forms and the distances between them.

    ``of`` is the number of the form of each entry; ``count`` how many forms there are.
    """

    def __init__(self, forms: Sequence[Form], weights: Weights) -> None:
        numbers: dict[str, int] = {}
        self.of = np.array([numbers.setdefault(form.key, len(numbers)) for form in forms], np.intp)
        self.count = len(numbers)
        first = {form.key: form for form in reversed(forms)}
        different = [first[key] for key in numbers]
        self.writing = weights.writing
        self.parameters = tuple(
            _parameter_space(name, different, weights) for name in PARAMETERS if different
        )

    def block(self, forms: Numbers) -> Singles:
        """Distances of all forms to some of them, in single precision, shape (count, forms)."""
        total = np.full((self.count, len(forms)), self.writing, dtype=np.float32)
        for parameter in self.parameters:
            parameter.add_block(total, forms)
        total[forms, np.arange(len(forms))] = 0.0
        return total

    def pairs(self, ones: Numbers, others: Numbers) -> Floats:
        """The parts of distances of forms to others, one by one.

        Returns:
            Shape (pairs, parameters + 1): what each parameter adds, and what another writing adds.
            The sum of a row is the distance.
        """
        columns = [parameter.pairs(ones, others) for parameter in self.parameters]
        columns.append(np.where(ones == others, 0.0, self.writing))
        return np.stack(columns, axis=1)


def _parameter_space(name: str, forms: Sequence[Form], weights: Weights) -> ParameterSpace:
    place = PARAMETERS.index(name)
    numbers: dict[str, int] = {}
    of = np.array([numbers.setdefault(f.values[place], len(numbers)) for f in forms], np.intp)
    first = {form.values[place]: form.signs for form in reversed(forms)}
    values = [(first[value], value.split(BETWEEN_SIGNS)) for value in numbers]
    positions = min(POSITIONS, max(len(signs) for signs, _ in values))
    parts = []
    for part in PARTS:
        given = weights.parts[name].get(part.name) if part.parameter == name else None
        if given is None or not given.weight:
            continue
        for position in range(positions):
            keys = [
                key_of(part, signs[position], texts[position])
                if position < len(signs)
                else _LACKING
                for signs, texts in values
            ]
            strength = given.weight * (weights.following if position else 1.0)
            parts.append(_part_space(part, keys, strength, given, weights))
    share = (1.0 - weights.writing) * weights.parameters[name] / weights.total
    return ParameterSpace(share, of, tuple(parts), weights.any_difference)


def _part_space(
    part: Part, keys: Sequence[Hashable], strength: float, given: PartWeight, weights: Weights
) -> PartSpace:
    numbers: dict[Hashable, int] = {}
    of = np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.intp)
    if part.vector is None:
        near = NearValues(weights.near.get(part.near, ()))
        return PartSpace(strength, of, Tabulated(near.table([str(key) for key in numbers])))
    found = {n: part.vector(key, given, weights) for key, n in numbers.items() if key != _LACKING}
    size = len(next(iter(found.values()), ()))
    points = np.zeros((len(numbers), size + 1))
    points[:, size] = 1.0  # lacking: farther from every point than any reach
    for number, vector in found.items():
        points[number, :size], points[number, size] = vector, 0.0
    return PartSpace(strength, of, Points(points))
