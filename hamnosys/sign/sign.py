"""The sign as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hamnosys.sign.action import ActionItem
from hamnosys.sign.location import Contact, HandConstellation, Location
from hamnosys.sign.movement import Movement, movement_of
from hamnosys.sign.node import Node, Part, present
from hamnosys.sign.posture import Hand, HoldOver, Pair, Posture, Symmetry


@dataclass(frozen=True, slots=True)
class Sign(Node):
    """One sign: its initial position, field by field in the order of the notation, and its action.

    ``constellations`` hold contact between the hands (at most one by the formal rules, two around
    a location pair). ``second_location`` is a habit. An empty ``action``: the sign is held.
    """

    symmetry: Symmetry | None
    posture: Posture
    constellations: tuple[HandConstellation, ...] = ()
    location: Location | Pair[Location, Location] | None = None
    second_location: Location | None = None
    action: tuple[ActionItem, ...] = ()

    @property
    def dominant(self) -> Hand:
        """The hand that is written first, with the orientation that holds for it."""
        return self.posture.dominant_hand

    @property
    def nondominant(self) -> Hand | None:
        """What is written for the other hand alone; None if nothing is."""
        return self.posture.nondominant_hand

    @property
    def two_handed(self) -> bool:
        """A symmetry operator or a pair of hands is written."""
        return self.symmetry is not None or isinstance(self.posture.hands, Pair)

    @property
    def place(self) -> Location | None:
        """First place written for the dominant hand: where the hands meet, else the location."""
        named = next((c.places for c in self.constellations if c.places), None) or self.location
        return named.dominant if isinstance(named, Pair) else named

    @property
    def nondominant_place(self) -> Location | None:
        """The other half of a pair of places; None if there is no pair."""
        named = next((c.places for c in self.constellations if c.places), None) or self.location
        return named.nondominant if isinstance(named, Pair) else None

    @property
    def further_place(self) -> Location | None:
        """The location of a sign whose hands meet at named places; the habit of a second one."""
        if any(c.places for c in self.constellations):
            at = self.location
            return at.dominant if isinstance(at, Pair) else at
        return self.second_location

    @property
    def hands_contact(self) -> Contact | None:
        """The contact between the hands."""
        return self.constellations[0].contact if self.constellations else None

    @property
    def nondominant_status(self) -> str:
        """Where the handshape of the non-dominant hand comes from.

        ``own`` (written), ``held`` (as the sign before left it), ``mirrored`` (`hamsymmlr`) or
        ``copied`` (`hamsymmpar`); ``absent``: the sign has one hand.
        """
        hands = self.posture.hands
        if isinstance(hands, Pair):
            other = hands.nondominant
            held = isinstance(other, Hand) and isinstance(other.handshape, HoldOver)
            return "held" if held else "own"
        operator = self.symmetry.operator if self.symmetry else None
        return {"hamsymmlr": "mirrored", "hamsymmpar": "copied"}.get(operator or "", "absent")

    @property
    def movement(self) -> Movement | None:
        """The movements of the action and their marks; None if the sign is held."""
        return movement_of(self.action)

    @property
    def contact(self) -> Contact | None:
        """The first contact in the initial position, of the hand or between the hands."""
        if self.constellations:
            return self.constellations[0].contact
        return self.place.contact if self.place else None

    @property
    def distance(self) -> str | None:
        """`hambehind`, else the symbol of the contact; None if neither is written."""
        if self.place and self.place.behind:
            return "hambehind"
        return self.contact.kind if self.contact else None

    def parts(self) -> Iterator[Part]:
        return present(
            self.symmetry,
            self.posture,
            *self.constellations,
            self.location,
            self.second_location,
            *self.action,
        )
