"""Vectors and rotations. Lengths are centimetres, angles degrees, frames right-handed.

The signer's frame: x to the signer's left, y up, z out (away from the body). A viewer who faces
the signer sees x to the right and y up, as in a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
"""Points have 3 numbers on the last axis; rotations are (3, 3), to multiply from the left."""

LEFT, UP, OUT = np.eye(3)


def vector(values: Sequence[float]) -> Array:
    """Numbers as an array."""
    return np.asarray(values, dtype=np.float64)


def length(v: Array) -> float:
    """Length of one vector."""
    return float(np.sqrt(v @ v))


def unit(v: Array) -> Array:
    """A vector of length 1 in the same direction.

    Raises:
        ValueError: the vector has no direction.
    """
    size = length(v)
    if size < 1e-12:
        raise ValueError("a vector of length 0 has no direction")
    return v / size


def across(v: Array, axis: Array) -> Array:
    """The part of a vector that is perpendicular to an axis of length 1."""
    return v - (v @ axis) * axis


def angle_between(a: Array, b: Array) -> float:
    """Angle between two vectors, 0 to 180."""
    return float(np.degrees(np.arctan2(length(np.cross(a, b)), a @ b)))


def rotation_about(axis: Array, degrees: float) -> Array:
    """Rotation about an axis of length 1 by the right-hand rule."""
    x, y, z = axis
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    turned: Array = np.eye(3) + np.sin(angle) * skew + (1 - np.cos(angle)) * (skew @ skew)
    return turned


def shortest_rotation(start: Array, end: Array, half_turn: Array = UP) -> Array:
    """The rotation by the smallest angle that takes one direction to another, both of length 1.

    ``half_turn`` is the axis where they are opposite, since any would do then.
    """
    axis = np.cross(start, end)
    if length(axis) < 1e-9:
        return np.eye(3) if start @ end > 0 else rotation_about(half_turn, 180)
    return rotation_about(unit(axis), angle_between(start, end))


def turned_toward(start: Array, end: Array, share: float) -> Array:
    """The direction that is this share of the way from one to another; opposite ones go by OUT."""
    angle = angle_between(start, end)
    axis = np.cross(start, end)
    if length(axis) < 1e-9:
        axis = np.cross(start, OUT) if abs(start @ OUT) < 0.9 else np.cross(start, UP)
    turned: Array = rotation_about(unit(axis), share * angle) @ start
    return turned


def middle_rotation(start: Array, end: Array, share: float = 0.5) -> Array:
    """The rotation that is this share of the way from one to another, by the shortest way."""
    turn = end @ start.T
    axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    degrees = float(np.degrees(np.arctan2(length(axis), np.trace(turn) - 1)))
    if length(axis) < 1e-9:
        if degrees < 90:
            return start
        axis = _half_turn_axis(turn)
    return rotation_about(unit(axis), share * degrees) @ start


def _half_turn_axis(turn: Array) -> Array:
    """The axis of a rotation by 180 degrees: the longest column of turn + identity."""
    columns = turn + np.eye(3)
    longest: Array = columns[:, int(np.argmax(np.abs(np.diag(columns))))]
    return longest


def two_bones(root: Array, end: Array, first: float, second: float, pole: Array) -> Array:
    """The joint between two bones of fixed length from ``root`` to ``end``.

    The joint lies on the side of the line that ``pole`` points to. The end must be within reach
    (`reachable`): of one that is too far or too near, only the first bone keeps its length.
    """
    line = end - root
    distance = min(max(length(line), abs(first - second) + 1e-6), first + second - 1e-6)
    along = unit(line)
    forward = (first**2 - second**2 + distance**2) / (2 * distance)
    aside = np.sqrt(max(0.0, first**2 - forward**2))
    side = across(pole, along)
    if length(side) < 1e-9:
        side = across(OUT if abs(along @ OUT) < 0.9 else LEFT, along)
    joint: Array = root + forward * along + aside * unit(side)
    return joint


def reachable(root: Array, end: Array, nearest: float, farthest: float) -> Array:
    """The end itself, or the nearest point to it at a distance from the root that is allowed."""
    line = end - root
    distance = length(line)
    if distance < 1e-9:
        return root + nearest * OUT
    nearer: Array = root + line * (min(max(distance, nearest), farthest) / distance)
    return nearer
