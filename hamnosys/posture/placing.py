"""Where the hands of a sign are: at its location, at each other, or before the body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hamnosys.posture.body import MIRROR, Anchor, Side, body_data, gap, on_side, other_side
from hamnosys.posture.directions import orientation
from hamnosys.posture.geometry import LEFT, OUT, Array, vector
from hamnosys.posture.hand import hand_joints
from hamnosys.posture.hand_places import centre, foremost, hand_place
from hamnosys.posture.handshape import handshape_angles
from hamnosys.posture.held import Held
from hamnosys.posture.holding import Notes
from hamnosys.posture.places import OtherHand, location_anchor, on_hand_or_arm
from hamnosys.posture.skeleton import HandPose, pose_hand, resting
from hamnosys.posture.symmetry import Operator
from hamnosys.sign import (
    Contact,
    HandConstellation,
    Handshape,
    Location,
    Pair,
    Shape,
    Sign,
)

_EXTENDED = "hamarmextended"


@dataclass(frozen=True, slots=True)
class Placer:
    """Gives the hands of one sign their places.

    ``marks`` collects the places on a hand that the other one is at, and whose hand it is;
    ``notes`` what could not be shown.
    """

    sign: Sign
    notes: Notes
    marks: list[tuple[Side, Location]] = field(default_factory=list)

    def one_handed(self, held: Held) -> tuple[HandPose, HandPose]:
        """One hand acts; the other hangs, or is shown where the place is on it."""
        location, contact = first_half(self.sign.location), None
        if self.sign.constellations:
            meeting = self.sign.constellations[0]
            contact = meeting.contact
            location = location or (meeting.places.dominant if meeting.places else None)
        other = resting(other_side(held.side))
        if location is None:
            return self._before_the_body(held, "alone", contact), other
        if on_hand_or_arm(location):
            other = _shown(location, other.side)
            self.notes.add("nothing is written for the other hand: it is shown flat")
        return self._at(held, location, other.as_other()), other

    def two_handed(
        self, dominant: Held, other: Held, operator: Operator
    ) -> tuple[HandPose, HandPose]:
        """Both hands, each at its place; what is written once, the operator gives the other."""
        location = self.sign.location
        mine = first_half(location)
        theirs = location.nondominant if isinstance(location, Pair) else None
        apart = body_data()["apart"] * (-1 if dominant.side == "right" else 1)
        if mine is None:
            both = [self._before_the_body(held, "both", None) for held in (dominant, other)]
            return _clear_of_each_other(both[0], both[1])
        if on_hand_or_arm(mine):
            off_hand = theirs is not None and not on_hand_or_arm(theirs)
            second = (
                self._at(other, theirs, None, -apart)
                if theirs is not None and off_hand
                else self._before_the_body(other, "both", None)
            )
            return self._at(dominant, mine, second.as_other()), second
        first = self._at(dominant, mine, None, apart)
        if theirs is not None:
            return first, self._at(other, theirs, first.as_other(), -apart)
        second = self._copied(other, mine, operator, -apart)
        return (first, second) if _has_side_mark(mine) else _clear_of_each_other(first, second)

    def meeting(
        self, dominant: Held, other: Held, meeting: HandConstellation
    ) -> tuple[HandPose, HandPose]:
        """The hands touch each other, at named places or where they come together."""
        if meeting.contact.kind == _EXTENDED:
            both = [self._before_the_body(h, "both", meeting.contact) for h in (dominant, other)]
            return both[0], both[1]
        location = first_half(self.sign.location)
        middle = vector(body_data()["neutral"]["at"])
        if location is not None and not on_hand_or_arm(location):
            anchor = location_anchor(location, None)
            away = gap(location.contact.kind if location.contact else None, anchor.facing)
            middle = anchor.point + (away + _HALF_A_HAND) * anchor.facing
        distance = gap(meeting.contact.kind)
        if meeting.places is not None:
            return self._at_places(dominant, other, meeting.places, middle, distance)
        toward = LEFT if dominant.side == "right" else -LEFT
        first, second = (
            held.at(middle - distance / 2 * way - _inner_point(held, way))
            for held, way in ((dominant, toward), (other, -toward))
        )
        return first, second

    def _at(
        self, held: Held, location: Location, other: OtherHand | None, aside: float = 0.0
    ) -> HandPose:
        """A hand at its own location; without a side mark ``aside`` to the left of its middle."""
        anchor, contact = location_anchor(location, other), location.contact
        if on_hand_or_arm(location):
            contact = contact or Contact("hamtouch")
            if other is not None and location.level.kind == "hand":
                self.marks.append((other.side, location))
        elif not _has_side_mark(location):
            anchor = anchor.on(held.side) if anchor.paired else anchor.moved(aside * LEFT)
        elif aside:
            anchor = _room_for_two(location, anchor)
        return _at_anchor(held, location, anchor, contact)

    def _copied(self, held: Held, location: Location, operator: Operator, aside: float) -> HandPose:
        """The other hand at the place of the first, on the side where the operator puts it."""
        if not _has_side_mark(location):
            return self._at(held, location, None, aside)
        anchor = _room_for_two(location, location_anchor(location, None))
        if operator.mirrors:
            anchor = anchor.mirrored()
        else:
            anchor = anchor.moved(_beside_the_first(anchor, held.side))
        return _at_anchor(held, location, anchor, location.contact)

    def _before_the_body(self, held: Held, how: str, contact: Contact | None) -> HandPose:
        """A hand without a place: in neutral space, or as far out as the arm is long."""
        data: dict[str, Any] = body_data()["neutral"]
        middle = on_side(vector([data[how], *data["at"][1:]]), held.side)
        if contact is not None and contact.kind != _EXTENDED:
            self.notes.add(f"{contact.kind} without a place is not shown")
            contact = None
        return held.at(held.wrist_before(Anchor(middle, OUT), contact, 0.0))

    def _at_places(
        self,
        dominant: Held,
        other: Held,
        places: Pair[Location, Location],
        middle: Array,
        distance: float,
    ) -> tuple[HandPose, HandPose]:
        """The named part of the dominant hand at the named part of the other."""
        mine, theirs = places.dominant, places.nondominant
        second = other.at(middle - other.offset(centre(other.own)))
        if theirs.level.kind in ("body", "neutral"):
            self.notes.add("of the places of the contact those on the hands are shown")
            return dominant.at(middle - dominant.offset(centre(dominant.own))), second
        anchor = location_anchor(theirs, second.as_other())
        if theirs.level.kind == "hand":
            self.marks.append((second.side, theirs))
        part = mine.level.places if mine.level.kind == "hand" else ("hampalm",)
        point = hand_place(dominant.own, part).point
        wrist = anchor.point + distance * anchor.facing - dominant.offset(point)
        return dominant.at(wrist), second


_MIRRORED = Operator(MIRROR)
_HALF_A_HAND = 4.0
"""How far the middle of hands that meet at a place is before it, in centimetres."""


def _at_anchor(held: Held, location: Location, anchor: Anchor, contact: Contact | None) -> HandPose:
    kind = contact.kind if contact else None
    free = location.level.kind == "neutral" and kind is None
    distance = 0.0 if free else gap(kind, anchor.facing)
    return held.at(held.wrist_before(anchor, contact, distance))


def _shown(location: Location, side: Side) -> HandPose:
    """The other hand as it is held where only a place on it is written."""
    how = body_data()["shown_arm" if location.level.kind == "arm" else "shown"]
    own = hand_joints(handshape_angles(Handshape(Shape("hamflathand"))))
    rotation, wrist = orientation(how["fingers"], how["palm"]), vector(how["wrist"])
    if side == "right":
        rotation, wrist = _MIRRORED.rotation(rotation), on_side(wrist, "left")
    return pose_hand(side, own, rotation, wrist)


def _inner_point(held: Held, way: Array) -> Array:
    """From the wrist to where a hand's middle would touch what comes towards it on a way."""
    middle = held.offset(centre(held.own))
    touching = held.offset(foremost(held.own, held.own_direction(way)))
    inner: Array = middle + ((touching - middle) @ way) * way
    return inner


def _clear_of_each_other(first: HandPose, second: HandPose) -> tuple[HandPose, HandPose]:
    """Hands that would go into each other, each moved outward as far as it takes."""
    between = np.linalg.norm(first.joints[:, None] - second.joints[None], axis=2)
    if between.min() > _TOO_NEAR:
        return first, second
    right, left = (first, second) if first.side == "right" else (second, first)
    over = right.joints[:, 0].max() - left.joints[:, 0].min() + _TOO_NEAR
    moved = (
        pose_hand(h.side, h.own, h.rotation, h.wrist + on_side(-over / 2 * LEFT, h.side))
        for h in (first, second)
    )
    return next(moved), next(moved)


_TOO_NEAR = 2.0
"""Centimetres between the joints of two hands under which one is in the other."""


def _room_for_two(location: Location, anchor: Anchor) -> Anchor:
    """A place with a side mark where two hands are before it: each has its inner edge there.

    A hand that touches is where it is written, and of two ears or cheeks each hand has its own.
    """
    if location.contact is not None or anchor.paired:
        return anchor
    return anchor.moved(np.sign(anchor.point[0]) * body_data()["apart"] * LEFT)


def _beside_the_first(anchor: Anchor, side: Side) -> Array:
    """From where one hand is at the side of a place to where the other one is beside it.

    It is on its own side of the first, or between that and the middle where it would be too far.
    """
    data = body_data()["copied"]
    outward = data["beside"] if side == "left" else -data["beside"]
    too_far = abs(anchor.point[0] + outward) > data["farthest"]
    return vector([-outward if too_far else outward, 0, 0])


def _has_side_mark(location: Location) -> bool:
    levels = (location.level, location.between)
    return any(level is not None and level.side is not None for level in levels)


def first_half(location: Location | Pair[Location, Location] | None) -> Location | None:
    """The location that is written for the dominant hand."""
    return location.dominant if isinstance(location, Pair) else location
