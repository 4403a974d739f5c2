"""The view of an action that class schemes read: its movements, and all that marks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from hamnosys.sign.action import (
    ActionItem,
    Alternation,
    Brushing,
    Manner,
    RepeatedMovement,
    Repetition,
    Replacement,
    SizeChange,
)
from hamnosys.sign.location import Contact, Location
from hamnosys.sign.node import View
from hamnosys.sign.posture import Pair
from hamnosys.sign.step import Step, steps_of

_COUNTS = ("none", "one", "two", "three", "four", "five or more")


@dataclass(frozen=True, slots=True)
class Movement(View):
    """The whole action: its movements in the order of the notation, and all that marks them."""

    steps: tuple[Step, ...]
    marks: tuple[ActionItem, ...]

    @property
    def first(self) -> Step | None:
        """The first movement; None if the action has none (a contact alone)."""
        return self._step(0)

    @property
    def second(self) -> Step | None:
        """The second movement."""
        return self._step(1)

    @property
    def third(self) -> Step | None:
        """The third movement."""
        return self._step(2)

    @property
    def count(self) -> str:
        """How many movements there are: ``none``, ``one``, ... ``five or more``."""
        return _COUNTS[min(len(self.steps), len(_COUNTS) - 1)]

    @property
    def replacement(self) -> Replacement | None:
        """The first replacement of the posture."""
        return self._replacement(0)

    @property
    def second_replacement(self) -> Replacement | None:
        """The second replacement of the posture."""
        return self._replacement(1)

    @property
    def repetition(self) -> str | None:
        """The last repetition, which mostly is one of the whole action."""
        found = [m for m in self.marks if isinstance(m, Repetition | RepeatedMovement)]
        return found[-1].repetition if found else None

    @property
    def moved_on(self) -> RepeatedMovement | None:
        """The first repetition that is moved on a little each time."""
        return next((m for m in self.marks if isinstance(m, RepeatedMovement)), None)

    @property
    def alternating(self) -> bool:
        """`hamalternatingmotion` is written in the action."""
        return any(isinstance(mark, Alternation) for mark in self.marks)

    @property
    def manner(self) -> str | None:
        """The first manner, joined by ``+`` with `hamlargemod` if it is strongly so."""
        return self._manner(0)

    @property
    def second_manner(self) -> str | None:
        """The second manner."""
        return self._manner(1)

    @property
    def size_change(self) -> SizeChange | None:
        """The first growing or shrinking."""
        return next((m for m in self.marks if isinstance(m, SizeChange)), None)

    @property
    def brushing(self) -> Location | None:
        """Where the hand brushes in moving; the dominant hand's half of two places."""
        found = next((m for m in self.marks if isinstance(m, Brushing)), None)
        return _dominant(found.place) if found else None

    @property
    def brushes(self) -> bool:
        """`hambrushing` is written."""
        return any(isinstance(mark, Brushing) for mark in self.marks)

    @property
    def target(self) -> Location | None:
        """The first place where a movement ends; the dominant hand's half of two places."""
        found = self._targets(Location, Pair)
        return _dominant(found[0]) if found else None

    @property
    def nondominant_target(self) -> Location | None:
        """The non-dominant hand's half of it."""
        found = self._targets(Location, Pair)
        return found[0].nondominant if found and isinstance(found[0], Pair) else None

    @property
    def contact(self) -> Contact | None:
        """The first contact at the end of a movement, at a place or between the hands."""
        for mark in self.marks:
            if isinstance(mark, Contact):
                return mark
            place = _dominant(mark) if isinstance(mark, Location | Pair) else None
            if place and place.contact:
                return place.contact
        return None

    def _step(self, number: int) -> Step | None:
        return self.steps[number] if number < len(self.steps) else None

    def _replacement(self, number: int) -> Replacement | None:
        found = [s.motion for s in self.steps if isinstance(s.motion, Replacement)]
        return found[number] if number < len(found) else None

    def _manner(self, number: int) -> str | None:
        found = [mark for mark in self.marks if isinstance(mark, Manner)]
        if number >= len(found):
            return None
        return found[number].manner + ("+hamlargemod" if found[number].large else "")

    def _targets(self, *kinds: type) -> list[Any]:
        return [mark for mark in self.marks if isinstance(mark, kinds)]


def movement_of(action: tuple[ActionItem, ...]) -> Movement | None:
    """The view of an action; None if it is empty."""
    return Movement(*steps_of(action)) if action else None


def _dominant(place: Any) -> Location | None:
    return (
        cast("Location", place.dominant)
        if isinstance(place, Pair)
        else cast("Location | None", place)
    )
