"""The parts of the parameters: what of a sign each is about, and what tells how far two are apart.

A part of a sign becomes a vector, and two signs are as far apart in it as their vectors are, in
units of its reach; or a value that stands in a table of what is near what.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from hamnosys.posture.geometry import Array
from hamnosys.sign import Hand, Level, Location, Pair, Sign
from hamnosys.similarity.movements import PathItem, action_of
from hamnosys.similarity.names import PARAMETERS
from hamnosys.similarity.values import NOTHING, operator, other_hand
from hamnosys.similarity.vectors import (
    facing_vector,
    movement_vector,
    place_vector,
    pointing_vector,
    shape_vector,
    symbols_vector,
)
from hamnosys.similarity.weights import PartWeight, Weights


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a parameter.

    ``key`` takes from a sign what the part is about; None: the symbols of the parameter's value.
    ``vector`` makes numbers of it, in units of the reach. Without it the key is a value, and the
    table ``near`` of the weights tells distances.
    """

    parameter: str
    name: str
    key: Callable[[Sign], Hashable] | None
    vector: Callable[[Any, PartWeight, Weights], Array] | None = None
    near: str = ""


def _dominant_orientation(sign: Sign) -> Hand:
    return Hand(None, sign.dominant.direction, sign.dominant.palm)


def _nondominant_orientation(sign: Sign) -> Hand:
    other = other_hand(sign)
    dominant = sign.dominant
    return Hand(None, other.direction or dominant.direction, other.palm or dominant.palm)


def _nondominant_shape(sign: Sign) -> Hashable:
    return other_hand(sign).handshape or sign.dominant.handshape


_NEUTRAL = Location(Level(("hamneutralspace",)))


def _half(place: object, *, dominant: bool) -> Location | None:
    if isinstance(place, Pair):
        place = place.dominant if dominant else place.nondominant
    elif not dominant:
        return None
    return place if isinstance(place, Location) else None


def _meeting(sign: Sign, *, dominant: bool) -> Location | None:
    places = next((each.places for each in sign.constellations if each.places), None)
    return _half(places, dominant=dominant)


def _touching(sign: Sign) -> Location | None:
    return sign.contact.part if sign.contact else None


def _path(sign: Sign, number: int) -> PathItem | None:
    paths = action_of(sign.action).dominant
    return paths[number] if number < len(paths) else None


def _other_path(sign: Sign) -> PathItem | None:
    return next(iter(action_of(sign.action).nondominant), None)


def _replaced(sign: Sign) -> Hand:
    replacement = action_of(sign.action).replacement
    return replacement.posture.dominant_hand if replacement else Hand()


def key_of(part: Part, sign: Sign, value: str) -> Hashable:
    """What a part is about in a sign that has this value of the parameter."""
    if part.key is None:
        return frozenset(value.replace("+", " ").split())
    return part.key(sign)


PARTS: Sequence[Part] = (
    Part("handshape", "dominant", lambda sign: sign.dominant.handshape, shape_vector),
    Part("handshape", "nondominant", _nondominant_shape, shape_vector),
    Part("orientation", "pointing", _dominant_orientation, pointing_vector),
    Part("orientation", "facing", _dominant_orientation, facing_vector),
    Part("orientation", "nondominant_pointing", _nondominant_orientation, pointing_vector),
    Part("orientation", "nondominant_facing", _nondominant_orientation, facing_vector),
    Part(
        "location",
        "place",
        lambda sign: _half(sign.location, dominant=True) or _NEUTRAL,
        place_vector,
    ),
    Part(
        "location",
        "nondominant_place",
        lambda sign: _half(sign.location, dominant=False),
        place_vector,
    ),
    Part("location", "meeting", partial(_meeting, dominant=True), place_vector),
    Part("location", "nondominant_meeting", partial(_meeting, dominant=False), place_vector),
    Part("location", "touching", _touching, place_vector),
    Part(
        "location",
        "contact",
        lambda sign: sign.contact.kind if sign.contact else NOTHING,
        near="contact",
    ),
    Part("movement", "first", partial(_path, number=0), movement_vector),
    Part("movement", "second", partial(_path, number=1), movement_vector),
    Part("movement", "third", partial(_path, number=2), movement_vector),
    Part("movement", "nondominant", _other_path, movement_vector),
    Part("movement", "becomes", lambda sign: _replaced(sign).handshape, shape_vector),
    Part("movement", "becomes_pointing", _replaced, pointing_vector),
    Part("movement", "becomes_facing", _replaced, facing_vector),
    Part("movement", "goal", lambda sign: action_of(sign.action).goal, place_vector),
    Part("hands", "arrangement", operator, near="arrangement"),
    *(Part(name, "symbols", None, symbols_vector) for name in PARAMETERS),
)
"""All parts; their weights and reaches are in ``data/similarity.yaml``."""
