"""Where the hands are, and what touches what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hamnosys.sign.fingers import finger_names, joined_fingers
from hamnosys.sign.node import Node, Part, bracketed, present
from hamnosys.sign.posture import Pair
from hamnosys.symbols import inventory

_KINDS = {
    "body_place": "body",
    "divided_body_place": "body",
    "arm_place": "arm",
    "neutral_space": "neutral",
}


@dataclass(frozen=True, slots=True)
class Level(Node):
    """A place on the body, an arm or a hand, or neutral space.

    ``places`` are the symbols from the first to the last (a hand part may have several: finger,
    part, zone). ``side`` is `hamlrat` or `hamlrbeside`; written before the place it is the
    signer's left of it (``side_first``), after it the right.
    """

    places: tuple[str, ...]
    side: str | None = None
    side_first: bool = False

    @property
    def kind(self) -> str:
        """``body``, ``arm``, ``hand`` or ``neutral``."""
        category = inventory().by_name[self.places[0]].category
        return _KINDS.get(category, "hand")

    @property
    def side_position(self) -> str | None:
        """``before hamlrat``, ``after hamlrbeside``, ...; None in the centre."""
        if self.side is None:
            return None
        return f"{'before' if self.side_first else 'after'} {self.side}"

    @property
    def detail(self) -> str | None:
        """What follows the first that is no finger.

        Upper or lower (lips, teeth, eyes), a zone of the arm, a side of the hand.
        """
        if len(self.places) == 1:
            return None
        fingers = finger_names()
        spots = [place for place in self.places if place not in fingers]
        return spots[1] if len(spots) > 1 else None

    @property
    def fingers(self) -> str | None:
        """The fingers that are named, from the thumb to the pinky, joined by ``+``."""
        return joined_fingers(self.places)

    def parts(self) -> Iterator[Part]:
        if self.side_first:
            return present(self.side, *self.places)
        return present(*self.places, self.side)


@dataclass(frozen=True, slots=True)
class Contact(Node):
    """What touches: ``kind`` is the contact symbol or `hamarmextended`.

    ``part`` is the part of the hand or arm that touches (bracket form); ``part_first`` is the
    habit of writing the symbol behind the bracket, ``large`` that of a `hamlargemod` after it.
    """

    kind: str
    part: Location | None = None
    part_first: bool = False
    large: bool = False

    def parts(self) -> Iterator[Part]:
        if self.part is None:
            return present(self.kind, "hamlargemod" if self.large else None)
        if self.part_first:
            return present("hamseqbegin", self.part, "hamseqend", self.kind)
        return bracketed("hamseqbegin", iter((self.kind, self.part)), "hamseqend")


@dataclass(frozen=True, slots=True)
class Location(Node):
    """A place, or half way ``between`` two, and how the hand is there."""

    level: Level
    between: Level | None = None
    etc: bool = False
    behind: bool = False
    contact: Contact | None = None

    def parts(self) -> Iterator[Part]:
        return present(
            self.level,
            "hambetween" if self.between else None,
            self.between,
            "hametc" if self.etc else None,
            "hambehind" if self.behind else None,
            self.contact,
        )


@dataclass(frozen=True, slots=True)
class HandConstellation(Node):
    """Contact between the hands, at the two hand ``places`` where they are named."""

    places: Pair[Location, Location] | None
    contact: Contact

    def parts(self) -> Iterator[Part]:
        return present(self.places, self.contact)
