"""Distances between values of which some are near each other: the shortest way over those."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

FARTHEST = 1.0
Near = tuple[str, str, float]
"""Two values and how far apart they are."""


class NearValues:
    """A distance on any values: 0 to `FARTHEST`, symmetric, and with the triangle inequality.

    It is the shortest way over the ``near`` ones, at most `FARTHEST`.
    """

    def __init__(self, near: Iterable[Near]) -> None:
        self._ways: dict[str, list[tuple[str, float]]] = {}
        for one, other, apart in near:
            self._ways.setdefault(one, []).append((other, apart))
            self._ways.setdefault(other, []).append((one, apart))

    def table(self, values: Sequence[str]) -> npt.NDArray[np.float64]:
        """Distances between values, each with each."""
        result = np.full((len(values), len(values)), FARTHEST)
        for place, value in enumerate(values):
            reached = self._reached(value)
            result[place] = [reached.get(other, FARTHEST) for other in values]
            result[place, place] = 0.0
        lower: npt.NDArray[np.float64] = np.minimum(result, result.T)
        return lower

    def _reached(self, start: str) -> dict[str, float]:
        """Values nearer than `FARTHEST`, by Dijkstra's algorithm."""
        reached: dict[str, float] = {}
        waiting = [(0.0, start)]
        while waiting:
            way, value = heappop(waiting)
            if value in reached or way >= FARTHEST:
                continue
            reached[value] = way
            for other, apart in self._ways.get(value, ()):
                heappush(waiting, (way + apart, other))
        return reached
