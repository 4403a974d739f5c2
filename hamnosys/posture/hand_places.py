"""Places on a hand: points of its surface, from the joints of a right hand in its own frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hamnosys.posture.body import Anchor
from hamnosys.posture.geometry import Array, unit, vector
from hamnosys.posture.hand import (
    FIRST_JOINT,
    INDEX,
    JOINTS,
    MIDDLE,
    PINKY,
    RING,
    THUMB,
    WRIST,
    palm_sides,
)

FINGER_RADIUS, PALM_RADIUS = 0.9, 1.4
"""Half the thickness of fingers and palm."""

_ZONES = {
    "hampalm": ((-0.2, 5.6, PALM_RADIUS), (0, 0, 1)),
    "hamhandback": ((-0.2, 5.6, -PALM_RADIUS), (0, 0, -1)),
    "hamthumbside": ((4.0, 6.0, 0), (1, 0, 0)),
    "hampinkyside": ((-4.4, 4.6, 0), (-1, 0, 0)),
    "hamthumbball": ((3.0, 3.6, 2.4), (0.3, 0, 1)),
    "hamwristback": ((0, -1.0, -1.8), (0, 0, -1)),
    "hamwristpulse": ((0, -1.0, 1.8), (0, 0, 1)),
    "hamwristtoback": ((0, -1.0, -1.8), (0, 0, -1)),
    "hamwristtopulse": ((0, -1.0, 1.8), (0, 0, 1)),
    "hamwristtothumb": ((2.6, -1.0, 0), (1, 0, 0)),
    "hamwristtopinky": ((-2.6, -1.0, 0), (-1, 0, 0)),
}
_USUAL_FINGER = "hamindexfinger"
"""The finger that is meant where only a part is written."""


def hand_place(joints: Array, names: Sequence[str]) -> Anchor:
    """The place that symbols of a hand part name: zones, or fingers with a part and a side.

    Args:
        joints: of a right hand in its own frame, shape (21, 3).
        names: for instance ``("hamindexfinger", "hamfingertip")`` or ``("hampalm",)``.
    """
    fingers = [name for name in names if name in FIRST_JOINT]
    part = next((name for name in names if name.startswith("hamfinger")), None)
    zone = next((name for name in names if name in _ZONES), None)
    if not fingers and part is None:
        at, faces = _ZONES[zone or "hampalm"]
        return Anchor(vector(at), unit(vector(faces)), FINGER_RADIUS)
    chosen = [_finger_part(joints, name, part, zone) for name in fingers or [_USUAL_FINGER]]
    point = np.mean([anchor.point for anchor in chosen], axis=0)
    facing = np.sum([anchor.facing for anchor in chosen], axis=0)
    facing = unit(facing) if np.linalg.norm(facing) > 1e-6 else chosen[0].facing
    return Anchor(point, facing, FINGER_RADIUS)


def _finger_part(joints: Array, finger: str, part: str | None, zone: str | None) -> Anchor:
    """A part of a finger; without one its middle. The zone says whether inside or back."""
    first = FIRST_JOINT[finger]
    base, middle, end, tip = joints[first : first + 4]
    inner = palm_sides(joints)[first : first + 3]  # of the three bones from the base on
    along = unit(tip - end)
    if part == "hamfingertip":
        return Anchor(tip + FINGER_RADIUS * along, along)
    if part in ("hamfingerpad", "hamfingernail"):
        facing = inner[2] if part == "hamfingerpad" else -inner[2]
        return Anchor(tip - 0.7 * along + FINGER_RADIUS * facing, facing)
    if part == "hamfingerside":
        facing = unit(np.cross(middle - base, inner[0]))
        return Anchor((middle + end) / 2 + FINGER_RADIUS * facing, facing)
    to_palm = zone == "hampalm" or (part is None and zone is None)
    turn = 1 if to_palm else -1
    point = base if part == "hamfingerbase" else middle
    bone = 0 if part == "hamfingerbase" else 1
    facing = unit(turn * (inner[0] + inner[bone]))
    return Anchor(point + FINGER_RADIUS * facing, facing)


def centre(joints: Array) -> Array:
    """The middle of a hand, which is at a place that it does not touch."""
    middle: Array = (joints[WRIST] + joints[MIDDLE] + joints[[8, 12, 16, 20]].mean(axis=0)) / 3
    return middle


def foremost(joints: Array, toward: Array) -> Array:
    """The point of a hand that comes to a surface first when the hand moves ``toward`` it.

    A thumb counts only where it stands out: it yields when fingers are laid against something.

    Args:
        joints: of a right hand in its own frame, shape (21, 3).
        toward: a direction of length 1 in that frame.
    """
    points = joints + _RADII[:, None] * toward
    ahead = points @ toward
    thumb = np.zeros(JOINTS, dtype=bool)
    thumb[THUMB : THUMB + 4] = True
    stands_out = ahead[thumb].max() > ahead[~thumb].max() + _STANDS_OUT
    chosen = thumb if stands_out else ~thumb
    # Whatever comes within half a centimetre of the first touches as well: take their middle.
    touching = chosen & (ahead > ahead[chosen].max() - 0.5)
    middle: Array = points[touching].mean(axis=0)
    return middle


_RADII = np.full(JOINTS, FINGER_RADIUS)
_RADII[[INDEX, MIDDLE, RING, PINKY]], _RADII[WRIST] = PALM_RADIUS, 1.6
_STANDS_OUT = 4.0
"""Centimetres by which a thumb is before all fingers where it touches in their stead."""
