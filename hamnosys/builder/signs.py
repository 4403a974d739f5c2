"""Notations and signs: the parts of the initial position find their places."""

from __future__ import annotations

from typing import Any

from hamnosys.builder.common import add_posture, changed
from hamnosys.sign.action import ActionItem
from hamnosys.sign.location import Contact, HandConstellation, Location
from hamnosys.sign.posture import FingerDirection, Hand, Pair, PalmOrientation, Posture, Symmetry
from hamnosys.sign.sign import Sign


def start(*children: Any) -> tuple[Sign, ...]:
    """All signs of a notation; ``children`` are lists of signs with `hamplus` between them."""
    return tuple(sign for child in children if child != "hamplus" for sign in child)


def sign(*children: Any) -> list[Sign]:
    """One sign, or two where a `hamplus` among the hands cannot join two single hands."""
    action: tuple[ActionItem, ...] = ()
    parts = [child for child in children if child is not None]
    if parts[-1].__class__ is tuple:
        action = parts.pop()
    if "hamplus" in parts:
        joined = _join_hands(parts)
        if joined is None:
            plus = parts.index("hamplus")
            second, rest = parts[plus + 1], parts[plus + 2 :]
            return [_sign(parts[:plus], ()), _sign([*second.parts(), *rest], action)]
        parts = joined
    return [_sign(parts, action)]


def _sign(parts: list[Any], action: tuple[ActionItem, ...]) -> Sign:
    symmetry = None
    hands: Any = {}
    constellations: list[HandConstellation] = []
    locations: list[Any] = []
    for part in parts:
        kind = part.__class__
        if kind is Location:
            locations.append(part)
        elif kind is Contact:
            _attach_contact(part, constellations, locations)
        elif kind is Symmetry:
            symmetry = part
        elif kind is Pair and part.dominant.__class__ is Location:
            locations.append(part)
        elif part == "hambehind":
            locations[-1] = changed(locations[-1], behind=True)
        else:
            add_posture(hands, part)
    location, second = (*locations, None, None)[:2]
    return Sign(symmetry, Posture(**hands), tuple(constellations), location, second, action)


def _attach_contact(
    contact: Contact, constellations: list[HandConstellation], locations: list[Any]
) -> None:
    """A contact belongs to the place before it; after the hands or two places, to the hands."""
    last = locations[-1] if locations else None
    if last.__class__ is Location:
        locations[-1] = changed(last, contact=contact)
    else:
        constellations.append(HandConstellation(locations.pop() if locations else None, contact))


def _join_hands(parts: list[Any]) -> list[Any] | None:
    """Read a `hamplus` without bracket as joining two hands (habit); None if it cannot be.

    shape + shape, direction + direction, or a whole hand + a whole hand; what follows is shared.
    """
    plus = parts.index("hamplus")
    start_of_hand = 1 if parts[0].__class__ is Symmetry else 0
    lead, first = parts[:start_of_hand], parts[start_of_hand:plus]
    second, rest = parts[plus + 1], parts[plus + 2 :]
    if second.__class__ is FingerDirection:
        return [*lead, *first[:-1], Pair(first[-1], second, bracketed=False), *rest]
    if any(part.__class__ is Pair or part == "hamnondominant" for part in first):
        return None
    if second.__class__ is not Hand:
        return [*lead, Pair(Hand(first[0]), Hand(second), bracketed=False), *rest]
    return [*lead, Pair(_hand(first), second, bracketed=False), *rest]


def _hand(parts: list[Any]) -> Hand:
    fields = {_HAND_FIELD.get(part.__class__, "handshape"): part for part in parts}
    return Hand(**fields)


_HAND_FIELD: dict[type, str] = {FingerDirection: "direction", PalmOrientation: "palm"}
