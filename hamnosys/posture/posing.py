"""From a sign to the posture of its initial position."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hamnosys.posture.arm import impossible
from hamnosys.posture.body import (
    Anchor,
    Side,
    body_data,
    gap,
    on_side,
    other_side,
)
from hamnosys.posture.directions import direction, hand_rotation, orientation, oriented
from hamnosys.posture.geometry import LEFT, OUT, Array, shortest_rotation, vector
from hamnosys.posture.hand import hand_joints
from hamnosys.posture.hand_places import centre, foremost, hand_place
from hamnosys.posture.handshape import handshape_angles
from hamnosys.posture.held import Held, names_hand_part
from hamnosys.posture.places import (
    OtherHand,
    location_anchor,
    on_hand_or_arm,
)
from hamnosys.posture.skeleton import HandPose, Posture, pose_hand, resting
from hamnosys.posture.symmetry import COPY, Operator, operator_of
from hamnosys.sign import (
    Contact,
    FingerDirection,
    Hand,
    HandConstellation,
    Handshape,
    HandshapeAlternatives,
    HoldOver,
    Location,
    Pair,
    PalmOrientation,
    Shape,
    Sign,
)

_USUAL_DIRECTION, _USUAL_PALM = FingerDirection(("hamextfingeruo",)), PalmOrientation("hampalmd")


class _Poser:
    """Poses one sign; what cannot be shown is noted on the way."""

    def __init__(self, sign: Sign) -> None:
        self.sign = sign
        self.notes: list[str] = []
        self.touched: list[Array] = []
        self.lead: Side = "left" if sign.posture.nondominant else "right"
        self.operator = operator_of(sign.symmetry)
        if self.operator is None and isinstance(sign.posture.hands, Pair):
            self.operator = COPY

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    # ------------------------------------------------------------------ how hands are held
    def dominant(self) -> Held:
        hand = self.sign.dominant
        handshape = self.handshape(hand)
        if handshape is None:
            handshape = Handshape(Shape("hamflathand"))
        rotation = oriented(self.direction(hand), self.palm(hand))
        return Held(self.lead, hand_joints(handshape_angles(handshape)), rotation)

    def handshape(self, hand: Hand) -> Handshape | None:
        written = hand.handshape
        if isinstance(written, HoldOver):
            self.note(
                "hamnondominant: this hand stays as the sign before left it, which is unknown"
            )
        if isinstance(written, HandshapeAlternatives):
            self.note("alternatives: the first handshape is shown")
        found = written.first if written is not None else None
        if found is not None and found.etc:
            self.note("hametc: the handshape varies")
        return found

    def direction(self, hand: Hand) -> FingerDirection:
        if hand.direction is None:
            self.note("no extended finger direction is written: shown up and outward")
        elif hand.direction.relative or hand.direction.etc:
            self.note("the extended finger direction varies or follows the path")
        return hand.direction or _USUAL_DIRECTION

    def palm(self, hand: Hand) -> PalmOrientation:
        if hand.palm is None:
            self.note("no palm orientation is written: shown facing down")
        elif hand.palm.relative or hand.palm.etc:
            self.note("the palm orientation varies or follows the path")
        return hand.palm or _USUAL_PALM

    def nondominant(self, dominant: Held, operator: Operator) -> Held | None:
        """The other hand: as it is written for it, else as the operator makes it."""
        written = self.sign.nondominant or Hand()
        if isinstance(written.handshape, HoldOver):
            self.handshape(written)
            return None
        handshape = self.handshape(written)
        own = hand_joints(handshape_angles(handshape)) if handshape else dominant.own
        rotation = operator.rotation(dominant.rotation)
        if written.direction is not None and written.palm is not None:
            rotation = oriented(self.direction(written), self.palm(written))
        elif written.direction is not None:
            rotation = _with_mirrored_palm(written.direction, self.sign.dominant, operator)
        elif written.palm is not None:
            rotation = _with_mirrored_fingers(rotation[:, 1], written.palm)
        return Held(other_side(self.lead), own, rotation)

    # ------------------------------------------------------------------ where hands are
    def pose(self) -> Posture:
        dominant = self.dominant()
        other = self.nondominant(dominant, self.operator) if self.operator else None
        for text in self.remarks():
            self.note(text)
        if other is None or self.operator is None:
            hands = self.one_handed(dominant)
        elif self.sign.constellations:
            hands = self.constellation(dominant, other, self.sign.constellations[0])
        else:
            hands = self.two_handed(dominant, other, self.operator)
        for hand in hands:
            self.limits(hand)
        sides = {hand.side: hand for hand in hands}
        return Posture(sides["right"], sides["left"], tuple(self.touched), tuple(self.notes))

    def limits(self, hand: HandPose) -> None:
        which = "dominant" if hand.side == self.lead else "non-dominant"
        if hand.active and impossible(hand.arm):
            self.note(f"no wrist can take this: orientation of the {which} hand at this place")
        if hand.arm.short > 1:
            self.note(f"out of reach: the {which} wrist is {hand.arm.short:.0f} cm from its place")

    def remarks(self) -> Iterator[str]:
        sign = self.sign
        if sign.second_location is not None:
            yield "the second location is not shown"
        if len(sign.constellations) > 1:
            yield "of two contacts between the hands the first is shown"
        for contact in _contacts(sign):
            if contact.part is not None and not names_hand_part(contact.part):
                yield "the arm touches; shown with the hand at the place"

    def one_handed(self, held: Held) -> tuple[HandPose, HandPose]:
        """One hand acts; the other hangs, or is shown where the place is on it."""
        location = _first(self.sign.location)
        if location is None and self.sign.constellations:
            places = self.sign.constellations[0].places
            location = places.dominant if places else None
        if location is None:
            anchor = self.neutral("alone", held.side)
            return held.at(held.wrist_before(anchor, None, 0.0)), resting(other_side(held.side))
        other = resting(other_side(held.side))
        if on_hand_or_arm(location):
            other = self.shown(location)
        return self.at_location(held, location, other.as_other()), other

    def shown(self, location: Location) -> HandPose:
        """The other hand as it is held where only a place on it is written."""
        on_arm = location.level.kind == "arm"
        how = body_data()["shown_arm" if on_arm else "shown"]
        side = other_side(self.lead)
        own = hand_joints(handshape_angles(Handshape(Shape("hamflathand"))))
        rotation = orientation(how["fingers"], how["palm"])
        if side == "right":
            rotation = Operator(vector([-1, 1, 1])).rotation(rotation)
        wrist = vector(how["wrist"])
        return pose_hand(side, own, rotation, wrist if side == "left" else on_side(wrist, "left"))

    def at_location(
        self, held: Held, location: Location, other: OtherHand | None, aside: float = 0.0
    ) -> HandPose:
        """A hand at its own location; without a side mark ``aside`` to the left of its middle."""
        if on_hand_or_arm(location):
            anchor = location_anchor(location, other)
            if location.level.kind == "hand":
                self.touched.append(anchor.point)
            contact: Contact | None = location.contact or Contact("hamtouch")
        else:
            anchor, contact = location_anchor(location, None), location.contact
            if location.level.side is None:
                anchor = anchor.moved(vector([aside, 0, 0]))
        kind = contact.kind if contact else None
        if location.level.kind == "neutral" and kind is None:
            return held.at(held.wrist_before(anchor, None, 0.0))
        return held.at(held.wrist_before(anchor, contact, gap(kind, anchor.facing)))

    def neutral(self, how: str, side: Side) -> Anchor:
        data: dict[str, Any] = body_data()["neutral"]
        x = data[how] if side == "right" else -data[how]
        return Anchor(vector([x, *data["at"][1:]]), OUT)

    def two_handed(
        self, dominant: Held, other: Held, operator: Operator
    ) -> tuple[HandPose, HandPose]:
        """Both hands, each at its place."""
        mine, theirs = _halves(self.sign.location)
        if theirs is None and isinstance(self.sign.location, Pair):
            theirs = mine
        apart = body_data()["apart"] * (-1 if dominant.side == "right" else 1)
        if mine is not None and on_hand_or_arm(mine):
            second = self.second(other, theirs if theirs is not mine else None, operator, -apart)
            return self.at_location(dominant, mine, second.as_other()), second
        if mine is None:
            anchor = self.neutral("both", dominant.side)
            first = dominant.at(dominant.wrist_before(anchor, None, 0.0))
        else:
            first = self.at_location(dominant, mine, None, apart)
        return first, self.second(other, theirs or mine, operator, -apart, first, own=theirs)

    def second(
        self,
        held: Held,
        location: Location | None,
        operator: Operator,
        aside: float,
        first: HandPose | None = None,
        own: Location | None = None,
    ) -> HandPose:
        """The other hand: at its own location, or where the operator puts it."""
        if location is None:
            anchor = self.neutral("both", held.side)
            return held.at(held.wrist_before(anchor, None, 0.0))
        if on_hand_or_arm(location) and first is None:
            return self.second(held, None, operator, aside)
        if own is None and location.level.side is not None and not on_hand_or_arm(location):
            return self.at_mirrored_side(held, location, operator)
        return self.at_location(held, location, first.as_other() if first else None, aside)

    def at_mirrored_side(self, held: Held, location: Location, operator: Operator) -> HandPose:
        """A place with a side mark, on the side where the operator puts it."""
        mirrored = operator.side(1.0) < 0
        level = location.level
        turned = Location(
            type(level)(level.places, level.side, level.side_first != mirrored),
            None,
            location.etc,
            location.behind,
            location.contact,
        )
        anchor = location_anchor(turned, None)
        if not mirrored:
            anchor = anchor.moved(_beside_the_first(anchor, held.side))
        kind = location.contact.kind if location.contact else None
        distance = 0.0 if level.kind == "neutral" and kind is None else gap(kind, anchor.facing)
        return held.at(held.wrist_before(anchor, location.contact, distance))

    def constellation(
        self, dominant: Held, other: Held, meeting: HandConstellation
    ) -> tuple[HandPose, HandPose]:
        """The hands touch each other, at named places or where they come together."""
        location = _first(self.sign.location)
        middle = vector(body_data()["neutral"]["at"])
        if location is not None and not on_hand_or_arm(location):
            anchor = location_anchor(location, None)
            away = gap(location.contact.kind if location.contact else None, anchor.facing)
            middle = anchor.point + (away + 4.0) * anchor.facing
        distance = gap(meeting.contact.kind)
        if meeting.places is not None:
            return self.at_places(dominant, other, meeting.places, middle, distance)
        toward = LEFT if dominant.side == "right" else -LEFT
        hands = []
        for held, way in ((dominant, toward), (other, -toward)):
            touching = foremost(held.own, held.own_direction(way))
            inner = centre(held.own)
            point = held.offset(inner)
            point = point + ((held.offset(touching) - point) @ way) * way
            hands.append(held.at(middle - distance / 2 * way - point))
        return hands[0], hands[1]

    def at_places(
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
            self.note("of the places of the contact those on the hands are shown")
            return dominant.at(middle - dominant.offset(centre(dominant.own))), second
        anchor = location_anchor(theirs, second.as_other())
        self.touched.append(anchor.point)
        part = mine.level.places if mine.level.kind == "hand" else ("hampalm",)
        point = hand_place(dominant.own, part).point
        wrist = anchor.point + distance * anchor.facing - dominant.offset(point)
        return dominant.at(wrist), second


def _beside_the_first(anchor: Anchor, side: Side) -> Array:
    """From where one hand is at the side of a place to where the other one is beside it.

    It is on its own side of the first, or between that and the middle where it would be too far.
    """
    data = body_data()["copied"]
    outward = data["beside"] if side == "left" else -data["beside"]
    too_far = abs(anchor.point[0] + outward) > data["farthest"]
    return vector([-outward if too_far else outward, 0, 0])


def _with_mirrored_palm(fingers: FingerDirection, hand: Hand, operator: Operator) -> Array:
    """A direction that is written, and the palm of the other hand as the operator makes it."""
    palm = direction(hand.palm.palm) if hand.palm else direction(_USUAL_PALM.palm)
    turned = palm * operator.axes
    pointing = oriented(fingers, _USUAL_PALM)[:, 1]
    return hand_rotation(pointing, shortest_rotation(OUT, pointing) @ turned)


def _with_mirrored_fingers(pointing: Array, palm: PalmOrientation) -> Array:
    """A palm that is written, and the direction of the other hand as the operator makes it."""
    facing = direction(palm.palm)
    return hand_rotation(pointing, shortest_rotation(OUT, pointing) @ facing)


def _first(location: Location | Pair[Location, Location] | None) -> Location | None:
    return location.dominant if isinstance(location, Pair) else location


def _halves(
    location: Location | Pair[Location, Location] | None,
) -> tuple[Location | None, Location | None]:
    if isinstance(location, Pair):
        return location.dominant, location.nondominant
    return location, None


def _contacts(sign: Sign) -> Iterator[Contact]:
    for constellation in sign.constellations:
        yield constellation.contact
    for location in _halves(sign.location):
        if location is not None and location.contact is not None:
            yield location.contact


def pose_sign(sign: Sign) -> Posture:
    """The posture of a sign's initial position.

    Whatever the notation says is posed; what no body can do, and what cannot be shown, is in the
    posture's notes.

    Args:
        sign: of `hamnosys.parse`, or of `sign_of_classes`.

    Returns:
        Both hands with 21 joints each and their arms, in the signer's frame, in centimetres.
    """
    return _Poser(sign).pose()
