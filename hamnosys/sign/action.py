"""Movements, groups of them, replacements, and the marks on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from hamnosys.sign.location import Contact, Location
from hamnosys.sign.node import Node, Part, bracketed, present
from hamnosys.sign.posture import NoMotion, Pair, Posture

GROUP_BRACKETS: dict[str, tuple[str, str, str]] = {
    "parallel": ("hamparbegin", "hamplus", "hamparend"),
    "split": ("hamparbegin", "hamplus", "hamparend"),
    "sequence": ("hamseqbegin", "", "hamseqend"),
    "fusion": ("hamfusionbegin", "", "hamfusionend"),
    "alternatives": ("hamaltbegin", "hammetaalt", "hamaltend"),
}
"""Kind of group to opening symbol, separator and closing symbol."""


@dataclass(frozen=True, slots=True)
class StraightMovement(Node):
    """A straight movement, or half way ``between`` two directions.

    ``arc`` bends the path; ``wave`` (`hamwavy`, `hamzigzag`) with an optional ellipse shapes it.
    Sizes are `hamsmallmod` or `hamlargemod`.
    """

    direction: str
    size: str | None = None
    between: str | None = None
    between_size: str | None = None
    arc: str | None = None
    arc_size: str | None = None
    wave: str | None = None
    wave_size: str | None = None
    ellipse: str | None = None
    ellipse_size: str | None = None

    def parts(self) -> Iterator[Part]:
        return present(
            self.direction,
            self.size,
            "hambetween" if self.between else None,
            self.between,
            self.between_size,
            self.arc,
            self.arc_size,
            self.wave,
            self.wave_size,
            self.ellipse,
            self.ellipse_size,
        )


@dataclass(frozen=True, slots=True)
class CircularMovement(Node):
    """A circle about an axis; ``clock`` tells where it begins and ends, and whole turns."""

    axis: str
    between: str | None = None
    size: str | None = None
    clock: tuple[str, ...] = ()
    ellipse: str | None = None
    ellipse_size: str | None = None

    @property
    def clock_start(self) -> str | None:
        """The clock hand where the circle begins; None if it is not written."""
        return self._clock_hand(0)

    @property
    def clock_end(self) -> str | None:
        """The clock hand where the circle ends, if that is another one."""
        return self._clock_hand(1)

    @property
    def turns(self) -> str | None:
        """Whole turns that are written (`hamclockfull`): ``one``, ``two``, ``more``; or None."""
        whole = self.clock.count("hamclockfull")
        return (None, "one", "two", "more")[min(whole, 3)]

    def _clock_hand(self, number: int) -> str | None:
        hands = [hand for hand in self.clock if hand != "hamclockfull"]
        return hands[number] if number < len(hands) else None

    def parts(self) -> Iterator[Part]:
        return present(
            self.axis,
            "hambetween" if self.between else None,
            self.between,
            self.size,
            *self.clock,
            self.ellipse,
            self.ellipse_size,
        )


@dataclass(frozen=True, slots=True)
class LocalMovement(Node):
    """A movement without a path: of the wrist, finger play, or an obsolete cross movement."""

    movement: str
    size: str | None = None

    def parts(self) -> Iterator[Part]:
        return present(self.movement, self.size)


@dataclass(frozen=True, slots=True)
class Replacement(Node):
    """`hamreplace`: the posture becomes this one; ``change``: `hamincreasing`, `hamdecreasing`."""

    posture: Posture
    change: str | None = None

    def parts(self) -> Iterator[Part]:
        return present("hamreplace", self.change, self.posture)


@dataclass(frozen=True, slots=True)
class Manner(Node):
    """`hamfast`, `hamslow`, `hamtense`, `hamrest` or `hamhalt`; ``large``: strongly so."""

    manner: str
    large: bool = False

    def parts(self) -> Iterator[Part]:
        return present(self.manner, "hamlargemod" if self.large else None)


@dataclass(frozen=True, slots=True)
class SizeChange(Node):
    """The movement grows or shrinks."""

    change: str
    size: str | None = None

    def parts(self) -> Iterator[Part]:
        return present(self.change, self.size)


@dataclass(frozen=True, slots=True)
class Brushing(Node):
    """Contact during the movement, at a place; without brackets or place it is a habit."""

    place: Location | Pair[Location, Location] | None = None
    contact: Contact | None = None
    bracketed: bool = True

    def parts(self) -> Iterator[Part]:
        inner = present("hambrushing", self.place, self.contact)
        return bracketed("hamseqbegin", inner, "hamseqend") if self.bracketed else inner


@dataclass(frozen=True, slots=True)
class Repetition(Node):
    """The action is repeated; with an ellipse, elliptically."""

    repetition: str
    ellipse: str | None = None

    def parts(self) -> Iterator[Part]:
        return present(self.repetition, self.ellipse)


@dataclass(frozen=True, slots=True)
class Alternation(Node):
    """`hamalternatingmotion` in the action."""

    def parts(self) -> Iterator[Part]:
        yield "hamalternatingmotion"


@dataclass(frozen=True, slots=True)
class RepeatedMovement(Node):
    """``[ repetition movement ]``: each repetition is moved on a little."""

    repetition: str
    movement: str
    size: str | None = None
    change: str | None = None

    def parts(self) -> Iterator[Part]:
        inner = present(self.repetition, self.movement, self.size, self.change)
        return bracketed("hamseqbegin", inner, "hamseqend")


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Actions in a bracket.

    ``kind``: ``parallel`` (at the same time), ``split`` (one member a hand), ``sequence``,
    ``fusion`` (one flowing movement) or ``alternatives`` (habit).
    """

    kind: str
    members: tuple[tuple[ActionItem, ...], ...]

    def parts(self) -> Iterator[Part]:
        opening, separator, closing = GROUP_BRACKETS[self.kind]
        yield opening
        for index, member in enumerate(self.members):
            if index:
                yield separator
            yield from member
        yield closing


Target: TypeAlias = Location | Pair[Location, Location] | Contact
"""Where a movement or replacement ends."""

ActionItem: TypeAlias = (
    StraightMovement
    | CircularMovement
    | LocalMovement
    | NoMotion
    | Group
    | Replacement
    | Manner
    | SizeChange
    | Brushing
    | Repetition
    | Alternation
    | RepeatedMovement
    | Location
    | Pair[Location, Location]
    | Contact
)
