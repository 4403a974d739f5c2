"""Symmetry, handshapes, pairs of hands, orientation."""

from __future__ import annotations

from typing import Any

from hamnosys.builder.common import Maybe, pair
from hamnosys.sign.posture import (
    AnyHandshape,
    FingerDirection,
    FingerSpecification,
    Hand,
    Handshape,
    HandshapeAlternatives,
    HoldOver,
    Orientation,
    PalmOrientation,
    Shape,
    Symmetry,
)


def symmetry(operator: str, *modifiers: Maybe) -> Symmetry:
    return Symmetry(operator, tuple(m for m in modifiers if m is not None))


symmetry_reordered = symmetry


def symmetry_without_operator(alternating: str) -> Symmetry:
    return Symmetry(None, (alternating,))


# ------------------------------------------------------------------ handshape
def handshape(shape: Shape, etc: Maybe) -> Handshape:
    return Handshape(shape, etc=etc is not None)


def handshape_between(shape: Shape, _between: str, other: Shape, etc: Maybe) -> Handshape:
    return Handshape(shape, other, etc=etc is not None)


def handshape_thumb_enclosed(shape: Shape, _between: str, etc: Maybe) -> Handshape:
    return Handshape(shape, thumb_enclosed=True, etc=etc is not None)


def handshape_thumb_between(shape: Shape, _between: str, finger: str, etc: Maybe) -> Handshape:
    return Handshape(shape, thumb_between=finger, etc=etc is not None)


def handshape_alternatives(*children: Any) -> HandshapeAlternatives:
    return HandshapeAlternatives(tuple(child for child in children if child.__class__ is not str))


def shape(
    base_form: str,
    modifiers: tuple[str, ...] | None,
    thumb_contact: Maybe,
    fingers: tuple[FingerSpecification, ...] | None,
) -> Shape:
    return Shape(base_form, modifiers or (), thumb_contact, fingers or ())


def modifiers(*names: str) -> tuple[str, ...]:
    return names


def bending(name: str) -> str:
    return name


def finger_specifications(*fingers: FingerSpecification) -> tuple[FingerSpecification, ...]:
    return fingers


def finger_selected(finger: str) -> FingerSpecification:
    return FingerSpecification(finger)


def finger_bent(finger: str, bending: str) -> FingerSpecification:
    return FingerSpecification(finger, bending)


def finger_opposed(finger: str, _large: str) -> FingerSpecification:
    return FingerSpecification(finger, opposed=True)


def finger_crossing(
    finger: str, part: str, other: str, other_part: Maybe = None
) -> FingerSpecification:
    return FingerSpecification(finger, part=part, other=other, other_part=other_part)


# ------------------------------------------------------------------ two hands, orientation
hand_pair = oriented_hand_pair = direction_pair = palm_pair = orientation_pair = pair
one_hand_shape = one_hand_direction = one_hand_palm = pair


def bare_hand(handshape: AnyHandshape) -> Hand:
    return Hand(handshape)


def oriented_hand(
    handshape: AnyHandshape, direction: FingerDirection | None, palm: PalmOrientation
) -> Hand:
    return Hand(handshape, direction, palm)


def directed_hand(handshape: AnyHandshape, direction: FingerDirection) -> Hand:
    return Hand(handshape, direction)


def hold_over(_nondominant: str, etc: Maybe) -> HoldOver:
    return HoldOver(etc is not None)


def finger_direction(
    directions: tuple[str, ...],
    _between: Maybe,
    between: tuple[str, ...] | None,
    relative: Maybe,
    etc: Maybe,
) -> FingerDirection:
    return FingerDirection(directions, between or (), relative is not None, etc is not None)


def direction(*directions: str) -> tuple[str, ...]:
    return directions


def palm_orientation(
    palm: str, _between: Maybe, between: Maybe, relative: Maybe, etc: Maybe
) -> PalmOrientation:
    return PalmOrientation(palm, between, relative is not None, etc is not None)


def orientation(direction: FingerDirection, palm: PalmOrientation) -> Orientation:
    return Orientation(direction, palm)
