"""What single fingers do, and views of it that class schemes read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from hamnosys.sign.node import Node, Part, View, present
from hamnosys.symbols import inventory


@dataclass(frozen=True, slots=True)
class FingerSpecification(Node):
    """What one finger does.

    A finger alone is selected; with ``bending`` it is bent so; ``opposed``: by the thumb; with
    ``part`` and ``other`` it crosses or touches the other finger there (``other_part``: habit).
    """

    finger: str
    bending: str | None = None
    opposed: bool = False
    part: str | None = None
    other: str | None = None
    other_part: str | None = None

    def parts(self) -> Iterator[Part]:
        large = "hamlargemod" if self.opposed else None
        return present(self.finger, self.bending, large, self.part, self.other, self.other_part)


@dataclass(frozen=True, slots=True)
class Fingers(View):
    """What is said of each finger after the base form; of two items on one finger the first counts.

    A finger is ``selected``, ``opposed`` (by the thumb), or has its bending; None if nothing is
    said of it but that it crosses another.
    """

    items: tuple[FingerSpecification, ...]

    @property
    def thumb(self) -> str | None:
        """What the thumb does."""
        return self._state("hamthumb")

    @property
    def index(self) -> str | None:
        """What the index finger does."""
        return self._state("hamindexfinger")

    @property
    def middle(self) -> str | None:
        """What the middle finger does."""
        return self._state("hammiddlefinger")

    @property
    def ring(self) -> str | None:
        """What the ring finger does."""
        return self._state("hamringfinger")

    @property
    def pinky(self) -> str | None:
        """What the pinky does."""
        return self._state("hampinky")

    @property
    def named(self) -> str | None:
        """The fingers that are named as selected, bent or opposed, joined by ``+``."""
        return joined_fingers(item.finger for item in self.items if item.part is None)

    @property
    def first(self) -> str | None:
        """What the first of them does."""
        return next((self._state(i.finger) for i in self.items if i.part is None), None)

    @property
    def crossing(self) -> str | None:
        """The finger that crosses or touches and the one that it meets, joined by ``+``."""
        crossing = self._crossing
        return f"{crossing.finger}+{crossing.other}" if crossing else None

    @property
    def crossing_part(self) -> str | None:
        """The part of the finger where they meet."""
        return self._crossing.part if self._crossing else None

    @property
    def _crossing(self) -> FingerSpecification | None:
        return next((item for item in self.items if item.part is not None), None)

    def _state(self, finger: str) -> str | None:
        for item in self.items:
            if item.finger == finger and item.part is None:
                return "opposed" if item.opposed else item.bending or "selected"
        return None


def joined_fingers(names: Iterable[str]) -> str | None:
    """Fingers from the thumb to the pinky, each once, joined by ``+``; None if there are none."""
    named = set(names)
    return "+".join(finger for finger in finger_names() if finger in named) or None


@cache
def finger_names() -> tuple[str, ...]:
    """The symbols of the fingers from the thumb to the pinky."""
    return tuple(symbol.name for symbol in inventory().of_category("finger"))
