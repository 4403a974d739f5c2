"""What parts of a sign are in numbers: vectors whose distances are in units of a part's reach."""

from __future__ import annotations

from functools import cache

import numpy as np

from hamnosys.posture.directions import facing_of, pointing_of, turned_from_out
from hamnosys.posture.geometry import Array
from hamnosys.posture.hand import hand_joints
from hamnosys.posture.handshape import handshape_angles
from hamnosys.sign import Hand, Handshape, HandshapeAlternatives, LocalMovement, Location
from hamnosys.similarity.movements import KINDS, PathItem, path_kind, path_vector
from hamnosys.similarity.places import place_point
from hamnosys.similarity.weights import PartWeight, Weights
from hamnosys.symbols import inventory


def _flag(place: int, count: int) -> Array:
    """One of several kinds: two kinds are farther apart than any reach."""
    result = np.zeros(count)
    result[place] = 1.0
    return result


def shape_vector(shape: object, part: PartWeight, _weights: Weights) -> Array:
    """Joints of a hand, scaled so that distances are root mean squares over the joints."""
    if isinstance(shape, HandshapeAlternatives):
        shape = shape.first
    if not isinstance(shape, Handshape):
        return np.concatenate([_flag(0, 2), np.zeros(63)])
    joints = hand_joints(handshape_angles(shape))
    return np.concatenate([_flag(1, 2), joints.ravel() / np.sqrt(len(joints)) / part.reach])


def pointing_vector(hand: Hand, part: PartWeight, _weights: Weights) -> Array:
    """Where the fingers point in the signer's frame."""
    if hand.direction is None:
        return np.zeros(3)
    return pointing_of(hand.direction) / part.reach


def facing_vector(hand: Hand, part: PartWeight, _weights: Weights) -> Array:
    """Where the palm faces in the signer's frame."""
    if hand.palm is None:
        return np.zeros(3)
    facing = facing_of(hand.palm)
    if hand.direction is None:
        return facing / part.reach
    turned: Array = turned_from_out(pointing_of(hand.direction), facing)[:, 2]
    return turned / part.reach


def place_vector(location: Location | None, part: PartWeight, weights: Weights) -> Array:
    """Where a place is, and of what kind it is."""
    kind, point = place_point(location, weights.reference_hand)
    return np.concatenate([_flag(kind, 3), point / part.reach])


def movement_vector(item: PathItem | None, part: PartWeight, weights: Weights) -> Array:
    """Where a path goes, or which movement without a path it is."""
    kind = path_kind(item)
    local = np.zeros(len(_local_movements()))
    if isinstance(item, LocalMovement):
        # Flags of length 1 are the square root of 2 apart.
        local[_local_movements().index(item.movement)] = weights.local / np.sqrt(2)
    vector = np.concatenate([path_vector(item, weights.sizes, weights.arc), local])
    return np.concatenate([_flag(KINDS.index(kind), len(KINDS)), vector / part.reach])


def symbols_vector(found: frozenset[str], part: PartWeight, _weights: Weights) -> Array:
    """Which symbols are there; the categories of the part count, or all."""
    result = np.zeros(len(inventory().symbols))
    for name in found:
        number, category = _numbered_symbols().get(name, (0, ""))
        if category and (not part.of or category in part.of):
            result[number] = 1.0
    return result / part.reach


@cache
def _numbered_symbols() -> dict[str, tuple[int, str]]:
    """Symbol name to its number and its category."""
    return {symbol.name: (n, symbol.category) for n, symbol in enumerate(inventory())}


@cache
def _local_movements() -> tuple[str, ...]:
    """Symbols of movements without a path."""
    return tuple(s.name for s in inventory() if s.category in _LOCAL_CATEGORIES)


_LOCAL_CATEGORIES = ("wrist_movement", "finger_play", "cross_movement")
