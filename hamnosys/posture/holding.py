"""How the hands of a sign are held, before they have a place: shape and orientation of each."""

from __future__ import annotations

from hamnosys.posture.body import Side, other_side
from hamnosys.posture.directions import facing_of, oriented, pointing_of, turned_from_out
from hamnosys.posture.hand import hand_joints
from hamnosys.posture.handshape import handshape_angles
from hamnosys.posture.held import Held
from hamnosys.posture.symmetry import COPY, Operator, operator_of
from hamnosys.sign import (
    FingerDirection,
    Hand,
    Handshape,
    HandshapeAlternatives,
    HoldOver,
    Pair,
    PalmOrientation,
    Shape,
    Sign,
)

_USUAL_DIRECTION, _USUAL_PALM = FingerDirection(("hamextfingeruo",)), PalmOrientation("hampalmd")
_USUAL_SHAPE = Handshape(Shape("hamflathand"))


class Notes:
    """What cannot be shown or done, in words, each once and in order."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, text: str) -> None:
        """Note something, unless it is noted already."""
        if text not in self.texts:
            self.texts.append(text)


def acting_operator(sign: Sign, notes: Notes) -> Operator | None:
    """What ties the other hand to the dominant one; None if only one hand acts."""
    operator = operator_of(sign.symmetry)
    posture = sign.posture
    if operator is not None:
        return operator
    if isinstance(posture.hands, Pair):
        return COPY
    halves = (posture.direction, posture.palm, posture.orientation, sign.location)
    if any(isinstance(part, Pair) for part in halves):
        notes.add("a pair is written for one hand: both hands are shown")
        return COPY
    return None


def dominant_held(sign: Sign, notes: Notes) -> Held:
    """The hand that is written first; `hamnondominant` before it makes it the left one."""
    hand = sign.dominant
    handshape = _handshape(hand, notes) or _USUAL_SHAPE
    rotation = oriented(_direction(hand, notes), _palm(hand, notes))
    side: Side = "left" if sign.posture.nondominant else "right"
    return Held(side, hand_joints(handshape_angles(handshape)), rotation)


def other_held(sign: Sign, dominant: Held, operator: Operator, notes: Notes) -> Held | None:
    """The other hand: as it is written for it, else as the operator makes it.

    None where it stays as the sign before left it, which nobody knows here.
    """
    written = sign.nondominant or Hand()
    if isinstance(written.handshape, HoldOver):
        _handshape(written, notes)
        return None
    handshape = _handshape(written, notes)
    own = hand_joints(handshape_angles(handshape)) if handshape else dominant.own
    rotation = operator.rotation(dominant.rotation)
    if written.direction is not None and written.palm is not None:
        rotation = oriented(_direction(written, notes), _palm(written, notes))
    elif written.direction is not None:
        palm = facing_of(sign.dominant.palm or _USUAL_PALM) * operator.axes
        rotation = turned_from_out(pointing_of(_direction(written, notes)), palm)
    elif written.palm is not None:
        rotation = turned_from_out(rotation[:, 1], facing_of(_palm(written, notes)))
    return Held(other_side(dominant.side), own, rotation)


def _handshape(hand: Hand, notes: Notes) -> Handshape | None:
    written = hand.handshape
    if isinstance(written, HoldOver):
        notes.add("hamnondominant: this hand stays as the sign before left it, which is unknown")
    if isinstance(written, HandshapeAlternatives):
        notes.add("alternatives: the first handshape is shown")
    found = written.first if written is not None else None
    if found is not None and found.etc:
        notes.add("hametc: the handshape varies")
    return found


def _direction(hand: Hand, notes: Notes) -> FingerDirection:
    if hand.direction is None:
        notes.add("no extended finger direction is written: shown up and outward")
    elif hand.direction.relative or hand.direction.etc:
        notes.add("the extended finger direction varies or follows the path")
    return hand.direction or _USUAL_DIRECTION


def _palm(hand: Hand, notes: Notes) -> PalmOrientation:
    if hand.palm is None:
        notes.add("no palm orientation is written: shown facing down")
    elif hand.palm.relative or hand.palm.etc:
        notes.add("the palm orientation varies or follows the path")
    return hand.palm or _USUAL_PALM
