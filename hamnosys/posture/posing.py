"""From a sign to the posture of its initial position."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hamnosys.posture.arm import impossible
from hamnosys.posture.held import names_hand_part
from hamnosys.posture.holding import Notes, acting_operator, dominant_held, other_held
from hamnosys.posture.placing import Placer
from hamnosys.posture.skeleton import HandPose, Posture
from hamnosys.sign import Contact, Location, Pair, Sign


def pose_sign(sign: Sign) -> Posture:
    """The posture of a sign's initial position.

    Whatever the notation says is posed; what no body can do, and what cannot be shown, is in the
    posture's notes.

    Args:
        sign: of `hamnosys.parse`, or of `sign_of_classes`.

    Returns:
        Both hands with 21 joints each and their arms, in the signer's frame, in centimetres.
    """
    notes = Notes()
    operator = acting_operator(sign, notes)
    dominant = dominant_held(sign, notes)
    other = other_held(sign, dominant, operator, notes) if operator else None
    for text in _remarks(sign):
        notes.add(text)
    placer = Placer(sign, notes)
    if other is None or operator is None:
        hands = placer.one_handed(dominant)
    elif sign.constellations:
        hands = placer.meeting(dominant, other, sign.constellations[0])
    else:
        hands = placer.two_handed(dominant, other, operator)
    for hand, which in zip(hands, ("dominant", "non-dominant"), strict=True):
        for text in _limits(hand, which):
            notes.add(text)
    sides = {hand.side: replace(hand, marks=_marks(placer, hand)) for hand in hands}
    return Posture(sides["right"], sides["left"], tuple(notes.texts))


def _marks(placer: Placer, hand: HandPose) -> tuple[Location, ...]:
    return tuple(location for side, location in placer.marks if side == hand.side)


_SHORT = 1.0
"""Centimetres that a wrist may be from its place before it is worth a note."""


def _limits(hand: HandPose, which: str) -> Iterator[str]:
    if hand.active and impossible(hand.arm):
        yield f"no wrist can take this: orientation of the {which} hand at this place"
    if hand.arm.short > _SHORT:
        kind = "too near the shoulder" if hand.arm.is_folded else "out of reach"
        yield f"{kind}: the {which} wrist is {hand.arm.short:.0f} cm from its place"


def _remarks(sign: Sign) -> Iterator[str]:
    if sign.second_location is not None:
        yield "the second location is not shown"
    if len(sign.constellations) > 1:
        yield "of two contacts between the hands the first is shown"
    for contact in _contacts(sign):
        if contact.part is not None and not names_hand_part(contact.part):
            yield "the arm touches; shown with the hand at the place"


def _contacts(sign: Sign) -> Iterator[Contact]:
    for constellation in sign.constellations:
        yield constellation.contact
    location = sign.location
    halves = (
        (location.dominant, location.nondominant) if isinstance(location, Pair) else (location,)
    )
    for half in halves:
        if half is not None and half.contact is not None:
            yield half.contact
