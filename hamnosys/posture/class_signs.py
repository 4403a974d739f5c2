"""The way back from a class row to a sign, for schemes of the dominant hand, operator and place.

The sign has nothing but what the classes say; `Scheme.classes` of it gives the row again.
"""

from __future__ import annotations

from collections.abc import Sequence

from hamnosys.errors import HamNoSysError, SchemeError
from hamnosys.schemes import Head, Scheme
from hamnosys.sign import (
    Contact,
    FingerDirection,
    Handshape,
    Level,
    Location,
    PalmOrientation,
    Posture,
    Shape,
    Sign,
    Symmetry,
)
from hamnosys.symbols import inventory

BASE_FORM = "dominant.shape.base_form"
THUMB = "dominant.shape.thumb_position"
BENDING = "dominant.shape.bending"
DIRECTION = "dominant.direction.direction"
PALM = "dominant.palm.palm"
OPERATOR = "symmetry.axes"
SIDE = "place.level.side_position"
PLACE = "place.level.places"
DISTANCE = "distance"
"""Sources of heads: the part of a sign that each head tells of."""

NEEDED = (BASE_FORM, DIRECTION, PALM)
"""Without these nothing can be posed; a sign may be without the other parts."""


_KNOWN = {BASE_FORM, THUMB, BENDING, DIRECTION, PALM, OPERATOR, SIDE, PLACE, DISTANCE}


class PostureError(HamNoSysError):
    """A class row that no hand can take."""


def heads_by_source(scheme: Scheme) -> dict[str, Head]:
    """The heads of a scheme by what they tell of.

    Raises:
        SchemeError: there is no head for base form, extended finger direction or palm orientation,
            or one for something that cannot be posed from a class.
    """
    heads = {".".join(head.source): head for head in scheme.heads}
    for source, head in heads.items():
        if source not in _KNOWN:
            hint = "classes of hearai or hearai9 can"
            raise SchemeError(f"the head {head.name} of {scheme.name} cannot be posed", hint=hint)
    for source in NEEDED:
        if source not in heads:
            raise SchemeError(f"the scheme {scheme.name} has no head for {source}")
    return heads


def sign_of_classes(scheme: Scheme, classes: Sequence[int | None]) -> Sign:
    """The sign that a class row stands for.

    Args:
        scheme: whose heads the classes are of.
        classes: one number a head, in order; None is absent.

    Raises:
        PostureError: a class is absent, or stands for nothing that the notation can say.
        SchemeError: the scheme lacks a head that is needed, or has one that cannot be posed.
    """
    heads_by_source(scheme)
    labels: dict[str, str] = {}
    for head, number in zip(scheme.heads, classes, strict=True):
        if number is None:
            raise PostureError(f"no hand can take it: {head.name} has no class")
        if fault := head.fault(number):
            raise PostureError(f"no hand can take it: {fault}")
        labels[".".join(head.source)] = head.label(number)
    modifiers = [labels.get(source, "none") for source in (THUMB, BENDING)]
    shape = Shape(labels[BASE_FORM], tuple(m for m in modifiers if _is_symbol(m)))
    return Sign(
        symmetry=_symmetry(labels.get(OPERATOR, "none")),
        posture=Posture(
            Handshape(shape),
            FingerDirection((labels[DIRECTION],)),
            PalmOrientation(labels[PALM]),
        ),
        location=_location(labels),
    )


def _is_symbol(label: str) -> bool:
    return label in inventory().characters


def _symmetry(label: str) -> Symmetry | None:
    operator, *modifiers = label.split("+")
    return Symmetry(operator, tuple(modifiers)) if _is_symbol(operator) else None


def _location(labels: dict[str, str]) -> Location | None:
    place = labels.get(PLACE)
    if place is None:
        return None
    if not _is_symbol(place):
        raise PostureError(f"no hand can take it: no notation gives the location {place!r}")
    position, _, side = labels.get(SIDE, "centre").partition(" ")
    level = Level((place,), side or None, side_first=position == "before")
    distance = labels.get(DISTANCE)
    if distance == "hambehind":
        return Location(level, behind=True)
    # Class 0 of the distance is both hamclose and no contact.
    contact = Contact(distance) if distance and distance != "hamclose" else None
    return Location(level, contact=contact)
