"""Which points the landmarks of a data set have, in which order, and what a flip makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHOULDERS = (11, 12)
"""Left and right shoulder among the points of a body, in the order of BlazePose."""


@dataclass(frozen=True, slots=True)
class LandmarkLayout:
    """The points of a frame: those of each part, one part after the other.

    Attributes:
        parts: name and number of points of each part, in the order of the points.
        mirror: for each point, the one that stands in its place when the clip is flipped.
    """

    parts: tuple[tuple[str, int], ...]
    mirror: tuple[int, ...]

    @property
    def points(self) -> int:
        """Points of all parts."""
        return sum(count for _, count in self.parts)

    def span(self, part: str) -> range | None:
        """Numbers of the points of a part; None if there is none such."""
        first = 0
        for name, count in self.parts:
            if name == part:
                return range(first, first + count)
            first += count
        return None

    def to_mapping(self) -> dict[str, Any]:
        """As it stands in the JSON of a checkpoint."""
        return {"parts": [list(part) for part in self.parts], "mirror": list(self.mirror)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> LandmarkLayout:
        """From what `to_mapping` gave.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        parts = tuple((str(name), int(count)) for name, count in data["parts"])
        layout = cls(parts, tuple(int(number) for number in data["mirror"]))
        if sorted(layout.mirror) != list(range(layout.points)):
            raise ValueError("its landmarks are not mirrored one to one")
        if any(layout.mirror[other] != place for place, other in enumerate(layout.mirror)):
            raise ValueError("its landmarks, mirrored twice, are not themselves")
        return layout
